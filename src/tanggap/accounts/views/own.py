"""One's own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts import actions
from tanggap.accounts.access import Rule, SignedInRequest, access
from tanggap.accounts.forms import ProfileForm
from tanggap.core.errors import InvalidInput


@access(Rule.SIGNED_IN)
def profile(request: SignedInRequest) -> HttpResponseBase:
    user = request.user
    initial = {"full_name": user.full_name, "email": user.email, "language": user.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.edit_profile(actor=user, **form.cleaned_data)
        except InvalidInput:
            form.add_error("email", _("This mail address belongs to somebody else."))
        else:
            messages.success(request, _("Your account was saved."))
            response = redirect("profile")
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
            return response
    return render(request, "accounts/profile.html", {"form": form, "held": user.held})


@require_POST
@access(Rule.PUBLIC)
def set_language(request: SignedInRequest) -> HttpResponseBase:
    """Switch the language of the screen: kept in a cookie, and with the person where somebody is signed in."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = redirect(target)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
        if request.user.is_authenticated:
            actions.choose_language(actor=request.user, language=language)
    return response
