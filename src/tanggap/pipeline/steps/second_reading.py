"""Asks a language model about mentions that are judged already: where an office switched it on, within its budget."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from pydantic import SecretStr

from tanggap.core.errors import PermanentFailure, TemporaryFailure
from tanggap.core.rubric.second_reading import SecondReading
from tanggap.core.text.document import Document
from tanggap.enrichers.second._prompt import shown
from tanggap.enrichers.second.base import Told
from tanggap.enrichers.second.llm import LlmConfig, plugin
from tanggap.jobs.queue import stopping
from tanggap.mentions.models import LlmDay, LlmReading, LlmState, Mention
from tanggap.stories.models import Story

MIN_LEVEL = 2
STORY_AGE = timedelta(days=3)
MAX_STORIES = 20
# A story is understood from those that told it first; the others cost and say the same.
MAX_PER_STORY = 3
MAX_TRIES = 5
RUN_S = 45.0
_LEASE_MARGIN = timedelta(minutes=1)
_LONG_HOLD, _SHORT_HOLD, _LONGEST_HOLD = timedelta(hours=1), timedelta(minutes=2), timedelta(hours=24)
_COPIED = ("state", "model", "scores", "sentiment", "sentiment_places", "reason", "refused")


def llm_config() -> LlmConfig | None:
    """The model after the settings; None where none is asked."""
    if not settings.LLM_URL:
        return None
    return LlmConfig(
        url=settings.LLM_URL,
        model=settings.LLM_MODEL,
        key=SecretStr(settings.LLM_KEY),
        timeout_s=settings.LLM_TIMEOUT_S,
        private_hosts=settings.PRIVATE_HOSTS,
    )


def choose(now: datetime) -> int:
    """Put the first public tellers of grave stories on the list, as far as the day's budget goes; how many."""
    waiting = LlmReading.objects.filter(state=LlmState.WAITING, asked_by=None).count()
    room = _share_of_machine() - _n_asked(now) - waiting
    n_chosen = 0
    for mention_id in _tellers(now) if room > 0 else ():
        n_chosen += LlmReading.objects.get_or_create(mention_id=mention_id, defaults={"due_at": now})[1]
        if n_chosen >= room:
            break
    return n_chosen


def _share_of_machine() -> int:
    """A fifth of the budget is kept for what people ask."""
    return settings.LLM_REQUESTS_PER_DAY * 4 // 5


def _n_asked(now: datetime) -> int:
    day = LlmDay.objects.filter(on=timezone.localdate(now)).first()
    return day.n_requests if day else 0


def _tellers(now: datetime) -> list[int]:
    grave = Story.objects.inbox().filter(
        suggested_level__gte=MIN_LEVEL, last_at__gte=now - STORY_AGE, unit__isnull=True
    )
    found: list[int] = []
    for story in grave.order_by("-suggested_level", "-last_at", "-pk")[:MAX_STORIES]:
        first = Mention.objects.filter(
            membership__story=story, membership__copy_of=None, unit=None, assessment__isnull=False
        ).order_by("pk")[:MAX_PER_STORY]
        found += first.values_list("pk", flat=True)
    return found


def read_due(config: LlmConfig, *, run_s: float = RUN_S) -> int:
    """Read what is due until the time, the list or the budget ends; how many got an answer.

    The answer is stored as soon as it is there, so a killed worker loses one at most; each request is counted
    before it is made, so the budget holds whatever happens.
    """
    n_read, ends_at = 0, time.monotonic() + run_s
    while not stopping.is_set() and time.monotonic() < ends_at:
        reading = _claim(config)
        if reading is None or not _read(reading, config):
            break
        n_read += 1
    return n_read


def _claim(config: LlmConfig) -> LlmReading | None:
    """Take the next one for as long as an answer may take."""
    now = timezone.now()
    with transaction.atomic():
        due = LlmReading.objects.due(now).filter(mention__unit=None).select_related("mention")
        reading = due.select_for_update(skip_locked=True, of=("self",)).first()
        if reading is not None:
            reading.due_at = now + 2 * timedelta(seconds=config.timeout_s) + _LEASE_MARGIN
            reading.n_failures += 1
            reading.save(update_fields=["due_at", "n_failures"])
    return reading


def _read(reading: LlmReading, config: LlmConfig) -> bool:
    """Read one; whether to go on with the next."""
    mention = reading.mention
    document = shown(Document(str(mention.pk), mention.text, mention.title))
    reading.version = f"{config.model} {plugin.version}"
    reading.text_digest = hashlib.sha256(json.dumps([document.title, document.text]).encode()).hexdigest()
    if reading.n_failures > MAX_TRIES:
        return _settle(reading, LlmState.UNUSABLE)
    if not plugin.may_read(document):
        return _settle(reading, LlmState.WITHHELD)
    return _copy(reading) or _ask(reading, config, document)


