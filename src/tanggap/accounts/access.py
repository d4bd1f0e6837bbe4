"""Access rules: every view carries one, every action asks one."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Permission
from tanggap.core.errors import NotAllowed

P = ParamSpec("P")


class Rule(Enum):
    """Access that asks for no particular role."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


class SignedInRequest(HttpRequest):
    """What a view behind any rule but `Rule.PUBLIC` receives."""

    user: User


View = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]


def access(rule: Rule | Permission) -> Callable[[View[P]], View[P]]:
    """Guard a view. Where the thing in question belongs to a unit, the action asks again with that unit."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if rule is Rule.PUBLIC:
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            if isinstance(rule, Permission):
                require(request.user, rule)
            return view(request, *args, **kwargs)

        cast(Any, guarded).access_rule = rule
        return guarded

    return guard


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    # An htmx request cannot show a sign-in page inside a fragment: the whole page goes there.
    answer = HttpResponse(status=401)
    answer["HX-Redirect"] = redirect_to_login(request.headers.get("HX-Current-URL", "/"))["Location"]
    return answer


def may(user: User, permission: Permission, unit: Unit | int | None = None) -> bool:
    """Whether this person may do this, in `unit` when one is given, in any unit otherwise."""
    ids = user.unit_ids_as(permission.roles)
    if unit is None:
        return bool(ids)
    return (unit.pk if isinstance(unit, Unit) else unit) in ids


def require(user: User, permission: Permission, unit: Unit | int | None = None) -> None:
    """As `may`, but a refusal is raised.

    Raises
    ------
    NotAllowed
        If the person holds none of the permission's roles there.
    """
    if not may(user, permission, unit):
        raise NotAllowed(f"{permission.verb} is not allowed to user {user.pk}")


# Views of other people's packages, which carry no rule of ours: each with the reason why it may stand.
FOREIGN_VIEWS: dict[str, str] = {
    "account_login": "the sign-in page itself; lockout counts its failures",
    "account_logout": "ends the session of whoever asks",
    "account_inactive": "tells a switched-off person so",
    "account_signup": "closed by our adapter; says whom to ask",
    "account_reauthenticate": "asks a signed-in person for the password once more",
    "account_email": "signed-in people, for their own address only",
    "account_email_verification_sent": "a sentence without data",
    "account_confirm_email": "needs a key that was mailed",
    "account_change_password": "signed-in people, for their own password only",
    "account_set_password": "signed-in people without a password, for their own only",
    "account_reset_password": "answers alike whether the address is known or not",
    "account_reset_password_done": "a sentence without data",
    "account_reset_password_from_key": "needs a key that was handed over; works once",
    "account_reset_password_from_key_done": "a sentence without data",
    "account_confirm_login_code": "refuses unless such a sign-in was begun",
    "mfa_index": "signed-in people, for their own second factor",
    "mfa_authenticate": "the second step of a sign-in that was begun",
    "mfa_reauthenticate": "asks a signed-in person for a code once more",
    "mfa_activate_totp": "signed-in people, after the password was asked again",
    "mfa_deactivate_totp": "signed-in people, after the password was asked again",
    "mfa_view_recovery_codes": "signed-in people, after the password was asked again",
    "mfa_generate_recovery_codes": "signed-in people, after the password was asked again",
    "mfa_download_recovery_codes": "signed-in people, after the password was asked again",
    "usersessions_list": "signed-in people, for their own sessions",
}
