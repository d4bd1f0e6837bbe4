"""Forms of reports: which one to make, who gets it, how a unit wants its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.forms import WordsField
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import READING
from tanggap.core.errors import InvalidInput
from tanggap.desk.brief import actions
from tanggap.desk.brief.models import BriefLogo, BriefPlan, BriefSchedule, Period

_ON = {
    Period.DAY: _("Make the morning report on every working day"),
    Period.WEEK: _("Make the weekly report"),
    Period.MONTH: _("Make the monthly report"),
}
_PLAN_NAMES = ("addresses", "language", "is_watched_only", "address")
_DAYS = {
    Period.WEEK: [(n + 1, WEEKDAYS[n]) for n in range(7)],
    # A day that every month has.
    Period.MONTH: [(n, n) for n in range(1, 29)],
}


class AddressesField(WordsField):
    """Mail addresses, one a line."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > actions.MAX_ADDRESSES:
            raise ValidationError(_("Please name no more than %(n)s addresses."), params={"n": actions.MAX_ADDRESSES})
        for address in value:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(_("“%(address)s” is no mail address."), params={"address": address}) from None


def readers_of(unit: Unit) -> Any:
    """The people who hold a reading role in this unit or in one above it."""
    codes = unit.path.split("/")
    paths = ["/".join(codes[:n]) for n in range(1, len(codes) + 1)]
    held = Membership.objects.filter(unit__path__in=paths, unit__government=unit.government_id, role__in=READING)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("full_name", "username")


class MakeForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none())
    period = forms.ChoiceField(choices=Period.choices)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class MailForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, label=_("People"), widget=forms.CheckboxSelectMultiple
    )
    addresses = AddressesField(
        required=False,
        label=_("Further mail addresses"),
        help_text=_("One a line. Whoever gets the report this way can read everything in it."),
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = readers_of(unit).exclude(email="")
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        if not people.exists():
            self.fields["people"].help_text = _("Nobody who reads this report has a mail address in Tanggap yet.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("people") and not cleaned.get("addresses"):
            raise ValidationError(_("Please choose at least one recipient."))
        return cleaned


class ScheduleForm(forms.Form):
    """When the report of one length is made by itself."""

    is_on = forms.BooleanField(required=False)
    day = forms.TypedChoiceField(coerce=int, label=_("Day"))
    at = forms.TimeField(
        label=_("Hour"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M"],
    )

    def __init__(self, data: Any, *, schedule: BriefSchedule) -> None:
        initial = {name: getattr(schedule, name) for name in self.base_fields}
        super().__init__(data, initial=initial, prefix=schedule.period)
        self.period = Period(schedule.period)
        self.fields["is_on"].label = _ON[self.period]
        self.next_at = schedule.next_at
        if self.period == Period.DAY:
            del self.fields["day"]
        else:
            self.fields["day"].choices = _DAYS[self.period]  # type: ignore[attr-defined]
            self.fields["day"].help_text = _("When the office is closed that day, on the next working day.")


class PlanForm(forms.Form):
    """`logo` is a picture that is checked by printing it."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        required=False,
        label=_("Who gets it, in Tanggap and by mail"),
        widget=forms.CheckboxSelectMultiple,
    )
    addresses = AddressesField(
        required=False,
        label=_("Further mail addresses"),
        help_text=_("One a line. Whoever gets the report this way can read everything in it."),
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language of further addresses"))
    is_watched_only = forms.BooleanField(required=False, label=_("Count only what our own watches keep"))
    address = forms.CharField(
        required=False,
        max_length=400,
        label=_("Address lines of the letterhead"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    logo = forms.FileField(required=False, label=_("Logo"), help_text=_("PNG or JPEG, at most 200 KB."))
    without_logo = forms.BooleanField(required=False, label=_("Print without a logo"))
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, files: Any, *, plan: BriefPlan) -> None:
        initial = {name: getattr(plan, name) for name in _PLAN_NAMES}
        people = plan.people.all() if BriefPlan.objects.filter(pk=plan.pk).exists() else []
        super().__init__(data, files, initial={**initial, "people": people, "seen_version": plan.version})
        self.fields["people"].queryset = readers_of(plan.unit)  # type: ignore[attr-defined]
        known = {row.period: row for row in plan.schedules.all()}
        self.schedules = [
            ScheduleForm(data, schedule=known.get(period) or BriefSchedule(period=period)) for period in Period
        ]
        self._kept = plan.logo
        if plan.logo is None:
            del self.fields["without_logo"]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(form.is_valid() for form in self.schedules)])

    def clean_logo(self) -> BriefLogo | None:
        file = self.cleaned_data["logo"]
        if file is None:
            return self._kept
        try:
            return actions.keep_logo(file.read(actions.MAX_LOGO_BYTES + 1))
        except InvalidInput:
            raise ValidationError(_("This picture cannot be printed: PNG or JPEG, at most 200 KB.")) from None

    def values(self) -> dict[str, Any]:
        logo = None if self.cleaned_data.get("without_logo") else self.cleaned_data["logo"]
        schedules = {form.period: form.cleaned_data for form in self.schedules}
        return {**{name: self.cleaned_data[name] for name in _PLAN_NAMES}, "logo": logo, "schedules": schedules}
