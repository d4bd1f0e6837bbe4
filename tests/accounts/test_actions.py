from __future__ import annotations

import pytest

from cast import make_unit, make_user
from tanggap.accounts.actions import (
    choose_language,
    deactivate_person,
    edit_profile,
    edit_unit,
    invite_person,
    reactivate_person,
    set_roles,
    undo_edit_unit,
    undo_set_roles,
)
from tanggap.accounts.links import issue_password_link
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.actions import redact_payload
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def dewi(diskominfo: Unit) -> User:
    """Administrator of the one unit."""
    return make_user("dewi", (diskominfo, Role.UNIT_ADMIN))


def roles_of(person: User, unit: Unit) -> set[str]:
    return set(Membership.objects.filter(user=person, unit=unit).values_list("role", flat=True))


def invite(actor: User | None, unit: Unit, *roles: str, username: str = "baru", email: str = "") -> User:
    return invite_person(actor=actor, unit=unit, username=username, full_name="Orang Baru", email=email, roles=roles)


def test_a_unit_administrator_invites_into_her_unit(dewi: User, diskominfo: Unit) -> None:
    person = invite(dewi, diskominfo, "monitor", "writer")

    assert roles_of(person, diskominfo) == {"monitor", "writer"}
    assert not person.has_usable_password()
    entry = AuditEntry.objects.get(verb="accounts.invite_person")
    assert (entry.actor_id, entry.object_id, entry.unit_id) == (dewi.pk, str(person.pk), diskominfo.pk)
    assert entry.payload.data == {"roles": ["monitor", "writer"]}


def test_she_does_not_invite_into_another_unit(dewi: User, roads: Unit) -> None:
    with pytest.raises(NotAllowed):
        invite(dewi, roads, "monitor")


def test_an_analyst_invites_nobody(sari: User, diskominfo: Unit) -> None:
    with pytest.raises(NotAllowed):
        invite(sari, diskominfo, "monitor")


def test_only_a_platform_administrator_makes_platform_administrators(
    dewi: User, adminnya: User, diskominfo: Unit
) -> None:
    with pytest.raises(NotAllowed):
        invite(dewi, diskominfo, "platform_admin")

    assert invite(adminnya, diskominfo, "platform_admin").is_platform_admin


def test_a_platform_administrator_rules_the_regencies_too(adminnya: User, banjar: Unit) -> None:
    assert roles_of(invite(adminnya, banjar, "unit_admin"), banjar) == {"unit_admin"}


@pytest.mark.parametrize(
    ("username", "email", "field"), [("SARI", "", "username"), ("", "", "username"), ("x", "S@a.id", "email")]
)
def test_names_and_addresses_are_given_once(diskominfo: Unit, username: str, email: str, field: str) -> None:
    make_user("sari", email="s@a.id")

    with pytest.raises(InvalidInput) as caught:
        invite(None, diskominfo, "monitor", username=username, email=email)
    assert caught.value.field == field


def test_roles_are_set_exactly_and_can_be_undone(dewi: User, sari: User, diskominfo: Unit) -> None:
    entry = set_roles(actor=dewi, person=sari, unit=diskominfo, roles=["writer"], seen=["analyst"])
    assert roles_of(sari, diskominfo) == {"writer"}

    assert entry is not None
    undo_set_roles(actor=dewi, entry=entry)
    assert roles_of(sari, diskominfo) == {"analyst"}


def test_the_same_roles_again_change_nothing(dewi: User, sari: User, diskominfo: Unit) -> None:
    assert set_roles(actor=dewi, person=sari, unit=diskominfo, roles=["analyst"]) is None
    assert not AuditEntry.objects.exists()


def test_who_looked_at_older_roles_is_told(dewi: User, sari: User, diskominfo: Unit) -> None:
    with pytest.raises(WrongState):
        set_roles(actor=dewi, person=sari, unit=diskominfo, roles=["writer"], seen=["monitor"])


