"""Watches proposed to units from their rows, and what each would have met in the last days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tanggap.accounts.models import Unit, User
from tanggap.core.text.document import UnitName
from tanggap.core.text.proposals import PublicName, WatchProposal, propose_watches
from tanggap.core.text.watching import WatchMatcher, WatchRule
from tanggap.mentions.matching import REMATCH_DAYS, place_matcher, places_of_regions, region_names
from tanggap.mentions.models import Mention, Watch
from tanggap.reference.models import Official, Programme, PublicNameQuerySet

LOOKED_AT = 5000


@dataclass(slots=True)
class Proposed:
    """One proposal for one unit. `n_met` counts mentions of the last seven days, None when nobody counted."""

    unit: Unit
    proposal: WatchProposal
    is_known: bool
    n_met: int | None = None
    token: str = field(init=False)

    def __post_init__(self) -> None:
        self.token = f"{self.unit.pk}/{self.proposal.key}"

    def values(self) -> dict[str, Any]:
        """The columns of `Watch` that this makes."""
        return {
            "name": self.proposal.name[:120],
            "any_of": list(self.proposal.any_of),
            "none_of": list(self.proposal.none_of),
            "region_codes": list(self.proposal.region_codes),
        }


def proposals_for(units: Iterable[Unit], *, programmes: Mapping[str, list[str]] | None = None) -> list[Proposed]:
    """What these units might watch for; `programmes` beside those of the register, by the code of a unit."""
    units = list(units)
    officials, running = _holding(Official.objects.all()), _holding(Programme.objects.all())
    home, others = places_of_regions()
    known = set(Watch.objects.filter(unit__in=units).values_list("unit_id", "name"))
    found = []
    for unit in units:
        names = UnitName(unit.code, unit.name, (*filter(None, [unit.short_name]), *unit.aliases), unit.region_code)
        typed_in = [PublicName(name) for name in (programmes or {}).get(unit.code, ())]
        for proposal in propose_watches(
            names,
            kind=unit.kind,
            home=home,
            others=others,
            officials=officials.get(unit.pk, ()),
            programmes=[*running.get(unit.pk, ()), *typed_in],
        ):
            found.append(Proposed(unit, proposal, (unit.pk, proposal.name[:120]) in known))
    return found


def _holding(rows: PublicNameQuerySet[Any]) -> dict[int, list[PublicName]]:
    """The names of a register that hold today, by unit."""
    found: dict[int, list[PublicName]] = {}
    for row in rows.holding_on(timezone.localdate()):
        name = PublicName(row.name, tuple(row.aliases), getattr(row, "post", ""))
        found.setdefault(row.unit_id, []).append(name)
    return found


def count_met(proposed: Iterable[Proposed], *, user: User, now: datetime) -> int:
    """Fill in `n_met` from the newest mentions that this person may see; how many were looked at."""
    proposed = list(proposed)
    rules = [
        WatchRule(number, one.proposal.any_of, one.proposal.none_of, one.proposal.region_codes)
        for number, one in enumerate(proposed)
    ]
    matcher = WatchMatcher(rules, region_names(), place_matcher())
    since = now - timedelta(days=REMATCH_DAYS)
    recent = Mention.objects.visible_to(user).filter(collected_at__gte=since).order_by("-collected_at")
    counts: Counter[object] = Counter()
    n_looked_at = 0
    for title, text in recent.values_list("title", "text")[:LOOKED_AT].iterator(chunk_size=1000):
        n_looked_at += 1
        counts.update(match.key for match in matcher.match(title, text))
    for number, one in enumerate(proposed):
        one.n_met = counts[number]
    return n_looked_at
