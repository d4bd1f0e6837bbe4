"""Finds mentions, stories and issues that hold the words of a person, newest first or best first.

PostgreSQL reads common words best along the dates, and rare ones best from the word index; how common a word is
lately it does not know. So mentions are looked for in windows that grow: the newest two thousand rows first, then
ten times as many, then the rest. A common word fills the page from the first window; for a rare one the later windows
are ordered so that only the word index can serve them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Value

from tanggap.accounts.models import User
from tanggap.desk.search.forms import PERIODS
from tanggap.desk.search.paging import Place
from tanggap.issues.models import Issue
from tanggap.mentions.models import Mention, MentionQuerySet, Watch, WatchHit
from tanggap.stories.models import Story, StoryMembership, StoryQuerySet

CONFIG = "indonesian"
PER_PAGE = 20
N_RANKED = 1000
_FIRST_WINDOW = 2_000
_GROWTH = 10
_N_WINDOWS = 2
_N_SEEN = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what, and when."""

    user: User
    chosen: dict[str, Any]
    now: datetime
    # What was found from the newest on: stories and mentions of one page rest on the same look.
    seen: list[list[tuple[int, datetime]]] = field(default_factory=list, compare=False)

    @property
    def words(self) -> str:
        return str(self.chosen.get("q", "")).replace("\0", "").strip()

    @property
    def query(self) -> SearchQuery:
        return SearchQuery(self.words, config=CONFIG, search_type="websearch")

    @property
    def since(self) -> datetime | None:
        return self.now - PERIODS[self.chosen["period"]] if "period" in self.chosen else None


@dataclass(slots=True)
class Found:
    """The ids of one page in order, and where the next one begins; empty when there is none."""

    ids: list[int] = field(default_factory=list)
    next_place: str = ""


def find_mentions(asked: Asked, place: str = "", *, n: int = PER_PAGE) -> Found:
    """One page of kept mentions that this person may see."""
    if asked.chosen.get("order") == "relevance" and asked.words:
        return _best_mentions(asked, place, n)
    start = Place.from_text(place)
    rows = _newest(asked, start, n + 1)
    found = Found([pk for pk, _at in rows[:n]])
    if len(rows) > n:
        pk, at = rows[n - 1]
        found.next_place = Place(at, pk).as_text()
    return found


def _newest(asked: Asked, start: Place | None, n: int) -> list[tuple[int, datetime]]:
    if start is None and n <= _N_SEEN and asked.seen:
        return asked.seen[0][:n]
    rows = _look(asked, start, n)
    if n == _N_SEEN:
        asked.seen.append(rows)
    return rows


def _look(asked: Asked, start: Place | None, n: int) -> list[tuple[int, datetime]]:
    mentions = mentions_asked_for(asked)
    if start is not None:
        mentions = mentions.filter(start.before("published_at"))
    rows: list[tuple[int, datetime]] = []
    upper = start
    for number in range(_N_WINDOWS + 1):
        lower = _boundary(upper, _FIRST_WINDOW * _GROWTH**number) if number < _N_WINDOWS else None
        window = mentions if upper is start or upper is None else mentions.filter(upper.before("published_at"))
        if lower is not None:
            window = window.filter(published_at__gte=lower.at).exclude(lower.before("published_at"))
        rows += _ordered(window, by_index=number == 0 or not asked.words)[: n - len(rows)]
        is_over = asked.since is not None and lower is not None and lower.at < asked.since
        if len(rows) >= n or lower is None or is_over:
            break
        upper = lower
    return rows


def _ordered(mentions: MentionQuerySet, *, by_index: bool) -> Any:
    if by_index:
        return mentions.order_by("-published_at", "-pk").values_list("pk", "published_at")
    # An order that no index has: the planner may not walk through the dates in hope of a match.
    moment = ExpressionWrapper(F("published_at") + Value(timedelta(0)), output_field=DateTimeField())
    return mentions.order_by(moment.desc(), "-pk").values_list("pk", "published_at")


def _boundary(upper: Place | None, n_rows: int) -> Place | None:
    """The last of the next `n_rows` kept rows, read from the index alone; None when there are fewer."""
    rows = Mention.objects.kept()
    if upper is not None:
        rows = rows.filter(upper.before("published_at"))
    last = rows.order_by("-published_at", "-pk").values_list("published_at", "pk")[n_rows - 1 : n_rows].first()
    return Place(*last) if last else None