def test_a_unit_administrator_neither_gives_nor_takes_the_platform(dewi: User, diskominfo: Unit, sari: User) -> None:
    boss = make_user("boss", (diskominfo, Role.PLATFORM_ADMIN))

    with pytest.raises(NotAllowed):
        set_roles(actor=dewi, person=sari, unit=diskominfo, roles=["platform_admin"])
    with pytest.raises(NotAllowed):
        set_roles(actor=dewi, person=boss, unit=diskominfo, roles=[])


def test_the_last_platform_administrator_stays_one(adminnya: User, province: Unit, sari: User) -> None:
    with pytest.raises(WrongState):
        set_roles(actor=adminnya, person=adminnya, unit=province, roles=[])
    with pytest.raises(WrongState):
        deactivate_person(actor=adminnya, person=adminnya)
    make_user("kedua", (province, Role.PLATFORM_ADMIN))

    set_roles(actor=adminnya, person=adminnya, unit=province, roles=[])
    assert roles_of(adminnya, province) == set()


def test_the_last_administrator_of_a_unit_does_not_give_the_role_away(
    dewi: User, diskominfo: Unit, province: Unit
) -> None:
    with pytest.raises(WrongState):
        set_roles(actor=dewi, person=dewi, unit=diskominfo, roles=["monitor"])
    make_user("atas", (province, Role.UNIT_ADMIN))

    set_roles(actor=dewi, person=dewi, unit=diskominfo, roles=["monitor"])

    assert roles_of(dewi, diskominfo) == {"monitor"}


def test_somebody_else_may_take_the_role_from_the_last_administrator(
    adminnya: User, dewi: User, diskominfo: Unit
) -> None:
    set_roles(actor=adminnya, person=dewi, unit=diskominfo, roles=[])

    assert roles_of(dewi, diskominfo) == set()


def test_a_switched_off_administrator_does_not_count(adminnya: User, province: Unit) -> None:
    make_user("kedua", (province, Role.PLATFORM_ADMIN), is_active=False)

    with pytest.raises(WrongState):
        set_roles(actor=adminnya, person=adminnya, unit=province, roles=[])


def test_roles_changed_again_since_are_not_undone(dewi: User, sari: User, diskominfo: Unit) -> None:
    entry = set_roles(actor=dewi, person=sari, unit=diskominfo, roles=["writer"])
    set_roles(actor=dewi, person=sari, unit=diskominfo, roles=["monitor"])

    assert entry is not None
    with pytest.raises(WrongState):
        undo_set_roles(actor=dewi, entry=entry)


def test_another_kind_of_entry_is_not_undone(dewi: User, diskominfo: Unit) -> None:
    invite(dewi, diskominfo, "monitor")
    entry = AuditEntry.objects.get()

    with pytest.raises(WrongState):
        undo_set_roles(actor=dewi, entry=entry)
    with pytest.raises(WrongState):
        undo_edit_unit(actor=dewi, entry=entry)


def test_a_redacted_change_is_not_undone(adminnya: User, sari: User, diskominfo: Unit) -> None:
    entry = set_roles(actor=adminnya, person=sari, unit=diskominfo, roles=["writer"])
    assert entry is not None
    redact_payload(actor=adminnya, entry=entry, reason="x")

    with pytest.raises(WrongState):
        undo_set_roles(actor=adminnya, entry=AuditEntry.objects.get(pk=entry.pk))


def test_a_person_is_switched_off_and_on(dewi: User, sari: User) -> None:
    deactivate_person(actor=dewi, person=sari)
    assert not User.objects.get(pk=sari.pk).is_active
    with pytest.raises(WrongState):
        deactivate_person(actor=dewi, person=sari)

    reactivate_person(actor=dewi, person=sari)
    assert User.objects.get(pk=sari.pk).is_active
    with pytest.raises(WrongState):
        reactivate_person(actor=dewi, person=sari)
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == [
        "accounts.deactivate_person",
        "accounts.reactivate_person",
    ]


def test_who_works_for_another_unit_too_is_not_switched_off_by_one_of_them(
    dewi: User, sari: User, roads: Unit, adminnya: User
) -> None:
    Membership.objects.create(user=sari, unit=roads, role=Role.MONITOR)

    with pytest.raises(NotAllowed):
        deactivate_person(actor=dewi, person=sari)
    deactivate_person(actor=adminnya, person=sari)


