"""How far the first visits to the sources have come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tanggap.sources.health import SENTENCES
from tanggap.sources.models import Health, Source

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class FirstVisits:
    """`n_done` of `n` sources that are switched on were visited; `failed` are those that gave nothing, and why."""

    n: int
    n_done: int
    failed: list[tuple[Source, str | _StrPromise]]

    @property
    def is_under_way(self) -> bool:
        return self.n_done < self.n

    @property
    def percent(self) -> int:
        return self.n_done * 100 // self.n if self.n else 100


def first_visits() -> FirstVisits:
    """Where the first visits stand now."""
    sources = list(Source.objects.enabled().order_by("name"))
    failed = [(source, reason_of(source)) for source in sources if source.health in (Health.FAILING, Health.BLOCKED)]
    return FirstVisits(len(sources), sum(source.last_fetch_at is not None for source in sources), failed)


def reason_of(source: Source) -> str | _StrPromise:
    """Why the last visit brought nothing, empty when it did not fail."""
    return SENTENCES.get(source.health_detail, ("", ""))[0]
