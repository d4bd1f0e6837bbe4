"""The risk that a matter runs wild: what we assume, as forty cases, and what must always hold."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from tanggap.core.signals.risk import Risk, risk_of_running_wild, silent_time

# What happens; texts in the last six hours and usually in six; hours without an answer; outlets and texts in all;
# the band in which we would put it: "none" 0, "low" below 40, "some" 40 to 59, "high" 60 to 79, "wild" 80 and more.
BANDS = {"none": (0, 0), "low": (1, 39), "some": (40, 59), "high": (60, 79), "wild": (80, 100)}
CASES = [
    ("one outlet writes once, just now", 1, 0, 0.5, 1, 1, "none"),
    ("one outlet and its copy, since this morning", 2, 0, 3, 1, 2, "low"),
    ("three outlets in the first hour", 3, 0, 1, 3, 3, "low"),
    ("three outlets, four hours without a word", 3, 0, 4, 3, 3, "some"),
    ("three outlets, a day without a word, still coming", 3, 0, 24, 3, 4, "some"),
    ("six outlets within two hours", 8, 0, 2, 6, 8, "some"),
    ("six outlets, five hours without a word", 8, 0, 5, 6, 8, "high"),
    ("ten outlets, eight hours without a word", 20, 0, 8, 10, 25, "wild"),
    ("all outlets, a morning without a word", 40, 0, 5, 20, 45, "wild"),
    ("all outlets within the first quarter of an hour", 25, 0, 0.25, 20, 25, "low"),
    ("all outlets within the first hour", 30, 0, 1, 20, 30, "some"),
    ("a comment of one citizen, nobody else", 1, 0, 48, 0, 1, "none"),
    ("five posts of citizens, no outlet, half a day", 5, 0, 12, 0, 5, "low"),
    ("sixty posts of citizens, no outlet, half a day", 60, 0, 12, 0, 60, "high"),
    ("three hundred posts, no outlet, half a day", 300, 0, 12, 0, 300, "wild"),
    ("posts double at a low level", 3, 1.5, 10, 0, 15, "low"),
    ("a long story, as many as every day", 12, 12, 200, 15, 400, "none"),
    ("a long story, fewer than every day", 5, 12, 200, 15, 400, "none"),
    ("a long story, half as many again", 18, 12, 200, 15, 400, "some"),
    ("a long story doubles", 24, 12, 200, 15, 400, "high"),
    ("a long story grows fourfold overnight", 48, 12, 200, 15, 400, "wild"),
    ("an old story nobody tells any more", 0, 2, 300, 12, 90, "none"),
    ("an old story, one late text", 1, 0, 300, 12, 90, "none"),
    ("an old story wakes up: four texts", 4, 0, 300, 12, 94, "high"),
    ("an old story wakes up: twelve texts", 12, 0, 300, 12, 102, "wild"),
    ("two outlets, a week, one text now and then", 1, 0.3, 168, 2, 9, "none"),
    ("two outlets quarrel in four articles", 4, 0, 6, 2, 4, "some"),
    ("one outlet writes six times in an afternoon", 6, 0, 6, 1, 6, "some"),
    ("one outlet writes, fifty comment below", 51, 0, 6, 1, 51, "high"),
    ("a feed delivers ten of the night at once", 10, 0, 9, 4, 10, "high"),
    ("answered a minute ago", 30, 0, 0, 18, 60, "none"),
    ("the answer is awaited, promised in time, nothing new counts", 30, 0, 0, 18, 60, "none"),
    ("the promise of an update passed an hour ago", 30, 4, 1, 18, 60, "some"),
    ("the promise of an update passed four hours ago", 30, 4, 4, 18, 60, "high"),
    ("a flood, reported hour by hour, no statement yet", 35, 6, 7, 16, 80, "wild"),
    ("a price that everybody names every day", 9, 9, 700, 23, 900, "none"),
    ("the same price jumps", 40, 9, 700, 23, 940, "wild"),
    ("a rumour on messengers, pasted by three people", 3, 0, 2, 0, 3, "low"),
    ("the rumour reaches four outlets", 9, 1, 8, 4, 14, "high"),
    ("a complaint, answered by nobody for ten days, two new ones", 2, 0.1, 240, 0, 3, "low"),
]  # fmt: skip


def risk(recent: float, usual: float, hours: float, n_outlets: int, n_texts: int) -> Risk:
    course = [usual / 2] * 22 + [recent / 2] * 2
    return risk_of_running_wild(
        course,
        silent=timedelta(hours=hours),
        n_outlets=n_outlets,
        n_texts=n_texts,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("what", "recent", "usual", "hours", "n_outlets", "n_texts", "band"), CASES)
def test_our_assumptions(
    what: str, recent: float, usual: float, hours: float, n_outlets: int, n_texts: int, band: str
) -> None:
    low, high = BANDS[band]

    assert low <= risk(recent, usual, hours, n_outlets, n_texts).value <= high, what


def test_there_are_forty_of_them() -> None:
    assert len({what for what, *_rest in CASES}) == 40


def test_more_growth_longer_silence_or_wider_reach_never_lower_it() -> None:
    draw = random.Random(5)
    for _ in range(2_000):
        case = [
            draw.randint(0, 60),
            draw.uniform(0, 20),
            draw.uniform(0, 100),
            draw.randint(0, 25),
            draw.randint(0, 300),
        ]
        for place, more in ((0, draw.randint(1, 40)), (2, draw.uniform(0, 50)), (3, 1), (4, draw.randint(0, 99))):
            raised = list(case)
            raised[place] += more
            raised[4] += 1 if place == 3 else 0
            assert risk(*raised).value >= risk(*case).value  # type: ignore[arg-type]


def test_it_lies_between_0_and_100_and_its_parts_between_0_and_1() -> None:
    most = risk(10_000, 0, 10_000, 500, 9_000)

    assert (most.value, most.growth, most.reach) == (100, 1.0, 1.0)
    assert most.silence == pytest.approx(1)
    assert risk_of_running_wild([], silent=timedelta(hours=1), n_outlets=1, n_texts=1).value == 0
    assert risk_of_running_wild([9, 9], silent=timedelta(hours=-1), n_outlets=1, n_texts=1).silence == 0


def at(hour: float) -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour)


def test_silence_grows_until_a_holding_statement_and_goes_on_after_its_promise() -> None:
    holds = [(at(3), at(9))]

    hours = [silent_time(at(0), at(now), holds) / timedelta(hours=1) for now in (2, 3, 5, 9, 11)]

    assert hours == [2, 3, 3, 3, 5]


def test_holds_may_overlap_come_early_or_lie_ahead() -> None:
    assert silent_time(at(5), at(10), [(at(1), at(6)), (at(8), at(9)), (at(8), at(8.5))]) == timedelta(hours=3)
    assert silent_time(at(5), at(10), [(at(20), at(30))]) == timedelta(hours=5)
    assert silent_time(at(5), at(4)) == timedelta()
