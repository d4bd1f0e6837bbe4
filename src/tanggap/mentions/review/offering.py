"""Chooses the mention that is offered next. Public ones of the last month alone, so that all people share one queue."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from tanggap.core.measure.selection import Candidate, by_gain, drawn, is_by_chance, margin
from tanggap.mentions.models import Correction, Mention, MentionQuerySet, Review, ReviewPlan

DAYS = 30
# Of what came last so many are weighed for one offer: a look at some thousand rows, however many there are.
WINDOW = 2_000
# Of the ids of a month few may be mentions that are kept; so many are tried, so many times.
_N_DRAWN, _TRIES = 500, 20
_PLAN = 1


def lock_plan() -> ReviewPlan:
    """The one plan, locked: offers are made one after the other."""
    ReviewPlan.objects.get_or_create(pk=_PLAN, defaults={"seed": secrets.randbelow(2**62)})
    return ReviewPlan.objects.select_for_update().get(pk=_PLAN)


def choose(plan: ReviewPlan, now: datetime) -> Review | None:
    """Offer a mention that was not offered before; None when there is none. The caller has locked the plan.

    By chance means evenly over all, those too that people have answered: such an answer counts as drawn from then
    on, and the next one is drawn. Otherwise what people have looked at, the harder part, would be missing.
    """
    share = settings.REVIEW_RANDOM_PERCENT / 100
    for _ in range(_TRIES):
        plan.n_offers += 1
        is_random = is_by_chance(plan.seed, plan.n_offers, share)
        mention_id = None if is_random else _most_telling(now)
        if mention_id is None and share:
            mention_id, is_random = _by_chance(plan, now), True
        if mention_id is None:
            break
        review, is_new = Review.objects.get_or_create(
            mention_id=mention_id, defaults={"offer": plan.n_offers, "is_random": is_random}
        )
        if is_new:
            plan.save(update_fields=["n_offers"])
            return review
        Review.objects.filter(pk=review.pk, is_random=False).update(is_random=True, offer=plan.n_offers)
    plan.save(update_fields=["n_offers"])
    return None


def _judged() -> MentionQuerySet:
    """What may be offered: public, kept, with a sentiment by the machine."""
    return Mention.objects.kept().filter(unit=None, assessment__sentiment__gt="")


def _most_telling(now: datetime) -> int | None:
    corrected = Correction.objects.filter(mention=OuterRef("pk"))
    rows = _judged().filter(
        ~Exists(corrected), published_at__gte=now - timedelta(days=DAYS), published_at__lte=now,
        review=None, membership__copy_of=None,
    )  # fmt: skip
    names = (
        "pk", "assessment__sentiment_scores", "metrics", "membership__story_id", "membership__story__n_mentions",
    )  # fmt: skip
    found = [_candidate(*row) for row in rows.order_by("-published_at", "-pk").values_list(*names)[:WINDOW]]
    return next(by_gain(found, _looked_at(now)), None)


def _candidate(
    pk: int, scores: dict[str, float], metrics: dict[str, Any], story_id: int | None, n_mentions: int | None
) -> Candidate:
    seen = sum(int(n) for n in metrics.values() if isinstance(n, int | float) and n > 0)
    return Candidate(pk, margin(list(scores.values())), str(story_id or ""), seen + (n_mentions or 0))


def _looked_at(now: datetime) -> Counter[str]:
    """How many reviews each story of the last month has had."""
    since = now - timedelta(days=DAYS)
    stories = Review.objects.filter(offered_at__gte=since).values_list("mention__membership__story_id", flat=True)
    return Counter(str(pk) for pk in stories if pk)


def _by_chance(plan: ReviewPlan, now: datetime) -> int | None:
    """One of all that came in the last month, each as likely: ids are drawn until one is there."""
    arrived = Mention.objects.filter(collected_at__gte=now - timedelta(days=DAYS))
    first = arrived.order_by("collected_at").values_list("pk", flat=True).first()
    last = Mention.objects.order_by("-pk").values_list("pk", flat=True).first()
    if first is None or last is None or last < first:
        return None
    keys = drawn(plan.seed, plan.n_offers, first, last, _N_DRAWN)
    there = set(_judged().filter(pk__in=keys).values_list("pk", flat=True))
    return next((key for key in keys if key in there), None)
