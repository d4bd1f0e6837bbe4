"""Language of a text: Indonesian, Banjarese or another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.enrichers._models import language_model, version
from tanggap.enrichers._reading import LANGUAGES, evidence, read
from tanggap.enrichers.base import Judgement

_FEW_WORDS = 5
_SURE = 0.8


def _says(words: Sequence[str], language: str) -> dict[str, float]:
    """How much more each word is at home in a language than in its nearest rival."""
    if not words:
        return {}
    scores = language_model().word_scores(words)
    ind, bjn, others = scores[:, 0], scores[:, 1], scores[:, 2:].max(axis=1)
    if language == "other":
        more = others - np.maximum(ind, bjn)
    else:
        own, rival = (ind, bjn) if language == "ind" else (bjn, ind)
        more = own - np.maximum(rival, others)
    return dict(zip(words, more.tolist(), strict=True))


class Config(BaseModel):
    """Nothing to set."""


class Language:
    """``ind``, ``bjn`` or ``other``, always one of them.

    Values: `language` and `language_scores` (probability of each). Uncertain below five words, and whenever
    the best has less than 0.8. Text without letters goes by the prior; text mostly in another script is ``other``.

    Source: naive Bayes trained on NusaX-Senti (Winata et al. 2023, CC-BY-SA 4.0) and SmSA (Purwarianti and
    Crisdayanti 2019, Apache-2.0); card in `models/language/`.
    """

    kind = "language"
    label = "Bahasa"
    version = f"1-{version('language')}"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        return [self._judge(document) for document in texts]

    @staticmethod
    def _judge(document: Document) -> Judgement:
        reading = read(document)
        words, chances = reading.spoken, reading.chances
        best = max(LANGUAGES, key=lambda code: chances[code])
        return Judgement(
            values={
                "language": best,
                "language_scores": {code: round(chances[code], 4) for code in LANGUAGES},
            },
            confidence=round(chances[best], 4),
            spans=evidence(document, _says(words, best), best),
            is_uncertain=len(words) < _FEW_WORDS or chances[best] < _SURE,
        )


plugin = Language()
