"""The language model, where one is set."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from tanggap.core.errors import PermanentFailure
from tanggap.net.addresses import AddressRules
from tanggap.server.doctor.checks import Finding, Office, check, fail, ok, warn

_BECAUSE = {
    "Blocked": "it refuses our key",
    "NotFound": "there is nothing at its address",
    "AddressRefused": "its address is private and not listed",
    "BadCertificate": "its certificate is not valid",
    "Throttled": "it asked for patience",
}


@check("llm", needs_database=True)
def examine_llm(office: Office) -> Finding:
    """Whether it is set rightly, what it has cost today, and whether it is left alone for now."""
    from tanggap.mentions.models import LlmDay

    if not settings.LLM_URL:
        return ok("No language model is set; none is needed.")
    try:
        AddressRules(settings.PRIVATE_HOSTS).check_url(settings.LLM_URL)
    except PermanentFailure as refused:
        return fail(
            f"TANGGAP_LLM_URL is not visited: {refused}.",
            "Correct it, or list its host:port in TANGGAP_PRIVATE_HOSTS.",
        )
    now = timezone.now()
    held = LlmDay.objects.filter(held_until__gt=now).order_by("-held_until").first()
    if held is not None and held.held_until is not None:
        until = timezone.localtime(held.held_until).strftime("%H:%M")
        why = _BECAUSE.get(held.held_because, "it did not answer")
        return warn(
            f"{settings.LLM_MODEL} is left alone until {until}: {why}.",
            "See to TANGGAP_LLM_URL and TANGGAP_LLM_KEY when it lasts.",
        )
    today = LlmDay.objects.filter(on=timezone.localdate(now)).first()
    n_requests, n_tokens = (today.n_requests, today.n_tokens) if today else (0, 0)
    return ok(
        f"{settings.LLM_MODEL}: {n_requests} of {settings.LLM_REQUESTS_PER_DAY} requests today, {n_tokens} tokens."
    )
