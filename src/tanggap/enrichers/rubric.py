"""The criteria of the rubric that are read from a text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache

from pydantic import BaseModel

from tanggap.core.rubric.criteria import RUBRIC_VERSION
from tanggap.core.rubric.cues import CueReader, Rules
from tanggap.core.rubric.learned import signs_of
from tanggap.core.rubric.reading import Score, read_rubric
from tanggap.core.text.document import Context, Document
from tanggap.enrichers._models import rubric_model, version
from tanggap.enrichers._reading import (
    MAX_CHARACTERS,
    evidence_of_many,
    in_reading_order,
    kind_chances,
    read,
)
from tanggap.enrichers._registers import spans
from tanggap.enrichers.base import Judgement, Span
from tanggap.enrichers.defaults import DATA

_N_WORDS = 2


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


def fields_of(document: Document) -> tuple[str, str]:
    """Give the title and the beginning of a text, as the rules read them."""
    return document.title[:MAX_CHARACTERS], document.text[:MAX_CHARACTERS]


class Rubric:
    """Scores 0 to 4 on the seven criteria that a text tells of; those of its story are counted elsewhere.

    Values: `rubric` (by criterion `score` and `confidence`) and `rubric_version`. The evidence carries the
    criterion as its label: the words of the rules, and those that raise the criterion most.

    Source: own rubric after Coombs 2007 (attribution) and the impact questions of GCS RESIST 2; words written for
    this project (`data/rubric.toml`), steps and rules in ``docs/reference/rubric.md``; ridge regression trained on
    the labelled set of this project (Apache-2.0), card in `models/rubric/`.
    """

    kind = "rubric"
    label = "Rubrik"
    version = f"2-{RUBRIC_VERSION}-{version('rubric')}"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        return [self._judge(text) for text in texts]

    def _judge(self, document: Document) -> Judgement:
        words, by_rules = read(document).words, read_rubric(fields_of(document), cue_reader())
        signs = signs_of(by_rules, len(words), kind_chances(document), has_title=bool(document.title))
        found = rubric_model().steps(words, signs)
        marked = self._evidence(document, words, [code for code, (step, _chance) in found.items() if step], by_rules)
        return Judgement(
            values={
                "rubric": {code: {"score": step, "confidence": chance} for code, (step, chance) in found.items()},
                "rubric_version": RUBRIC_VERSION,
            },
            confidence=round(sum(chance for _step, chance in found.values()) / len(found), 4),
            spans=tuple(sorted(marked, key=in_reading_order)),
        )

    @staticmethod
    def _evidence(
        document: Document, words: Sequence[str], codes: Sequence[str], by_rules: Mapping[str, Score]
    ) -> set[Span]:
        places = [(*place, code) for code in codes for place in by_rules[code].places if by_rules[code].step]
        loudest = rubric_model().loudest(words, codes, _N_WORDS)
        return {*spans(places), *evidence_of_many(document, loudest)}


plugin = Rubric()
