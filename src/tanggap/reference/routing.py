"""Which unit an issue is proposed to: by topic and region, with the reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tanggap.accounts.models import Unit, UnitKind
from tanggap.reference.models import Region, Route, Topic

# Where the affairs of the shipped topics are at home among the shipped units of the province.
OFFICES = {
    "pendidikan": "prov-disdikbud",
    "kesehatan": "prov-dinkes",
    "pekerjaan-umum": "prov-pupr",
    "perumahan": "prov-perkim",
    "trantibum-bencana": "prov-bpbd",
    "sosial": "prov-dinsos",
    "tenaga-kerja": "prov-disnakertrans",
    "perempuan-anak": "prov-dp3akb",
    "pangan": "prov-dkp",
    "pertanahan": "prov-perkim",
    "lingkungan-hidup": "prov-dlh",
    "adminduk": "prov-disdukcapil",
    "desa": "prov-dpmd",
    "keluarga-berencana": "prov-dp3akb",
    "perhubungan": "prov-dishub",
    "kominfo": "prov-diskominfo",
    "koperasi-ukm": "prov-diskop",
    "penanaman-modal": "prov-dpmptsp",
    "pemuda-olahraga": "prov-dispora",
    "statistik": "prov-diskominfo",
    "persandian": "prov-diskominfo",
    "kebudayaan": "prov-disdikbud",
    "perpustakaan": "prov-dispersip",
    "kearsipan": "prov-dispersip",
    "kelautan-perikanan": "prov-dislautkan",
    "pariwisata": "prov-dispar",
    "pertanian": "prov-dptph",
    "kehutanan": "prov-dishut",
    "esdm": "prov-desdm",
    "perdagangan": "prov-disdag",
    "perindustrian": "prov-disperin",
    "transmigrasi": "prov-disnakertrans",
    "pemerintahan-umum": "prov-pemotda",
    "pengawasan": "prov-inspektorat",
    "keuangan-daerah": "prov-bpkad",
    "kepegawaian": "prov-bkd",
}
_COMMUNICATION = "diskominfo"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit and the reason why it is proposed."""

    unit: Unit
    reason: str


def propose_unit(topics: Sequence[str], region_codes: Sequence[str]) -> Proposal | None:
    """Propose the lead unit; None when no route fits.

    A route for topic and region wins. What plays in one regency or city alone goes by its region; what plays in
    several, or in none that is known, goes by its topic.
    """
    regions = list(dict.fromkeys(code[:5] for code in region_codes if len(code) >= len("63.03")))
    routes = {(route.topic_id, route.region_id): route for route in Route.objects.proposing(topics, regions)}
    pairs: list[tuple[str | None, str | None]] = [(topic, region) for topic in topics for region in regions]
    pairs += [(None, region) for region in regions] if len(regions) == 1 else []
    pairs += [(topic, None) for topic in topics]
    found = next((routes[pair] for pair in pairs if pair in routes), None)
    return Proposal(found.unit, _reason(found, regions)) if found else None


def _reason(route: Route, regions: Sequence[str]) -> str:
    words = {"topic": route.topic, "region": route.region}
    if route.topic and route.region:
        return _("because of the topic %(topic)s in %(region)s") % words
    if route.region:
        return _("because it plays in %(region)s alone") % words
    if not regions:
        return _("because of the topic %(topic)s; no regency or city is named") % words
    names = Region.objects.filter(pk__in=regions).order_by("pk").values_list("name", flat=True)
    return _("because of the topic %(topic)s in %(regions)s") % {**words, "regions": ", ".join(names)}


def shipped_routes() -> list[Route]:
    """The routes that follow from the shipped units, as far as units, topics and regions are there."""
    units = {unit.code: unit for unit in Unit.objects.active()}
    topics = set(Topic.objects.values_list("pk", flat=True))
    by_topic = [
        Route(topic_id=topic, unit=units[code]) for topic, code in OFFICES.items() if topic in topics and code in units
    ]
    known = set(Region.objects.regencies().values_list("pk", flat=True))
    governments = [unit for unit in units.values() if unit.kind in (UnitKind.REGENCY, UnitKind.CITY)]
    by_region = [
        Route(region_id=unit.region_code, unit=units.get(f"{unit.code}-{_COMMUNICATION}", unit))
        for unit in governments
        if unit.region_code in known
    ]
    return by_topic + by_region
