"""Puts a period beside the one before and beside what the models learned from, in shares and in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tanggap.core.measure.drift import Degree, Shift, shift
from tanggap.core.measure.proportion import Proportion, proportion
from tanggap.core.text.buckets import LENGTHS, SHARES
from tanggap.enrichers._models import MODELS, metadata
from tanggap.mentions.models import JudgedDay, Language, Review, Sentiment, SourceKind, TextKind
from tanggap.mentions.review.accuracy import is_right
from tanggap.reference.models import Topic
from tanggap.ui.drawings import whole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PERIODS = (7, 30)
N_WEEKS = 12
NAMES: dict[str, str | _StrPromise] = {
    "platform": _("Platform"),
    "language": _("Language"),
    "length": _("Length of the text"),
    "unknown": _("Words that the machine has not learned"),
    "sentiment": _("Sentiment"),
    "kind": _("Kind of text"),
    "topics": _("Topics"),
}
# What comes in; the rest is what the machine says of it.
INPUTS = ("platform", "language", "length", "unknown")
# Which model's training says how each was distributed. Platforms are learned by none,
# and the topics of the training were spread evenly on purpose.
LEARNED = {
    "language": "sentiment", "length": "sentiment", "unknown": "sentiment", "sentiment": "sentiment", "kind": "kind",
}  # fmt: skip
DEGREES: dict[Degree, str | _StrPromise] = {
    "few": _("too few to tell"),
    "none": _("no shift"),
    "slight": _("shifted a little"),
    "clear": _("clearly shifted"),
}
_MAX_ROWS = 12


@dataclass(frozen=True, slots=True)
class Compared:
    """Two distributions, how far apart, in words."""

    shift: Shift
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One label: its name and its share now, before and in training; None where there is nothing to share."""

    label: str
    now: float | None
    before: float | None
    trained: float | None


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that is counted: its lines, and how it compares."""

    name: str
    title: str
    is_input: bool
    n: int
    before: Compared
    trained: Compared | None
    lines: list[Line]

    @property
    def stamp(self) -> str:
        """Changes with the figures: a browser that keeps a picture keeps it under this."""
        return f"{crc32(repr(self.lines).encode()):08x}"


def features(n_days: int, now: datetime) -> list[Feature]:
    """Compare the last `n_days` whole days with as many before, and with training."""
    today = timezone.localdate(now)
    present, before = (_total(today - timedelta(days=n_days * back), n_days) for back in (0, 1))
    learned = {model: metadata(MODELS / model).get("training", {}) for model in set(LEARNED.values())}
    return [
        _feature(name, present.get(name, {}), before.get(name, {}), learned.get(LEARNED.get(name, ""), {}).get(name))
        for name in NAMES
    ]


def _total(end: date, n_days: int) -> dict[str, Counter[str]]:
    """Counts by name of the `n_days` days before `end`: a day that has only begun would look like another one."""
    rows = JudgedDay.objects.filter(day__gte=end - timedelta(days=n_days), day__lt=end)
    total: dict[str, Counter[str]] = {}
    for counts in rows.values_list("counts", flat=True):
        for name, labels in counts.items():
            total.setdefault(name, Counter()).update(labels)
    return total


def _feature(
    name: str, now: Mapping[str, int], before: Mapping[str, int], trained: Mapping[str, int] | None
) -> Feature:
    words = _words_of(name)
    order = {label: place for place, label in enumerate(words)}
    labels = sorted({*now, *before, *(trained or {})}, key=lambda label: (order.get(label, len(order)), label))
    if name in ("platform", "topics"):
        labels = sorted(labels, key=lambda label: (-now.get(label, 0), label))[:_MAX_ROWS]
    lines = [
        Line(str(words.get(label, label)), *(_share(each, label) for each in (now, before, trained or {})))
        for label in labels
    ]
    return Feature(
        name, str(NAMES[name]), name in INPUTS, sum(now.values()), _compared(before, now),
        _compared(trained, now) if trained else None, lines,
    )  # fmt: skip


def _compared(then: Mapping[str, int], now: Mapping[str, int]) -> Compared:
    found = shift(then, now)
    return Compared(found, str(DEGREES[found.degree]))


def _share(counts: Mapping[str, int], label: str) -> float | None:
    n = sum(counts.values())
    return counts.get(label, 0) / n if n else None


def _words_of(name: str) -> dict[str, str | _StrPromise]:
    """What the labels are called, in their order."""
    if name == "topics":
        return dict(Topic.objects.values_list("code", "name"))
    choices = {"platform": SourceKind, "language": Language, "sentiment": Sentiment, "kind": TextKind}
    if name in choices:
        return dict(choices[name].choices)
    if name == "length":
        return {str(low): _steps(low, high, "%s") for low, high in _pairs((0, *LENGTHS))}
    return {str(low): _steps(low, high, "%s %%") for low, high in _pairs([round(100 * each) for each in (0, *SHARES)])}


def _pairs(steps: Iterable[int]) -> list[tuple[int, int | None]]:
    found = list(steps)
    return list(zip(found, [*found[1:], None], strict=True))


def _steps(low: int, high: int | None, form: str) -> str:
    text = f"≥ {whole(low)}" if high is None else f"{whole(low)} – < {whole(high)}"
    return form % text


@dataclass(frozen=True, slots=True)
class Week:
    """How often people said otherwise than the machine in one week, of what was drawn by chance; None of nothing."""

    first_day: date
    n: int
    wrong: Proportion | None

    @property
    def label(self) -> str:
        return date_format(self.first_day, "j M")


def weeks(now: datetime) -> list[Week]:
    """The corrections of sentiment week by week, from Monday on, the oldest first."""
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=N_WEEKS - 1)
    drawn = Review.objects.answered().filter(is_random=True, answered_at__date__gte=first)
    by_week: dict[date, list[bool]] = {}
    for at, machine, said in drawn.values_list("answered_at", "machine", "said"):
        day = timezone.localdate(at)
        by_week.setdefault(day - timedelta(days=day.weekday()), []).append(not is_right("sentiment", machine, said))
    found = []
    for number in range(N_WEEKS):
        start = first + timedelta(weeks=number)
        wrong = by_week.get(start, [])
        found.append(Week(start, len(wrong), proportion(sum(wrong), len(wrong)) if wrong else None))
    return found
