"""Signals and level suggestions in words: what the rules of `core` found, as an officer would say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tanggap.core.rubric.level import Reason
from tanggap.core.signals.strength import Strength

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STRENGTHS: dict[Strength, _StrPromise] = {
    Strength.WEAK: gettext_lazy("Weak signal"),
    Strength.RISING: gettext_lazy("Rising signal"),
    Strength.STRONG: gettext_lazy("Strong signal"),
}


def reason_words(reason: Reason, topics: Mapping[str, str]) -> str:
    """One fact behind a suggested level, with its points: "8 media (+2)"."""
    return f"{_fact(reason, topics)} (+{reason.points})"


def _fact(reason: Reason, topics: Mapping[str, str]) -> str:
    if reason.fact == "outlets":
        n = int(reason.value)
        return ngettext("%(n)d outlet", "%(n)d outlets", n) % {"n": n}
    if reason.fact == "growth":
        return str(STRENGTHS[Strength(str(reason.value))])
    if reason.fact == "negative":
        return _("%(share)d%% negative") % {"share": round(100 * float(reason.value))}
    if reason.fact == "regions":
        n = int(reason.value)
        return ngettext("%(n)d regency or city", "%(n)d regencies and cities", n) % {"n": n}
    return _("topic %(topic)s") % {"topic": topics.get(str(reason.value), str(reason.value))}
