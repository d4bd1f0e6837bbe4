"""Scores the machine's rubric on the labelled texts that may be tuned on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tanggap.core.measure.agreement import RELIABLE
from tanggap.core.measure.bootstrap import interval
from tanggap.core.rubric.criteria import FROM_TEXT
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.labelled.reliability import alpha, steps

Pair = tuple[int, int]


def rubric_figures() -> dict[str, Any]:
    """For each criterion read from a text: Krippendorff's alpha of machine and label, on the squared steps.

    `low` and `high` are the 95 % interval of a bootstrap over events. The labels are by a language model, so this is
    the agreement of two machines; it says nothing about people.
    """
    from tanggap.enrichers.defaults import default_context
    from tanggap.enrichers.rubric import plugin

    texts = load("dev")
    judged = plugin.run([text.document for text in texts], default_context())
    scores = [{code: found["score"] for code, found in one.values["rubric"].items()} for one in judged]
    figures = {each.code: _agreement(_by_event(texts, scores, each.code)) for each in FROM_TEXT}
    return {"n_texts": len(texts), "labels": "by a language model", "criteria": figures, "version": plugin.version}


def _by_event(texts: Sequence[LabelledText], scores: Sequence[dict[str, int]], code: str) -> list[list[Pair]]:
    events: dict[str, list[Pair]] = defaultdict(list)
    for text, score in zip(texts, scores, strict=True):
        events[text.event].append((score[code], text.label.rubric[code]))
    return list(events.values())


def _agreement(by_event: list[list[Pair]]) -> dict[str, Any]:
    found = _alpha(by_event)
    low, high = interval(by_event, _alpha, seed=11)
    return {"alpha": round(found, 3), "low": round(low, 3), "high": round(high, 3), "is_reliable": found >= RELIABLE}


def _alpha(by_event: Sequence[Sequence[Pair]]) -> float:
    return alpha([pair for pairs in by_event for pair in pairs], steps)
