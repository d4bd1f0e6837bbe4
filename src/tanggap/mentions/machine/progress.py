"""How far judging again is. Written in the transaction that judges, so that a killed process leaves a true figure."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils import timezone

from tanggap.mentions.models import Assessment, Rejudging


def begin_rejudging(digest: str, outdated: QuerySet[Assessment]) -> None:
    """Note that judging again begins, if anything is out of date; what was begun for another state is over."""
    open_ones = Rejudging.objects.filter(finished_at=None)
    if open_ones.filter(digest=digest).exists() or not outdated.exists():
        return
    open_ones.update(finished_at=timezone.now())
    Rejudging.objects.get_or_create(digest=digest, finished_at=None, defaults={"n_total": outdated.count()})


def count_rejudged(n: int) -> None:
    Rejudging.objects.filter(finished_at=None).update(n_done=F("n_done") + n)


def end_rejudging(outdated: QuerySet[Assessment]) -> None:
    """Note that it is done, once nothing is left."""
    running = Rejudging.objects.filter(finished_at=None)
    if running.exists() and not outdated.exists():
        running.update(finished_at=timezone.now())


def last_rejudging() -> Rejudging | None:
    return Rejudging.objects.order_by("-pk").first()
