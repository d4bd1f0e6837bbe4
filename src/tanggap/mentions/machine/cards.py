"""The cards of the shipped models, as pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from tanggap.enrichers._models import MODELS

_CARD = "MODEL_CARD.md"


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its first line, and the rest as a page shows it."""

    title: str
    body: SafeString


def card_names() -> list[str]:
    """The models that have a card, in order."""
    return sorted(path.parent.name for path in MODELS.glob(f"*/{_CARD}"))


def card(name: str) -> Card:
    """One of `card_names`."""
    title, _line, rest = (MODELS / name / _CARD).read_text(encoding="utf-8").partition("\n")
    written = MarkdownIt("commonmark", {"html": False}).enable("table").render(rest)
    # The text ships with us, and what is HTML in it stays text.
    return Card(title.lstrip("# "), mark_safe(written.replace("<table>", '<table class="table table-sm">')))  # noqa: S308
