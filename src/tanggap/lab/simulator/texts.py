"""What the simulator writes: texts that carry the truth about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Text:
    """One article or post with its truth.

    `story` is empty when the text concerns nobody here. `role`: report, copy, rewrite, followup, correction,
    advertorial, post, history, elsewhere or namesake (elsewhere too, with a word that is watched here). `outlet`
    counts the outlets that write; -1 came by upload. `topics`: the first is what the story is about, the others
    are right too. `original`: number of the text that a copy or rewrite is made of, else 0. `language` of a post:
    ``ind`` or ``bjn``. `trap`: how a namesake misleads.
    """

    story: str
    role: str
    outlet: int
    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime
    region: str = ""
    topics: tuple[str, ...] = ()
    original: int = 0
    language: str = "ind"
    trap: str = ""
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
