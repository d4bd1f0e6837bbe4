"""Before and after on one set: macro-F1 with intervals, the answers that moved, and whether it got worse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanggap.core.measure.bootstrap import interval
from tanggap.core.measure.classification import macro_f1_of
from tanggap.core.text.adapting import Floats

_SEED = 63
Tables = NDArray[np.int64]


@dataclass(frozen=True)
class Truth:
    """A set: the right label of each text by its number, and its group (the event or story that it tells of)."""

    labels: NDArray[np.int64]
    groups: Sequence[str]
    n_labels: int


def compare(truth: Truth, before: Floats, after: Floats) -> dict[str, Any]:
    """Compare two models by the scores that they give each text, `(n, k)` each; intervals draw whole groups."""
    tables = _tables(truth, before.argmax(axis=1), after.argmax(axis=1))
    whole = tables.sum(axis=0)
    return {
        "n": len(truth.labels),
        "n_groups": len(tables),
        "before": _figure(tables, lambda drawn: macro_f1_of(drawn[0])),
        "after": _figure(tables, lambda drawn: macro_f1_of(drawn[1])),
        "difference": _figure(tables, lambda drawn: macro_f1_of(drawn[1]) - macro_f1_of(drawn[0])),
        "table_before": whole[0].tolist(),
        "table_after": whole[1].tolist(),
    }


def is_worse(compared: dict[str, Any]) -> bool:
    """Whether it got worse by more than chance: the whole interval of the difference lies below zero."""
    return bool(compared["difference"]["interval"][1] < 0)


def _figure(tables: Tables, figure: Any) -> dict[str, Any]:
    low, high = interval(list(tables), lambda drawn: float(figure(np.sum(drawn, axis=0))), seed=_SEED)
    return {"value": round(float(figure(tables.sum(axis=0))), 4), "interval": [round(low, 4), round(high, 4)]}


def _tables(truth: Truth, before: NDArray[np.int64], after: NDArray[np.int64]) -> Tables:
    """Per group, before and after: `(groups, 2, k, k)`, truth by guess."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(truth.groups):
        places[group].append(place)
    tables = np.zeros((len(places), 2, truth.n_labels, truth.n_labels), np.int64)
    for number, own in enumerate(places.values()):
        for turn, guess in enumerate((before, after)):
            np.add.at(tables[number, turn], (truth.labels[own], guess[own]), 1)
    return tables
