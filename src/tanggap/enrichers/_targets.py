"""Finds what a document speaks of, with the registers of a context."""

from __future__ import annotations

from collections.abc import Iterator

from tanggap.core.text.document import Context, Document
from tanggap.core.text.normalise import BanjareseNormaliser
from tanggap.core.text.places import parent
from tanggap.core.text.targets import Naming, Target, TargetKind, find_targets, masked
from tanggap.core.text.tokens import tokenise
from tanggap.enrichers._reading import MAX_CHARACTERS, plain_words
from tanggap.enrichers._registers import fields, name_matcher, office_matcher, offices, places

# In these kinds of text, one regency and no office named means its government; in the others it seldom does.
BLAMING_KINDS = ("complaint", "opinion", "news", "announcement")


def beginning(document: Document) -> Document:
    """Give the part of a document that is read for what it speaks of."""
    return Document(document.id, document.text[:MAX_CHARACTERS], document.title[:MAX_CHARACTERS], document.published_on)


def targets(document: Document, context: Context, kind: str) -> list[Target]:
    """Find the units, officials and programmes that a text speaks of.

    Where it names none, the government of the one regency that it is about, if texts of this `kind` mean that.
    """
    found = find_targets(fields(document), namings(document, context))
    if found or kind not in BLAMING_KINDS:
        return found
    return find_targets(fields(document), list(_by_region(document, context)))


def namings(document: Document, context: Context) -> list[Naming]:
    """Find the names of units, officials and programmes in a text."""
    return [*_offices(document, context), *_registered(document, context)]


def _offices(document: Document, context: Context) -> Iterator[Naming]:
    for each in offices(document, context):
        if each.code:
            yield Naming(TargetKind.UNIT, each.code, each.code, each.field, each.start, each.end)


def _registered(document: Document, context: Context) -> Iterator[Naming]:
    matcher = name_matcher(context)
    for number, field in enumerate(fields(document)):
        tokens = tokenise(field)
        for found in matcher.find(tokens, document.published_on):
            kind = TargetKind.OFFICIAL if found.row.post else TargetKind.PROGRAMME
            start, end = tokens.span(found.first, found.last)
            yield Naming(kind, found.row.key, found.row.unit_code, number, start, end)


def _by_region(document: Document, context: Context) -> Iterator[Naming]:
    found = places(document, context)
    regions = {parent(code) for code in found.matter(context.home_region)}
    unit = office_matcher(context).government(next(iter(regions))) if len(regions) == 1 else None
    if unit is not None:
        for each in (each for each in found.home if parent(each.code) in regions):
            yield Naming(TargetKind.UNIT, unit.code, unit.code, each.field, each.start, each.end)


def words_towards(
    document: Document, context: Context, target: Target | None, found: list[Target], normaliser: BanjareseNormaliser
) -> list[str]:
    """Make the words that the tone towards a target is read from: names masked, Banjarese written as Indonesian."""
    others = [other for other in found if other is not target]
    where = places(document, context)
    named = [(each.field, each.start, each.end) for each in (*where.home, *where.elsewhere)]
    return plain_words(masked(fields(document), target, others, named), normaliser)
