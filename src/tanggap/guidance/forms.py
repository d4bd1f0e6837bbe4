"""The clocks of a level and the office's hours, as an administrator edits them."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import User
from tanggap.guidance.actions import MAX_MINUTES, remove_clock, set_clock, set_hours
from tanggap.guidance.models import ClockKind, Level, OfficeHours, TimeKind, Weekday


class LevelForm(forms.Form):
    """For each kind of deadline its minutes and the kind of time; no minutes mean no such deadline."""

    def __init__(self, data: Any = None, *, level: Level) -> None:
        super().__init__(data, prefix=f"level-{level.pk}")
        self.level = level
        clocks = {clock.kind: clock for clock in level.clocks.all()}
        for kind, label in ClockKind.choices:
            clock = clocks.get(kind)
            self.fields[f"{kind}_minutes"] = forms.IntegerField(
                label=_("%(deadline)s, minutes") % {"deadline": label},
                required=False,
                min_value=1,
                max_value=MAX_MINUTES,
                initial=clock.minutes if clock else None,
            )
            self.fields[f"{kind}_time"] = forms.ChoiceField(
                label=_("%(deadline)s, counted in") % {"deadline": label},
                choices=TimeKind.choices,
                initial=clock.time_kind if clock else TimeKind.WORKING,
            )

    def save(self, *, actor: User) -> None:
        for kind in ClockKind.values:
            minutes, time_kind = self.cleaned_data[f"{kind}_minutes"], self.cleaned_data[f"{kind}_time"]
            if minutes is None:
                remove_clock(actor=actor, level=self.level, kind=kind)
            else:
                set_clock(actor=actor, level=self.level, kind=kind, minutes=minutes, time_kind=time_kind)


class HoursForm(forms.Form):
    """From when to when the office works on each day; both empty mean not at all."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="hours")
        rows = OfficeHours.objects.in_bulk()
        for number, label in Weekday.choices:
            row = rows.get(number)
            for name, words, initial in (
                ("opens", _("%(day)s from"), row.opens_at if row else None),
                ("closes", _("%(day)s to"), row.closes_at if row else None),
            ):
                self.fields[f"{name}_{number}"] = forms.TimeField(
                    label=words % {"day": label},
                    required=False,
                    initial=initial,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in Weekday.values:
            opens: time | None = cleaned.get(f"opens_{number}")
            closes: time | None = cleaned.get(f"closes_{number}")
            if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
                self.add_error(
                    f"closes_{number}", _("The end has to come after the beginning; leave both empty for a day off.")
                )
        return cleaned

    def save(self, *, actor: User) -> None:
        for number in Weekday.values:
            opens, closes = self.cleaned_data[f"opens_{number}"], self.cleaned_data[f"closes_{number}"]
            set_hours(actor=actor, weekday=number, opens_at=opens, closes_at=closes)
