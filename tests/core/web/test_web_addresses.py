import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.core.web.addresses import absolute_url, canonical_url, site_of, without_handle


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Koran.example/Berita/1?utm_source=wa&fbclid=x&igsh=y", "https://koran.example/Berita/1"),
        ("http://koran.example:80/a/", "http://koran.example/a"),
        ("http://koran.example:8081/a", "http://koran.example:8081/a"),
        ("https://koran.example/a/amp", "https://koran.example/a"),
        ("https://koran.example/a/amp/", "https://koran.example/a"),
        ("https://koran.example/a?amp=1&id=3", "https://koran.example/a?id=3"),
        ("https://koran.example/a?page=all", "https://koran.example/a"),
        ("https://koran.example/a?page=2", "https://koran.example/a"),
        ("https://koran.example/?page=2", "https://koran.example/?page=2"),
        ("https://koran.example/index.php?page=245&id=1", "https://koran.example/index.php?page=245&id=1"),
        ("https://koran.example/a?page=berita", "https://koran.example/a?page=berita"),
        ("https://koran.example/a?page=2024", "https://koran.example/a?page=2024"),
        ("https://koran.example", "https://koran.example/"),
        ("https://koran.example//a//b", "https://koran.example/a/b"),
        ("https://koran.example./a", "https://koran.example/a"),
        ("https://user:pass@koran.example/a#komentar", "https://koran.example/a"),
        ("https://bücher.example/jalan rusak", "https://xn--bcher-kva.example/jalanrusak"),
        ("https://koran.example/jalan%20rusak/caf%C3%A9", "https://koran.example/jalan%20rusak/caf%C3%A9"),
        ("https://koran.example/100%25-benar", "https://koran.example/100%25-benar"),
        ("https://[2606:4700::1]:8443/a", "https://[2606:4700::1]:8443/a"),
        ("  https://koran.example/a\n", "https://koran.example/a"),
        ("mailto:redaksi@koran.example", ""),
        ("https://", ""),
        ("https://koran.example:99999/", ""),
        ("https://[x/", ""),
        ("https://koran.example/" + "a" * 5000, ""),
        ("berita/1", ""),
        ("", ""),
    ],
)
def test_one_page_has_one_address(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


def test_relative_addresses_need_a_base() -> None:
    assert canonical_url("../b?page=3", base="https://koran.example/a/c/") == "https://koran.example/a/b"
    assert absolute_url("//cdn.example/x.jpg#a", "https://koran.example/") == "https://cdn.example/x.jpg"


@pytest.mark.parametrize("url", ["http://[::1", "data:text/html,x"])
def test_what_is_no_address_becomes_nothing(url: str) -> None:
    assert (absolute_url(url, "https://koran.example/"), site_of(url)) == ("", "")


def test_a_host_that_is_no_name_is_kept_harmless() -> None:
    assert canonical_url("https://" + "é" * 70 + ".example/").startswith("https://%")


def test_sites_are_the_same_with_and_without_their_front_door() -> None:
    assert {site_of("https://www.koran.example/a"), site_of("https://m.koran.example/"), "koran.example"} == {
        "koran.example"
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.threads.net/@nama/post/Cx1", "https://www.threads.net/@_/post/Cx1"),
        ("https://www.instagram.com/nama/p/Cx1/", "https://www.instagram.com/p/Cx1/"),
        ("https://www.instagram.com/p/Cx1/", "https://www.instagram.com/p/Cx1/"),
        ("https://www.facebook.com/nama.contoh/posts/1234567", "https://www.facebook.com/1234567"),
        ("https://www.facebook.com/permalink.php?story_fbid=1", "https://www.facebook.com/permalink.php?story_fbid=1"),
        ("https://www.facebook.com/profile.php?id=1", ""),
        ("https://www.instagram.com/nama.contoh/", ""),
        ("https://www.tiktok.com/@nama.contoh", ""),
        ("https://forum.example/@nama", ""),
        ("https://forum.example/topik/7#balasan", "https://forum.example/topik/7"),
        ("https://forum.example/", "https://forum.example/"),
        ("nama", ""),
    ],
)
def test_the_address_of_a_post_does_without_its_authors_handle(url: str, expected: str) -> None:
    assert without_handle(url) == expected


@given(st.text(max_size=80))
def test_a_canonical_address_is_its_own_canonical_address(text: str) -> None:
    once = canonical_url(f"https://koran.example/{text}")
    assert canonical_url(once) == once
