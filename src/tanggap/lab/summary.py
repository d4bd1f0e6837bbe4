"""Every figure that the project measures of its judgements, in one table: ``tanggap evaluate all``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tanggap.core.measure.bootstrap import interval
from tanggap.core.measure.classification import f1_of_counts as f1
from tanggap.core.text.document import Context, Document
from tanggap.enrichers.base import Judgement
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.labelled.texts import Label

_DEV = "labelled set, dev part"
Run = Callable[[Sequence[Document], Context], list[Judgement]]

_LINE = "{:<22}  {:<9}  {:>6}  {:<16}  {:>6}  {}"
HEADING = _LINE.format("judgement", "measure", "value", "95 % interval", "n", "data")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: of what, which measure, its value, how sure it is, and on what it was measured."""

    judgement: str
    measure: str
    value: float
    low: float
    high: float | None
    data: str
    n: int

    def in_words(self) -> str:
        """One line of the table; without a `high`, `low` is the lowest of the seeds."""
        spread = f"{self.low:.3f} to {self.high:.3f}" if self.high is not None else f"lowest {self.low:.3f}"
        return _LINE.format(self.judgement, self.measure, f"{self.value:.3f}", spread, self.n, self.data)


def rows() -> Iterator[Row]:
    """Measure one after the other; the 95 % intervals are bootstraps over events.

    The test part of the labelled set and the sealed seeds stay closed.
    """
    for part in PARTS:
        yield from part()


NOT_MEASURED = {
    "sentiment": "the shipped model learned from the dev part; its figures by folds: docs/explanation/sentiment.md",
    "emotion": "its folds need EmoT: tanggap evaluate emotion --data DIR; the model card",
    "stance": "few texts, rules written with them in sight: tanggap evaluate tone; docs/explanation/tone.md",
    "language": "its model knows no mixed texts, our labels do; its figures on sentences: the model card",
}


def _kind() -> Iterator[Row]:
    from tanggap.lab.training.kind import dev_figures

    found = dev_figures()
    low, high = found["interval"]
    yield Row("kind (by folds)", "macro-F1", found["macro_f1"], low, high, _DEV, found["n"])


def _tone() -> Iterator[Row]:
    from tanggap.lab.training.tone import dev_figures

    found = dev_figures()
    low, high = found["interval"]
    yield Row("tone (by folds)", "macro-F1", found["macro_f1"], low, high, _DEV, found["n"])
    for key, name in (("targets", "targets"), ("whole", "target and tone")):
        low, high = found[key]["interval"]
        yield Row(name, "F1", found[key]["f1"], low, high, _DEV, len(load("dev")))


def _quotations() -> Iterator[Row]:
    from tanggap.lab.quoting import quotation_figures

    found = quotation_figures()
    low, high = found["f1_interval"]
    yield Row("quotations", "F1", found["f1"], low, high, _DEV, found["n_texts"])


def _rubric() -> Iterator[Row]:
    from tanggap.lab.training.rubric import dev_figures

    found = dev_figures()
    for code, one in found["criteria"].items():
        yield Row(f"rubric {code}", "alpha", one["alpha"], one["low"], one["high"], _DEV, found["n_texts"])


def _topics() -> Iterator[Row]:
    from tanggap.lab.training.topics import dev_figures

    found = dev_figures()
    low, high = found["interval"]
    yield Row("topics (by folds)", "F1", found["f1"], low, high, _DEV, found["n"])
    low, high = found["unseen"]["interval"]
    yield Row("topics, new events", "F1", found["unseen"]["f1"], low, high, _DEV, found["n_unseen"])


def _names() -> Iterator[Row]:
    from tanggap.enrichers import places, units

    def by_length(n: int) -> Callable[[Judgement], set[str]]:
        return lambda judgement: {code for code in judgement.values["region_codes"] if len(code) == n}

    yield _of_sets("regencies", places.plugin.run, by_length(5), lambda label: _of_length(label.regions, 5))
    yield _of_sets("districts", places.plugin.run, by_length(8), lambda label: _of_length(label.districts, 8))
    yield _of_sets("units", units.plugin.run, lambda one: set(one.values["units"]), _units)


def _of_length(codes: Sequence[str], n: int) -> set[str]:
    return {code for code in codes if len(code) == n}


def _units(label: Label) -> set[str]:
    return {each.target for each in label.targets if not each.target.startswith("program:")}


def _of_sets(
    name: str, run: Run, found_in: Callable[[Judgement], set[str]], true_in: Callable[[Label], set[str]]
) -> Row:
    """F1 of what was found in the dev part against its labels, over all texts."""
    from tanggap.enrichers.defaults import default_context

    texts = load("dev")
    judged = run([text.document for text in texts], default_context())
    counts = _counted(texts, [found_in(one) for one in judged], true_in)
    low, high = interval(counts, f1, seed=19)
    return Row(name, "F1", f1(counts), low, high, _DEV, len(texts))


def _counted(
    texts: Sequence[LabelledText], found: Sequence[set[str]], true_in: Callable[[Label], set[str]]
) -> list[Counter[str]]:
    events: dict[str, Counter[str]] = defaultdict(Counter)
    for text, names in zip(texts, found, strict=True):
        truth = true_in(text.label)
        events[text.event] += Counter(both=len(truth & names), one=len(truth ^ names))
    return list(events.values())


def _simulated() -> Iterator[Row]:
    from tanggap.lab.simulator.scoring import score

    for what in ("places", "topics", "relevance", "grouping"):
        key, measure = ("bcubed_f1", "BCubed F1") if what == "grouping" else ("f1", "F1")
        found: dict[str, Any] = score(what)
        data = f"simulator, {found['n_seeds']} seeds"
        yield Row(what, measure, found[key], found["lowest"][key], None, data, found["n"])


PARTS: list[Callable[[], Iterator[Row]]] = [_kind, _tone, _topics, _quotations, _rubric, _names, _simulated]
