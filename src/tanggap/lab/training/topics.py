"""Trains what is learned of topics beside the keyword rules, on the dev part of our labelled set, by event folds.

First, how far the rules are to be believed: one weight for each sign of them, the same for every topic, from all
pairs of a text and a topic. Then, for each topic, what the other words of the texts add to that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from tanggap.core.measure.bootstrap import interval
from tanggap.core.measure.classification import expected_calibration_error, f1_of_counts
from tanggap.core.text.subwords import word_numbers
from tanggap.core.text.topic_model import (
    LIKELY,
    SIGNS,
    Floats,
    TopicModel,
    TopicWeights,
    likely,
    signs_of_all,
)
from tanggap.core.text.topics import Spoken, TopicMatcher, strongest
from tanggap.enrichers._registers import fields
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.training.data import write_model
from tanggap.lab.training.hashed import idf_of, unit_rows
from tanggap.lab.training.held_out import N_FOLDS, event_folds

N_BITS = 16
_WORD_PENALTY = 0.05
_CONSTANT_PENALTY = 1.0
# The shipped keywords were written with the texts of these folds in sight, and not those of the others.
SEEN_FOLDS = (0, 1, 2)
_SIGNS_C = 10.0
_SEED = 63


@dataclass(frozen=True)
class Material:
    """The texts as the model reads them.

    Attributes
    ----------
    topics
        The labels, in the order of the columns.
    spoken, lengths
        What the rules say of each text, and the characters of its fields.
    signs
        `(n, n_topics, n_signs)`.
    numbers
        The stems of each text.
    truth
        `(n, n_topics)`, 1 where a topic is labelled.
    """

    topics: tuple[str, ...]
    spoken: Sequence[Spoken]
    lengths: Sequence[list[int]]
    signs: Floats
    numbers: Sequence[NDArray[np.int64]]
    truth: Floats


def material(texts: Sequence[LabelledText]) -> Material:
    """Read the texts and their labels; the rules are the shipped ones."""
    from tanggap.enrichers.defaults import default_context

    context = default_context()
    topics = tuple(rule.code for rule in context.topics)
    matcher = TopicMatcher(context)
    spoken = [matcher.speak(fields(text.document)) for text in texts]
    lengths = [[len(field) for field in fields(text.document)] for text in texts]
    return Material(
        topics,
        spoken,
        lengths,
        np.array([signs_of_all(said, own, topics) for said, own in zip(spoken, lengths, strict=True)]),
        [word_numbers(said.stems, N_BITS) for said in spoken],
        np.array([[float(topic in text.label.topics) for topic in topics] for text in texts]),
    )


def fit(given: Material, chosen: NDArray[np.int64]) -> TopicWeights:
    """Learn from the chosen texts; the same ones give the same arrays."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    idf = idf_of([given.numbers[place] for place in chosen], N_BITS)
    rows = unit_rows([given.numbers[place] for place in chosen], idf)
    truth = given.truth[chosen]
    with threadpool_limits(1):
        sign_weight, start = _sign_weights(given.signs[chosen], truth)
        offsets = given.signs[chosen] @ sign_weight + start
        learned = [_residual(rows, offsets[:, topic], truth[:, topic]) for topic in range(truth.shape[1])]
    weight = np.stack([own[:-1] for own in learned], axis=1)
    return TopicWeights(
        idf=idf,
        word_weight=(weight * idf[:, None]).astype(np.float16),
        bias=np.array([own[-1] for own in learned]) + start,
        sign_weight=sign_weight,
    )


def _sign_weights(signs_of: Floats, truth: Floats) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_SIGNS_C, max_iter=2000)
    model.fit(signs_of.reshape(-1, len(SIGNS)), truth.ravel())
    return model.coef_[0], float(model.intercept_[0])


def _residual(rows: csr_matrix, offsets: Floats, truth: Floats) -> Floats:
    """What the words add for one topic, `(d + 1,)`, the constant last: logistic loss on top of the given scores."""

    penalty = np.append(np.full(rows.shape[1], _WORD_PENALTY), _CONSTANT_PENALTY)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights[:-1] + weights[-1] + offsets
        missed = expit(scores) - truth
        value = np.logaddexp(0, scores).sum() - truth @ scores + penalty @ weights**2 / 2
        return float(value), np.append(rows.T @ missed, missed.sum()) + penalty * weights

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    learned: Floats = found.x
    return learned


