"""Seeded streams of made-up news: stories are born, are written about by several outlets, and die.

The words are invented syllables with the frequencies of ordinary writing (Zipf), so nobody is written about.
The quality measured on such a stream says that the machinery works, not how well it reads real news.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from tanggap.core.grouping.live import GroupingText
from tanggap.core.grouping.words import STOP_WORDS

_BEGINS = 1_767_225_600.0  # 1 January 2026, UTC
_DAY_S = 86_400.0
_SYLLABLES = [consonant + vowel for consonant in "bcdghjklmnprstwy" for vowel in "aiueo"]
_ENDINGS = ["", "", "n", "ng", "r", "s", "h", "k"]


@dataclass(frozen=True, slots=True)
class Told:
    """A text of the stream with the number of the story that it truly tells."""

    truth: int
    mention: GroupingText


@dataclass(slots=True)
class _Matter:
    number: int
    began_at: float
    lasts_s: float
    words: list[str]
    shares: list[float]


class NewsStream:
    """An endless stream of texts, the same for the same seed.

    Parameters
    ----------
    per_day
        Texts a day, evenly spread.
    n_body_words
        Words of the text under each title; 0: titles alone.
    """

    def __init__(self, seed: int, *, per_day: int = 3_000, n_body_words: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a benchmark, not a secret
        self._per_day = per_day
        self._n_body_words = n_body_words
        self._words, self._shares = self._zipf([self._word() for _ in range(20_000)])
        self._names = [self._word() + self._word() for _ in range(15_000)]
        self._stop, self._stop_shares = self._zipf(sorted(STOP_WORDS))
        self._active: list[_Matter] = []
        self._n_matters = 0

    def take(self, n: int) -> Iterator[Told]:
        """Yield the next `n` texts, told from the stream's beginning."""
        for row in range(n):
            at = _BEGINS + row * _DAY_S / self._per_day
            matter = self._matter(at)
            yield Told(matter.number, GroupingText(self._title(matter), self._body(matter), at))

    def _word(self) -> str:
        pick = self._random.choice
        return "".join(pick(_SYLLABLES) for _ in range(self._random.choice((2, 2, 3)))) + pick(_ENDINGS)

    def _zipf(self, words: list[str]) -> tuple[list[str], list[float]]:
        self._random.shuffle(words)
        return words, list(accumulate(1.0 / (rank + 3) for rank in range(len(words))))

    def _matter(self, at: float) -> _Matter:
        draw = self._random
        if len(self._active) > 400:
            self._active = [one for one in self._active if at - one.began_at < one.lasts_s]
        if self._active and draw.random() > 0.25:
            # Large stories attract more: of two drawn, the elder wins now and then.
            matter = self._active[min(draw.randrange(len(self._active)), draw.randrange(len(self._active)))]
            if at - matter.began_at < matter.lasts_s:
                return matter
        matter = self._new_matter(at)
        self._active.append(matter)
        return matter

    def _new_matter(self, at: float) -> _Matter:
        draw = self._random
        self._n_matters += 1
        names = [draw.choice(self._names) for _ in range(draw.randint(2, 4))]
        # The matter's common nouns are not the commonest words of all, which every story has.
        words = names + [self._words[draw.randrange(200, 5_000)] for _ in range(14)]
        shares = list(accumulate(1.0 / (rank + 2) for rank in range(len(words))))
        return _Matter(self._n_matters, at, draw.expovariate(1 / (0.7 * _DAY_S)), words, shares)

    def _title(self, matter: _Matter) -> str:
        draw = self._random
        told = draw.choices(matter.words, cum_weights=matter.shares, k=draw.randint(4, 6))
        other = draw.choices(self._words, cum_weights=self._shares, k=draw.randint(1, 3))
        return " ".join(dict.fromkeys(told + other)).capitalize()

    def _body(self, matter: _Matter) -> str:
        if not self._n_body_words:
            return ""
        draw, n = self._random, self._n_body_words
        words = draw.choices(matter.words, cum_weights=matter.shares, k=n // 6)
        words += draw.choices(self._stop, cum_weights=self._stop_shares, k=n // 3)
        words += draw.choices(self._words, cum_weights=self._shares, k=n - len(words))
        draw.shuffle(words)
        return " ".join(words)
