"""Replays simulated months hour by hour: how early a rule would have warned of the stories that became large."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import numpy as np

from tanggap.core.grouping.live import GroupingText
from tanggap.core.grouping.stories import StoryGrouper
from tanggap.core.signals.risk import risk_of_running_wild
from tanggap.core.signals.strength import Strength, strength
from tanggap.lab.simulator import DEVELOPMENT_SEEDS, FULL, SEALED_SEEDS, Size, Text, simulate
from tanggap.lab.simulator.scoring import END, MARK, N_OUTLETS

# From how many texts on a story is one that an office must not miss.
LARGE = 100
HIGH_RISK = 60
_STEP_H, _N_STEPS, _RECENT_H = 3, 24, 6


@dataclass(slots=True)
class _Told:
    """What a machine's story holds so far, in the order in which it came."""

    hours: list[float] = field(default_factory=list)
    truths: Counter[str] = field(default_factory=Counter)
    outlets: set[int] = field(default_factory=set)

    def take(self, hour: float, text: Text) -> None:
        self.hours.append(hour)
        self.truths[text.story] += 1
        if text.outlet >= 0:
            self.outlets.add(text.outlet)

    def absorb(self, other: _Told) -> None:
        self.hours = sorted(self.hours + other.hours)
        self.truths += other.truths
        self.outlets |= other.outlets


@dataclass(frozen=True, slots=True)
class Alarm:
    """The first alarm of a machine's story: when, and about which true story most of it is."""

    hour: float
    story: str


Rule = Callable[[_Told, float], bool]


def _course(told: _Told, hour: float) -> list[int]:
    edges = hour + _STEP_H * (np.arange(_N_STEPS + 1) - _N_STEPS)
    return [int(n) for n in np.histogram(told.hours, bins=edges)[0]]


def _is_strong(told: _Told, hour: float) -> bool:
    return strength(_course(told, hour)) is Strength.STRONG


def _is_risky(told: _Told, hour: float) -> bool:
    silent = timedelta(hours=hour - told.hours[0])
    found = risk_of_running_wild(
        _course(told, hour), silent=silent, n_outlets=len(told.outlets), n_texts=len(told.hours)
    )
    return found.value >= HIGH_RISK


RULES: dict[str, Rule] = {"strong signal": _is_strong, f"risk {HIGH_RISK} or more": _is_risky}


def warning_figures(*, sealed: bool = False, size: Size = FULL) -> dict[str, Any]:
    """For each rule, over all seeds: hours from first text to alarm, alarms a day, and large stories caught in time.

    In time means before half of a story's texts had come. An alarm is `for nothing` when the story never became large.
    """
    seeds = SEALED_SEEDS if sealed else DEVELOPMENT_SEEDS
    months = [_Month(simulate(now=END, seed=seed, n_outlets=N_OUTLETS, size=size)) for seed in seeds]
    return {
        "mark": MARK,
        "seeds": "sealed" if sealed else "development",
        "large_stories": sum(len(month.large) for month in months),
        **{name: _figures(months, [month.alarms(rule) for month in months]) for name, rule in RULES.items()},
    }


class _Month:
    """The watched texts of a simulated month in their order, and its truth."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = [(text.published_at.timestamp() / 3600, text) for text in texts if _counts(text)]
        hours: dict[str, list[float]] = defaultdict(list)
        for hour, text in self.texts:
            hours[text.story].append(hour)
        self.large = {story: own for story, own in hours.items() if len(own) >= LARGE}
        self.days = (self.texts[-1][0] - self.texts[0][0]) / 24

    def alarms(self, rule: Rule) -> list[Alarm]:
        """Replay the month; every hour each story that moved lately is judged by what was known then."""
        return list(self._replay(rule))

    def _replay(self, rule: Rule) -> Iterator[Alarm]:
        grouper, told, warned = StoryGrouper(new_id=count(1).__next__), dict[int, _Told](), set[int]()
        clock = float(int(self.texts[0][0])) + 1
        for hour, text in self.texts:
            while hour > clock:
                yield from _judged(told, warned, clock, rule)
                clock += 1
            mention = GroupingText(text.title, "\n".join(text.paragraphs), text.published_at.timestamp())
            told.setdefault(grouper.add(mention).story, _Told()).take(hour, text)
            if grouper.is_merge_due:
                for merge in grouper.merge_pass():
                    told[merge.into].absorb(told.pop(merge.absorbed))
                    if merge.absorbed in warned:
                        warned.add(merge.into)
        yield from _judged(told, warned, clock, rule)


def _counts(text: Text) -> bool:
    return text.is_watched and text.role != "history"


def _judged(told: dict[int, _Told], warned: set[int], hour: float, rule: Rule) -> Iterator[Alarm]:
    for number, own in told.items():
        if number not in warned and own.hours[-1] > hour - _RECENT_H and rule(own, hour):
            warned.add(number)
            yield Alarm(hour, own.truths.most_common(1)[0][0])


def _figures(months: Sequence[_Month], alarms: Sequence[Sequence[Alarm]]) -> dict[str, Any]:
    leads, n_in_time, n_large, n_for_nothing = [], 0, 0, 0
    for month, own in zip(months, alarms, strict=True):
        first: dict[str, float] = {}
        for alarm in own:
            first.setdefault(alarm.story, alarm.hour)
        n_for_nothing += sum(alarm.story not in month.large for alarm in own)
        for story, hours in month.large.items():
            n_large += 1
            if story in first:
                leads.append(first[story] - hours[0])
                n_in_time += first[story] <= hours[len(hours) // 2]
    n_alarms, days = sum(map(len, alarms)), sum(month.days for month in months)
    return {
        "hours_to_alarm": [round(float(hours), 1) for hours in np.quantile(leads, [0.25, 0.5, 0.75])] if leads else [],
        "mean_hours_to_alarm": round(statistics.fmean(leads), 1) if leads else None,
        "caught": len(leads),
        "caught_in_time": round(n_in_time / n_large, 3) if n_large else None,
        "alarms_a_day": round(n_alarms / days, 2),
        "alarms_for_nothing_a_day": round(n_for_nothing / days, 2),
    }
