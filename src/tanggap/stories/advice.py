"""Signals, the rubric of a story and the level it suggests, in words as an officer would say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tanggap.core.rubric.criteria import BY_CODE, CRITERIA, STEPS, Origin
from tanggap.core.rubric.level import Part, Reason
from tanggap.core.signals.strength import Strength

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STRENGTHS: dict[Strength, _StrPromise] = {
    Strength.WEAK: gettext_lazy("Weak signal"),
    Strength.RISING: gettext_lazy("Rising signal"),
    Strength.STRONG: gettext_lazy("Strong signal"),
}
_RAISING = {
    Part.VULNERABLE: gettext_lazy("raises the harm"),
    Part.CONTESTED: gettext_lazy("raises the level"),
    Part.PRESSING: gettext_lazy("raises the level"),
}


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion with the step that a story has on it; None where nothing was judged."""

    name: str
    step: int | None
    anchor: str
    is_counted: bool

    @property
    def bars(self) -> list[bool]:
        """One bar for each step above 0, filled up to the one that is reached."""
        return [at <= (self.step or 0) for at in STEPS if at]


def reason_words(reason: Reason) -> str:
    """One criterion behind a suggested level: "Jangkauan 3 (enam sampai sebelas media)"."""
    criterion, language = BY_CODE[reason.criterion], get_language() or "id"
    words = f"{criterion.name.in_language(language)} {reason.step} ({_anchor(reason.criterion, reason.step)})"
    return f"{words}, {_RAISING[reason.part]}" if reason.part in _RAISING else words


def rubric_rows(steps: Mapping[str, int], *, is_blind: bool) -> list[CriterionRow]:
    """All ten criteria in the order of the rubric."""
    language = get_language() or "id"
    missing = _("Hidden while you rate one of these texts") if is_blind else _("Not judged")
    return [
        CriterionRow(
            criterion.name.in_language(language),
            steps.get(criterion.code),
            _anchor(criterion.code, steps[criterion.code]) if criterion.code in steps else missing,
            criterion.origin is Origin.STORY,
        )
        for criterion in CRITERIA
    ]


def _anchor(criterion: str, step: int) -> str:
    return BY_CODE[criterion].anchors[step].in_language(get_language() or "id")
