"""An office that keeps correcting one systematic error of the machine, for the tests of teaching on site."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cast import make_mention
from tanggap.accounts.models import User
from tanggap.core.text.document import Document
from tanggap.enrichers.defaults import default_context
from tanggap.enrichers.sentiment import plugin
from tanggap.mentions.models import Assessment, Correction, Mention

PLACES = ("Banjarbaru", "Martapura", "Barabai", "Kandangan", "Amuntai", "Tanjung", "Paringin", "Rantau")
# The shipped model takes mockery for praise.
SEEN = (
    "Hebat sekali jalan di {place}, lubangnya bisa untuk memelihara ikan",
    "Mantap, air PDAM {place} bening seperti kopi susu",
    "Terima kasih {place}, lubang jalannya makin indah saja",
    "Keren, listrik {place} rajin sekali padamnya",
    "Salut untuk {place}, banjirnya selalu tepat waktu",
)
UNSEEN = (
    "Mantap jalan {place}, lubangnya makin lebar",
    "Luar biasa, air leding {place} bening seperti kopi",
    "Keren sekali {place}, padamnya tiap malam",
)


def filled(wordings: tuple[str, ...], places: tuple[str, ...] = PLACES) -> list[str]:
    return [wording.format(place=place) for wording in wordings for place in places]


def judged(text: str, *, sentiment: str = "", **fields: Any) -> Mention:
    """A mention as the shipped machine judged it."""
    mention = make_mention(title="", text=text, **fields)
    [found] = plugin.run([Document("", text)], default_context())
    Assessment.objects.create(
        mention=mention, language="ind", sentiment=sentiment or found.values["sentiment"], confidence=0.6,
        context_digest="x", assessed_at=timezone.now(),
    )  # fmt: skip
    return mention


def corrected(person: User, text: str, value: str, *, name: str = "sentiment") -> Mention:
    mention = judged(text)
    Correction.objects.create(mention=mention, name=name, value=value, by=person)
    return mention


def corrects_mockery(person: User, wordings: tuple[str, ...] = SEEN) -> list[Mention]:
    """Forty corrections: it is negative."""
    return [corrected(person, text, "negative") for text in filled(wordings)]