def _best_mentions(asked: Asked, place: str, n: int) -> Found:
    """The best among the newest thousand that match: ranking reads every text it ranks."""
    begin = int(place) if place.isdecimal() and len(place) < 6 else 0
    candidates = [pk for pk, _at in _newest(asked, None, N_RANKED)]
    ranked = Mention.objects.filter(pk__in=candidates).annotate(rank=SearchRank(F("search"), asked.query))
    ids = list(ranked.order_by("-rank", "-published_at", "-pk").values_list("pk", flat=True)[begin : begin + n + 1])
    return Found(ids[:n], str(begin + n) if len(ids) > n else "")


def mentions_asked_for(asked: Asked) -> MentionQuerySet:
    """All kept mentions that match, in no order."""
    mentions = Mention.objects.visible_to(asked.user).kept()
    chosen = asked.chosen
    if asked.words:
        mentions = mentions.filter(search=asked.query)
    if asked.since is not None:
        mentions = mentions.filter(published_at__gte=asked.since)
    if "platform" in chosen:
        mentions = mentions.filter(source_kind=chosen["platform"])
    if "outlet" in chosen:
        mentions = mentions.filter(outlet=chosen["outlet"])
    if "tone" in chosen:
        mentions = mentions.judged_as("sentiment", chosen["tone"])
    if "topic" in chosen:
        mentions = mentions.judged_as("topics", chosen["topic"])
    if "region" in chosen:
        mentions = mentions.judged_as("region_codes", chosen["region"])
    if "unit" in chosen:
        watches = Watch.objects.visible_to(asked.user).filter(unit=chosen["unit"]).values("pk")
        hits = WatchHit.objects.filter(mention=OuterRef("pk"), watch__in=watches)
        mentions = mentions.filter(Q(unit=chosen["unit"]) | Exists(hits))
    return mentions


def find_stories(asked: Asked, place: str = "", *, n: int = PER_PAGE) -> Found:
    """One page of standing stories: by their title, or because the newest matching mentions stand in them."""
    stories = Story.objects.visible_to(asked.user).standing().filter(n_mentions__gt=0)
    chosen = asked.chosen
    if asked.words:
        hits = [pk for pk, _at in _newest(asked, None, _N_SEEN)]
        within = StoryMembership.objects.filter(mention_id__in=hits).values_list("story_id", flat=True)
        titled = stories.annotate(words=SearchVector("title", config=CONFIG)).filter(words=asked.query).values("pk")
        stories = stories.filter(Q(pk__in=titled) | Q(pk__in=list(within)))
    stories = _stories_like(stories, chosen)
    if asked.since is not None:
        stories = stories.filter(last_at__gte=asked.since)
    if {"platform", "outlet", "unit"} & set(chosen):
        narrow = Asked(
            asked.user, {key: chosen[key] for key in ("platform", "outlet", "unit") if key in chosen}, asked.now
        )
        inside = mentions_asked_for(narrow).filter(membership__story=OuterRef("pk"))
        stories = stories.filter(Exists(inside))
    return _page(stories, "last_at", place, n)


def _stories_like(stories: StoryQuerySet, chosen: dict[str, Any]) -> StoryQuerySet:
    if "region" in chosen:
        stories = stories.in_region(chosen["region"])
    if "topic" in chosen:
        stories = stories.filter(topics__contains=[chosen["topic"]])
    return stories.mostly(chosen["tone"]) if "tone" in chosen else stories


def find_issues(asked: Asked, place: str = "", *, n: int = PER_PAGE) -> Found:
    """One page of issues by number, title or summary. Tone, platform and outlet are no matter of an issue."""
    chosen = asked.chosen
    if {"tone", "platform", "outlet"} & set(chosen):
        return Found()
    issues = Issue.objects.visible_to(asked.user)
    if asked.words:
        text = SearchVector("title", "summary", config=CONFIG)
        worded = Issue.objects.annotate(words=text).filter(words=asked.query).values("pk")
        issues = issues.filter(Q(number__icontains=asked.words) | Q(pk__in=worded))
    if asked.since is not None:
        issues = issues.filter(opened_at__gte=asked.since)
    if "unit" in chosen:
        issues = issues.for_unit(chosen["unit"])
    if "topic" in chosen:
        issues = issues.filter(topics__contains=[chosen["topic"]])
    if "region" in chosen:
        issues = issues.filter(region_codes__contains=[chosen["region"]])
    return _page(issues, "opened_at", place, n)


def _page(rows: Any, moment: str, place: str, n: int) -> Found:
    start = Place.from_text(place)
    if start is not None:
        rows = rows.filter(start.before(moment))
    got: Sequence[tuple[int, datetime]] = list(rows.order_by(f"-{moment}", "-pk").values_list("pk", moment)[: n + 1])
    found = Found([pk for pk, _at in got[:n]])
    if len(got) > n:
        pk, at = got[n - 1]
        found.next_place = Place(at, pk).as_text()
    return found
