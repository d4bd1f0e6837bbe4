"""What people fill in about sources and files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.core.web.addresses import absolute_url
from tanggap.reference.models import Region, RegionLevel
from tanggap.sources.actions import IMPORT_FILE
from tanggap.sources.models import Source, SourceGroup
from tanggap.sources.rhythm import INTERVALS


def region_choices() -> list[tuple[str, Any]]:
    rows = Region.objects.home().filter(level__in=(RegionLevel.PROVINCE, RegionLevel.REGENCY_CITY))
    return [("", "–"), *rows.values_list("code", "name")]


class AddressField(forms.CharField):
    """A web address; people leave the https:// out."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        found = (
            "" if any(char.isspace() for char in text) else absolute_url(text if "://" in text else f"https://{text}")
        )
        if found.count("/") == 2:
            found += "/"  # a site's front page has one address, with or without the slash
        if not found or len(found) > 2000:
            raise forms.ValidationError(_("This is no address on the web. It looks like https://site.example/."))
        return found


class LookForm(forms.Form):
    """The first step of adding: only an address."""

    url = AddressField(
        label=_("Address"),
        max_length=2000,
        help_text=_("The site's home page or its feed. The feed is found by itself."),
    )


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    fetch_minutes = forms.TypedChoiceField(label=_("Visit every"), choices=INTERVALS, coerce=int, initial=15)
    has_full_text = forms.BooleanField(label=_("Read the linked pages"), required=False, initial=True)
    region_code = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)

    def __init__(self, *args: Any, group: SourceGroup | None = None, **kwargs: Any) -> None:
        if group is not None and group.pk:
            minutes = int(group.fetch_every.total_seconds() // 60)
            kwargs["initial"] = {
                "name": group.name, "fetch_minutes": minutes,
                "has_full_text": group.has_full_text, "region_code": group.region_code,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.group = group or SourceGroup()

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if SourceGroup.objects.filter(name__iexact=name).exclude(pk=self.group.pk).exists():
            raise forms.ValidationError(_("There is a group of this name already."))
        return name

    def filled(self) -> SourceGroup:
        self.group.name = self.cleaned_data["name"]
        self.group.fetch_every = timedelta(minutes=self.cleaned_data["fetch_minutes"])
        self.group.has_full_text = self.cleaned_data["has_full_text"]
        self.group.region_code = self.cleaned_data["region_code"]
        return self.group


class SourceForm(forms.Form):
    """A source's own settings; what is left empty comes from its group."""

    url = AddressField(label=_("Address"), max_length=2000)
    name = forms.CharField(label=_("Name"), max_length=200)
    group = forms.ModelChoiceField(label=_("Group"), queryset=SourceGroup.objects.all(), required=False)
    fetch_minutes = forms.TypedChoiceField(
        label=_("Visit every"),
        choices=[("", _("as the group")), *INTERVALS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    full_text = forms.TypedChoiceField(
        label=_("Linked pages"),
        choices=[("", _("as the group")), ("1", _("read them")), ("0", _("the feed's words are enough"))],
        required=False,
        coerce=lambda value: value == "1",
        empty_value=None,
    )
    region_code = forms.ChoiceField(label=_("Region"), choices=region_choices, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, source: Source | None = None, **kwargs: Any) -> None:
        if source is not None:
            own = source.config.get("full_text")
            kwargs["initial"] = {
                "url": source.url, "name": source.name, "group": source.group, "region_code": source.region_code,
                "fetch_minutes": int(source.fetch_every.total_seconds() // 60) if source.fetch_every else "",
                "full_text": "" if own is None else str(int(own)), "version": source.version,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.source = source

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        others = Source.objects.filter(kind="feed", url=url)
        if self.source is not None:
            others = others.exclude(pk=self.source.pk)
        if others.exists():
            raise forms.ValidationError(_("There is a source with this address already."))
        return url

    def values(self) -> dict[str, Any]:
        """The columns of `Source` that this form sets."""
        data = self.cleaned_data
        config = {**(self.source.config if self.source else {}), "full_text": data["full_text"]}
        minutes = data["fetch_minutes"]
        return {
            "url": data["url"],
            "name": data["name"],
            "group": data["group"],
            "region_code": data["region_code"],
            "fetch_every": timedelta(minutes=minutes) if minutes else None,
            "config": {name: value for name, value in config.items() if value is not None},
        }


class OpmlForm(forms.Form):
    file = forms.FileField(label=_("OPML file"))
    is_enabled = forms.BooleanField(label=_("Switch the new sources on at once"), required=False)


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("JSON lines, CSV or Excel (XLSX), one mention in a row."))
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    is_private = forms.BooleanField(
        label=_("For this unit alone"),
        required=False,
        help_text=_("Complaints and field reports are private. Published material belongs to everybody."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.active().filter(pk__in=user.unit_ids_as(IMPORT_FILE.roles))
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 for the type checker
        field.queryset = units
        field.initial = user.home_unit

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_UPLOAD_BYTES:
            limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
            raise forms.ValidationError(
                _("The file is larger than %(limit)s. Split it, or let an administrator import it."),
                params={"limit": limit},
            )
        return file
