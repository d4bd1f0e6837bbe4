"""Forms of sign-in, people, units and the trail."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.core.errors import NotAllowed, TanggapError

MAX_LIST_BYTES = 1024 * 1024


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name or mail address, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or mail address")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class WordsField(forms.CharField):
    """A list of words or phrases, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in (super().to_python(value) or "").splitlines()]
        return list(dict.fromkeys(line for line in lines if line))


def assignable_roles(actor: User) -> list[tuple[str, str]]:
    return [(role.value, str(role.label)) for role in Role if role != Role.PLATFORM_ADMIN or actor.is_platform_admin]


class InviteForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    username = forms.RegexField(
        r"^[\w.@+-]+$", max_length=150, label=_("User name"), help_text=_("Letters, digits and . - _ only.")
    )
    full_name = forms.CharField(max_length=150, label=_("Full name"))
    email = forms.EmailField(required=False, label=_("Mail address"))
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, actor: User, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["roles"].choices = assignable_roles(actor)  # type: ignore[attr-defined]


class RolesForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    roles = forms.MultipleChoiceField(required=False, label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, actor: User, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["roles"].choices = assignable_roles(actor)  # type: ignore[attr-defined]

    @property
    def seen_roles(self) -> list[str]:
        return [role for role in self.cleaned_data["seen"].split(",") if role]


class UnitForm(forms.Form):
    name = forms.CharField(max_length=200, label=_("Name"))
    short_name = forms.CharField(max_length=80, required=False, label=_("Short name"))
    aliases = WordsField(required=False, label=_("Also written as"), help_text=_("One a line, as news write it."))
    is_verified = forms.BooleanField(required=False, label=_("The office has checked these names"))
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class ProfileForm(forms.Form):
    full_name = forms.CharField(max_length=150, label=_("Full name"))
    email = forms.EmailField(required=False, label=_("Mail address"))
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))


class TrailForm(forms.Form):
    verb = forms.CharField(required=False, max_length=80, label=_("Verb"))
    person = forms.CharField(required=False, max_length=150, label=_("Person"))
    kind = forms.CharField(required=False, max_length=40, label=_("Kind of thing"))
    key = forms.CharField(required=False, max_length=80, label=_("Its number"))
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, label=_("Unit"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class RedactForm(forms.Form):
    reason = forms.CharField(max_length=200, label=_("Reason"))


class CsvForm(forms.Form):
    """A list in a file."""

    file = forms.FileField(label=_("CSV file"), help_text=_("UTF-8; the first row names the columns."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_LIST_BYTES:
            raise forms.ValidationError(_("The list is larger than one megabyte."))
        try:
            self._text = str(file.read(), "utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not UTF-8; save it as CSV UTF-8.")) from error
        return file

    def text(self) -> str:
        return str(self._text)

    def refuse(self, error: TanggapError) -> None:
        """Say which rows cannot be used; nothing was loaded."""
        rows = re.findall(r"\b(?:row|line) (\d+):", str(error))
        field = getattr(error, "field", "")
        if isinstance(error, NotAllowed):
            said = gettext("The list names a unit or a role that you may not give. Nothing was loaded.")
        elif rows:
            said = gettext("Nothing was loaded. These rows cannot be used: %(rows)s.") % {"rows": ", ".join(rows)}
        elif field == "header":
            said = gettext("Nothing was loaded. The first row does not name all the columns.")
        else:
            said = gettext("Nothing was loaded. A user name is missing, or a name or mail address is taken.")
        self.add_error("file", said)
