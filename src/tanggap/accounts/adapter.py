"""Nobody signs up by himself: people are invited by their unit."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tanggap.accounts.models import User


class ClosedSignupAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

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


def typed_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name or address that was typed: with the machine's address, what a lockout counts by."""
    typed = request.POST.get("login", "") if request else ""
    credentials = credentials or {}
    return str(typed or credentials.get("username") or credentials.get("email") or "").strip().lower()
