"""Learns the difference to a shipped model, by folds to measure it and once from everything to keep it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from tanggap.core.text.adapting import Floats, Lesson, adapt, log_softmax
from tanggap.core.text.document import Document
from tanggap.lab.labelled import LabelledText
from tanggap.lab.training.data import folds_of
from tanggap.lab.training.held_out import N_FOLDS, event_folds
from tanggap.lab.training.onsite.learners import Learner

_SEED = 63
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A mention with the answer that a person gave; `group` is shared by mentions that tell the same."""

    mention_id: int
    document: Document
    label: str
    group: str


@dataclass(frozen=True)
class Material:
    """What is learned from, read once: our own texts and what the office corrected."""

    ours: Sequence[LabelledText]
    office: Sequence[Corrected]
    anchors: Lesson
    words: Lesson


@dataclass(frozen=True)
class Taught:
    """The difference learned from everything, and the scores of texts by models that had not seen their like.

    Attributes
    ----------
    difference
        `(d, k)`.
    ours, office
        What the difference of the other folds adds to the scores of each of our texts, `(n, k)`, and the scores
        of each text of the office, `(m, k)`.
    """

    difference: Floats
    ours: Floats
    office: Floats


def material(learner: Learner, ours: Sequence[LabelledText], office: Sequence[Corrected]) -> Material:
    """Read the texts as the model does.

    Our own texts were learned from already when the model was made: here they stand for what it knows, with its
    own answers as what is wanted, and so count no second time. A person's word is wanted as it is.
    """
    documents = [text.document for text in ours]
    scores = learner.scores(documents)
    anchors = Lesson(learner.rows(documents), scores, np.exp(log_softmax(scores)))
    theirs = [row.document for row in office]
    wanted = np.eye(len(learner.labels))[[learner.labels.index(row.label) for row in office]]
    return Material(ours, office, anchors, Lesson(learner.rows(theirs), learner.scores(theirs), wanted))


def teach(learner: Learner, given: Material, *, say: Say) -> Taught:
    """Learn once without each fold, and once from everything. `say` hears what begins; it may raise to stop."""
    of_ours = event_folds(given.ours)
    of_office = folds_of([row.group for row in given.office], N_FOLDS, seed=_SEED)
    more = np.zeros_like(given.anchors.offsets)
    office = given.words.offsets.copy()
    for fold in range(N_FOLDS):
        say(f"fold {fold + 1} of {N_FOLDS}")
        seen = together(given.anchors.part(of_ours != fold), given.words.part(of_office != fold))
        difference = adapt(seen, penalty=learner.penalty, on_step=lambda: say(""))
        more[of_ours == fold] = _added(given.anchors, of_ours == fold, difference)
        office[of_office == fold] += _added(given.words, of_office == fold, difference)
    say("everything")
    whole = adapt(together(given.anchors, given.words), penalty=learner.penalty, on_step=lambda: say(""))
    return Taught(whole, more, office)


def _added(lesson: Lesson, chosen: NDArray[np.bool_], difference: Floats) -> Floats:
    added: Floats = lesson.rows[np.flatnonzero(chosen)] @ difference
    return added


def together(first: Lesson, second: Lesson) -> Lesson:
    """The texts of both."""
    return Lesson(
        vstack([first.rows, second.rows]).tocsr(),
        np.concatenate([first.offsets, second.offsets]),
        np.concatenate([first.targets, second.targets]),
    )


def changes(
    labels: Sequence[str], documents: Sequence[Document], before: Floats, after: Floats
) -> list[dict[str, Any]]:
    """The texts whose answer changes, the surest change first: id, both answers, how sure the new one is."""
    old, new = before.argmax(axis=1), after.argmax(axis=1)
    chances = np.exp(log_softmax(after)) if len(after) else after
    found = [
        {"id": document.id, "before": labels[a], "after": labels[b], "chance": round(float(row[b]), 4)}
        for document, a, b, row in zip(documents, old.tolist(), new.tolist(), chances, strict=True)
        if a != b
    ]
    return sorted(found, key=lambda each: -each["chance"])