def _copy(reading: LlmReading) -> bool:
    """The same text was read before: take that answer."""
    same = LlmReading.objects.filter(text_digest=reading.text_digest, version=reading.version)
    known = same.filter(state__in=(LlmState.READ, LlmState.UNUSABLE)).exclude(pk=reading.pk).first()
    if known is None:
        return False
    for name in _COPIED:
        setattr(reading, name, getattr(known, name))
    return _settle(reading, LlmState(known.state))


def _ask(reading: LlmReading, config: LlmConfig, document: Document) -> bool:
    is_asked = False

    def permit() -> bool:
        nonlocal is_asked
        is_given = take_permit(timezone.now(), is_for_a_person=reading.asked_by_id is not None)
        is_asked = is_asked or is_given
        return is_given

    try:
        told = plugin.read(config, document, permit=permit)
    except (TemporaryFailure, PermanentFailure) as failure:
        return _after_failure(reading, failure)
    if not is_asked:
        return _put_back(reading, timezone.now() + _LEASE_MARGIN)
    return _keep(reading, told)


def _keep(reading: LlmReading, told: Told) -> bool:
    with transaction.atomic():
        LlmDay.objects.filter(on=timezone.localdate()).update(n_tokens=F("n_tokens") + told.n_tokens)
        reading.model, reading.n_tokens = told.model, told.n_tokens
        if told.reading is None:
            return _settle(reading, LlmState.UNUSABLE)
        _write(reading, told.reading)
        return _settle(reading, LlmState.READ)


def _write(reading: LlmReading, told: SecondReading) -> None:
    reading.scores = {
        code: {"score": cited.value, "places": [list(place) for place in cited.places]}
        for code, cited in told.scores.items()
    }
    if told.sentiment is not None:
        reading.sentiment = str(told.sentiment.value)
        reading.sentiment_places = [list(place) for place in told.sentiment.places]
    reading.reason = told.reason
    reading.refused = {name: why.value for name, why in told.refused.items()}


def _settle(reading: LlmReading, state: LlmState) -> bool:
    reading.state, reading.read_at = state, timezone.now()
    reading.save()
    return True


def _put_back(reading: LlmReading, due_at: datetime) -> bool:
    """Not its fault: it waits, and the run ends."""
    LlmReading.objects.filter(pk=reading.pk).update(due_at=due_at, n_failures=reading.n_failures - 1)
    return False


def _after_failure(reading: LlmReading, failure: TemporaryFailure | PermanentFailure) -> bool:
    """Refused for good by its own text: no answer. Anything else: peace for a while, for all."""
    now = timezone.now()
    if type(failure) is PermanentFailure:
        return _settle(reading, LlmState.UNUSABLE)
    if isinstance(failure, PermanentFailure):
        hold = _LONG_HOLD
    else:
        hold = timedelta(seconds=failure.retry_after_s) if failure.retry_after_s else _SHORT_HOLD
    held_until = now + min(hold, _LONGEST_HOLD)
    _day(now)
    LlmDay.objects.filter(on=timezone.localdate(now)).update(held_until=held_until, held_because=type(failure).__name__)
    if isinstance(failure, TemporaryFailure) and failure.retry_after_s is None:
        LlmReading.objects.filter(pk=reading.pk).update(due_at=held_until)
        return False
    return _put_back(reading, held_until)


def _day(now: datetime) -> None:
    LlmDay.objects.get_or_create(on=timezone.localdate(now))


def take_permit(now: datetime, *, is_for_a_person: bool) -> bool:
    """Count one request, when the day, the minute and the other side allow it."""
    _day(now)
    most = settings.LLM_REQUESTS_PER_DAY if is_for_a_person else _share_of_machine()
    minute = now.replace(second=0, microsecond=0)
    with transaction.atomic():
        day = LlmDay.objects.select_for_update().get(on=timezone.localdate(now))
        n_in_minute = day.n_in_minute if day.minute_at == minute else 0
        is_held = LlmDay.objects.filter(held_until__gt=now).exists()
        if is_held or day.n_requests >= most or n_in_minute >= settings.LLM_REQUESTS_PER_MINUTE:
            return False
        day.n_requests, day.minute_at, day.n_in_minute = day.n_requests + 1, minute, n_in_minute + 1
        day.save(update_fields=["n_requests", "minute_at", "n_in_minute"])
    return True
