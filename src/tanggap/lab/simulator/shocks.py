"""Looks for the planned bad day, and for shocks in quiet months, in simulated news of each regency."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from tanggap.core.signals.shocks import DayTone, Shock, shocks_of
from tanggap.core.text.document import Document
from tanggap.lab.simulator import DEVELOPMENT_SEEDS, FULL, SEALED_SEEDS, Size, Text, simulate
from tanggap.lab.simulator.scoring import END, MARK, N_OUTLETS
from tanggap.lab.simulator.stories import BAD_DAY, BAD_DAY_REGION

_TONES = ("negative", "neutral", "positive")
_LOCAL = timedelta(hours=8)
_MONTH_DAYS = 30
_LATE = 2
_SERVICE = "RSUD Kandangan"

Days = dict[date, list[tuple[Text, str]]]


def shock_figures(*, sealed: bool = False, size: Size = FULL) -> dict[str, Any]:
    """How many bad days are found in the news of the service and of its whole regency, and how quiet the rest is.

    Sentiment is the machine's. A bad day is found up to two days after the first text of its story, and named when
    its story has half of the day's negative texts. Quiet are the nine months before the last, of every regency.
    """
    seeds = SEALED_SEEDS if sealed else DEVELOPMENT_SEEDS
    told = [_of_seed(seed, size) for seed in seeds]
    sums = {name: sum(row[name] for row in told) for name in told[0] if name != "fall"}
    return {
        "mark": MARK,
        "seeds": "sealed" if sealed else "development",
        "bad_days": len(seeds),
        **sums,
        "falls": [row["fall"] for row in told],
    }


def _of_seed(seed: int, size: Size) -> dict[str, Any]:
    from tanggap.enrichers.defaults import default_context
    from tanggap.enrichers.sentiment import plugin

    texts = [text for text in simulate(now=END, seed=seed, n_outlets=N_OUTLETS, size=size) if text.is_watched]
    documents = [Document(str(text.number), "\n".join(text.paragraphs), text.title) for text in texts]
    judged = [str(one.values["sentiment"]) for one in plugin.run(documents, default_context())]
    both = list(zip(texts, judged, strict=True))
    first = min(_day(text) for text in texts if text.story == BAD_DAY)
    loud_from = END.date() - timedelta(days=_MONTH_DAYS)
    of_service = _by_day((text, tone) for text, tone in both if _names_service(text))
    found = _bad_day(of_service, first)
    told: dict[str, Any] = {
        "found": int(found is not None),
        "named": int(found is not None and _behind(found, of_service) == BAD_DAY),
        "fall": round(found.fall, 2) if found else None,
        "other_shocks_of_service": len(list(shocks_of(_rows(of_service)))) - int(found is not None),
        "found_in_regency": 0,
        "quiet_regency_months": 0,
        "shocks_in_them": 0,
    }
    for code in {text.region[:5] for text in texts}:
        days = _by_day((text, tone) for text, tone in both if text.region[:5] == code)
        told["quiet_regency_months"] += max(0, (loud_from - min(days)).days) // _MONTH_DAYS
        told["shocks_in_them"] += sum(shock.day < loud_from for shock in shocks_of(_rows(days)))
        told["found_in_regency"] += int(code == BAD_DAY_REGION and _bad_day(days, first) is not None)
    return told


def _names_service(text: Text) -> bool:
    return any(_SERVICE in words for words in (text.title, *text.paragraphs))


def _by_day(told: Iterable[tuple[Text, str]]) -> Days:
    days: Days = defaultdict(list)
    for text, tone in told:
        days[_day(text)].append((text, tone))
    return days


def _bad_day(days: Days, first: date) -> Shock | None:
    last = first + timedelta(days=_LATE)
    return next((shock for shock in shocks_of(_rows(days)) if first <= shock.day <= last), None)


def _day(text: Text) -> date:
    return (text.published_at + _LOCAL).date()


def _rows(days: Days) -> Iterator[DayTone]:
    first, last = min(days), max(days)
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        counts = Counter(tone for _text, tone in days.get(day, ()))
        yield DayTone(day, *(counts[tone] for tone in _TONES))


def _behind(shock: Shock, days: Days) -> str | None:
    """The story with half of the day's negative texts or more, if there is one."""
    negative = [text.story for text, tone in days[shock.day] if tone == _TONES[0]]
    [(story, n)] = Counter(negative).most_common(1)
    return story if 2 * n >= len(negative) else None
