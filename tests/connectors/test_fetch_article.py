import pytest

from local_site import LocalSite, html, redirect
from tanggap.connectors._articles import fetch_article
from tanggap.core.errors import PermanentFailure, TemporaryFailure
from tanggap.net.client import Client


def words(n: int) -> str:
    return (
        f"Bagian {n}: petugas memeriksa tiang jembatan nomor {n} sejak pagi dan mencatat keretakan pada sambungan. "
        f"Warga kampung {n} menunggu hasil pemeriksaan itu sambil memutar lewat jalan lingkar yang berlumpur."
    )


def page(n: int, last: int, *more: str) -> tuple[int, dict[str, str], bytes]:
    text = "".join(f"<p>{part}</p>" for part in (words(n), words(n + 100), *more))
    return html(
        f"<html><head><title>Jembatan</title></head><body><article><h1>Jembatan</h1>{text}</article>"
        f"<p>Halaman {n} dari {last}</p></body></html>"
    )


def test_continued_pages_are_joined_without_repetition(site: LocalSite, client: Client) -> None:
    site.routes |= {"/a": page(1, 3), "/a?page=2": page(2, 3, words(1)), "/a?page=3": page(3, 3)}
    article = fetch_article(site.url("/a"), client)
    assert article.n_pages == 3
    assert article.text.split("\n") == [words(n) for n in (1, 101, 2, 102, 3, 103)]
    assert (article.title, article.next_page_url) == ("Jembatan", "")


def test_at_most_ten_continued_pages_are_followed(site: LocalSite, client: Client) -> None:
    site.routes |= {"/a": page(1, 50)} | {f"/a?page={n}": page(n, 50) for n in range(2, 50)}
    assert fetch_article(site.url("/a"), client).n_pages == 11


@pytest.mark.parametrize("second", [(404, {}, b""), redirect("/lain"), redirect("/a")])
def test_a_continued_page_that_is_not_there_ends_the_article(site: LocalSite, client: Client, second: object) -> None:
    site.routes |= {"/a": page(1, 2), "/a?page=2": second, "/lain": page(7, 7)}  # type: ignore[dict-item]
    article = fetch_article(site.url("/a"), client)
    assert (article.n_pages, article.text) == (1, f"{words(1)}\n{words(101)}")


def test_trouble_on_a_continued_page_is_raised_so_that_the_whole_can_be_had_later(
    site: LocalSite, client: Client
) -> None:
    site.routes |= {"/a": page(1, 2), "/a?page=2": (502, {}, b"")}
    with pytest.raises(TemporaryFailure):
        fetch_article(site.url("/a"), client)


def test_a_picture_is_no_article(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = 200, {"Content-Type": "image/jpeg"}, b"\xff\xd8"
    with pytest.raises(PermanentFailure):
        fetch_article(site.url("/a"), client)
