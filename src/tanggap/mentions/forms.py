"""What people fill in about watches and judgements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.accounts.visibility import Visibility
from tanggap.core.errors import InvalidInput
from tanggap.mentions.actions import MANAGE_WATCHES, PASTE, REGISTER_ACCOUNT
from tanggap.mentions.attachments import MAX_PICTURE
from tanggap.mentions.models import AuthorKind, Judged, Language, Sentiment, SourceKind, TextKind, Watch
from tanggap.reference.models import Region, RegionLevel, Topic

MAX_WORDS = 200


def home_regions() -> list[tuple[str, str]]:
    rows = Region.objects.home().filter(level__in=(RegionLevel.PROVINCE, RegionLevel.REGENCY_CITY))
    return list(rows.values_list("code", "name"))


def topic_choices() -> list[tuple[str, str]]:
    return list(Topic.objects.values_list("code", "name"))


class WordsField(forms.CharField):
    """Words and phrases, one in a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = str(super().clean(value) or "")
        words = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
        if len(words) > MAX_WORDS:
            raise forms.ValidationError(_("At most %(n)d words and phrases."), params={"n": MAX_WORDS})
        too_short = [word for word in words if sum(char.isalnum() for char in word) < 2]
        if too_short or any(len(word) > 200 for word in words):
            raise forms.ValidationError(_("Each needs at least two letters or digits, and at most 200 characters."))
        return words


class WatchForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=120)
    any_of = WordsField(
        label=_("Words and phrases"), required=False,
        help_text=_("One in a line; any of them is enough. A star at the end also finds longer words: jembatan*."),
    )  # fmt: skip
    none_of = WordsField(
        label=_("Not with"), required=False, help_text=_("A text with one of these is not kept by this watch.")
    )
    region_codes = forms.MultipleChoiceField(
        label=_("Regions"), choices=home_regions, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only texts that name one of these or a place in it. Without words, the region alone decides."),
    )  # fmt: skip
    is_shared = forms.BooleanField(label=_("Others in the network may see this watch"), required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, watch: Watch | None = None, **kwargs: Any) -> None:
        if watch is not None:
            names = ("unit", "name", "any_of", "none_of", "region_codes", "is_active", "version")
            is_shared = watch.visibility == Visibility.NETWORK
            kwargs["initial"] = {**{name: getattr(watch, name) for name in names}, "is_shared": is_shared}
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Unit.objects.active().filter(pk__in=user.unit_ids_as(MANAGE_WATCHES.roles))
            field.initial = user.home_unit
            # A watch stays with its unit: its hits speak for that unit's mentions.
            field.disabled = watch is not None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("any_of") and not data.get("region_codes"):
            self.add_error("any_of", _("Give at least one word or one region."))
        return data

    def values(self) -> dict[str, Any]:
        """The columns of `Watch` that this form sets."""
        names = ("name", "any_of", "none_of", "region_codes", "is_active")
        visibility = Visibility.NETWORK if self.cleaned_data["is_shared"] else Visibility.PRIVATE
        return {**{name: self.cleaned_data[name] for name in names}, "visibility": visibility}


