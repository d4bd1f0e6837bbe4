"""Sets up the small office of the demo: registers, people, watches, sources, and a file of citizens' posts."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tanggap.accounts.actions import invite_person
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.accounts.seeding import load_units
from tanggap.enrichers.defaults import load_units as shipped_units
from tanggap.guidance.actions import load_default_levels
from tanggap.lab.demo import outlets
from tanggap.lab.demo.ports import addresses
from tanggap.lab.demo.press import write_comments
from tanggap.mentions.actions import add_watch
from tanggap.reference.actions import load_defaults
from tanggap.sources.actions import add_source, start_import
from tanggap.sources.models import SourceGroup

# Known to everybody, therefore refused from any other machine (see `SignInForm`).
PASSWORD = "banua-demo-2026"  # noqa: S105

PEOPLE: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("sari", "Sari (petugas pantau, analis)", "prov-diskominfo", (Role.MONITOR, Role.ANALYST)),
    ("piket", "Petugas piket", "prov-diskominfo", (Role.DUTY_OFFICER,)),
    ("ratna", "Ratna (atasan)", "prov-diskominfo", (Role.APPROVER,)),
    ("joko", "Joko (PIC Dinas PUPR)", "prov-pupr", (Role.UNIT_OFFICER,)),
    ("imah", "Imah (PIC Kabupaten Banjar)", "kab-banjar", (Role.UNIT_OFFICER, Role.ANALYST)),
    ("anang", "Anang (PIC Kota Banjarmasin)", "kota-banjarmasin", (Role.UNIT_OFFICER, Role.ANALYST)),
    ("pimpinan", "Pimpinan", "prov", (Role.LEADER,)),
    ("inspektorat", "Auditor", "prov", (Role.AUDITOR,)),
    ("admin", "Admin", "prov", (Role.PLATFORM_ADMIN,)),
)

_PLACES = [
    "Kalimantan Selatan", "Kalsel", "Banjarmasin", "Banjarbaru", "Martapura", "Kabupaten Banjar", "Barito Kuala",
    "Batola", "Marabahan", "Tanah Laut", "Pelaihari", "Takisung", "Tapin", "Kandangan", "Hulu Sungai", "Barabai",
    "Amuntai", "Tabalong", "Tanah Bumbu", "Satui", "Kotabaru", "Balangan", "Paringin",
]  # fmt: skip

WATCHES: tuple[tuple[str, str, list[str], list[str]], ...] = (
    ("prov-diskominfo", "Kalimantan Selatan", _PLACES, ["Jawa Barat"]),
    ("prov-diskominfo", "Layanan dasar", ["banyu leding", "air leding", "ratik", "sampah", "antri obat"], []),
    ("prov-pupr", "Jalan dan jembatan", ["jalan rusak", "jalan berlubang", "jalan amblas", "jembatan"], []),
    ("kab-banjar", "Banjir Martapura", ["banjir", "genangan", "tarandam", "Sungai Martapura"], []),
    ("kota-banjarmasin", "Kota Banjarmasin", ["Banjarmasin", "Kelayan", "Sungai Andai"], []),
)


def load() -> Iterator[str]:
    """Set up what is missing; yields a sentence for each part that was made. A second run changes nothing."""
    load_units(shipped_units(), actor=None)
    load_defaults()
    load_default_levels()
    yield "registers and units are there"
    if User.objects.filter(username=PEOPLE[0][0]).exists():
        return
    with transaction.atomic():
        _add_people()
        _add_watches()
        _add_sources()
        _add_posts()
    yield f"{len(PEOPLE)} people, {len(WATCHES)} watches, {len(outlets.OUTLETS)} sources and a file of posts are there"


def sign_ins() -> str:
    """Who can sign in and how, for people to read."""
    names = "\n".join(f"  {username:<12} {full_name}" for username, full_name, _unit, _roles in PEOPLE)
    return f"Sign in to the demo as one of these, password {PASSWORD}:\n{names}\n"


def _add_people() -> None:
    encoded = make_password(PASSWORD)
    for username, full_name, code, roles in PEOPLE:
        unit = Unit.objects.get(code=code)
        person = invite_person(
            actor=None, unit=unit, username=username, full_name=full_name, email=f"{username}@demo.invalid", roles=roles
        )
        User.objects.filter(pk=person.pk).update(password=encoded)


def _add_watches() -> None:
    for code, name, any_of, none_of in WATCHES:
        unit = Unit.objects.get(code=code)
        add_watch(actor=None, unit=unit, values={"name": name, "any_of": any_of, "none_of": none_of})


def _add_sources() -> None:
    group, _made = SourceGroup.objects.get_or_create(name="Media rekaan (demo)")
    unit = Unit.objects.get(code="prov-diskominfo")
    for outlet, address in zip(outlets.OUTLETS, addresses(), strict=True):
        add_source(
            actor=None, url=f"http://{address}/", name=outlet.name, unit=unit, group=group, region_code=outlet.region
        )


def _add_posts() -> None:
    rows = write_comments(now=outlets.started_at(settings.HOME))
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    unit = Unit.objects.get(code="prov-diskominfo")
    start_import(actor=None, file=io.BytesIO(lines.encode()), file_name="unggahan-warga-demo.jsonl", unit=unit)
