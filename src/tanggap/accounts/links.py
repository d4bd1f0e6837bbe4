"""The one-time link by which a person chooses a password: by mail where mail is set up, else shown once."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.accounts.actions import ISSUE_LINK, require_over
from tanggap.accounts.models import User
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import record
from tanggap.core.errors import WrongState

HANDED_OVER = "accounts.hand_over_link"
logger = logging.getLogger(__name__)


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


def hand_over_link(*, actor: User | None, person: User) -> str:
    """Mail a link to choose a password; the link itself, to be handed over by hand, where that cannot be done.

    By an administrator of all the person's units. Announces nothing. What is mailed is noted in the trail when it
    is out; what is shown, by whoever shows it: who was stopped in between finds the person still waiting.
    """
    link = issue_password_link(actor=actor, person=person)
    is_mailed = can_mail(person) and _is_mailed(person, link)
    if is_mailed:
        note_handed_over(actor=actor, person=person, is_mailed=True)
    return "" if is_mailed else link


def note_handed_over(*, actor: User | None, person: User, is_mailed: bool = False) -> None:
    """Note that a link is out: mailed, or shown to whoever hands it over. Announces nothing."""
    record(HANDED_OVER, actor=actor, kind="user", key=person.pk, data={"by_mail": is_mailed})


def waiting_for_link() -> QuerySet[User]:
    """People who never chose a password and to whom no link was ever handed over."""
    told = AuditEntry.objects.filter(verb=HANDED_OVER, object_kind="user").values_list("object_id", flat=True)
    fresh = User.objects.filter(is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return fresh.exclude(pk__in=[int(key) for key in told]).order_by("pk")


def _is_mailed(person: User, link: str) -> bool:
    try:
        mail_password_link(person, link)
    except (SMTPException, OSError):
        logger.warning("accounts.mail_failed", extra={"user_id": person.pk})
        return False
    return True


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
