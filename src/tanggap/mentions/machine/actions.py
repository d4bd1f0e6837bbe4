"""Switching an enricher off, and on again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.access import require
from tanggap.accounts.models import User
from tanggap.accounts.roles import Permission, Role
from tanggap.audit.trail import announce, record
from tanggap.core.errors import WrongState
from tanggap.core.registry import plugin
from tanggap.mentions.models import EnricherSwitch

SWITCH_ENRICHER = Permission("mentions.switch_enricher", frozenset({Role.PLATFORM_ADMIN}))


def switch_enricher(*, actor: User, kind: str, is_on: bool) -> EnricherSwitch:
    """Let an enricher judge, or not; what was judged otherwise is judged again in the background.

    Whoever runs the installation may; announces ``mentions.switch_enricher``. Undone by switching it back.
    """
    require(actor, SWITCH_ENRICHER)
    plugin("tanggap.enrichers", kind)
    with transaction.atomic():
        EnricherSwitch.objects.get_or_create(pk=kind)
        switch = EnricherSwitch.objects.select_for_update().get(pk=kind)
        if switch.is_on == is_on:
            raise WrongState(f"{kind} is so already")
        switch.is_on, switch.changed_at = is_on, timezone.now()
        switch.save()
        announce(record("mentions.switch_enricher", actor=actor, kind="enricher", key=kind, data={"is_on": is_on}))
    return switch
