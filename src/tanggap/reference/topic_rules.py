"""The topics' rules as enrichers take them."""

from __future__ import annotations

from tanggap.core.text.document import TopicRule
from tanggap.reference.models import Topic


def topic_rules() -> tuple[TopicRule, ...]:
    """The rule of every topic that has one, in the office's order."""
    rows = Topic.objects.select_related("rule").filter(rule__isnull=False).order_by("position", "code")
    return tuple(
        TopicRule(row.code, row.name, tuple(row.rule.any_of), tuple(row.rule.none_of), row.rule.min_hits)
        for row in rows
    )
