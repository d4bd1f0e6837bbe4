"""What a report says, read from the rows into plain data that is kept.

Keys, codes and instants (ISO 8601, UTC) stand in it; the words around them are added in each reader's language
by ``telling.py``. Everything is read with the eyes of the unit: what only another unit may see is not in it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from tanggap.accounts.eyes import eyes_of
from tanggap.accounts.models import Unit
from tanggap.audit.models import AuditSeal
from tanggap.desk.brief import counting, matters
from tanggap.desk.brief.models import BriefPlan
from tanggap.desk.brief.scope import Scope
from tanggap.desk.brief.spans import Span

VERSION = 1


def gather(plan: BriefPlan, *, period: str, span: Span, made_at: datetime) -> dict[str, Any]:
    """Everything that the report of the plan's unit says about this span."""
    unit: Unit = plan.unit
    scope = Scope(unit, eyes_of(unit), span, period, plan.is_watched_only)
    return {
        "version": VERSION,
        "unit": {"code": unit.code, "name": unit.name, "short_name": unit.short_name},
        "letterhead": {"address": plan.address, "logo": plan.logo_id},
        "period": period,
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "made_at": made_at.isoformat(),
        "is_simulated": settings.IS_DEMO,
        "is_watched_only": plan.is_watched_only,
        **counting.count(scope),
        "issues": matters.top_issues(scope),
        "late": matters.late_clocks(scope),
        "expected": matters.expected_clocks(scope),
        "days_off": matters.days_off(scope),
        "stories": matters.new_stories(scope),
        "gaps": matters.gaps(),
        "clippings": matters.clippings(scope),
        "chain": chain_head(),
    }


def chain_head() -> dict[str, Any] | None:
    """The newest link of the trail's chain: printed on paper, it can be held against the trail later."""
    seal = AuditSeal.objects.order_by("-position").first()
    if seal is None:
        return None
    return {"position": seal.position, "hash": seal.chain_hash, "sealed_at": seal.sealed_at.isoformat()}
