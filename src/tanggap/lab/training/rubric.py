"""Trains what is learned of the rubric beside its rules, on the dev part of our labelled set, by event folds.

Ridge regression of the labelled steps gives heights. Our set has few texts of one sentence; so each wording of the
rules takes part as a short text of its own, which counts a third, or "bakar kantornya!" would be no violence. Where
one step ends and the next begins is then read from the heights of texts whose event the model never saw, so that each
step is given about as often as it was labelled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from tanggap.core.measure.agreement import RELIABLE
from tanggap.core.measure.bootstrap import interval
from tanggap.core.rubric.counted import together
from tanggap.core.rubric.criteria import STEPS
from tanggap.core.rubric.learned import CODES, N_KINDS, Floats, RubricModel, RubricWeights, signs_of
from tanggap.core.rubric.level import suggest_level
from tanggap.core.rubric.reading import Score, read_rubric
from tanggap.core.text.subwords import word_numbers
from tanggap.core.text.tokens import words as split
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.labelled.reliability import alpha, steps
from tanggap.lab.training.data import write_model
from tanggap.lab.training.hashed import idf_of, unit_rows
from tanggap.lab.training.held_out import N_FOLDS, event_folds, read_held_out

Pair = tuple[int, int]
Whole = NDArray[np.int64]
Wording = tuple[list[str], int]

N_BITS = 15
_PENALTY = 1.0
_WORDING_COUNTS, _WORDING_LENGTH = 0.3, 10
# Their rules ask who speaks, and use wordings only beside that.
_READ_OFF_THE_SHAPE = ("credibility", "factual_status")
_SEED = 11
# The heights of a step that was hardly ever labelled lie beyond every text.
_NEVER = 1e6
_COUNTED = {"reach": 3, "speed": 2, "unanswered": 2}


@dataclass(frozen=True)
class Material:
    """The texts as the model reads them.

    Attributes
    ----------
    words, signs
        The words of each text; what else is known of it, `(n, n_signs)`.
    truth
        `(n, n_criteria)`, the labelled steps.
    rules
        `(n, n_criteria)`, the steps that the rules alone give.
    wordings
        By criterion the wordings of the rules, each with its step.
    """

    words: Sequence[list[str]]
    signs: Floats
    truth: Whole
    rules: Whole
    wordings: Mapping[str, Sequence[Wording]]


def material(texts: Sequence[LabelledText]) -> Material:
    """Read the texts and their labels."""
    from tanggap.enrichers._models import MODELS, version
    from tanggap.enrichers._reading import read
    from tanggap.enrichers.rubric import cue_reader, fields_of, shipped_rules

    words = [read(text.document).words for text in texts]
    scores = [read_rubric(fields_of(text.document), cue_reader()) for text in texts]
    # What the model of kinds says of texts that it has not learned by heart.
    kinds = np.exp(read_held_out(MODELS / "kind", texts, version("kind")))
    found = zip(texts, scores, words, kinds.tolist(), strict=True)
    return Material(
        words,
        np.array([signs_of(own, len(said), of, has_title=bool(text.title)) for text, own, said, of in found]),
        np.array([[text.label.rubric[code] for code in CODES] for text in texts]),
        np.array([[own[code].step for code in CODES] for own in scores]),
        {
            code: [(split(wording), step) for step, told in rules.steps.items() for wording in told]
            for code, rules in shipped_rules().items()
            if code not in _READ_OFF_THE_SHAPE
        },
    )


def fit(given: Material, chosen: Whole, cuts: Floats, spread: Floats) -> RubricWeights:
    """Learn from the chosen texts and from the wordings of the rules; the same ones give the same arrays."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    numbers = [word_numbers(given.words[place], N_BITS) for place in chosen]
    told = [word for wordings in given.wordings.values() for words, _step in wordings for word in words]
    idf = idf_of(numbers, N_BITS, also=word_numbers(told, N_BITS))
    rows = csr_matrix(hstack([unit_rows(numbers, idf), csr_matrix(given.signs[chosen])]))
    with threadpool_limits(1):
        learned = [
            _ridge(rows, given.truth[chosen, place], *_wordings(given.wordings.get(code, ()), code, idf))
            for place, code in enumerate(CODES)
        ]
    weight = np.stack([own for own, _bias in learned], axis=1)
    return RubricWeights(
        idf=idf,
        word_weight=(weight[: len(idf)] * idf[:, None]).astype(np.float16),
        sign_weight=weight[len(idf) :],
        bias=np.array([bias for _own, bias in learned]),
        cuts=cuts,
        spread=spread,
    )


def _ridge(
    rows: csr_matrix, truth: Whole, wordings: csr_matrix | None, steps_of: Sequence[int]
) -> tuple[Floats, float]:
    from sklearn.linear_model import Ridge

    linear = Ridge(alpha=_PENALTY, solver="sparse_cg", tol=1e-8)
    whole = rows if wordings is None else csr_matrix(vstack([rows, wordings]))
    counts = np.append(np.ones(len(truth)), np.full(len(steps_of), _WORDING_COUNTS))
    linear.fit(whole, np.append(truth, steps_of).astype(float), sample_weight=counts)
    return linear.coef_, float(linear.intercept_)


