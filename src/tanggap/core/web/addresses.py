"""Addresses of pages: one form for one page."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

MAX_URL_LENGTH = 4096
DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(?:utm_\w*|fbclid|gclid|dclid|msclkid|yclid|twclid|ttclid|igsh(?:id)?|mc_[ce]id|_ga|_gl|ref_src|"
    r"amp|outputtype|tag_from|wbraid|gbraid|cmpid|source_share|at_(?:medium|campaign))",
    re.IGNORECASE,
)
_PAGE_PARAMETERS = frozenset({"page", "halaman", "hal"})
_PAGE_VALUE = re.compile(r"all|semua|\d{1,2}", re.IGNORECASE)
_AMP_TAIL = re.compile(r"(?:/amp|\.amp)(?=/?$)|(?<=\.amp)\.html$", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"(?:index|default|home)\.\w+|", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")
_SOCIAL_SITES = frozenset(
    {"tiktok.com", "x.com", "twitter.com", "instagram.com", "threads.net", "threads.com", "facebook.com"}
)
# Where a handle stands before the post, and the form of the same address without it.
_HANDLES = (
    (frozenset({"x.com", "twitter.com", "mobile.twitter.com"}), r"^/[^/]+/status(?:es)?/", "/i/status/"),
    (frozenset({"instagram.com"}), r"^/[^/]+/(p|reel|tv)/", r"/\1/"),
    (frozenset({"facebook.com"}), r"^/[^/]+/(?:posts|videos|photos)/", "/"),
)
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


def canonical_url(url: str, base: str = "") -> str:
    """Return the one form of a page's address, or "" when it is no address on the web.

    Lower-case scheme and host, no default port, no fragment, no user name, no tracking parameters, no AMP
    suffix, no page tail of a continued article, no slash at the end.

    Examples
    --------
    >>> canonical_url("HTTPS://Koran.example:443/Daerah/banjir/amp/?utm_source=x&id=7#komentar")
    'https://koran.example/Daerah/banjir?id=7'
    >>> canonical_url("/daerah/banjir?page=2", base="https://koran.example/")
    'https://koran.example/daerah/banjir'
    >>> canonical_url("javascript:void(0)")
    ''
    """
    parts = _split(_UNSAFE.sub("", urljoin(base, url.strip()) if base else url.strip()))
    if parts is None:
        return ""
    path = _path(parts.path)
    return urlunsplit((parts.scheme.lower(), _host(parts), path, _query(parts.query, path), ""))


def absolute_url(url: str, base: str = "") -> str:
    """Return `url` as an absolute web address without its fragment, or "" when it is none.

    Examples
    --------
    >>> absolute_url("../foto/1.jpg", "https://koran.example/berita/7")
    'https://koran.example/foto/1.jpg'
    """
    if not url.strip():
        return ""
    try:
        joined = urljoin(base, url.strip()) if base else url.strip()
    except ValueError:
        return ""
    parts = _split(_UNSAFE.sub("", joined))
    return "" if parts is None else urlunsplit(parts._replace(fragment=""))


def without_handle(url: str) -> str:
    """Return the address of a person's post without the person's handle, "" when only the handle is left.

    Examples
    --------
    >>> without_handle("https://www.tiktok.com/@nama.contoh/video/7000000000000000001")
    'https://www.tiktok.com/@_/video/7000000000000000001'
    >>> without_handle("https://x.com/nama_contoh/status/184"), without_handle("https://x.com/nama_contoh")
    ('https://x.com/i/status/184', '')
    """
    parts = _split(url)
    if parts is None:
        return ""
    path = re.sub(r"/@[^/]+", "/@_", parts.path)
    site = site_of(url)
    for sites, pattern, replacement in _HANDLES:
        if site in sites:
            path = re.sub(pattern, replacement, path)
    segments = [segment for segment in path.split("/") if segment not in ("", "@_")]
    is_profile = "@_" in path or site in _SOCIAL_SITES
    if is_profile and (not segments or (site in _SOCIAL_SITES and _is_profile(segments))):
        return ""
    return urlunsplit(parts._replace(path=path, netloc=parts.netloc.rpartition("@")[2], fragment=""))


def site_of(url: str) -> str:
    """Return the host of an address without ``www.`` or ``m.``, or "".

    Examples
    --------
    >>> site_of("https://www.koran.example:8443/berita")
    'koran.example'
    """
    parts = _split(url)
    return re.sub(r"^(?:www|m|amp)\.", "", (parts.hostname or "").lower()) if parts else ""


def _is_profile(segments: list[str]) -> bool:
    """Whether a path of a platform names nobody's post but a person: one word, or a page of the person."""
    return segments[0] == "profile.php" or (len(segments) == 1 and not re.search(r"\d{5}|\.php$|^watch$", segments[0]))


def _split(url: str) -> SplitResult | None:
    if len(url) > MAX_URL_LENGTH:
        return None
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if parts.scheme.lower() in DEFAULT_PORTS and has_host else None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = quote(host, safe="")
    if ":" in host:
        host = f"[{host}]"
    is_default = parts.port in (None, DEFAULT_PORTS[parts.scheme.lower()])
    return host if is_default else f"{host}:{parts.port}"


def _path(path: str) -> str:
    # Unquoting and quoting again gives one spelling of what may be written with or without percent signs.
    spelled = quote(unquote(path), safe=_PATH_SAFE) if "%" not in unquote(path) else quote(path, safe=_PATH_SAFE)
    spelled = _AMP_TAIL.sub("", re.sub(r"/{2,}", "/", spelled))
    return spelled.rstrip("/") or "/"


def _query(query: str, path: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _is_dropped(pair, path)]
    return quote("&".join(kept), safe="/%:@!$&'()*+,;=~-._?[]")


def _is_dropped(pair: str, path: str) -> bool:
    name, _, value = pair.partition("=")
    if _TRACKING.fullmatch(name):
        return True
    # On a front page or an index script the number names the page itself.
    has_own_path = not _INDEX_PAGE.fullmatch(path.rpartition("/")[2])
    return has_own_path and name.lower() in _PAGE_PARAMETERS and bool(_PAGE_VALUE.fullmatch(value))
