"""What a rater must not see of a mention before its round is closed: asked by every page that shows evidence."""

from __future__ import annotations

from typing import Any

from tanggap.accounts.models import User
from tanggap.mentions.models import Mention, RatingAssignment


def hiding(user: User, mention: Mention) -> RatingAssignment | None:
    """Why the machine's scores of a mention are kept from this person, None where they are not."""
    return RatingAssignment.objects.hiding(user, mention).select_related("sampled__round").first()


def evidence_for(user: User, mention: Mention) -> dict[str, Any]:
    """The evidence of a judged mention, without the words that the rubric was scored by where they are hidden."""
    evidence = mention.assessment.evidence
    return {kind: spans for kind, spans in evidence.items() if kind != "rubric"} if hiding(user, mention) else evidence
