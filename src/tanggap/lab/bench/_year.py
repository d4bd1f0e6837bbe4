"""An office of any size, written by COPY: mentions, judgements, stories, issues and clocks of one year.

The words are ours and invented; the shares are those of an ordinary year: a third news, two thirds posts, stories
that live for days, one issue in seven still open.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import Role
from tanggap.accounts.seeding import load_units
from tanggap.enrichers.defaults import load_units as shipped_units
from tanggap.guidance.actions import load_default_levels
from tanggap.guidance.models import Level
from tanggap.issues.models import Issue, IssueClock, IssueStory
from tanggap.lab.bench._texts import short_texts
from tanggap.lab.simulator.events import events
from tanggap.mentions.actions import add_watch
from tanggap.mentions.models import Assessment, Mention, Watch, WatchHit
from tanggap.reference.actions import load_defaults
from tanggap.reference.models import Region, Topic
from tanggap.sources.models import Outlet
from tanggap.stories.actions import keep_moving_levels
from tanggap.stories.models import Story, StoryMembership

PERSON = "petugas-bench"
N_STORIES = 20_000
N_ISSUES = 2_000
_N_OPEN = 280
_N_OUTLETS = 60
_N_POOL = 30_000
_YEAR = timedelta(days=365)
_SPREAD = 40
_PLATFORMS = ("tiktok", "instagram", "facebook", "x")
_TONES = ("negative", "neutral", "neutral", "positive")
_FIGURES = """
UPDATE stories_story AS story SET n_mentions = f.n, n_copies = f.n_copies, n_outlets = f.n_outlets,
    first_at = f.first_at, last_at = f.last_at, n_negative = f.negative, n_neutral = f.neutral, n_positive = f.positive,
    first_mention_id = f.first_id, topics = f.topics, region_codes = f.regions
