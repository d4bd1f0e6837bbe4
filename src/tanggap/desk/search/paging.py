"""Pages by the last row seen: what comes in meanwhile moves nothing, and page fifty costs what page one costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware


@dataclass(frozen=True, slots=True)
class Place:
    """The row after which a page begins."""

    at: datetime
    pk: int

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """The place that an address names; None when it names none."""
        moment, _mark, number = text.partition("~")
        try:
            at = parse_datetime(moment)
        except ValueError:
            return None
        if at is None or not is_aware(at) or not (number.isdecimal() and len(number) < 19):
            return None
        return cls(at, int(number))

    def as_text(self) -> str:
        return f"{self.at.isoformat()}~{self.pk}"

    def before(self, field: str) -> Q:
        """Rows that come after this one when the newest stands first."""
        return Q(**{f"{field}__lte": self.at}) & (Q(**{f"{field}__lt": self.at}) | Q(pk__lt=self.pk))
