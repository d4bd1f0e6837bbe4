import pytest

from local_site import LocalSite, html, redirect
from tanggap.core.errors import TemporaryFailure
from tanggap.net import robots
from tanggap.net.client import Client
from tanggap.net.errors import AddressRefused, Blocked, NotFound, Unreachable
from tanggap.net.robots import Robots


def rules(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/plain"}, text.encode()


def test_what_robots_txt_forbids_is_not_fetched(site: LocalSite, client: Client) -> None:
    site.routes |= {"/robots.txt": rules("User-agent: *\nDisallow: /rahasia"), "/rahasia/1": html("x"), "/a": html("x")}
    with pytest.raises(Blocked):
        client.get(site.url("/rahasia/1"))
    assert client.get(site.url("/a")).status == 200
    assert site.paths() == ["/a"]


def test_our_own_name_is_obeyed_before_the_star(site: LocalSite, client: Client) -> None:
    site.routes |= {
        "/robots.txt": rules("User-agent: tanggap\nDisallow: /\n\nUser-agent: *\nAllow: /"),
        "/a": html("x"),
    }
    with pytest.raises(Blocked):
        client.get(site.url("/a"))


def test_robots_txt_is_asked_once_per_site(site: LocalSite, client: Client) -> None:
    site.routes |= {"/robots.txt": rules("User-agent: *\nAllow: /"), "/a": html("x"), "/b": html("x")}
    client.get(site.url("/a"))
    client.get(site.url("/b"))
    assert [path for path, _ in site.seen].count("/robots.txt") == 1


def test_a_redirect_into_a_forbidden_place_is_blocked(site: LocalSite, client: Client) -> None:
    site.routes |= {"/robots.txt": rules("User-agent: *\nDisallow: /b"), "/a": redirect("/b"), "/b": html("x")}
    with pytest.raises(Blocked):
        client.get(site.url("/a"))
    assert site.paths() == ["/a"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_missing_or_refused_robots_txt_allows_everything(site: LocalSite, client: Client, status: int) -> None:
    site.routes |= {"/robots.txt": (status, {}, b""), "/a": html("x")}
    assert client.get(site.url("/a")).status == 200


def test_a_site_in_trouble_is_a_temporary_failure_and_not_a_refusal(site: LocalSite, client: Client) -> None:
    site.routes |= {"/robots.txt": (500, {}, b""), "/a": html("x")}
    with pytest.raises(TemporaryFailure):
        client.get(site.url("/a"))
    assert site.paths() == []


def test_an_operators_own_address_needs_no_robots_txt(site: LocalSite, client: Client) -> None:
    site.routes |= {"/robots.txt": rules("User-agent: *\nDisallow: /"), "/a": html("x")}
    assert client.get(site.url("/a"), obey_robots=False).status == 200


class Site:
    def __init__(self, *answers: str | Exception) -> None:
        self.answers = list(answers)
        self.n_asked = 0
        self.now = 0.0

    def fetch(self, url: str) -> str:
        self.n_asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def robots(self) -> Robots:
        return Robots(self.fetch, agent="Tanggap", clock=lambda: self.now)


def test_the_crawl_delay_is_handed_on_within_reason() -> None:
    found = Site("User-agent: *\nCrawl-delay: 7").robots().check("https://a.example", "https://a.example/x")
    long = Site("User-agent: *\nCrawl-delay: 86400").robots().check("https://a.example", "https://a.example/x")
    assert (found, long) == (7.0, robots.MAX_CRAWL_DELAY_S)


def test_trouble_is_asked_again_soon_and_rules_later() -> None:
    site = Site(Unreachable("no answer"), "User-agent: *\nDisallow: /x")
    found = site.robots()
    for _ in range(2):
        with pytest.raises(TemporaryFailure):
            found.check("https://a.example", "https://a.example/y")
    site.now += robots.KEEP_TROUBLE_S
    assert found.check("https://a.example", "https://a.example/y") == 0.0
    assert site.n_asked == 2
    site.now += robots.KEEP_S
    found.check("https://a.example", "https://a.example/y")
    assert site.n_asked == 3


def test_a_private_robots_txt_is_no_permission() -> None:
    with pytest.raises(AddressRefused):
        Site(AddressRefused("private")).robots().check("http://a.example", "http://a.example/")


def test_a_missing_file_allows_and_no_more_sites_are_kept_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "MAX_SITES", 2)
    site = Site(NotFound("status 404"))
    found = site.robots()
    for name in "abc":
        assert found.check(f"https://{name}.example", f"https://{name}.example/") == 0.0
    assert len(found._known) == 2


def test_a_file_made_to_exhaust_the_matcher_is_harmless() -> None:
    evil = "User-agent: *\n" + "Disallow: /" + "*a" * 3000 + "b\n" * 50
    assert Site(evil).robots().check("https://a.example", "https://a.example/" + "a" * 4000) == 0.0
