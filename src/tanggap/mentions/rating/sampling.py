"""Who may rate for a unit, and which mentions a round may draw."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from tanggap.accounts.eyes import eyes_of
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import WORKING
from tanggap.core.rubric.criteria import RUBRIC_VERSION
from tanggap.mentions.models import Mention, MentionQuerySet, SampledMention, Step, WatchHit


def possible_raters(unit: Unit) -> QuerySet[User]:
    """Whoever works in this unit, there or from above within its government."""
    codes = unit.path.split("/")
    held = Membership.objects.filter(
        role__in=WORKING, unit__code__in=codes, unit__government_id=unit.government_id, unit__is_active=True
    )
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("full_name", "username")


def mentions_to_draw_from(unit: Unit, raters: Iterable[User], *, days: int, now: datetime) -> MentionQuerySet:
    """What this unit watches or owns, of the last `days` days, with a text, once for each copied text.

    What one of the raters has been asked about before, by this version of the rubric, is left out.
    """
    eyes = eyes_of(unit)
    own = Unit.objects.within(unit).values("pk")
    asked = SampledMention.objects.filter(
        assignments__rater__in=[rater.pk for rater in raters], round__rubric_version=RUBRIC_VERSION
    )
    return (
        Mention.objects.visible_to(eyes)
        .kept()
        .filter(next_step=Step.DONE, published_at__gte=now - timedelta(days=days), published_at__lte=now)
        .filter(Q(unit__in=own) | Q(pk__in=WatchHit.objects.filter(watch__unit__in=own).values("mention")))
        .exclude(text="")
        .exclude(membership__copy_of__isnull=False)
        .exclude(pk__in=asked.values("mention"))
        .order_by("pk")
    )


def draw(ids: Sequence[int], n: int, *, seed: int) -> list[int]:
    """Draw `n` of `ids` at random, the same ones for the same seed and ids.

    >>> draw([3, 5, 8, 13], 2, seed=1) == draw([3, 5, 8, 13], 2, seed=1)
    True
    """
    return random.Random(seed).sample(list(ids), n)  # noqa: S311 a sample, not a secret


def orders(n: int, n_raters: int, *, seed: int) -> list[list[int]]:
    """For each rater the order in which the `n` mentions come to them."""
    dice = random.Random(seed + 1)  # noqa: S311
    return [dice.sample(range(n), n) for _rater in range(n_raters)]
