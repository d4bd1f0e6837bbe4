"""A word that may have been meant: taken from the office's own registers, and only when it finds something."""

from __future__ import annotations

import re
from typing import Any

from rapidfuzz import fuzz, process

from tanggap.accounts.models import Unit
from tanggap.desk.search.finding import Asked, find_issues, find_mentions, find_stories
from tanggap.reference.models import Region, Topic
from tanggap.sources.models import Outlet

_MIN_SCORE = 75
_MIN_LENGTH = 4
_WORD = re.compile(r"[^\W\d_]{4,}")


def suggestion(asked: Asked) -> str:
    """The words with the most doubtful one replaced, when that finds something this person may see; else empty."""
    known = _known_words()
    for word in _WORD.findall(asked.words):
        if word.casefold() in known:
            continue
        near = process.extractOne(word.casefold(), known, scorer=fuzz.ratio, score_cutoff=_MIN_SCORE)
        if near is None:
            continue
        words = asked.words.replace(word, near[0], 1)
        again: dict[str, Any] = {**asked.chosen, "q": words}
        tried = Asked(asked.user, again, asked.now)
        if any(find(tried, n=1).ids for find in (find_mentions, find_stories, find_issues)):
            return words
    return ""


def _known_words() -> set[str]:
    names: list[str] = []
    for rows in (Region.objects.home(), Topic.objects.all(), Outlet.objects.all(), Unit.objects.active()):
        names += rows.values_list("name", flat=True)
    return {word.casefold() for name in names for word in name.split() if len(word) >= _MIN_LENGTH}
