"""The level that the rubric suggests for a story. A person decides; this only proposes, with why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

# The level by the step of harm (rows, 0 to 4) and of spread (columns, 0 to 4).
LEVELS = (
    (0, 0, 0, 0, 0),
    (0, 0, 0, 1, 1),
    (0, 0, 1, 1, 2),
    (0, 1, 1, 2, 2),
    (1, 1, 2, 2, 3),
)
HARMS = ("effect_people", "effect_work", "disorder")
SPREADS = ("reach", "speed")
# From which step on a criterion counts for the conditions below.
MAINLY_VULNERABLE = 3
CONTESTED = {"attribution": 3, "factual_status": 3}
PRESSING = {"credibility": 3, "unanswered": 2}
_HIGHEST_STEP, _HIGHEST_LEVEL = 4, 3


class Part(StrEnum):
    """What a criterion did for the level: it gave the harm or the spread, or it raised one of them."""

    HARM = "harm"
    VULNERABLE = "vulnerable"
    SPREAD = "spread"
    CONTESTED = "contested"
    PRESSING = "pressing"


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion that counted: its code, its step (1 to 4), and what it did."""

    criterion: str
    step: int
    part: Part


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A level from 0 to 3 and the criteria that brought it; none where nothing spoke for any level."""

    level: int
    reasons: tuple[Reason, ...]


def suggest_level(steps: Mapping[str, int]) -> Suggestion:
    """Read the level from the steps (0 to 4) of a story on the ten criteria; a criterion left out counts as 0.

    Harm is the highest of effect on people, effect on work and disorder, one more where mainly vulnerable people
    are concerned. Spread is the higher of reach and speed. The table `LEVELS` gives a level for both. It is one
    more where the matter does harm, is contested (blame for neglect or worse, or facts that are unverified or
    false) and presses (credible sources, or no answer for a day).

    Monotone: a higher step never lowers the level. Nothing in it knows who wrote or who is criticised.

    Source: own table after the factors that crisis communication names (harm, spread, responsibility, salience);
    published in ``docs/reference/rubric.md``.

    Examples
    --------
    >>> suggest_level({"effect_people": 3, "reach": 3, "attribution": 3, "unanswered": 2}).level
    3
    >>> [reason.criterion for reason in suggest_level({"effect_people": 3, "reach": 2, "speed": 1}).reasons]
    ['effect_people', 'reach']
    >>> suggest_level({"credibility": 4, "unanswered": 4})
    Suggestion(level=0, reasons=())
    """
    harm, spread = _highest(steps, HARMS, Part.HARM), _highest(steps, SPREADS, Part.SPREAD)
    reasons = [each for each in (harm, spread) if each]
    n_harm = harm.step if harm else 0
    if n_harm and steps.get("vulnerability", 0) >= MAINLY_VULNERABLE:
        reasons.insert(1, Reason("vulnerability", steps["vulnerability"], Part.VULNERABLE))
        n_harm = min(n_harm + 1, _HIGHEST_STEP)
    level = LEVELS[n_harm][spread.step if spread else 0]
    contested, pressing = _reaching(steps, CONTESTED, Part.CONTESTED), _reaching(steps, PRESSING, Part.PRESSING)
    if n_harm and contested and pressing:
        reasons += contested + pressing
        level = min(level + 1, _HIGHEST_LEVEL)
    return Suggestion(level, tuple(reasons) if level else ())


def _highest(steps: Mapping[str, int], criteria: Iterable[str], part: Part) -> Reason | None:
    """Find the criterion with the highest step, the first of equals; None where all are 0."""
    found = max((Reason(code, steps.get(code, 0), part) for code in criteria), key=lambda each: each.step)
    return found if found.step else None


def _reaching(steps: Mapping[str, int], floors: Mapping[str, int], part: Part) -> list[Reason]:
    return [Reason(code, steps[code], part) for code, floor in floors.items() if steps.get(code, 0) >= floor]
