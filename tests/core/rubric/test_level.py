"""The level that the rubric suggests for a story."""

from __future__ import annotations

import random

import pytest

from tanggap.core.rubric.criteria import BY_CODE, STEPS
from tanggap.core.rubric.level import LEVELS, Part, suggest_level

HARMLESS = dict.fromkeys(BY_CODE, 0)


@pytest.mark.parametrize("raised", BY_CODE)
def test_a_higher_step_never_lowers_the_level(raised: str) -> None:
    draw = random.Random(raised)
    for _ in range(2_000):
        steps = {code: draw.choice(STEPS) for code in BY_CODE}
        levels = [suggest_level({**steps, raised: step}).level for step in STEPS]

        assert levels == sorted(levels)


@pytest.mark.parametrize("raised", BY_CODE)
def test_each_criterion_can_raise_a_level(raised: str) -> None:
    draw = random.Random(raised)
    drawn = [{code: draw.choice(STEPS) for code in BY_CODE} for _ in range(2_000)]

    assert any(suggest_level({**steps, raised: 0}).level < suggest_level({**steps, raised: 4}).level for steps in drawn)


def test_every_level_of_the_table_is_reached() -> None:
    for harm, row in enumerate(LEVELS):
        for spread, level in enumerate(row):
            assert suggest_level({"disorder": harm, "speed": spread}).level == level


def test_everything_at_once_is_the_highest_level_and_each_part_is_told() -> None:
    suggestion = suggest_level(dict.fromkeys(BY_CODE, 4))

    assert suggestion.level == 3
    assert [(reason.criterion, reason.part) for reason in suggestion.reasons] == [
        ("effect_people", Part.HARM),
        ("vulnerability", Part.VULNERABLE),
        ("reach", Part.SPREAD),
        ("attribution", Part.CONTESTED),
        ("factual_status", Part.CONTESTED),
        ("credibility", Part.PRESSING),
        ("unanswered", Part.PRESSING),
    ]


def test_what_harms_nobody_is_not_raised_by_blame_and_waiting() -> None:
    assert suggest_level({**HARMLESS, "reach": 3, "attribution": 4, "unanswered": 4}).level == 0


def test_where_the_texts_were_not_judged_no_level_is_suggested() -> None:
    assert suggest_level({"reach": 4, "speed": 4, "unanswered": 4}).level == 0
