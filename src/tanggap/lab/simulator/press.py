"""Composes the texts of all planned stories, of what lies elsewhere, and of the months before."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tanggap.lab.simulator.arrivals import PRESS, anywhen, burst
from tanggap.lab.simulator.desks import Desks
from tanggap.lab.simulator.elsewhere import elsewhere
from tanggap.lab.simulator.stories import DAYS, SHORT, Story, befallen, good_service, planned_stories, themes
from tanggap.lab.simulator.texts import Text

HISTORY_MONTHS, GOOD_SERVICE = 9, "antar-obat"
_MONTH_DAYS = 30
_GOOD_SHARE = 0.4
# How many texts a quiet matter of an earlier month has, about.
_QUIET_SIZE = 6


@dataclass(frozen=True, slots=True)
class Size:
    """How many texts of each sort; stories share the articles and posts by their loudness."""

    n_articles: int
    n_posts: int
    n_elsewhere: int
    n_history: int

    @property
    def total(self) -> int:
        return self.n_articles + self.n_posts + self.n_elsewhere + self.n_history


FULL = Size(3800, 1200, 10_000, 900)
SMALL = Size(160, 40, 100, 18)


def simulate(*, now: datetime, seed: int, n_outlets: int, size: Size = FULL) -> list[Text]:
    """All texts that appeared before `now`, oldest first."""
    chance = random.Random(seed)  # noqa: S311 a simulation needs repeatable chance, not secrecy
    desks = Desks(now=now, n_outlets=n_outlets, chance=chance)
    stories = planned_stories(chance)
    n_posts = _shares(stories, size.n_posts)
    texts: list[Text] = []
    for story, n, n_replies in zip(stories, _shares(stories, size.n_articles), n_posts, strict=True):
        articles = desks.articles(story, n)
        texts.extend(articles)
        texts.extend(desks.posts(story, articles, n_replies))
    texts.extend(elsewhere(size.n_elsewhere, desks))
    texts.extend(_history(size.n_history, desks))
    texts.sort(key=lambda text: (text.published_at, text.number))
    return _numbered(texts)


def _numbered(texts: list[Text]) -> list[Text]:
    """Number the texts as they appeared, and let copies point at their originals' new numbers."""
    numbers = {text.number: number for number, text in enumerate(texts, start=1)} | {0: 0}
    return [replace(text, number=numbers[text.number], original=numbers[text.original]) for text in texts]


def _shares(stories: list[Story], n: int) -> list[int]:
    """Split `n` by loudness, the rest to the loudest; the quietest may have none."""
    total = sum(story.weight for story in stories)
    shares = [int(n * story.weight / total) for story in stories]
    loudest = max(range(len(stories)), key=lambda index: stories[index].weight)
    shares[loudest] += n - sum(shares)
    return shares


def _history(n: int, desks: Desks) -> Iterator[Text]:
    """The months before: one good service praised month after month, and the usual matters of a year."""
    for month in range(HISTORY_MONTHS):
        end = desks.now - timedelta(days=DAYS + _MONTH_DAYS * month)
        n_month = n // HISTORY_MONTHS + (month < n % HISTORY_MONTHS)
        n_good = round(n_month * _GOOD_SHARE)
        yield from _good_month(f"{GOOD_SERVICE}-{month}", n_good, end, desks)
        yield from _quiet_month(month, n_month - n_good, end, desks)


def _good_month(key: str, n: int, end: datetime, desks: Desks) -> Iterator[Text]:
    story = good_service(key, 0.0, desks.chance)
    for _ in range(n):
        at = anywhen(end - timedelta(days=_MONTH_DAYS), end, rhythm=PRESS, chance=desks.chance)
        yield desks.told_once(story, at, role="history")


def _quiet_month(month: int, n: int, end: datetime, desks: Desks) -> Iterator[Text]:
    chance, start = desks.chance, end - timedelta(days=_MONTH_DAYS)
    all_themes = list(themes())
    while n > 0:
        theme, region = chance.choice(all_themes), chance.choice(sorted(SHORT))
        story = befallen(theme, region, f"lama-{month}-{theme['key']}-{region}", 0.0, chance)
        began = anywhen(start, end, rhythm=PRESS, chance=chance)
        size = min(n, chance.randint(1, 2 * _QUIET_SIZE))
        n -= size
        for _ in range(size):
            at = burst(began, end, mean_h=20, rhythm=PRESS, chance=chance)
            yield desks.told_once(story, at, role="history")
