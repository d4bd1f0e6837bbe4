"""Writes the demo's articles and comments from the made-up events: the same seed gives the same press."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tanggap.lab.simulator.events import Event, events
from tanggap.lab.simulator.texts import slug_of

N_ARTICLES = 260
COPY_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Article:
    """One article of one outlet. `event` is the truth about its story; `is_copy` marks a syndicated text."""

    event: str
    outlet: int
    number: int
    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime
    is_copy: bool = False

    @property
    def slug(self) -> str:
        return slug_of(self.number, self.title)


def write_articles(*, now: datetime, n_outlets: int, seed: int = 1, n_articles: int = N_ARTICLES) -> list[Article]:
    """About `n_articles` articles that appeared before `now`, oldest first.

    An event is told by several outlets within two days: each picks its own headline, first paragraph and
    some of the further ones. A share of the articles is a syndicated copy of an earlier one.
    """
    chance = random.Random(seed)  # noqa: S311 a demo needs repeatable chance, not secrecy
    total = sum(event.n for event in events())
    articles: list[Article] = []
    for event in events():
        articles.extend(_tell(event, round(event.n * n_articles / total), now, n_outlets, chance))
    articles.sort(key=lambda article: (article.published_at, article.event))
    return [replace(article, number=number) for number, article in enumerate(articles, start=1)]


def _tell(event: Event, n: int, now: datetime, n_outlets: int, chance: random.Random) -> Iterator[Article]:
    told: list[Article] = []
    for position in range(n):
        # Reports come thick at first and thin out.
        delay_h = min(event.age_h * 0.97, chance.expovariate(1 / 6) + position * 0.4)
        published_at = now - timedelta(hours=event.age_h - delay_h)
        outlet = chance.randrange(n_outlets)
        elsewhere = [article for article in told if article.outlet != outlet and not article.is_copy]
        if elsewhere and chance.random() < COPY_SHARE:
            original = chance.choice(elsewhere)
            published_at = original.published_at + timedelta(minutes=chance.randint(5, 90))
            article = replace(original, outlet=outlet, published_at=min(published_at, now), is_copy=True)
        else:
            article = _write(event, outlet, published_at, chance)
        told.append(article)
    yield from told


def _write(event: Event, outlet: int, published_at: datetime, chance: random.Random) -> Article:
    n_further = min(len(event.body), chance.randint(2, 5))
    further = sorted(chance.sample(range(len(event.body)), n_further))
    if chance.random() < 0.5:
        chance.shuffle(further)
    paragraphs = (chance.choice(event.leads), *(event.body[index] for index in further))
    return Article(event.key, outlet, 0, chance.choice(event.titles), paragraphs, published_at)


def write_comments(*, now: datetime, seed: int = 1) -> list[dict[str, Any]]:
    """What citizens posted, as rows of an upload: with names, so that the door's privacy can be seen at work."""
    chance = random.Random(seed)  # noqa: S311
    rows = []
    for event in events():
        for position, text in enumerate(event.posts):
            posted_at = now - timedelta(hours=max(0.2, event.age_h - chance.uniform(1, 20)))
            rows.append(
                {
                    "source_kind": chance.choice(["facebook", "instagram", "tiktok"]),
                    "platform_id": f"demo-{event.key}-{position}",
                    "text": text,
                    "published_at": posted_at.isoformat(),
                    "author_kind": "warga",
                    "author": f"warga_contoh_{chance.randint(100, 999)}",
                    "metrics": {"likes": chance.randint(0, 400), "comments": chance.randint(0, 60)},
                }
            )
    return rows
