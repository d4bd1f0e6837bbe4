"""Scores the quotations found in the labelled texts that may be tuned on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from tanggap.core.measure.bootstrap import interval
from tanggap.core.text.names import name_parts
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.labelled.texts import Quoted

# Words found count as those labelled when so much of both is the same: labels and rules cut a clause differently.
_SAME = 0.8


def _overlap(one: str, other: str) -> float:
    a, b = (Counter(re.findall(r"\w+", words.lower())) for words in (one, other))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def compare(labelled: Sequence[Quoted], found: Sequence[dict[str, Any]]) -> Counter[str]:
    """Count what was labelled and found (`both`, `speaker` for the right one), `missed` and `extra`."""
    left, counts = list(found), Counter[str]()
    for quote in labelled:
        same = next((one for one in left if _overlap(quote.words, one["words"]) >= _SAME), None)
        if same is None:
            counts["missed"] += 1
            continue
        left.remove(same)
        counts["both"] += 1
        counts["speaker"] += _is_speaker(quote.speaker, same)
    counts["extra"] = len(left)
    return counts


def _is_speaker(labelled: str, found: dict[str, Any]) -> bool:
    """Whether a name, or else the role, has a word in common with the labelled speaker."""
    return bool({*name_parts(found["speaker"]), *name_parts(found["role"])} & set(name_parts(labelled)))


def quotation_figures() -> dict[str, Any]:
    """Compare with the labels of the dev part; the interval is a bootstrap over events."""
    from tanggap.enrichers.defaults import default_context
    from tanggap.enrichers.quotations import plugin

    texts = load("dev")
    judged = plugin.run([text.document for text in texts], default_context())
    by_event = _by_event(texts, [judgement.values["quotations"] for judgement in judged])
    total = sum(by_event, Counter[str]())
    ends = interval(by_event, lambda drawn: _f1(sum(drawn, Counter[str]())), seed=7)
    return {
        "n_texts": len(texts),
        "n_labelled": total["both"] + total["missed"],
        "precision": round(total["both"] / max(1, total["both"] + total["extra"]), 4),
        "recall": round(total["both"] / max(1, total["both"] + total["missed"]), 4),
        "f1": round(_f1(total), 4),
        "f1_interval": [round(end, 4) for end in ends],
        "right_speaker": round(total["speaker"] / max(1, total["both"]), 4),
        "version": plugin.version,
    }


def _by_event(texts: Sequence[LabelledText], found: Sequence[list[dict[str, Any]]]) -> list[Counter[str]]:
    events: dict[str, Counter[str]] = defaultdict(Counter)
    for text, quotations in zip(texts, found, strict=True):
        events[text.event] += compare(text.label.quotations, quotations)
    return list(events.values())


def _f1(counts: Counter[str]) -> float:
    return 2 * counts["both"] / max(1, 2 * counts["both"] + counts["missed"] + counts["extra"])
