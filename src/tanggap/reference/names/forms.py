"""Forms of officials and programmes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.forms import MAX_LIST_BYTES, WordsField
from tanggap.accounts.models import Unit
from tanggap.reference.names.kinds import Register


class NameForm(forms.Form):
    """One official or programme; a programme has no post."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    post = forms.CharField(max_length=120, min_length=3, label=_("Post"))
    name = forms.CharField(max_length=150, min_length=3, label=_("Name"))
    aliases = WordsField(required=False, label=_("Also written as"), help_text=_("One a line, as news write it."))
    starts_on = forms.DateField(
        required=False, label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        required=False,
        label=_("To"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day. Empty: it goes on."),
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, register: Register, units: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["unit"]
        if "post" not in register.columns:
            del self.fields["post"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end lies before the beginning."))
        return cleaned


class NamesListForm(forms.Form):
    """A list in a file, or the rows of an earlier one, mended in place."""

    file = forms.FileField(required=False, label=_("CSV file"), help_text=_("UTF-8; the first row names the columns."))
    rows = forms.CharField(
        required=False,
        label=_("Or the rows as text"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "font-monospace"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is None and not cleaned.get("rows"):
            raise forms.ValidationError(_("Choose a file, or paste the rows."))
        if file is not None and file.size > MAX_LIST_BYTES:
            self.add_error("file", _("The list is larger than one megabyte."))
        elif file is not None:
            try:
                cleaned["rows"] = str(file.read(), "utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not UTF-8; save it as CSV UTF-8."))
        return cleaned
