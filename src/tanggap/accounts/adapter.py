"""Nobody signs up by himself: people are invited by their unit."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tanggap.accounts.models import User


class ClosedSignupAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The demo's passwords are known to everybody, so they open nothing from another machine."""
        if settings.IS_DEMO and not is_from_this_machine(request):
            raise ValidationError(_("This is a demo: signing in is possible only on the machine that it runs on."))
        super().pre_authenticate(request, **credentials)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Sign in, in the language that the person chose, on whichever machine."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **kwargs: Any
    ) -> None:
        """Say what was changed, but not "you have signed in": the page shows it."""
        if not message_template.endswith(("logged_in.txt", "logged_out.txt")):
            super().add_message(request, level, message_template, *args, **kwargs)


_SET_BY_PROXIES = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether the request comes over loopback, and not through a proxy that speaks for somebody else."""
    is_forwarded = any(name in request.headers for name in _SET_BY_PROXIES)
    try:
        return not is_forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def typed_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name or address that was typed: with the machine's address, what a lockout counts by."""
    typed = request.POST.get("login", "") if request else ""
    credentials = credentials or {}
    return str(typed or credentials.get("username") or credentials.get("email") or "").strip().lower()