class CorrectionForm(forms.Form):
    """A person's word on the machine's judgement; only what differs becomes a correction."""

    sentiment = forms.ChoiceField(label=_("Sentiment"), choices=Sentiment.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    kind = forms.ChoiceField(label=_("Kind of text"), choices=TextKind.choices)
    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=topic_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    region_codes = forms.MultipleChoiceField(
        label=_("Regions"), choices=home_regions, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, judged: Judged, **kwargs: Any) -> None:
        self.before = {
            "sentiment": judged.sentiment,
            "language": judged.language,
            "kind": judged.kind,
            "topics": judged.topics,
            "region_codes": judged.region_codes,
        }
        kwargs["initial"] = self.before
        super().__init__(*args, **kwargs)
        for name in ("sentiment", "language", "kind"):
            field = self.fields[name]
            if not self.before[name] and isinstance(field, forms.ChoiceField):
                # The machine did not judge: the person need not either.
                field.choices, field.required = [("", "–"), *field.choices], False  # type: ignore[misc]

    def differing(self) -> dict[str, Any]:
        """What the person says otherwise. Districts that the machine found stay beside the regencies chosen."""
        offered = {code for code, _name in home_regions()}
        hidden = [code for code in self.before["region_codes"] if code not in offered]
        said: dict[str, Any] = dict(self.cleaned_data)
        regencies = said["region_codes"]
        kept = [code for code in hidden if any(code.startswith(f"{chosen}.") for chosen in regencies)]
        said["region_codes"] = sorted([*regencies, *kept])
        return {name: value for name, value in said.items() if _ordered(value) != _ordered(self.before[name])}


def _ordered(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


PLATFORMS = [
    kind for kind in SourceKind
    if kind in (
        SourceKind.TIKTOK, SourceKind.INSTAGRAM, SourceKind.FACEBOOK, SourceKind.X, SourceKind.YOUTUBE,
        SourceKind.THREADS, SourceKind.TELEGRAM, SourceKind.FORUM,
    )
]  # fmt: skip


class AccountForm(forms.Form):
    """An account that may be named."""

    platform = forms.ChoiceField(label=_("Platform"), choices=[(kind.value, kind.label) for kind in PLATFORMS])
    handle = forms.RegexField(
        r"^\s*@?[\w.-]{2,60}\s*$",
        label=_("Account name"),
        help_text=_("As it stands on the platform, with or without @."),
    )
    name = forms.CharField(label=_("Name to show"), max_length=200)
    author_kind = forms.ChoiceField(
        label=_("Whose account is it?"),
        choices=[(kind.value, kind.label) for kind in AuthorKind if kind != AuthorKind.CITIZEN],
        initial=AuthorKind.INSTITUTION,
        help_text=_("Only institutions and people in public office or public life. Citizens are never registered."),
    )
    unit = forms.ModelChoiceField(
        label=_("Official account of"), queryset=Unit.objects.none(), required=False, empty_label=_("none of our units")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 for the type checker
        field.queryset = Unit.objects.active().filter(pk__in=user.unit_ids_as(REGISTER_ACCOUNT.roles))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("unit") and data.get("author_kind") != AuthorKind.INSTITUTION:
            self.add_error("unit", _("Only an institution's account can be a unit's official one."))
        return data


class PasteForm(forms.Form):
    """One box for a link or a message, and a picture beside it; one of both is needed."""

    text = forms.CharField(
        label=_("Link or text"), required=False, max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        help_text=_("A link alone is read from its page. Of a forwarded message paste the words."),
    )  # fmt: skip
    picture = forms.FileField(
        label=_("Screenshot or photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("PNG, JPEG or WebP, at most 10 MB."),
    )  # fmt: skip
    unit = forms.ModelChoiceField(label=_("For the unit"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Unit.objects.active().filter(pk__in=user.unit_ids_as(PASTE.roles))
            field.initial = user.home_unit

    def clean_picture(self) -> bytes:
        """The bytes; a file beyond the limit is not read."""
        file = self.cleaned_data.get("picture")
        if file is None:
            return b""
        if file.size > MAX_PICTURE:
            raise forms.ValidationError(_("The file is larger than 10 MB. Make the picture smaller."))
        return bytes(file.read())

    def refuse(self, error: InvalidInput) -> None:
        """Say in words what the action did not take."""
        words = {
            "text": _("Paste a link or a text, or choose a picture."),
            "address": _("This address lies in a private network or cannot be visited. Paste the words instead."),
            "picture": _("This is no whole PNG, JPEG or WebP picture, whatever its name says."),
        }
        self.add_error("picture" if error.field == "picture" else "text", words.get(error.field, words["text"]))
