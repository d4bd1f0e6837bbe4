"""Composes the texts of all planned stories, of what lies elsewhere, and of the months before."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tanggap.lab.simulator.stories import DAYS, SHORT, Story, facts_of, filled, planned_stories, read_data
from tanggap.lab.simulator.texts import Text
from tanggap.lab.simulator.typing_habits import as_typed

COPY_SHARE, REWRITE_SHARE, FOLLOW_SHARE, PAID_SHARE = 0.18, 0.12, 0.2, 0.02
HISTORY_MONTHS = 9
_GOOD_SHARE = 0.4


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
    stories = planned_stories(chance)
    texts: list[Text] = []
    for story, n in zip(stories, _shares(stories, size.n_articles), strict=True):
        texts.extend(_articles(story, n, now, n_outlets, chance))
    loud = [story for story in stories if story.comments]
    for story, n in zip(loud, _shares(loud, size.n_posts), strict=True):
        texts.extend(_posts(story, n, now, chance))
    texts.extend(_elsewhere(size.n_elsewhere, now, n_outlets, chance))
    texts.extend(_history(size.n_history, now, chance))
    texts.sort(key=lambda text: text.published_at)
    return [replace(text, number=number) for number, text in enumerate(texts, start=1)]


def _shares(stories: list[Story], n: int) -> list[int]:
    """Split `n` by loudness, nobody without one, the rest to the loudest."""
    total = sum(story.weight for story in stories)
    shares = [max(1, int(n * story.weight / total)) for story in stories]
    loudest = max(range(len(stories)), key=lambda index: stories[index].weight)
    shares[loudest] += max(0, n - sum(shares))
    return shares


def _at(story: Story, now: datetime, chance: random.Random, *, mean_h: float) -> datetime:
    """A moment after the matter became known: thick at first, thinning out, never later than the end."""
    delay_h = chance.expovariate(1 / mean_h)
    if delay_h > story.age_h * 0.97:
        delay_h = chance.uniform(0, story.age_h * 0.97)
    return now - timedelta(hours=story.age_h - delay_h)


def _articles(story: Story, n: int, now: datetime, n_outlets: int, chance: random.Random) -> list[Text]:
    told: list[Text] = []
    for position in range(n):
        at = _at(story, now, chance, mean_h=9)
        outlet = chance.randrange(n_outlets)
        draw = chance.random()
        reports = [text for text in told if text.outlet != outlet and text.role == "report"]
        if reports and draw < COPY_SHARE + REWRITE_SHARE:
            told.append(_again(chance.choice(reports), story, outlet, now, chance, is_copy=draw < COPY_SHARE))
        elif story.follow and position > 2 and draw > 1 - FOLLOW_SHARE:
            told.append(_followup(story, outlet, _at(story, now, chance, mean_h=40), chance))
        else:
            told.append(_report(story, outlet, at, chance))
    return told


def _report(story: Story, outlet: int, at: datetime, chance: random.Random) -> Text:
    further = chance.sample(story.body, chance.randint(2, min(4, len(story.body))))
    is_paid = chance.random() < PAID_SHARE
    paragraphs = (chance.choice(story.leads), *further, *(("(ADV)",) if is_paid else ()))
    role = "advertorial" if is_paid else "report"
    return Text(story.key, role, outlet, chance.choice(story.titles), paragraphs, at, story.region, story.topic)


def _again(original: Text, story: Story, outlet: int, now: datetime, chance: random.Random, *, is_copy: bool) -> Text:
    """A syndicated copy word for word, or the same facts under another headline in another order."""
    at = min(now, original.published_at + timedelta(minutes=chance.randint(4, 180)))
    if is_copy:
        return replace(original, role="copy", outlet=outlet, published_at=at)
    further = list(original.paragraphs[1:])
    chance.shuffle(further)
    paragraphs = (chance.choice(story.leads), *further)
    title = chance.choice(story.titles)
    return replace(original, role="rewrite", outlet=outlet, published_at=at, title=title, paragraphs=paragraphs)


def _followup(story: Story, outlet: int, at: datetime, chance: random.Random) -> Text:
    """A later report; the first wording of each theme corrects a number."""
    lead = chance.choice(story.follow)
    role = "correction" if "ralat" in lead or "Ralat" in lead else "followup"
    further = tuple(chance.sample(story.body, 2))
    return Text(
        story.key, role, outlet, chance.choice(story.titles), (lead, *further), at, story.region, story.topic
    )  # fmt: skip


def _posts(story: Story, n: int, now: datetime, chance: random.Random) -> Iterator[Text]:
    for _ in range(n):
        words = as_typed(chance.choice(story.comments), chance)
        at = _at(story, now, chance, mean_h=18)
        yield Text(story.key, "post", -1, "", (words,), at, story.region, story.topic)


def _elsewhere(n: int, now: datetime, n_outlets: int, chance: random.Random) -> Iterator[Text]:
    data = read_data("elsewhere")
    for _ in range(n):
        theme = chance.choice(data["theme"])
        team, other = chance.sample(data["teams"], 2)
        facts = {
            "team": team,
            "other": other,
            "town": chance.choice(data["towns"]),
            "thing": chance.choice(data["things"]),
        }
        facts |= {"n": str(chance.randint(3, 9)), "m": str(chance.randint(2, 30))}
        # Unlike the stories' wordings, each headline here has its own first paragraph.
        title, lead = filled(chance.choice(list(zip(theme["titles"], theme["leads"], strict=True))), facts)
        paragraphs = (lead, *chance.sample(filled(theme["body"], facts), 3))
        at = now - timedelta(hours=chance.uniform(0.1, DAYS * 24))
        yield Text("", "elsewhere", chance.randrange(n_outlets), title, paragraphs, at)


def _history(n: int, now: datetime, chance: random.Random) -> Iterator[Text]:
    """The months before: one good service praised month after month, and the usual matters of a year."""
    good = read_data("badday")
    quiet = [theme for name in ("services", "surroundings", "economy") for theme in read_data(name)["theme"]]
    for position in range(n):
        month = position % HISTORY_MONTHS
        at = now - timedelta(days=DAYS + 30 * month + chance.uniform(0, 30))
        if chance.random() < _GOOD_SHARE:
            region, key, topic = "63.06", f"antar-obat-{month}", "kesehatan"
            names = ("good_titles", "good_leads", "good_body")
            theme = good
        else:
            theme = chance.choice(quiet)
            region, names = chance.choice(sorted(SHORT)), ("titles", "leads", "body")
            key, topic = f"lama-{month}-{theme['key']}-{region}", theme["topic"]
        titles, leads, body = (filled(theme[name], facts_of(region, chance)) for name in names)
        paragraphs = (chance.choice(leads), *chance.sample(body, 2))
        yield Text(key, "history", -1, chance.choice(titles), paragraphs, at, region, topic)
