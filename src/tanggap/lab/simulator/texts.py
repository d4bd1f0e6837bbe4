"""What the simulator writes: texts that carry the truth about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Text:
    """One article or post with its truth.

    `story` is empty when the text concerns nobody here. `role`: report, copy, rewrite, followup, correction,
    advertorial, post, history or elsewhere. `outlet` counts the outlets that write; -1 came by upload.
    """

    story: str
    role: str
    outlet: int
    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime
    region: str = ""
    topic: str = ""
    number: int = 0

    @property
    def is_watched(self) -> bool:
        return bool(self.story)

    @property
    def slug(self) -> str:
        return slug_of(self.number, self.title)


def slug_of(number: int, title: str) -> str:
    """The end of an article's address."""
    words = "".join(letter if letter.isalnum() else " " for letter in title.lower()).split()
    return f"{number}-{'-'.join(words[:8])}"
