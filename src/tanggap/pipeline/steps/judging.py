"""Judges what is kept, and judges again what was judged by registers that have changed since."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tanggap.audit.trail import record
from tanggap.core.text.document import Context, Document
from tanggap.enrichers._assessment import TextAssessment, judge, versions
from tanggap.jobs.queue import defer, stopping
from tanggap.mentions.machine.progress import begin_rejudging, count_rejudged, end_rejudging
from tanggap.mentions.models import Assessment, Mention, Step
from tanggap.mentions.store import store_assessments, store_quotations, store_targets

logger = logging.getLogger(__name__)

BATCH = 200
REJUDGE_BATCH = 50
_MAX_WAIT = timedelta(hours=6)
_LONGEST_NAME = 200
# What the figures of a story are made of.
_TOLD_BY_STORIES = ("sentiment", "topics", "region_codes")
_FIELDS = ("pk", "title", "text", "published_at")


def judging_digest(context: Context) -> str:
    """Twelve digits that change with the registers and with the version of any enricher: what `Assessment` keeps."""
    return hashlib.sha256(json.dumps(versions(context), sort_keys=True).encode()).hexdigest()[:12]


def judge_due(context: Context, *, max_batches: int = 10) -> int:
    """Judge what is waiting, each batch in one transaction; how many."""
    n_judged = 0
    for _ in range(max_batches):
        n_of_batch = _judge_batch_safely(context)
        n_judged += n_of_batch
        if n_of_batch < BATCH or stopping.is_set():
            break
    return n_judged


def _judge_batch_safely(context: Context) -> int:
    """Judge a batch; when one text spoils it, judge the others and put that one off, then raise."""
    try:
        return _judge_batch(context, BATCH)
    except Exception:
        n_put_off = _judge_one_by_one(context)
        logger.exception("pipeline.judge_failed", extra={"n_mentions": n_put_off})
        raise


def _judge_batch(context: Context, limit: int) -> int:
    with transaction.atomic():
        mentions = _take(limit)
        if mentions:
            _judge(mentions, context)
            Mention.objects.filter(pk__in=[row.pk for row in mentions]).update(
                next_step=Step.GROUP, step_due_at=timezone.now(), n_step_failures=0
            )
            _record("mentions.assess", mentions, context)
    return len(mentions)


def _due() -> QuerySet[Mention]:
    return Mention.objects.waiting_for(Step.JUDGE).filter(step_due_at__lte=timezone.now())


def _take(limit: int) -> list[Mention]:
    return list(_due().select_for_update(skip_locked=True).only(*_FIELDS)[:limit])


def _judge_one_by_one(context: Context) -> int:
    n_put_off = 0
    ids = [row.pk for row in _due()[:BATCH]]
    for pk in ids:
        try:
            with transaction.atomic():
                mention = Mention.objects.select_for_update().get(pk=pk, next_step=Step.JUDGE)
                _judge([mention], context)
                Mention.objects.filter(pk=pk).update(next_step=Step.GROUP, n_step_failures=0)
        except Exception:  # noqa: BLE001 whatever it is, the others must go on; the caller raises
            _put_off(pk)
            n_put_off += 1
    return n_put_off


def _put_off(pk: int) -> None:
    mention = Mention.objects.filter(pk=pk).first()
    if mention is not None:
        wait = min(timedelta(minutes=5) * 2**mention.n_step_failures, _MAX_WAIT)
        Mention.objects.filter(pk=pk).update(
            step_due_at=timezone.now() + wait, n_step_failures=min(mention.n_step_failures + 1, 20)
        )


def _judge(mentions: list[Mention], context: Context) -> None:
    documents = [Document(str(row.pk), row.text, row.title, timezone.localdate(row.published_at)) for row in mentions]
    digest = judging_digest(context)
    assessed = judge(documents, context)
    store_assessments([_row(found, digest) for found in assessed], now=timezone.now())
    ids = [row.pk for row in mentions]
    store_quotations(ids, [row for found in assessed for row in _quotation_rows(found)])
    store_targets(ids, [row for found in assessed for row in _target_rows(found)])


def _row(found: TextAssessment, digest: str) -> dict[str, Any]:
    return {
        "mention_id": int(found.id),
        "language": found.language,
        "is_language_uncertain": found.language_uncertain,
        "sentiment": found.sentiment,
        "sentiment_scores": found.sentiment_scores,
        "topics": found.topics,
        "region_codes": found.region_codes,
        "units": found.units,
        "kind": found.kind,
        "emotion": found.emotion,
        "rubric": found.rubric,
        "confidence": found.confidence["sentiment"],
        # The mark stands beside the sentiment: what others are unsure of does not belong to it.
        "is_uncertain": found.sentiment_uncertain,
        "evidence": {
            kind: [[span.field, span.start, span.end, span.label] for span in spans]
            for kind, spans in found.spans.items()
        },
        "versions": found.versions,
        "context_digest": digest,
        "extra": {"confidence": found.confidence},
    }


def _quotation_rows(found: TextAssessment) -> Iterator[dict[str, Any]]:
    for position, said in enumerate(found.quotations):
        yield {
            "mention_id": int(found.id),
            "position": position,
            "field": "text",
            "unit_code": said["unit"],
            "verb": said["verb"],
            # What is longer than the column is read wrongly.
            "speaker": said["speaker"][:_LONGEST_NAME],
            "role": said["role"][:_LONGEST_NAME],
            **{name: said[name] for name in ("words", "start", "end", "is_direct")},
        }


_TARGETED = ("target_kind", "target", "stance", "salience", "confidence", "evidence")


def _target_rows(found: TextAssessment) -> Iterator[dict[str, Any]]:
    for towards in found.tones:
        yield {
            "mention_id": int(found.id),
            "unit_code": towards["unit"],
            "tone": towards["score"],
            "tone_class": towards["tone"],
            "enricher": "tone",
            "version": found.versions["tone"],
            **{name: towards[name] for name in _TARGETED},
        }


def rejudge_outdated(context: Context, *, max_batches: int = 4) -> int:
    """Judge again what other registers or older models judged, the most recent first; how many.

    New mentions go first: nothing is judged again while any waits to be judged.
    """
    digest = judging_digest(context)
    outdated = _outdated(digest)
    begin_rejudging(digest, outdated)
    n_judged = 0
    for _ in range(max_batches):
        if stopping.is_set() or _due().exists():
            break
        n_of_batch = _rejudge_batch(outdated, context)
        n_judged += n_of_batch
        if n_of_batch < REJUDGE_BATCH:
            break
    end_rejudging(outdated)
    return n_judged


def _outdated(digest: str) -> QuerySet[Assessment]:
    # Two ranges instead of one "unequal", which no index answers.
    return Assessment.objects.filter(Q(context_digest__lt=digest) | Q(context_digest__gt=digest))


def _rejudge_batch(outdated: QuerySet[Assessment], context: Context) -> int:
    """Judge a batch again, tell how far it is, and have the stories follow that it changes; all or nothing."""
    with transaction.atomic():
        chosen = outdated.select_for_update(skip_locked=True).order_by("-mention_id")
        before = {pk: values for pk, *values in chosen.values_list("mention_id", *_TOLD_BY_STORIES)[:REJUDGE_BATCH]}
        mentions = list(Mention.objects.filter(pk__in=before).only(*_FIELDS))
        if mentions:
            _judge(mentions, context)
            _record("mentions.reassess", mentions, context)
            count_rejudged(len(mentions))
            after = Assessment.objects.filter(pk__in=before).values_list("mention_id", *_TOLD_BY_STORIES)
            changed = sorted(pk for pk, *values in after if values != before[pk])
            if changed:
                defer("pipeline.refresh_stories", mention_ids=changed)
    return len(mentions)


def _record(verb: str, mentions: list[Mention], context: Context) -> None:
    """One entry for the batch."""
    ids = [row.pk for row in mentions]
    data = {"n": len(ids), "first": min(ids), "last": max(ids), "versions": versions(context)}
    record(verb, actor=None, kind="mention_batch", key=f"{min(ids)}-{max(ids)}", data=data)
