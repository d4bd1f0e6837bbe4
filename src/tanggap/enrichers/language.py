"""Language of a text: Indonesian, Banjarese or another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.enrichers._models import language_model, version
from tanggap.enrichers._reading import LANGUAGES, evidence, language_chances, reading_text, spoken_words
from tanggap.enrichers.base import Judgement

_FEW_WORDS = 5
_SURE = 0.8


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
        text = reading_text(document)
        words = spoken_words(text)
        chances = language_chances(text, words)
        best = max(LANGUAGES, key=lambda code: chances[code])
        model = language_model()
        column = {"ind": 0, "bjn": 1}.get(best, 2)

        def speaks(word: str) -> float:
            scores = model.word_scores(word)
            own = float(scores[2:].max()) if column == 2 else float(scores[column])
            rest = float(np.delete(scores, column).max()) if column < 2 else float(scores[:2].max())
            return own - rest

        return Judgement(
            values={
                "language": best,
                "language_scores": {code: round(chances[code], 4) for code in LANGUAGES},
            },
            confidence=round(chances[best], 4),
            spans=evidence(document, words, speaks, best),
            is_uncertain=len(words) < _FEW_WORDS or chances[best] < _SURE,
        )


plugin = Language()
