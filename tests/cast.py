"""The cast: people with names and roles, and makers of the things they work with.

sari is an analyst, budi a writer, ratna an approver, joko a unit officer of the roads office,
adminnya runs the installation, tamu is signed in but holds no role, asing works for another regency.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tanggap.accounts.models import Membership, Unit, UnitKind, User
from tanggap.accounts.roles import Role
from tanggap.mentions.models import Mention, Step
from tanggap.sources.models import Source
from tanggap.stories.models import Story, StoryMembership

_numbers = itertools.count(1)
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)  # a Wednesday, nine in the morning in Banjarmasin

__all__ = [
    "NOW", "adminnya", "asing", "banjar", "budi", "diskominfo", "joko", "make_mention", "make_source", "make_story",
    "make_unit", "make_user", "province", "ratna", "roads", "sari", "tamu",
]  # fmt: skip


def make_unit(code: str, *, parent: Unit | None = None, kind: str = UnitKind.OFFICE, **fields: Any) -> Unit:
    return Unit.objects.create(code=code, name=fields.pop("name", code.title()), parent=parent, kind=kind, **fields)


def make_user(username: str, *roles: tuple[Unit, Role], **fields: Any) -> User:
    user = User.objects.create_user(username=username, password="rahasia-sekali-1", **fields)
    for unit, role in roles:
        Membership.objects.create(user=user, unit=unit, role=role)
    return user


def make_source(**fields: Any) -> Source:
    number = next(_numbers)
    return Source.objects.create(**{"name": f"Kabar {number}", "url": f"https://kabar{number}.example/feed", **fields})


def make_mention(**fields: Any) -> Mention:
    number = next(_numbers)
    address = f"https://kabar.example/berita/{number}"
    defaults: dict[str, Any] = {
        "source_kind": "media_online",
        "platform_id": address,
        "url": address,
        "title": f"Jalan berlubang di Martapura diperbaiki {number}",
        "text": "Warga Martapura mengeluhkan jalan berlubang. Dinas PUPR berjanji memperbaikinya pekan ini.",
        "published_at": NOW - timedelta(hours=1),
        "is_kept": True,
        "next_step": Step.DONE,
    }
    return Mention.objects.create(**{**defaults, **fields})


def make_story(*mentions: Mention, **fields: Any) -> Story:
    mentions = mentions or (make_mention(),)
    first = mentions[0]
    story = Story.objects.create(
        **{
            "title": first.title,
            "first_mention": first,
            "first_at": min(mention.published_at for mention in mentions),
            "last_at": max(mention.published_at for mention in mentions),
            "n_mentions": len(mentions),
            "n_outlets": 1,
            **fields,
        }
    )
    for mention in mentions:
        StoryMembership.objects.create(story=story, mention=mention)
    return story


@pytest.fixture
def province(db: None) -> Unit:
    return make_unit("kalsel", kind=UnitKind.PROVINCE, name="Pemerintah Provinsi Kalimantan Selatan", region_code="63")


@pytest.fixture
def diskominfo(province: Unit) -> Unit:
    return make_unit("kalsel-diskominfo", parent=province, name="Dinas Kominfo Provinsi", short_name="Diskominfo")


@pytest.fixture
def roads(province: Unit) -> Unit:
    return make_unit("kalsel-pupr", parent=province, name="Dinas PUPR Provinsi", short_name="Dinas PUPR")


@pytest.fixture
def banjar(province: Unit) -> Unit:
    return make_unit("kab-banjar", parent=province, kind=UnitKind.REGENCY, name="Pemkab Banjar", region_code="63.03")


@pytest.fixture
def sari(diskominfo: Unit) -> User:
    return make_user("sari", (diskominfo, Role.ANALYST), full_name="Sari")


@pytest.fixture
def budi(diskominfo: Unit) -> User:
    return make_user("budi", (diskominfo, Role.WRITER), full_name="Budi")


@pytest.fixture
def ratna(diskominfo: Unit) -> User:
    return make_user("ratna", (diskominfo, Role.APPROVER), full_name="Ratna")


@pytest.fixture
def joko(roads: Unit) -> User:
    return make_user("joko", (roads, Role.UNIT_OFFICER), full_name="Joko")


@pytest.fixture
def asing(banjar: Unit) -> User:
    return make_user("asing", (banjar, Role.ANALYST), full_name="Asing")


@pytest.fixture
def adminnya(province: Unit) -> User:
    return make_user("adminnya", (province, Role.PLATFORM_ADMIN), full_name="Admin")


@pytest.fixture
def tamu(db: None) -> User:
    return make_user("tamu", full_name="Tamu")