def _wordings(told: Sequence[Wording], code: str, idf: NDArray[np.float16]) -> tuple[csr_matrix | None, list[int]]:
    """The wordings of one criterion as rows, each a short text of no kind in particular."""
    if not told:
        return None, []
    none = {each: Score(0, 0.0) for each in CODES}
    signs = [
        signs_of({**none, code: Score(step, 0.0)}, _WORDING_LENGTH, [1 / N_KINDS] * N_KINDS, has_title=False)
        for _words, step in told
    ]
    numbers = [word_numbers(words, N_BITS) for words, _step in told]
    return csr_matrix(hstack([unit_rows(numbers, idf), csr_matrix(np.array(signs))])), [step for _words, step in told]


def held_out_heights(given: Material, folds: Whole) -> Floats:
    """The heights, `(n, n_criteria)`, that a model gives each text whose event it never saw."""
    heights = np.zeros(given.truth.shape)
    nowhere = np.zeros((len(CODES), len(STEPS) - 1))
    for fold in range(N_FOLDS):
        model = RubricModel(fit(given, np.flatnonzero(folds != fold), nowhere, np.ones(len(CODES))))
        for place in np.flatnonzero(folds == fold).tolist():
            heights[place] = model.heights(given.words[place], given.signs[place])
    return heights


def cuts_of(heights: Floats, truth: Whole) -> Floats:
    """Where the steps begin, `(n_criteria, 4)`, so that each is given as often as it was labelled."""
    return np.array([[_cut(own, labels, step) for step in STEPS if step] for own, labels in _columns(heights, truth)])


def _cut(heights: Floats, labels: Whole, step: int) -> float:
    n_below, ordered = int((labels < step).sum()), np.sort(heights)
    if n_below == len(ordered):
        return _NEVER
    return float(ordered[max(0, n_below - 1) : n_below + 1].mean()) if n_below else -_NEVER


def _spread(heights: Floats, truth: Whole) -> Floats:
    return np.array([float(np.std(own - labels)) for own, labels in _columns(heights, truth)])


def _columns(heights: Floats, truth: Whole) -> list[tuple[Floats, Whole]]:
    return list(zip(heights.T, truth.T, strict=True))


def out_of_fold(given: Material, folds: Whole) -> Whole:
    """The steps, `(n, n_criteria)`, of texts whose event neither the weights nor the cuts have seen."""
    heights = held_out_heights(given, folds)
    found = np.zeros(given.truth.shape, np.int64)
    for fold in range(N_FOLDS):
        seen, own = folds != fold, folds == fold
        cuts = cuts_of(heights[seen], given.truth[seen])
        found[own] = (heights[own][:, :, None] >= cuts[None]).sum(axis=2)
    return found


def figures(texts: Sequence[LabelledText], given: Material, found: Whole) -> dict[str, Any]:
    """For each criterion Krippendorff's alpha of machine and label, on the squared steps; the interval draws events."""
    told = {}
    for place, code in enumerate(CODES):
        events: dict[str, list[Pair]] = defaultdict(list)
        for text, own, label in zip(texts, found[:, place].tolist(), given.truth[:, place].tolist(), strict=True):
            events[text.event].append((own, label))
        rules = list(zip(given.rules[:, place].tolist(), given.truth[:, place].tolist(), strict=True))
        told[code] = _agreement(list(events.values())) | {"rules_alone": round(alpha(rules, steps), 3)}
    return told


def _agreement(by_event: list[list[Pair]]) -> dict[str, Any]:
    found = _alpha(by_event)
    low, high = interval(by_event, _alpha, seed=_SEED)
    return {"alpha": round(found, 3), "low": round(low, 3), "high": round(high, 3), "is_reliable": found >= RELIABLE}


def _alpha(events: list[list[Pair]]) -> float:
    return alpha([pair for event in events for pair in event], steps)


def level_figures(texts: Sequence[LabelledText], given: Material, found: Whole) -> dict[str, Any]:
    """How far the levels agree that the steps of machine and labels suggest for the texts of each event.

    What is counted from a story is the same for both (`_COUNTED`): the events of the set are no stream.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        places[text.event].append(place)
    pairs = [[(_level(found[own]), _level(given.truth[own]))] for own in places.values()]
    equal = sum(one == other for [(one, other)] in pairs)
    return {**_agreement(pairs), "n_events": len(pairs), "equal": round(equal / len(pairs), 3)}


def _level(told: Whole) -> int:
    rows = [dict(zip(CODES, row, strict=True)) for row in told.tolist()]
    return suggest_level(together(rows) | _COUNTED).level


def dev_figures() -> dict[str, Any]:
    """Score the shipped settings on the dev part, each text by a model that never saw its event.

    The labels are by a language model, so this is the agreement of two machines; it says nothing about people.
    """
    from tanggap.enrichers.rubric import plugin

    texts = load("dev")
    given = material(texts)
    found = out_of_fold(given, event_folds(texts))
    return {
        "n_texts": len(texts),
        "labels": "by a language model",
        "criteria": figures(texts, given, found),
        "level": level_figures(texts, given, found),
        "version": plugin.version,
    }


def train(output: Path) -> dict[str, Any]:
    """Write the model and give what the folds show; same data, same arrays."""
    texts = load("dev")
    given, folds = material(texts), event_folds(texts)
    heights = held_out_heights(given, folds)
    cuts, spread = cuts_of(heights, given.truth), _spread(heights, given.truth)
    weights = fit(given, np.arange(len(texts)), cuts, spread)
    arrays = {name: getattr(weights, name) for name in RubricWeights.__dataclass_fields__}
    write_model(output, arrays, {"criteria": CODES, "n_training_rows": len(texts)})
    return figures(texts, given, out_of_fold(given, folds))
