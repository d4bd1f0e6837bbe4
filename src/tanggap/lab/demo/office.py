"""Sets up the small office of the demo: registers, people, watches, sources, and a file of citizens' posts."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

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
from tanggap.lab.simulator import Text
from tanggap.lab.simulator.watches import WATCHES
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
    ("utuh", "Utuh (PIC Kabupaten Tapin)", "kab-tapin", (Role.UNIT_OFFICER,)),
    ("galuh", "Galuh (PIC Kabupaten Tabalong)", "kab-tabalong", (Role.UNIT_OFFICER,)),
    ("rina", "Rina (PIC Kota Banjarbaru)", "kota-banjarbaru", (Role.UNIT_OFFICER,)),
    ("pimpinan", "Pimpinan", "prov", (Role.LEADER,)),
    ("inspektorat", "Auditor", "prov", (Role.AUDITOR,)),
    ("admin", "Admin", "prov", (Role.PLATFORM_ADMIN,)),
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
        _add_files()
    yield f"{len(PEOPLE)} people, {len(WATCHES)} watches, {len(outlets.OUTLETS)} sources and two files are there"


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
    for watch in WATCHES:
        unit = Unit.objects.get(code=watch.unit)
        values = {name: getattr(watch, name) for name in ("name", "any_of", "none_of", "region_codes")}
        add_watch(actor=None, unit=unit, values=values)


def _add_sources() -> None:
    group, _made = SourceGroup.objects.get_or_create(name="Media rekaan (demo)")
    unit = Unit.objects.get(code="prov-diskominfo")
    for outlet, address in zip(outlets.OUTLETS, addresses(), strict=True):
        add_source(
            actor=None, url=f"http://{address}/", name=outlet.name, unit=unit, group=group, region_code=outlet.region,
            config={"max_items": outlets.MAX_ITEMS, "full_text": outlet.name == outlets.SHORT_FEED},
        )  # fmt: skip


def _add_files() -> None:
    """The months before and the citizens' posts, by the same door as an office's own files."""
    unit = Unit.objects.get(code="prov-diskominfo")
    texts = outlets.demo_texts(outlets.started_at(settings.HOME))
    posts = [text for text in texts if text.role == "post"]
    history = [text for text in texts if text.role == "history"]
    for name, rows in (("unggahan-warga-DATA-SIMULASI", posts), ("kliping-lama-DATA-SIMULASI", history)):
        lines = "\n".join(json.dumps(upload_row(text), ensure_ascii=False) for text in rows)
        start_import(actor=None, file=io.BytesIO(lines.encode()), file_name=f"{name}.jsonl", unit=unit)


def upload_row(text: Text) -> dict[str, Any]:
    """A text as a row of an upload; posts carry a made-up name, so that the door's privacy can be seen at work."""
    row = {
        "platform_id": f"simulasi-{text.number}",
        "title": text.title,
        "text": "\n".join(text.paragraphs),
        "published_at": text.published_at.isoformat(),
    }
    if text.role != "post":
        return {**row, "source_kind": "media_online", "outlet_name": outlets.WRITING[text.number % 6].name}
    kind = ("facebook", "instagram", "tiktok")[text.number % 3]
    return {**row, "source_kind": kind, "author_kind": "warga", "author": f"warga_contoh_{text.number % 900 + 100}"}