FROM (
    SELECT place.story_id, count(*) AS n, count(place.copy_of_id) AS n_copies, count(DISTINCT outlet_id) AS n_outlets,
        min(published_at) AS first_at, max(published_at) AS last_at, min(mention.id) AS first_id,
        count(*) FILTER (WHERE sentiment = 'negative') AS negative,
        count(*) FILTER (WHERE sentiment = 'neutral') AS neutral,
        count(*) FILTER (WHERE sentiment = 'positive') AS positive,
        ARRAY[min(a.topics[1])]::varchar[] AS topics, ARRAY[min(a.region_codes[1])]::varchar[] AS regions
    FROM stories_storymembership AS place
    JOIN mentions_mention AS mention ON mention.id = place.mention_id
    JOIN mentions_assessment AS a ON a.mention_id = mention.id
    GROUP BY place.story_id
) AS f WHERE f.story_id = story.id
"""


def fill(n_mentions: int, *, now: datetime) -> None:
    """Write the office into an empty, migrated database."""
    load_defaults()
    load_default_levels()
    load_units(shipped_units(), actor=None)
    person = _person()
    _copy(Outlet, ({"id": n, "name": f"Kabar {n}", "domain": f"kabar{n}.example"} for n in range(1, _N_OUTLETS + 1)))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'mention_search'")
        search_index = cursor.fetchone()[0]
        cursor.execute("DROP INDEX mention_search")
        _write_mentions(n_mentions, now)
        cursor.execute(search_index)
    _write_stories(n_mentions, now)
    _write_issues(person, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _person() -> User:
    unit = Unit.objects.get(code="prov")
    person, _made = User.objects.get_or_create(username=PERSON, defaults={"full_name": "Petugas"})
    for role in (Role.MONITOR, Role.ANALYST):
        Membership.objects.get_or_create(user=person, unit=unit, role=role)
    add_watch(actor=None, unit=unit, values={"name": "Semua", "any_of": ["warga"]})
    return person


def _write_mentions(n_mentions: int, now: datetime) -> None:
    draw = random.Random(63)  # noqa: S311 a benchmark needs repeatable chance
    topics = list(Topic.objects.values_list("code", flat=True))
    regions = list(Region.objects.regencies().values_list("code", flat=True))
    watch = Watch.objects.get(name="Semua")
    _copy(Mention, _mentions(n_mentions, now, draw))
    _copy(Assessment, (_judgement(pk, now, draw, topics, regions) for pk in range(1, n_mentions + 1)))
    hits = (
        {"id": pk, "watch_id": watch.pk, "mention_id": pk, "words": ["warga"], "at": now}
        for pk in range(1, n_mentions + 1)
    )
    _copy(WatchHit, hits)


def _mentions(n_mentions: int, now: datetime, draw: random.Random) -> Iterator[dict[str, Any]]:
    shorts = short_texts(_N_POOL)
    longs = [sentence for event in events() for sentence in (*event.leads, *event.body)]
    titles = [title for event in events() for title in event.titles]
    step = _YEAR / n_mentions
    for pk in range(1, n_mentions + 1):
        is_news = draw.random() < 1 / 3
        extra = draw.choice(shorts)
        text = " ".join([*draw.choices(longs, k=5), extra, draw.choice(shorts)]) if is_news else extra
        address = f"https://kabar{pk % _N_OUTLETS + 1}.example/berita/{pk}"
        at = now - _YEAR + step * pk
        yield {
            "id": pk, "source_kind": "media_online" if is_news else draw.choice(_PLATFORMS),
            "platform_id": address, "url": address, "text": text, "published_at": at, "collected_at": at,
            "title": f"{draw.choice(titles)} {extra.rsplit(' ', 1)[1]}" if is_news else "",
            "author_kind": "media" if is_news else "warga", "outlet_id": pk % _N_OUTLETS + 1 if is_news else None,
            "is_kept": True, "next_step": "done", "step_due_at": at,
        }  # fmt: skip


def _judgement(
    pk: int, now: datetime, draw: random.Random, topics: Sequence[str], regions: Sequence[str]
) -> dict[str, Any]:
    return {
        "mention_id": pk, "language": "ind", "sentiment": draw.choice(_TONES), "topics": [draw.choice(topics)],
        "region_codes": [draw.choice(regions)], "confidence": 0.8, "context_digest": "bench", "assessed_at": now,
    }  # fmt: skip


def _write_stories(n_mentions: int, now: datetime) -> None:
    draw = random.Random(64)  # noqa: S311 a benchmark needs repeatable chance
    titles = [title for event in events() for title in event.titles]
    shorts = short_texts(N_STORIES, seed=9)
    _copy(
        Story,
        (
            {
                "id": pk, "title": f"{draw.choice(titles)} {shorts[pk - 1].rsplit(' ', 1)[1]}",
                "first_at": now, "last_at": now, "created_at": now,
            }
            for pk in range(1, N_STORIES + 1)
        ),
    )  # fmt: skip
    _copy(StoryMembership, _places(n_mentions, now, draw))
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES)
    keep_moving_levels(now=now)


def _places(n_mentions: int, now: datetime, draw: random.Random) -> Iterator[dict[str, Any]]:
    """Stories that are told side by side: most mentions fall to few of them."""
    for pk in range(1, n_mentions + 1):
        beside = int(draw.paretovariate(1.1)) % _SPREAD
        story = min(max(pk * N_STORIES // n_mentions - beside, 1), N_STORIES)
        yield {"id": pk, "story_id": story, "mention_id": pk, "placed_by": "machine", "placed_at": now}


def _write_issues(person: User, now: datetime) -> None:
    draw = random.Random(65)  # noqa: S311 a benchmark needs repeatable chance
    units = list(Unit.objects.active())
    levels = list(Level.objects.all())
    stories = list(Story.objects.order_by("-last_at").values_list("pk", "title", "last_at")[:N_ISSUES])
    issues, clocks, links = [], [], []
    for number, (story, title, at) in enumerate(stories, start=1):
        is_open = number <= _N_OPEN
        code = f"ISU-{now.year}-{number:05d}"
        issues.append(
            Issue(
                pk=number, number=code, title=title[:300], summary=title, unit=draw.choice(units),
                level=draw.choice(levels),
                state="in_work" if is_open else "closed", opened_by=person, opened_at=at, topics=["jalan"],
                region_codes=["63.03"], visibility="network", closed_at=None if is_open else now,
            )
        )  # fmt: skip
        links.append(IssueStory(issue_id=number, story_id=story, is_current=is_open, added_at=at))
        if is_open:
            Story.objects.filter(pk=story).update(issue_number=code)
            clocks.append(
                IssueClock(
                    issue_id=number, kind="answer", time_kind="calendar", minutes=1440, started_at=at,
                    due_at=now + timedelta(hours=draw.randint(-20, 90)),
                )
            )  # fmt: skip
    Issue.objects.bulk_create(issues)
    IssueStory.objects.bulk_create(links)
    IssueClock.objects.bulk_create(clocks)


def _copy(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """COPY rows; what a row does not name has the column's default."""
    fields = [field for field in model._meta.local_fields if not field.generated]
    columns = ", ".join(str(field.column) for field in fields)
    table = model._meta.db_table
    defaults = {field.attname: _default(field) for field in fields}
    is_json = {field.attname: isinstance(field, models.JSONField) for field in fields}
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as target:
        for row in rows:
            values = {**defaults, **row}
            target.write_row([Jsonb(value) if is_json[name] else value for name, value in values.items()])
    if isinstance(model._meta.pk, models.AutoField):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608


def _default(field: models.Field[Any, Any]) -> Any:
    if field.has_default():
        return field.get_default()
    return None if field.null or not field.empty_strings_allowed else ""
