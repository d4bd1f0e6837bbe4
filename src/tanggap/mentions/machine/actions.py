"""Switching an enricher off and on again, and choosing which model judges."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.access import require
from tanggap.accounts.models import User
from tanggap.accounts.roles import Permission, Role
from tanggap.audit.trail import announce, record
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.core.registry import plugin
from tanggap.enrichers._local import local_names
from tanggap.mentions.machine.local import SHIPPED, candidate
from tanggap.mentions.models import EnricherSwitch, ModelChoice

SWITCH_ENRICHER = Permission("mentions.switch_enricher", frozenset({Role.PLATFORM_ADMIN}))
USE_MODEL = Permission("mentions.use_model", frozenset({Role.PLATFORM_ADMIN}))


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


def use_model(*, actor: User | None, name: str, version: str, seen: str) -> ModelChoice:
    """Let another version of a model judge, empty for the shipped one; old mentions are judged again behind the scenes.

    Whoever runs the installation may, or the command at the machine; `seen` is the version that judged when they
    decided. Announces ``mentions.use_model``. Undone by choosing the one before.

    Raises
    ------
    InvalidInput
        If there is no such model, it cannot be read, or its report says that it is worse.
    WrongState
        If somebody chose another one meanwhile.
    """
    if actor is not None:
        require(actor, USE_MODEL)
    if name not in local_names():
        raise InvalidInput(f"there is no model called {name} that an office may replace", field="name")
    if version != SHIPPED and not (found := candidate(name, version)).may_judge:
        raise InvalidInput(found.problem or "its report says that it is worse, or cannot be read", field="version")
    with transaction.atomic():
        ModelChoice.objects.get_or_create(pk=name)
        choice = ModelChoice.objects.select_for_update().get(pk=name)
        if choice.version != seen or choice.version == version:
            raise WrongState(f"{name} is judged by {choice.version or 'the shipped model'} already")
        choice.version, choice.previous = version, choice.version
        choice.changed_at, choice.changed_by = timezone.now(), actor
        choice.save()
        data = {"before": choice.previous, "after": version}
        announce(record("mentions.use_model", actor=actor, kind="model", key=name, data=data))
    return choice
