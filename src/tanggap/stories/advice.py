"""Signals, the rubric of a story and the level it suggests, in words as an officer would say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from tanggap.core.rubric.criteria import BY_CODE, CRITERIA, STEPS, Origin
from tanggap.core.rubric.level import Part, Reason
from tanggap.core.signals.risk import Risk
from tanggap.core.signals.strength import Strength
from tanggap.ui.drawings import whole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STRENGTHS: dict[Strength, _StrPromise] = {
    Strength.WEAK: gettext_lazy("Weak signal"),
    Strength.RISING: gettext_lazy("Rising signal"),
    Strength.STRONG: gettext_lazy("Strong signal"),
}
_DAYS_FROM = 48
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


def risk_words(risk: Risk, n_outlets: int, silent: timedelta) -> str:
    """The three parts of a risk in one line: "14 teks dalam 6 jam, biasanya 1 · belum dijawab 5 jam · 6 media"."""
    recent = ngettext("%(n)s text in 6 hours", "%(n)s texts in 6 hours", risk.n_recent) % {"n": whole(risk.n_recent)}
    outlets = ngettext("%(n)s outlet", "%(n)s outlets", n_outlets) % {"n": whole(n_outlets)}
    words = {"recent": recent, "usual": whole(round(risk.expected)), "silent": _long(silent), "outlets": outlets}
    return _("%(recent)s, usually %(usual)s · unanswered for %(silent)s · %(outlets)s") % words


def _long(span: timedelta) -> str:
    hours = int(span / timedelta(hours=1))
    if hours >= _DAYS_FROM:
        days = hours // 24
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": whole(days)}
    if hours:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": whole(hours)}
    minutes = max(0, int(span / timedelta(minutes=1)))
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": whole(minutes)}


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
