from tanggap.core.web.discover import find_feeds

BASE = "https://www.banuapos.example/"


def test_declared_feeds_come_first_and_those_of_comments_after_them() -> None:
    page = """<html><head>
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts">
    <link rel="ALTERNATE" type="Application/RSS+XML; charset=utf-8" href="feed/">
    <link rel="alternate" hreflang="en" href="/en">
    <link rel="stylesheet" type="text/xml" href="/gaya"></head></html>"""
    found = find_feeds(page, BASE)
    assert found[:2] == [BASE + "feed/", BASE + "comments/feed/"]
    assert not any("wp-json" in url or "gaya" in url for url in found)


def test_links_that_look_like_feeds_of_the_same_site_come_next() -> None:
    page = """<base href="https://www.banuapos.example/portal/"><a href="rss/daerah">RSS</a>
    <a href="https://lain.example/rss">x</a><a href="/kontak">y</a>"""
    assert find_feeds(page, BASE)[0] == "https://www.banuapos.example/portal/rss/daerah"
    assert not any("lain.example" in url for url in find_feeds(page, BASE))


def test_without_any_hint_the_usual_paths_are_named() -> None:
    assert find_feeds("", BASE)[:2] == [BASE + "feed/", BASE + "rss"]


def test_a_page_of_a_thousand_feeds_gives_a_few() -> None:
    assert len(find_feeds("".join(f'<a href="/rss/{n}">x</a>' for n in range(1000)), BASE)) == 20
