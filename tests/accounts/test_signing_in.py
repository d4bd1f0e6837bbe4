from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cast import make_user
from tanggap.accounts.links import issue_password_link
from tanggap.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "rahasia-sekali-1"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def sign_in(client: Client, name: str = "sari", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": name, "password": password}, **extra)


def test_the_sign_in_page_has_no_sign_up(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()

    assert 'name="login"' in page
    assert reverse("account_signup") not in page


def test_people_sign_in_by_name_or_address(sari: User) -> None:
    User.objects.filter(pk=sari.pk).update(email="sari@contoh.id")

    for name in ("sari", "sari@contoh.id"):
        client = Client()
        assert sign_in(client, name).status_code == 302
        assert client.session["_auth_user_id"] == str(sari.pk)


def test_a_wrong_password_is_refused_in_plain_words(client: Client, sari: User) -> None:
    answer = sign_in(client, password="salah")

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert answer.context["form"].errors


def test_the_language_of_the_person_is_applied(client: Client, sari: User) -> None:
    User.objects.filter(pk=sari.pk).update(language="en")

    assert sign_in(client).cookies["django_language"].value == "en"


def test_five_wrong_passwords_lock_the_name_on_that_connection_only(client: Client, sari: User, budi: User) -> None:
    for _ in range(4):
        sign_in(client, password="salah")
    locked = sign_in(client, password="salah")
    assert locked.status_code == 429
    assert "accounts/locked_out.html" in [template.name for template in locked.templates]

    assert sign_in(client).status_code == 429
    assert sign_in(Client(), "budi").status_code == 302  # the colleague behind the same address
    assert sign_in(Client(), "sari", REMOTE_ADDR="127.0.0.9").status_code == 302


def test_a_lockout_counts_what_was_typed_also_for_addresses(client: Client, sari: User, budi: User) -> None:
    User.objects.filter(pk=sari.pk).update(email="sari@contoh.id")
    User.objects.filter(pk=budi.pk).update(email="budi@contoh.id")
    for _ in range(5):
        sign_in(client, "sari@contoh.id", "salah")

    assert sign_in(client, "Sari@contoh.id").status_code == 429
    assert sign_in(Client(), "budi@contoh.id").status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    form = {"username": "x", "email": "x@a.id", "password1": PASSWORD, "password2": PASSWORD}
    page = client.post(reverse("account_signup"), form)

    assert "account/signup_closed.html" in [template.name for template in page.templates]
    assert not User.objects.exists()


def test_who_is_switched_off_is_signed_out_at_once(client: Client, sari: User) -> None:
    client.force_login(sari)
    User.objects.filter(pk=sari.pk).update(is_active=False)

    assert client.get(reverse("profile")).status_code == 302


def test_a_link_sets_a_password_once(client: Client, diskominfo: Any) -> None:
    person = make_user("baru")
    person.set_unusable_password()
    person.save()
    link = issue_password_link(actor=None, person=person).removeprefix("http://127.0.0.1:8000")

    step = client.get(link, follow=True)
    new = {"password1": "pagar-kebun-hijau-7", "password2": "pagar-kebun-hijau-7"}
    client.post(step.redirect_chain[-1][0], new)

    assert sign_in(Client(), "baru", "pagar-kebun-hijau-7").status_code == 302
    assert Client().get(link, follow=True).context["token_fail"]


def test_sessions_are_listed_and_the_others_signed_out(sari: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    there.get(reverse("profile"))
    page = here.get(reverse("usersessions_list"))
    assert page.context["session_count"] == 2

    here.post(reverse("usersessions_list"))

    assert there.get(reverse("profile")).status_code == 302
    assert here.get(reverse("profile")).status_code == 200


def test_an_approver_sets_up_a_second_factor_before_anything_else(
    client: Client, ratna: User, settings: LazySettings
) -> None:
    settings.REQUIRE_TOTP_FOR_APPROVERS = True
    client.force_login(ratna)

    assert client.get(reverse("profile"))["Location"] == reverse("mfa_activate_totp")


def test_the_second_factor_is_not_asked_where_the_setting_is_off(
    client: Client, ratna: User, settings: LazySettings
) -> None:
    settings.REQUIRE_TOTP_FOR_APPROVERS = False
    client.force_login(ratna)

    assert client.get(reverse("profile")).status_code == 200


def test_others_need_no_second_factor(client: Client, sari: User, settings: LazySettings) -> None:
    settings.REQUIRE_TOTP_FOR_APPROVERS = True
    client.force_login(sari)

    assert client.get(reverse("profile")).status_code == 200


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_approver_with_a_second_factor_signs_in_by_code(ratna: User, settings: LazySettings) -> None:
    settings.REQUIRE_TOTP_FOR_APPROVERS = True
    secret = generate_totp_secret()
    TOTP.activate(ratna, secret)
    client = Client()

    first = sign_in(client, "ratna")
    assert first["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("profile")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert client.get(reverse("profile")).status_code == 200


def test_an_approver_activates_the_second_factor_on_the_page(ratna: User, settings: LazySettings) -> None:
    settings.REQUIRE_TOTP_FOR_APPROVERS = True
    client = Client()
    sign_in(client, "ratna")
    # The password is asked once more before the account's safety is changed.
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert client.get(reverse("profile")).status_code == 200


def test_a_link_is_mailed_where_mail_is_set_up(
    client: Client, adminnya: User, sari: User, settings: LazySettings
) -> None:
    settings.EMAIL_HOST = "mail.contoh.example"
    User.objects.filter(pk=sari.pk).update(email="sari@contoh.id")
    client.force_login(adminnya)

    client.post(reverse("person_link", kwargs={"person_id": sari.pk}))

    assert mail.outbox[0].to == ["sari@contoh.id"]
    assert "/akun/password/reset/key/" in mail.outbox[0].body


def test_a_signed_in_browser_is_noted_once_a_minute_and_when_its_address_changes(client: Client, sari: User) -> None:
    client.force_login(sari)
    client.get(reverse("home"))
    first = UserSession.objects.get(user=sari).last_seen_at

    client.get(reverse("home"))
    assert UserSession.objects.get(user=sari).last_seen_at == first

    client.get(reverse("home"), REMOTE_ADDR="127.0.0.9")
    seen = UserSession.objects.get(user=sari)
    assert seen.last_seen_at > first
    assert seen.ip == "127.0.0.9"
