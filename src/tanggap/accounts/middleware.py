"""Language of the screen, the second factor of approvers, and plain words for foreseen errors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from tanggap.accounts.models import User
from tanggap.accounts.roles import Role
from tanggap.core.errors import InvalidInput, NotAllowed, TanggapError, TemporaryFailure, WrongState

GetResponse = Callable[[HttpRequest], HttpResponse]
_SEEN_EVERY_S = 60
_STATUS: tuple[tuple[type[TanggapError], int, str], ...] = (
    (NotAllowed, 403, "not_allowed"),
    (WrongState, 409, "wrong_state"),
    (InvalidInput, 400, "invalid_input"),
    (TemporaryFailure, 503, "temporary"),
)


class LanguageMiddleware:
    """Indonesian unless the person chose otherwise; what the browser asks for does not count."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


class SessionActivityMiddleware:
    """Notes when and from where each signed-in browser was last seen, once a minute: not with every click."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            seen = (
                f"{request.session.session_key} {request.META.get('REMOTE_ADDR')} {request.headers.get('User-Agent')}"
            )
            if cache.add(f"seen:{hashlib.sha256(seen.encode()).hexdigest()}", 1, _SEEN_EVERY_S):
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Approvers set up a second factor before they see anything else, where the setting asks for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_TOTP_FOR_APPROVERS and self._lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _lacks_second_factor(request: HttpRequest) -> bool:
        user = request.user
        if not isinstance(user, User) or Role.APPROVER not in user.roles:
            return False
        if request.path.startswith((reverse("account_logout"), "/akun/", settings.STATIC_URL)):
            return False
        from allauth.mfa.utils import is_mfa_enabled

        return not is_mfa_enabled(user)


class PlainErrorsMiddleware:
    """Turns an error that we raise on purpose into a page with a sentence; its text stays in the log."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        for kind, status, reason in _STATUS:
            if isinstance(error, kind):
                return render(request, "ui/error.html", {"reason": reason}, status=status)
        return None
