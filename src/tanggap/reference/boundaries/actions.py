"""What platform administrators do with the boundaries of the province."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tanggap.accounts.access import require
from tanggap.accounts.models import User
from tanggap.accounts.roles import Permission, Role
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.core.geo.matching import Place, label, match
from tanggap.core.geo.reading import read_areas
from tanggap.core.geo.shaping import simplified
from tanggap.reference.models import BoundarySet, BoundaryState, Region

EDIT_BOUNDARIES = Permission("reference.edit_boundaries", frozenset({Role.PLATFORM_ADMIN}))
_USE, _REMOVE = "reference.use_boundaries", "reference.remove_boundaries"
VERBS = (_USE, _REMOVE)
KEPT_SETS = 3


def upload_boundaries(*, actor: User, name: str, content: bytes) -> BoundarySet:
    """Read a file of boundaries and lay it aside to be looked at; an earlier one that nobody used is dropped.

    By platform administrators. Announces nothing: no chart changes before `use_boundaries`.

    Raises
    ------
    BadBoundaries
        When it cannot be drawn, with the reason.
    """
    require(actor, EDIT_BOUNDARIES)
    areas = simplified(read_areas(content))
    regencies = Region.objects.regencies().values_list("code", "name", "aliases")
    places = [Place(code, title, tuple(aliases)) for code, title, aliases in regencies]
    rows = [
        {"label": label(area.properties), "region": match(area.properties, places), "polygons": area.polygons}
        for area in areas
    ]
    n_points = sum(area.n_points for area in areas)
    with transaction.atomic():
        BoundarySet.objects.filter(state=BoundaryState.DRAFT).delete()
        made = BoundarySet.objects.create(name=name[:200], areas=rows, n_points=n_points, uploaded_by=actor)
        data = {"file": made.name, "areas": len(rows), "points": n_points}
        record("reference.upload_boundaries", actor=actor, kind="boundaries", key=made.pk, data=data)
    return made


def use_boundaries(*, actor: User, boundaries: BoundarySet, regions: Sequence[str]) -> AuditEntry:
    """Draw the map with these boundaries; `regions` says of each area which regency or city it is, or none.

    By platform administrators. Announces nothing. Undone by `undo_boundaries`.
    """
    with transaction.atomic():
        require(actor, EDIT_BOUNDARIES)
        locked = BoundarySet.objects.select_for_update().filter(pk=boundaries.pk, state=BoundaryState.DRAFT).first()
        if locked is None or len(regions) != len(locked.areas):
            raise WrongState(f"boundaries {boundaries.pk} are not waiting to be used")
        known = set(Region.objects.regencies().values_list("code", flat=True))
        codes = sorted(set(regions) - {""})
        if not codes or not known.issuperset(codes):
            raise InvalidInput("no area is a regency or city of the province", field="regions")
        locked.areas = [{**area, "region": code} for area, code in zip(locked.areas, regions, strict=True)]
        locked.region_codes = codes
        before = _put_in_use(locked)
        _forget_old()
        data = {"file": locked.name, "regions": codes, "before": before}
        return record(_USE, actor=actor, kind="boundaries", key=locked.pk, data=data)


def remove_boundaries(*, actor: User) -> AuditEntry:
    """Take the boundaries out: the map is the schematic one again. By platform administrators.

    Announces nothing. Undone by `undo_boundaries`.
    """
    with transaction.atomic():
        require(actor, EDIT_BOUNDARIES)
        current = BoundarySet.objects.current().select_for_update().first()
        if current is None:
            raise WrongState("there are no boundaries in use")
        _take_out()
        return record(_REMOVE, actor=actor, kind="boundaries", key=current.pk, data={"file": current.name})


def undo_boundaries(*, actor: User, entry: AuditEntry) -> AuditEntry:
    """Put the map back as it was before an entry, unless it was changed since. By platform administrators.

    Announces nothing.
    """
    with transaction.atomic():
        require(actor, EDIT_BOUNDARIES)
        now = BoundarySet.objects.current().select_for_update().values_list("pk", flat=True).first()
        is_used = entry.verb == _USE
        if now != (int(entry.object_id) if is_used else None):
            raise WrongState(f"the map was changed since entry {entry.pk}")
        wanted = entry.payload.data.get("before") if is_used else int(entry.object_id)
        if wanted is None:
            return remove_boundaries(actor=actor)
        former = BoundarySet.objects.select_for_update().filter(pk=wanted, state=BoundaryState.FORMER).first()
        if former is None:
            raise WrongState(f"boundaries {wanted} are not kept any more")
        before = _put_in_use(former)
        data = {"file": former.name, "regions": former.region_codes, "before": before}
        return record(_USE, actor=actor, kind="boundaries", key=former.pk, data=data)


def _put_in_use(chosen: BoundarySet) -> int | None:
    """Let these take the place of what is in use; which that was."""
    before = _take_out()
    chosen.state = BoundaryState.CURRENT
    chosen.save()
    return before


def _take_out() -> int | None:
    current = BoundarySet.objects.current().values_list("pk", flat=True).first()
    BoundarySet.objects.current().update(state=BoundaryState.FORMER)
    return current


def _forget_old() -> None:
    """Former sets are kept for an undo, and not for ever."""
    former = BoundarySet.objects.filter(state=BoundaryState.FORMER).order_by("-pk").values_list("pk", flat=True)
    BoundarySet.objects.filter(pk__in=list(former[KEPT_SETS:])).delete()
