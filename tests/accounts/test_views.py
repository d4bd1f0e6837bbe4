from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cast import make_user
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def dewi(diskominfo: Unit) -> User:
    return make_user("dewi", (diskominfo, Role.UNIT_ADMIN), full_name="Dewi")


@pytest.fixture
def browser(client: Client, dewi: User) -> Client:
    client.force_login(dewi)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_administrator_sees_the_people_of_her_unit(browser: Client, sari: User, joko: User) -> None:
    page = text(browser.get(reverse("person_list")))

    assert "Sari" in page
    assert "Joko" not in page


def test_people_are_found_by_name_and_unit(browser: Client, sari: User, budi: User, diskominfo: Unit) -> None:
    page = text(browser.get(reverse("person_list"), {"q": "bud", "unit": diskominfo.pk}))

    assert reverse("person", args=[budi.pk]) in page
    assert reverse("person", args=[sari.pk]) not in page


def test_the_list_of_people_asks_the_database_a_fixed_number_of_times(
    browser: Client, diskominfo: Unit, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        make_user(f"orang{number}", (diskominfo, Role.MONITOR))

    with django_assert_max_num_queries(16):
        browser.get(reverse("person_list"))


def test_somebody_is_invited_and_the_link_shown_once(browser: Client, diskominfo: Unit) -> None:
    form = {"unit": diskominfo.pk, "username": "baru", "full_name": "Orang Baru", "email": "", "roles": ["monitor"]}
    page = text(browser.post(reverse("person_invite"), form))

    assert "/akun/password/reset/key/" in page
    assert User.objects.get(username="baru").roles == {Role.MONITOR}


def test_a_taken_name_is_said_beside_the_field_and_nothing_typed_is_lost(
    browser: Client, diskominfo: Unit, sari: User
) -> None:
    form = {"unit": diskominfo.pk, "username": "sari", "full_name": "Kembaran", "roles": ["monitor"]}
    answer = browser.post(reverse("person_invite"), form)

    assert answer.context["form"].errors["username"]
    assert "Kembaran" in text(answer)


def test_a_unit_administrator_is_not_offered_the_platform(browser: Client) -> None:
    assert 'value="platform_admin"' not in text(browser.get(reverse("person_invite")))


def test_roles_are_changed_and_undone_on_the_page(browser: Client, sari: User, diskominfo: Unit) -> None:
    url = reverse("person_roles", args=[sari.pk])
    page = browser.post(url, {"unit": diskominfo.pk, "seen": "analyst", "roles": ["writer"]}, follow=True)
    entry = AuditEntry.objects.get(verb="accounts.set_roles")
    assert reverse("roles_undo", args=[entry.pk]) in text(page)

    browser.post(reverse("roles_undo", args=[entry.pk]))

    assert [row.role for row in Membership.objects.filter(user=sari)] == ["analyst"]


def test_a_stale_form_of_roles_says_that_somebody_was_quicker(browser: Client, sari: User, diskominfo: Unit) -> None:
    url = reverse("person_roles", args=[sari.pk])

    page = text(browser.post(url, {"unit": diskominfo.pk, "seen": "", "roles": ["writer"]}, follow=True))

    assert "Tidak ada yang diubah" in page
    assert "writer" not in sari.memberships.values_list("role", flat=True)


def test_roles_of_another_unit_are_not_understood(browser: Client, sari: User, roads: Unit) -> None:
    url = reverse("person_roles", args=[sari.pk])

    assert browser.post(url, {"unit": roads.pk, "seen": "", "roles": ["writer"]}).status_code == 400


def test_a_person_is_switched_off_and_on_again(browser: Client, sari: User) -> None:
    page = browser.post(reverse("person_deactivate", args=[sari.pk]), follow=True)
    assert not User.objects.get(pk=sari.pk).is_active
    assert reverse("person_reactivate", args=[sari.pk]) in text(page)

    browser.post(reverse("person_reactivate", args=[sari.pk]))

    assert User.objects.get(pk=sari.pk).is_active


def test_nobody_switches_herself_off(browser: Client, dewi: User) -> None:
    assert browser.post(reverse("person_deactivate", args=[dewi.pk])).status_code == 409


@pytest.mark.parametrize("name", ["person_deactivate", "person_reactivate", "person_link", "person_roles"])
def test_deeds_are_done_by_post_only(browser: Client, sari: User, name: str) -> None:
    assert browser.get(reverse(name, args=[sari.pk])).status_code == 405


def test_a_person_of_another_unit_is_not_found(browser: Client, joko: User) -> None:
    assert browser.get(reverse("person", args=[joko.pk])).status_code == 404
    assert browser.post(reverse("person_deactivate", args=[joko.pk])).status_code == 404


def test_a_role_in_another_of_ones_units_can_be_given(client: Client, adminnya: User, sari: User, roads: Unit) -> None:
    client.force_login(adminnya)
    page = client.get(reverse("person", args=[sari.pk]), {"unit": roads.pk})

    assert [unit for unit, _form in page.context["forms"]] == sorted(
        [roads, sari.memberships.get().unit], key=lambda unit: unit.path
    )


def test_an_analyst_has_no_page_of_people(client: Client, sari: User) -> None:
    client.force_login(sari)

    assert client.get(reverse("person_list")).status_code == 403


def test_the_tree_shows_what_may_be_edited(browser: Client, diskominfo: Unit, roads: Unit) -> None:
    page = text(browser.get(reverse("unit_list")))

    assert roads.name in page
    assert reverse("unit_edit", args=[diskominfo.pk]) in page
    assert reverse("unit_edit", args=[roads.pk]) not in page


def test_without_a_role_there_is_no_tree(client: Client, tamu: User, roads: Unit) -> None:
    client.force_login(tamu)

    assert roads.name not in text(client.get(reverse("unit_list")))


def test_a_unit_is_edited_and_undone_on_the_page(browser: Client, diskominfo: Unit) -> None:
    form = {"name": "Kominfo", "short_name": "", "aliases": "Kominfo\n\nDiskominfo Prov", "seen_version": 0}
    browser.post(reverse("unit_edit", args=[diskominfo.pk]), {**form, "is_verified": "on"})
    diskominfo.refresh_from_db()
    assert (diskominfo.name, diskominfo.aliases, diskominfo.is_verified) == (
        "Kominfo",
        ["Kominfo", "Diskominfo Prov"],
        True,
    )

    browser.post(reverse("unit_undo", args=[AuditEntry.objects.get().pk]))

    assert Unit.objects.get(pk=diskominfo.pk).name == "Dinas Kominfo Provinsi"


def test_the_form_of_a_unit_is_filled_in(browser: Client, diskominfo: Unit) -> None:
    assert "Dinas Kominfo Provinsi" in text(browser.get(reverse("unit_edit", args=[diskominfo.pk])))


def test_the_trail_shows_the_deeds_of_ones_units_only(browser: Client, diskominfo: Unit, roads: Unit) -> None:
    record(
        "issues.open_issue", actor=None, kind="issue", key="kita", unit_id=diskominfo.pk, data={"note": "catatan kita"}
    )
    record("issues.open_issue", actor=None, kind="issue", key="mereka", unit_id=roads.pk)
    record("system.verb", actor=None, kind="system", key="seluruh-sistem")

    page = text(browser.get(reverse("audit_trail")))

    assert "catatan kita" in page
    assert "mereka" not in page
    assert "seluruh-sistem" not in page


def test_the_trail_is_searched_and_turned(client: Client, adminnya: User, diskominfo: Unit) -> None:
    for number in range(60):
        record("issues.open_issue", actor=adminnya, kind="issue", key=f"n{number}", unit_id=diskominfo.pk)
    record("issues.close_issue", actor=adminnya, kind="issue", key="lain", unit_id=diskominfo.pk)
    client.force_login(adminnya)

    page = client.get(
        reverse("audit_trail"),
        {"verb": "issues.open", "person": "ADMINNYA", "kind": "issue", "unit": diskominfo.pk},
    )
    assert [entry.object_id for entry in page.context["entries"]] == [f"n{number}" for number in range(59, 9, -1)]
    older = client.get(reverse("audit_trail"), {"before": page.context["older"], "verb": "issues.open"})
    assert [entry.object_id for entry in older.context["entries"]] == [f"n{number}" for number in range(9, -1, -1)]


def test_the_chain_is_checked_on_the_page(client: Client, adminnya: User) -> None:
    client.force_login(adminnya)

    assert client.get(reverse("audit_trail"), {"check": "1"}).context["report"].is_intact


def test_the_details_of_an_entry_are_blacked_out(client: Client, adminnya: User) -> None:
    entry = record("x.y", actor=None, kind="issue", key=1, data={"note": "nama orang"})
    client.force_login(adminnya)
    url = reverse("audit_redact", args=[entry.pk])
    assert "nama orang" in text(client.get(reverse("audit_trail")))
    assert client.post(url, {"reason": ""}).context["form"].errors

    client.post(url, {"reason": "nama warga"})

    page = text(client.get(reverse("audit_trail")))
    assert "nama orang" not in page
    assert "nama warga" in page


def test_an_auditor_reads_but_does_not_black_out(client: Client, diskominfo: Unit) -> None:
    entry = record("x.y", actor=None, kind="issue", key=1, unit_id=diskominfo.pk, data={"note": "isi"})
    client.force_login(make_user("agus", (diskominfo, Role.AUDITOR)))

    assert "isi" in text(client.get(reverse("audit_trail")))
    assert client.post(reverse("audit_redact", args=[entry.pk]), {"reason": "x"}).status_code == 403


def test_people_edit_their_own_account(client: Client, sari: User) -> None:
    client.force_login(sari)
    assert client.get(reverse("profile")).status_code == 200
    answer = client.post(reverse("profile"), {"full_name": "Sari Baru", "email": "sari@a.id", "language": "en"})

    assert answer.cookies["django_language"].value == "en"
    assert User.objects.get(pk=sari.pk).full_name == "Sari Baru"


def test_an_address_of_somebody_else_is_said_beside_the_field(client: Client, sari: User) -> None:
    make_user("lain", email="lain@a.id")
    client.force_login(sari)

    answer = client.post(reverse("profile"), {"full_name": "Sari", "email": "lain@a.id", "language": "id"})

    assert answer.context["form"].errors["email"]


def test_the_language_is_switched_for_now_and_for_the_next_time(client: Client, sari: User) -> None:
    client.force_login(sari)
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/profil/"})

    assert (answer["Location"], answer.cookies["django_language"].value) == ("/profil/", "en")
    assert User.objects.get(pk=sari.pk).language == "en"


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example"])
def test_the_language_switch_leads_nowhere_else(client: Client, target: str) -> None:
    answer = client.post(reverse("set_language"), {"language": "xx", "next": target})

    assert answer["Location"] == "/"
    assert "django_language" not in answer.cookies


def test_an_htmx_request_of_somebody_signed_out_goes_to_sign_in_as_a_whole(client: Client) -> None:
    answer = client.get(reverse("profile"), headers={"HX-Request": "true", "HX-Current-URL": "/profil/"})

    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith(reverse("account_login"))


def test_a_unit_is_found_by_its_words_and_those_nobody_has_checked_by_a_tick(
    client: Client, adminnya: User, diskominfo: Unit, roads: Unit
) -> None:
    Unit.objects.filter(pk=roads.pk).update(is_verified=True)
    client.force_login(adminnya)

    def shown(**query: str) -> list[str]:
        return [unit.code for unit in client.get(reverse("unit_list"), query).context["units"]]

    assert shown(q="kominfo") == ["kalsel-diskominfo"]
    assert shown(open="1") == ["kalsel", "kalsel-diskominfo"]
    assert "Coba kata lain" in client.get(reverse("unit_list"), {"q": "tidak ada"}).content.decode()
