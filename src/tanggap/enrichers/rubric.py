"""The criteria of the rubric that are read from a text."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache

from pydantic import BaseModel

from tanggap.core.rubric.criteria import RUBRIC_VERSION
from tanggap.core.rubric.cues import CueReader, Rules
from tanggap.core.rubric.reading import Score, read_rubric
from tanggap.core.text.document import Context, Document
from tanggap.enrichers._reading import MAX_CHARACTERS
from tanggap.enrichers._registers import spans
from tanggap.enrichers.base import Judgement
from tanggap.enrichers.defaults import DATA


class Config(BaseModel):
    """Nothing to set."""


@cache
def shipped_rules() -> dict[str, Rules]:
    """Read the words that speak for each step, by criterion."""
    told = tomllib.loads((DATA / "rubric.toml").read_text(encoding="utf-8"))
    return {
        criterion: Rules(
            {int(step): words for step, words in rules.items() if step != "none_of"}, rules.get("none_of", ())
        )
        for criterion, rules in told.items()
    }


@cache
def cue_reader() -> CueReader:
    """Make the reader of the shipped words, once."""
    return CueReader(shipped_rules())


class Rubric:
    """Scores 0 to 4 on the seven criteria that a text tells of; those of its story are counted elsewhere.

    Values: `rubric` (by criterion `score` and `confidence`) and `rubric_version`. The evidence carries the
    criterion as its label.

    Source: own rubric after Coombs 2007 (attribution) and the impact questions of GCS RESIST 2; words written for
    this project (`data/rubric.toml`), steps and rules in ``docs/reference/rubric.md``.
    """

    kind = "rubric"
    label = "Rubrik"
    version = f"1-{RUBRIC_VERSION}"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        reader = cue_reader()
        return [
            self._judge(read_rubric((text.title[:MAX_CHARACTERS], text.text[:MAX_CHARACTERS]), reader))
            for text in texts
        ]

    @staticmethod
    def _judge(scores: dict[str, Score]) -> Judgement:
        return Judgement(
            values={
                "rubric": {
                    code: {"score": found.step, "confidence": found.confidence} for code, found in scores.items()
                },
                "rubric_version": RUBRIC_VERSION,
            },
            confidence=round(sum(found.confidence for found in scores.values()) / len(scores), 4),
            spans=spans((*place, code) for code, found in scores.items() for place in found.places),
        )


plugin = Rubric()
