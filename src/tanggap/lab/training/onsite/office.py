"""What an office has to teach: its people's words on judgements, and the mentions that the machine alone judged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from tanggap.core.text.document import Document
from tanggap.lab.training.onsite.teaching import Corrected
from tanggap.mentions.models import Assessment, Correction, Mention
from tanggap.stories.models import StoryMembership

N_LOOKED_AT = 1_000
_FIELDS = ("pk", "title", "text")


def corrected(name: str, labels: Sequence[str]) -> list[Corrected]:
    """The newest word on each mention, in the order in which the mentions came."""
    said = {word.mention_id: str(word.value) for word in Correction.objects.newest(name) if word.value in labels}
    stories = dict(StoryMembership.objects.filter(mention_id__in=said).values_list("mention_id", "story_id"))
    rows = Mention.objects.filter(pk__in=said).only(*_FIELDS).order_by("pk")
    return [Corrected(row.pk, _document(row), said[row.pk], _group(row, stories.get(row.pk))) for row in rows]


def _document(row: Mention) -> Document:
    return Document(str(row.pk), row.text, row.title)


def _group(row: Mention, story_id: int | None) -> str:
    """The story; of what is in none, the wording."""
    if story_id is not None:
        return f"story {story_id}"
    words = " ".join(f"{row.title} {row.text}".lower().split())
    return f"text {hashlib.sha256(words.encode(errors='replace')).hexdigest()[:16]}"


def judged_alone(name: str) -> list[Document]:
    """The newest mentions on which nobody had a word."""
    said = Correction.objects.filter(name=name).values("mention_id")
    ids = Assessment.objects.exclude(mention_id__in=said).order_by("-mention_id").values("mention_id")[:N_LOOKED_AT]
    return [_document(row) for row in Mention.objects.filter(pk__in=ids).only(*_FIELDS).order_by("-pk")]


def digest_of_corrections(rows: Sequence[Corrected]) -> str:
    """Twelve digits that change with the texts and the words on them."""
    told = [[row.document.title, row.document.text, row.label, row.group] for row in rows]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode(errors="replace")).hexdigest()[:12]
