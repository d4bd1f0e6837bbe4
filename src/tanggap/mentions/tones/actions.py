"""What people say of the tone of a mention towards a target."""

from __future__ import annotations

from django.db import transaction

from tanggap.accounts.access import require
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import MONITORING, Permission
from tanggap.audit.trail import announce, record
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.mentions.actions import CORRECT_ASSESSMENT, locked_mention
from tanggap.mentions.models import Mention, SaidTone, TargetCorrection, TargetKind

UNDO_TONE = Permission("mentions.undo_tone", MONITORING)


def correct_tone(*, actor: User, mention: Mention, target_kind: str, target: str, tone: str) -> TargetCorrection:
    """Say how a mention speaks of a target: one that the machine found, or a unit that it overlooked.

    The newest word counts. Whoever works here may (a private mention: in its unit); announces
    ``mentions.correct_tone``. `undo_tone` undoes.
    """
    require(actor, CORRECT_ASSESSMENT, mention.unit_id)
    if tone not in SaidTone.values:
        raise InvalidInput("a tone cannot be this", field="tone")
    with transaction.atomic():
        locked = locked_mention(actor, mention)
        unit_code, machine = _target(locked, target_kind, target)
        said = TargetCorrection.objects.create(
            mention=locked, target_kind=target_kind, target=target, unit_code=unit_code, tone_class=tone, by=actor
        )
        data = {"target_kind": target_kind, "target": target, "machine": machine, "value": tone}
        announce(
            record(
                "mentions.correct_tone", actor=actor, kind="mention", key=locked.pk, unit_id=locked.unit_id, data=data
            )
        )
    return said


def _target(mention: Mention, kind: str, target: str) -> tuple[str, str]:
    """Give the unit that a target counts for and what the machine said of it."""
    judged = mention.target_judgements.filter(target_kind=kind, target=target).first()
    if judged is not None:
        return judged.unit_code, judged.tone_class
    if kind != TargetKind.UNIT or not Unit.objects.filter(code=target).exists():
        raise InvalidInput("there is no such unit", field="target")
    return target, ""


def undo_tone(*, actor: User, mention: Mention, correction_id: int) -> None:
    """Take back a word on a tone; what counted before counts again. Its entries stay in the trail.

    Who said it may, and who monitors; announces ``mentions.undo_tone``. Undone by saying it again.
    """
    with transaction.atomic():
        locked = locked_mention(actor, mention)
        said = TargetCorrection.objects.filter(mention=locked, pk=correction_id).first()
        if said is None:
            raise WrongState(f"word {correction_id} on a tone is gone already")
        if said.by_id != actor.pk:
            require(actor, UNDO_TONE, locked.unit_id)
        data = {"target_kind": said.target_kind, "target": said.target, "value": said.tone_class}
        said.delete()
        announce(
            record("mentions.undo_tone", actor=actor, kind="mention", key=locked.pk, unit_id=locked.unit_id, data=data)
        )