def out_of_fold(given: Material, folds: NDArray[np.int64]) -> list[dict[str, float]]:
    """The chance of each topic that a model gives each text whose event it never saw."""
    chances: list[dict[str, float]] = [{} for _ in given.spoken]
    for fold in range(N_FOLDS):
        model = TopicModel(given.topics, fit(given, np.flatnonzero(folds != fold)))
        for place in np.flatnonzero(folds == fold).tolist():
            chances[place] = model.chances(given.spoken[place], given.lengths[place])
    return chances


def figures(
    texts: Sequence[LabelledText], given: Material, chances: Sequence[dict[str, float]], folds: NDArray[np.int64]
) -> dict[str, Any]:
    """What the folds show; the interval draws whole events.

    `unseen` is the figure to believe: of the events whose texts nobody read while writing the keywords.
    """
    found = [set(likely(own)) for own in chances]
    truth = [set(text.label.topics) for text in texts]
    unseen = np.flatnonzero(~np.isin(folds, SEEN_FOLDS)).tolist()
    by_rules = [{topic for topic, _ in strongest(said.scores)} for said in given.spoken]
    pairs = [(own[topic], topic in true) for own, true in zip(chances, truth, strict=True) for topic in given.topics]
    return {
        "n": len(texts),
        **_f1(texts, truth, found, range(len(texts))),
        "precision": round(sum(map(len, map(set.__and__, truth, found))) / max(1, sum(map(len, found))), 4),
        "recall": round(sum(map(len, map(set.__and__, truth, found))) / sum(map(len, truth)), 4),
        "n_unseen": len(unseen),
        "unseen": _f1(texts, truth, found, unseen),
        "rules_alone": _f1(texts, truth, by_rules, range(len(texts))),
        "rules_alone_unseen": _f1(texts, truth, by_rules, unseen),
        "f1_by_topic": {topic: _f1_of(topic, truth, found) for topic in given.topics},
        "ece": round(expected_calibration_error(*_named(pairs)), 4),
    }


def _named(pairs: Sequence[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    """The pairs of a text and a topic that were named: how likely, and whether rightly."""
    chances, right = zip(*(pair for pair in pairs if pair[0] >= LIKELY), strict=True)
    return list(chances), list(right)


def _f1_of(topic: str, truth: Sequence[set[str]], found: Sequence[set[str]]) -> float:
    counts: Counter[str] = Counter()
    for true, own in zip(truth, found, strict=True):
        counts["both"] += topic in true and topic in own
        counts["one"] += (topic in true) != (topic in own)
    return round(f1_of_counts([counts]), 3)


def _f1(
    texts: Sequence[LabelledText], truth: Sequence[set[str]], found: Sequence[set[str]], places: Sequence[int]
) -> dict[str, Any]:
    events: dict[str, Counter[str]] = defaultdict(Counter)
    for place in places:
        both, one = truth[place] & found[place], truth[place] ^ found[place]
        events[texts[place].event] += Counter(both=len(both), one=len(one))
    counts = list(events.values())
    ends = interval(counts, f1_of_counts, seed=_SEED)
    return {"f1": round(f1_of_counts(counts), 4), "interval": [round(end, 4) for end in ends]}


def dev_figures() -> dict[str, Any]:
    """Score the shipped settings on the dev part, each text by a model that never saw its event."""
    texts = load("dev")
    given, folds = material(texts), event_folds(texts)
    return figures(texts, given, out_of_fold(given, folds), folds)


def train(output: Path) -> dict[str, Any]:
    """Write the model and give what the folds show; same data, same arrays."""
    texts = load("dev")
    given, folds = material(texts), event_folds(texts)
    weights = fit(given, np.arange(len(texts)))
    arrays = {name: getattr(weights, name) for name in TopicWeights.__dataclass_fields__}
    write_model(output, arrays, {"labels": given.topics, "signs": SIGNS, "n_training_rows": len(texts)})
    return figures(texts, given, out_of_fold(given, folds), folds)
