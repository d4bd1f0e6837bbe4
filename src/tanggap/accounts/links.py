"""The one-time link by which a person chooses a password: by mail where mail is set up, else shown once."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.accounts.actions import ISSUE_LINK, require_over
from tanggap.accounts.models import User
from tanggap.audit.trail import record
from tanggap.core.errors import WrongState


def issue_password_link(*, actor: User | None, person: User) -> str:
    """A link that works once, for a few days. By an administrator of all the person's units. Announces nothing.

    The link itself never enters the trail; it dies when the password is set or another one is.
    """
    with transaction.atomic():
        require_over(actor, ISSUE_LINK, person)
        if not person.is_active:
            raise WrongState(f"user {person.pk} is switched off")
        home = person.home_unit
        unit_id = home.pk if home else None
        record("accounts.issue_password_link", actor=actor, kind="user", key=person.pk, unit_id=unit_id)
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def can_mail(person: User) -> bool:
    return bool(person.email and settings.EMAIL_HOST)


def mail_password_link(person: User, link: str) -> None:
    """Send the link in the person's language."""
    with override(person.language):
        text = _(
            "Hello %(name)s,\n\nyou have an account in Tanggap. Your user name: %(username)s\n"
            "Choose your password here; the link works once:\n\n%(link)s\n"
        )
        words = {"name": str(person), "username": person.username, "link": link}
        send_mail(_("Your account in Tanggap"), text % words, None, [person.email])
