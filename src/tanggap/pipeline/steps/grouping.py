"""Group: put judged mentions into stories, fold copies, merge what has grown into one matter.

One process at a time holds the live picture (`GroupingEngine`). Each batch is one transaction: places, merges,
figures and the mentions' next step are written together or not at all, under the lock that people's changes of
stories take too. What a killed process had not committed is done again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from tanggap.audit.trail import record
from tanggap.core.grouping.duplicates import Duplicate
from tanggap.core.grouping.stories import Placement
from tanggap.issues.actions import follow_stories
from tanggap.mentions.models import Mention, Step
from tanggap.pipeline.steps.grouping_engine import GroupingEngine
from tanggap.stories.actions import Place, merge_by_machine, place_mentions, propose_merge, refresh_figures
from tanggap.stories.models import GroupingMark, StoryMembership

logger = logging.getLogger(__name__)

_LOCK_KEY = 7_204_518
_WAIT_AFTER_FAILURE = timedelta(minutes=5)
_MAX_WAIT = timedelta(hours=6)


@dataclass(slots=True)
class _Batch:
    """What one transaction is about to write."""

    places: list[Place] = field(default_factory=list)
    displaced: list[tuple[int, Duplicate]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    merges: list[int] = field(default_factory=list)


def group_due(engine: GroupingEngine, *, max_batches: int | None = None) -> int:
    """Group what is waiting, earliest published first; how many mentions.

    Does nothing while another process groups. May be run at any time, any number of times.
    """
    with _alone() as is_alone:
        if not is_alone:
            return 0
        n_grouped, n_batches = 0, 0
        while max_batches is None or n_batches < max_batches:
            n_of_batch = _group_batch_safely(engine)
            n_grouped += n_of_batch
            n_batches += 1
            if n_of_batch < engine.batch_size:
                break
        if n_grouped and engine.has_grown:
            _merge_in_own_transaction(engine)
        return n_grouped


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        # A lost connection has let go of the lock by itself.
        if is_alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])


def _group_batch_safely(engine: GroupingEngine) -> int:
    """Group a batch; when one mention spoils it, group the others and put that one off, then raise."""
    ids = list(_waiting().values_list("pk", flat=True)[: engine.batch_size])
    try:
        return _group_batch(engine, ids)
    except (OperationalError, InterfaceError):
        # The database is in trouble, not a mention: everything stays due.
        raise
    except Exception:
        logger.exception("grouping.batch_failed", extra={"n_mentions": len(ids)})
    failure: Exception | None = None
    for pk in ids:
        try:
            _group_batch(engine, [pk])
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, this mention must not hold up the others
            failure = error
            _put_off(pk)
    if failure is not None:
        raise failure
    return len(ids)


def _waiting() -> QuerySet[Mention]:
    due = Mention.objects.filter(next_step=Step.GROUP, step_due_at__lte=timezone.now())
    return due.order_by("published_at", "id")


def _put_off(mention_id: int) -> None:
    mention = Mention.objects.get(pk=mention_id)
    wait = min(_WAIT_AFTER_FAILURE * 2 ** min(mention.n_step_failures, 10), _MAX_WAIT)
    Mention.objects.filter(pk=mention_id).update(
        n_step_failures=F("n_step_failures") + 1, step_due_at=timezone.now() + wait
    )


def _group_batch(engine: GroupingEngine, ids: Sequence[int]) -> int:
    if not ids:
        return 0
    try:
        with transaction.atomic():
            _agree(engine)
            locked = Mention.objects.filter(pk__in=ids, next_step=Step.GROUP).select_for_update(skip_locked=True)
            mentions = list(locked.defer("search", "summary", "metrics", "links").order_by("published_at", "id"))
            batch = _place(engine, mentions)
            _store(batch)
            if engine.is_merge_due:
                _merge(engine, batch)
            _write(batch, [mention.pk for mention in mentions])
        return len(mentions)
    except BaseException:
        engine.forget()
        raise


def _merge_in_own_transaction(engine: GroupingEngine) -> None:
    try:
        with transaction.atomic():
            _agree(engine)
            batch = _Batch()
            _merge(engine, batch)
            _write(batch, [])
    except BaseException:
        engine.forget()
        raise


def _agree(engine: GroupingEngine) -> None:
    mark = GroupingMark.locked()
    engine.catch_up(mark.holder)
    if mark.holder != engine.token:
        mark.hand_to(engine.token)


def _place(engine: GroupingEngine, mentions: Sequence[Mention]) -> _Batch:
    batch = _Batch()
    # A mention that is due again keeps its place: what it was before, it stays.
    placed = dict(StoryMembership.objects.filter(mention__in=mentions).values_list("mention_id", "story_id"))
    batch.touched.update(placed.values())
    for mention in mentions:
        if mention.pk in placed:
            continue
        found = engine.find(mention)
        story_id = _story_of_original(found, placed) if isinstance(found, Duplicate) else None
        if isinstance(found, Duplicate) and story_id is not None:
            place = _place_of_copy(mention, story_id, found, batch)
        else:
            place = _place_in_story(mention, engine.place(mention) if isinstance(found, Duplicate) else found)
        placed[mention.pk] = place.story_id
        batch.places.append(place)
    return batch


def _story_of_original(duplicate: Duplicate, placed: dict[int, int]) -> int | None:
    """The story in which the original stands; None when its row has gone."""
    known = duplicate.displaced if duplicate.displaced is not None else duplicate.original
    if known not in placed:
        row = StoryMembership.objects.filter(mention_id=known).values_list("story_id", flat=True).first()
        if row is None:
            return None
        placed[known] = row
    return placed[known]


def _place_in_story(mention: Mention, placement: Placement) -> Place:
    reason = {"shared_terms": list(placement.shared_terms)} if placement.shared_terms else {}
    similarity = None if placement.is_new else round(placement.similarity, 4)
    return Place(mention, placement.story, is_new=placement.is_new, similarity=similarity, reason=reason)


def _place_of_copy(mention: Mention, story_id: int, duplicate: Duplicate, batch: _Batch) -> Place:
    similarity = round(duplicate.similarity, 4)
    if duplicate.displaced is not None:
        # This one was published before what stood as the original: it takes that place.
        batch.displaced.append((mention.pk, duplicate))
        return Place(mention, story_id, similarity=similarity)
    return Place(mention, story_id, similarity=similarity, copy_of=duplicate.original, copy_kind=duplicate.kind)


def _merge(engine: GroupingEngine, batch: _Batch) -> None:
    for merge in engine.merge_pass():
        act = propose_merge if merge.is_proposal else merge_by_machine
        change = act(
            elder_id=merge.into,
            younger_id=merge.absorbed,
            similarity=merge.similarity,
            shared_terms=merge.shared_terms,
        )
        if change is not None:
            batch.merges.append(change.pk)
            batch.touched.update({merge.into, merge.absorbed})
        elif not merge.is_proposal:
            # People's word stands against a merge that the picture has made already.
            engine.forget()


def _store(batch: _Batch) -> None:
    batch.touched |= place_mentions(batch.places)
    for mention_id, duplicate in batch.displaced:
        displaced = duplicate.displaced or 0
        StoryMembership.objects.filter(copy_of_id=displaced).update(copy_of_id=mention_id)
        StoryMembership.objects.filter(mention_id=displaced).update(
            copy_of_id=mention_id, copy_kind=duplicate.kind, similarity=round(duplicate.similarity, 4)
        )


def _write(batch: _Batch, mention_ids: Sequence[int]) -> None:
    refresh_figures(batch.touched)
    follow_stories(batch.touched)
    Mention.objects.filter(pk__in=mention_ids).update(next_step=Step.DONE, n_step_failures=0)
    if mention_ids or batch.merges:
        data = {
            "n_mentions": len(mention_ids),
            "n_stories": sum(place.is_new for place in batch.places),
            "n_copies": sum(place.copy_of is not None for place in batch.places),
            "changes": batch.merges,
        }
        record("stories.group_mentions", actor=None, kind="stories", key="batch", data=data)
