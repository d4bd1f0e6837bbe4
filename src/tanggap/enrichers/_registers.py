"""The matchers made from a context's registers, kept per context; and the fields of a document."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tanggap.core.text.document import Context, Document
from tanggap.core.text.named import NameMatcher
from tanggap.core.text.names import vocabulary
from tanggap.core.text.offices import OfficeMatcher, OfficeMention
from tanggap.core.text.places import PlaceMatcher, PlacesFound
from tanggap.core.text.topics import TopicMatcher
from tanggap.enrichers.base import Span

FIELDS = ("title", "text")
_LONGEST_KEPT = 20_000


def fields(document: Document) -> tuple[str, str]:
    """Give the title and the text, in the order of `FIELDS`."""
    return document.title, document.text


def spans(found: Iterable[tuple[int, int, int, str]]) -> tuple[Span, ...]:
    """Make evidence out of (field number, start, end, label), in reading order."""
    return tuple(Span(FIELDS[field], start, end, label) for field, start, end, label in sorted(set(found)))


@lru_cache(maxsize=4)
def place_matcher(context: Context) -> PlaceMatcher:
    """Make the place matcher of a context, once."""
    return PlaceMatcher(context)


@lru_cache(maxsize=4)
def topic_matcher(context: Context) -> TopicMatcher:
    """Make the topic matcher of a context, once."""
    return TopicMatcher(context)


@lru_cache(maxsize=4)
def office_matcher(context: Context) -> OfficeMatcher:
    """Make the office matcher of a context, once."""
    return OfficeMatcher(context)


@lru_cache(maxsize=256)
def _places(matcher: PlaceMatcher, texts: tuple[str, str]) -> PlacesFound:
    return matcher.find(texts)


def places(document: Document, context: Context) -> PlacesFound:
    """Find the places of a document; two enrichers ask for them, so the last ones are kept."""
    texts = fields(document)
    matcher = place_matcher(context)
    if len(texts[0]) + len(texts[1]) > _LONGEST_KEPT:
        return matcher.find(texts)
    return _places(matcher, texts)


@lru_cache(maxsize=256)
def _offices(matcher: OfficeMatcher, where: PlaceMatcher, texts: tuple[str, str]) -> tuple[OfficeMention, ...]:
    return tuple(matcher.find(texts, _places(where, texts)))


def offices(document: Document, context: Context) -> tuple[OfficeMention, ...]:
    """Find the offices of a document; several enrichers ask for them, so the last ones are kept."""
    texts = fields(document)
    if len(texts[0]) + len(texts[1]) > _LONGEST_KEPT:
        return tuple(office_matcher(context).find(texts, places(document, context)))
    return _offices(office_matcher(context), place_matcher(context), texts)


@lru_cache(maxsize=4)
def name_matcher(context: Context) -> NameMatcher:
    """Make the matcher of a context's officials and programmes, once."""
    return NameMatcher(context.public_names)


@lru_cache(maxsize=4)
def post_words(context: Context) -> frozenset[str]:
    """Give the words of which the titles of posts are made, once."""
    return vocabulary(context)
