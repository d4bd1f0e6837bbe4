"""The level that a story suggests."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tanggap.core.rubric.level import Facts, n_regencies, suggest_level
from tanggap.core.signals.strength import Strength

SMALL = Facts(n_outlets=1, growth=Strength.QUIET, n_negative=0, n_judged=10, n_regions=1)
STEPS: dict[str, tuple[object, ...]] = {
    "n_outlets": (0, 1, 3, 7, 8, 30),
    "growth": (Strength.QUIET, Strength.WEAK, Strength.RISING, Strength.STRONG),
    "n_negative": (0, 3, 6, 10),
    "n_regions": (0, 1, 2, 4, 13),
    "topics": ((), ("pariwisata",), ("pekerjaan-umum",), ("pariwisata", "kesehatan")),
}


@pytest.mark.parametrize("name", STEPS)
def test_more_of_any_fact_never_lowers_the_level(name: str) -> None:
    others = {key: (steps[0], steps[-1]) for key, steps in STEPS.items() if key != name}
    for values in itertools.product(*others.values()):
        start = replace(SMALL, **dict(zip(others, values, strict=True)))  # type: ignore[arg-type]
        levels = [suggest_level(replace(start, **{name: step})).points for step in STEPS[name]]  # type: ignore[arg-type]

        assert levels == sorted(levels)


def test_everything_at_once_is_the_highest_level() -> None:
    suggestion = suggest_level(Facts(12, Strength.STRONG, 9, 10, 5, ("kesehatan",)))

    assert (suggestion.level, suggestion.points) == (3, 10)
    assert [reason.fact for reason in suggestion.reasons] == ["outlets", "growth", "negative", "regions", "topic"]


def test_one_bad_text_is_no_bad_share() -> None:
    assert suggest_level(replace(SMALL, n_negative=1, n_judged=1)).reasons == ()


def test_a_district_counts_for_its_regency() -> None:
    assert n_regencies(["63", "63.03.05", "63.03", "63.71"]) == 2