def test_a_platform_administrator_is_not_switched_off_from_below(dewi: User, diskominfo: Unit, tamu: User) -> None:
    boss = make_user("boss", (diskominfo, Role.PLATFORM_ADMIN))

    with pytest.raises(NotAllowed):
        deactivate_person(actor=dewi, person=boss)
    with pytest.raises(NotAllowed):
        deactivate_person(actor=dewi, person=tamu)


def test_somebody_without_roles_is_switched_off_by_the_machine(tamu: User) -> None:
    deactivate_person(actor=None, person=tamu)

    assert AuditEntry.objects.get().unit_id is None


def test_a_link_is_made_for_people_of_the_unit_only(dewi: User, sari: User, joko: User) -> None:
    assert "/akun/password/reset/key/" in issue_password_link(actor=dewi, person=sari)
    with pytest.raises(NotAllowed):
        issue_password_link(actor=dewi, person=joko)
    assert "key" not in str(AuditEntry.objects.get().payload.data)


def test_no_link_is_made_for_somebody_switched_off(tamu: User) -> None:
    assert issue_password_link(actor=None, person=tamu)
    deactivate_person(actor=None, person=tamu)

    with pytest.raises(WrongState):
        issue_password_link(actor=None, person=User.objects.get(pk=tamu.pk))


def test_people_edit_their_own_account(sari: User, tamu: User) -> None:
    edit_profile(actor=sari, full_name="Sari Baru", email="sari@a.id", language="en")
    edit_profile(actor=tamu, full_name="Tamu", email="", language="id")

    sari.refresh_from_db()
    assert (sari.full_name, sari.email, sari.language) == ("Sari Baru", "sari@a.id", "en")
    assert "Sari" not in str(AuditEntry.objects.first().payload.data)  # type: ignore[union-attr]


def test_an_address_of_somebody_else_is_refused(sari: User, budi: User) -> None:
    edit_profile(actor=sari, full_name="Sari", email="sari@a.id", language="id")

    with pytest.raises(InvalidInput):
        edit_profile(actor=budi, full_name="Budi", email="SARI@a.id", language="id")


def test_the_language_is_kept_without_an_entry(sari: User) -> None:
    choose_language(actor=sari, language="en")

    assert User.objects.get(pk=sari.pk).language == "en"
    assert not AuditEntry.objects.exists()


def test_a_unit_is_renamed_checked_and_undone(dewi: User, diskominfo: Unit) -> None:
    before = diskominfo.name
    entry = edit_unit(actor=dewi, unit=diskominfo, version=0, values={"name": "Diskominfo Baru", "is_verified": True})
    diskominfo.refresh_from_db()
    assert (diskominfo.name, diskominfo.is_verified, diskominfo.version) == ("Diskominfo Baru", True, 1)

    undo_edit_unit(actor=dewi, entry=entry)
    diskominfo.refresh_from_db()
    assert (diskominfo.name, diskominfo.is_verified) == (before, False)
    with pytest.raises(WrongState):
        undo_edit_unit(actor=dewi, entry=entry)


def test_who_edits_an_older_unit_is_told(dewi: User, diskominfo: Unit) -> None:
    edit_unit(actor=dewi, unit=diskominfo, version=0, values={"name": "Satu"})

    with pytest.raises(WrongState):
        edit_unit(actor=dewi, unit=diskominfo, version=0, values={"name": "Dua"})


def test_a_unit_of_others_is_not_edited(dewi: User, roads: Unit) -> None:
    with pytest.raises(NotAllowed):
        edit_unit(actor=dewi, unit=roads, version=0, values={"name": "X"})


def test_the_way_to_the_root_survives_a_new_name(province: Unit) -> None:
    office = make_unit("kantor", parent=province)
    edit_unit(actor=None, unit=office, version=0, values={"name": "Lain"})

    office.refresh_from_db()
    assert office.path == "kalsel/kantor"
    assert office.government_id == province.pk
