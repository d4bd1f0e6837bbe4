"""Bringing boundaries, and saying which area is which regency or city."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.core.geo.reading import MAX_BYTES
from tanggap.reference.models import BoundarySet, Region

REASONS = {
    "too_large": _("The file is larger than 20 MB. Simplify the boundaries in QGIS or at mapshaper first."),
    "archive": _("This is a ZIP file or a shapefile. Save it as GeoJSON first, in QGIS with Export, Save features as."),
    "not_json": _("This is no GeoJSON: the file cannot be read as JSON. It may have been cut short on its way."),
    "too_deep": _("This is no GeoJSON: its brackets are nested too deeply."),
    "topojson": _("This is TopoJSON. Save it as GeoJSON first."),
    "no_collection": _("This is no GeoJSON with features (FeatureCollection)."),
    "no_areas": _("There is no area in it: only points or lines, or nothing. Boundaries are polygons."),
    "too_many_areas": _("There are more than 2,000 areas in it. Bring the boundaries of regencies and cities alone."),
    "too_many_points": _("There are more than 500,000 points in it. Simplify the boundaries first."),
    "bad_shape": _("The coordinates of an area are not of the form that GeoJSON asks for."),
    "not_numbers": _("A coordinate is no number."),
    "wrong_crs": _("The coordinates are no degrees (WGS 84, EPSG:4326), perhaps metres of UTM. Save it in WGS 84."),
    "swapped": _("Latitude and longitude are in the wrong order. GeoJSON has longitude first."),
    "elsewhere": _("The areas lie outside Indonesia."),
}


class BoundariesForm(forms.Form):
    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_("Polygons of the regencies and cities in degrees (WGS 84), 20 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(REASONS["too_large"])
        return file


class PlacesForm(forms.Form):
    """One choice for each area, named for what its file calls it."""

    def __init__(self, *args: Any, boundaries: BoundarySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regencies = list(Region.objects.regencies().values_list("code", "name"))
        self.names = [f"area-{number}" for number, _area in enumerate(boundaries.areas)]
        for number, (name, area) in enumerate(zip(self.names, boundaries.areas, strict=True), start=1):
            self.fields[name] = forms.ChoiceField(
                label=f"{number}. {area['label']}" if area["label"] else f"{number}.",
                required=False, initial=area["region"], choices=[("", _("– leave it out –")), *regencies],
            )  # fmt: skip

    @property
    def regions(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.names]
