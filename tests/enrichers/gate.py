"""Scores every enricher on its labelled samples and compares with the stored baseline.

``python tests/enrichers/gate.py`` shows the scores; ``--update`` stores better ones and the digest of changed
samples; a lower score is stored only with ``--lower``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from tanggap.core.measure.classification import macro_f1, set_f1
from tanggap.core.text.document import Document
from tanggap.enrichers._assessment import enrichers
from tanggap.enrichers.defaults import default_context
from tanggap.lab.labelled.reliability import alpha, steps

SAMPLES = Path(__file__).parent.parent / "samples" / "enrichers"
BASELINE = SAMPLES / "baseline.json"
ASKED = ("effect_people", "effect_work", "attribution", "disorder")
ANSWER = {
    "emotion": "emotion",
    "kind": "kind",
    "language": "language",
    "places": "region_codes",
    "quotations": "quotations",
    "rubric": "rubric",
    "sentiment": "sentiment",
    "tone": "tones",
    "topics": "topics",
    "units": "units",
}


def read(kind: str) -> list[dict[str, Any]]:
    lines = (SAMPLES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def documents(samples: list[dict[str, Any]]) -> list[Document]:
    return [Document(str(number), row["text"], row.get("title", "")) for number, row in enumerate(samples)]


def answers(kind: str) -> list[Any]:
    judged = enrichers()[kind].run(documents(read(kind)), default_context())
    return [[plain(value) for value in found] if isinstance(found, list) else found for found in found_by(kind, judged)]


def found_by(kind: str, judged: list[Any]) -> list[Any]:
    if kind == "rubric":
        return [steps_of(judgement.values["rubric"]) for judgement in judged]
    return [judgement.values[ANSWER[kind]] for judgement in judged]


def steps_of(rubric: dict[str, dict[str, float]]) -> list[str]:
    """What the text does and what it tells of, each with its step; how it is sourced is scored elsewhere."""
    return [f"{code}:{rubric[code]['score']}" for code in ASKED if rubric[code]["score"]]


def step_pairs(truth: list[str], guess: list[str]) -> list[tuple[int, int]]:
    labelled, judged = (dict(each.split(":") for each in told) for told in (truth, guess))
    return [(int(labelled.get(code, 0)), int(judged.get(code, 0))) for code in ASKED]


def plain(value: Any) -> str:
    """A quotation as who said what, a tone as towards whom, anything else as it is."""
    if not isinstance(value, dict):
        return str(value)
    return f"{value['target']}:{value['tone']}" if "tone" in value else f"{value['speaker']}: {value['words']}"


def score(kind: str) -> float:
    """Macro-F1 of labels, micro-F1 of sets, or alpha of steps."""
    truth, guess = [row["expect"] for row in read(kind)], answers(kind)
    if kind == "rubric":
        return round(alpha([pair for t, g in zip(truth, guess, strict=True) for pair in step_pairs(t, g)], steps), 4)
    if isinstance(truth[0], list):
        return round(set_f1([frozenset(t) for t in truth], [frozenset(g) for g in guess]), 4)
    return round(macro_f1(truth, guess), 4)


def digest(kind: str) -> str:
    return hashlib.sha256((SAMPLES / f"{kind}.jsonl").read_bytes()).hexdigest()[:16]


def baseline() -> dict[str, dict[str, Any]]:
    stored: dict[str, dict[str, Any]] = json.loads(BASELINE.read_text(encoding="utf-8"))
    return stored


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--lower", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="show what was judged otherwise than labelled")
    asked = parser.parse_args()
    stored = baseline() if BASELINE.exists() else {}
    for kind in ANSWER:
        now, before = score(kind), stored.get(kind, {}).get("score", 0.0)
        sys.stdout.write(f"{kind}: {now} on {len(read(kind))} samples (baseline {before})" + "\n")
        if asked.wrong:
            show_wrong(kind)
        if asked.update and now < before and not asked.lower:
            raise SystemExit(f"{kind} is worse than the baseline; say --lower to store it all the same")
        stored[kind] = {"samples": digest(kind), "score": now}
    if asked.update:
        BASELINE.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def show_wrong(kind: str) -> None:
    for row, found in zip(read(kind), answers(kind), strict=True):
        truth = row["expect"]
        if (set(truth) != set(found)) if isinstance(truth, list) else (truth != found):
            sys.stdout.write(f"  {row['text']!r}: labelled {truth}, judged {found}" + "\n")


if __name__ == "__main__":
    main()
