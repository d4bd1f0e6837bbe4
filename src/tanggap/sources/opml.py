"""Lists of feeds in OPML 2.0: nested outlines are groups, the region stands in ``category``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tanggap.core.errors import InvalidInput
from tanggap.core.web.addresses import absolute_url
from tanggap.sources.models import Source

MAX_OPML_BYTES = 5 * 1024 * 1024
MAX_FEEDS = 5000


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed of a list. `group` is the nearest outline above it."""

    name: str
    url: str
    group: str = ""
    region_code: str = ""


def read_opml(data: bytes) -> list[FeedLine]:
    """Read a list of feeds; an address that stands there twice counts once.

    Raises
    ------
    InvalidInput
        When it is no OPML, too large, or tries what XML should not.
    """
    if len(data) > MAX_OPML_BYTES:
        raise InvalidInput("the list is larger than five megabytes", field="file")
    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise InvalidInput("the file is no OPML", field="file") from error
    body = root.find("body") if root.tag == "opml" else None
    if body is None:
        raise InvalidInput("the file is no OPML", field="file")
    lines: dict[str, FeedLine] = {}
    for line in _feeds(body, ""):
        lines.setdefault(line.url, line)
        if len(lines) > MAX_FEEDS:
            raise InvalidInput("the list has more than five thousand feeds", field="file")
    return list(lines.values())


def _feeds(parent: Element, group: str) -> Iterator[FeedLine]:
    # A stack instead of recursion: a list nested ten thousand deep is somebody's joke, not a crash.
    waiting = [(child, group) for child in reversed(list(parent))]
    while waiting:
        outline, group_name = waiting.pop()
        if outline.tag != "outline":
            continue
        name = (outline.get("title") or outline.get("text") or "").strip()
        url = absolute_url(outline.get("xmlUrl") or "")
        if url:
            yield FeedLine((name or url)[:200], url, group_name[:120], _region_of(outline))
        inner = name if not url and name else group_name
        waiting.extend((child, inner) for child in reversed(list(outline)))


def _region_of(outline: Element) -> str:
    for name, value in outline.attrib.items():
        if name.rpartition("}")[2] == "region":
            return value.strip()[:13]
    for part in (outline.get("category") or "").replace(",", "/").split("/"):
        if part.strip().replace(".", "").isdigit():
            return part.strip()[:13]
    return ""


def write_opml(sources: Iterable[Source], *, title: str) -> bytes:
    """The list of these sources; reading it back gives the same names, addresses, groups and regions."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    groups: dict[str, Element] = {}
    for source in sources:
        name = source.group.name if source.group else ""
        if name and name not in groups:
            groups[name] = SubElement(body, "outline", text=name, title=name)
        parent = groups[name] if name else body
        outline = SubElement(
            parent, "outline", type="rss", text=source.name, title=source.name, xmlUrl=source.feed_url or source.url
        )
        outline.set("htmlUrl", source.url)
        if source.region_code:
            outline.set("category", f"/{source.region_code}")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
