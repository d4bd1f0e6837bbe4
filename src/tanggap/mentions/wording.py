"""Judgements in words: what they are called, and what their values are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.mentions.models import Correction, Judged, Language, Sentiment, TextKind
from tanggap.reference.models import Region, Topic

NAMES = {
    "sentiment": _("Sentiment"),
    "language": _("Language"),
    "kind": _("Kind of text"),
    "topics": _("Topics"),
    "region_codes": _("Regions"),
}

_CHOICES = {"sentiment": Sentiment, "language": Language, "kind": TextKind}


@dataclass(frozen=True, slots=True)
class Said:
    """One word of a person, as a page shows it."""

    correction: Correction
    name: str
    value: str


def value_words(name: str, value: Any) -> str:
    """A value as people call it; an empty one is a dash."""
    if name in ("topics", "region_codes"):
        register = Topic if name == "topics" else Region
        names = dict(register._default_manager.filter(pk__in=value).values_list("pk", "name"))
        return ", ".join(names.get(code, code) for code in value) or "–"
    labels = dict(_CHOICES[name].choices)
    return str(labels.get(value, value)) or "–"


def said_by_people(corrections: Iterable[Correction]) -> list[Said]:
    """All words of people on one mention, in the order given."""
    return [Said(row, str(NAMES.get(row.name, row.name)), value_words(row.name, row.value)) for row in corrections]


def overruled(judged: Judged) -> list[tuple[str, str]]:
    """What the machine said where a person says otherwise: (judgement, value)."""
    return [(str(NAMES[name]), value_words(name, value)) for name, value in sorted(judged.overruled.items())]
