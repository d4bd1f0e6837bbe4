"""Sentiment of a text as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.sentiment import LABELS, mark_negation, softmax, split_clitic
from tanggap.core.text.subwords import NEGATED
from tanggap.core.text.tokens import words
from tanggap.enrichers._models import normaliser, sentiment_model, version
from tanggap.enrichers._reading import evidence, language_chances, reading_text, spoken_words
from tanggap.enrichers.base import Judgement

_SURE = 0.6


class Config(BaseModel):
    """Nothing to set."""


class Sentiment:
    """``negative``, ``neutral`` or ``positive``, always one of them: how the text sounds, not towards whom.

    Banjarese is read twice, as it stands and written the Indonesian way, and both readings vote.

    Values: `sentiment` and `sentiment_scores` (calibrated probability of each label, adding up to one).

    Source: linear model trained on SmSA (Purwarianti and Crisdayanti 2019, Apache-2.0) and NusaX-Senti (Winata
    et al. 2023, CC-BY-SA 4.0); card in `models/sentiment/`.
    """

    kind = "sentiment"
    label = "Sentimen"
    version = f"1-{version('sentiment')}"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        return [self._judge(document) for document in texts]

    @staticmethod
    def _log_odds(text: str, plain: list[str]) -> NDArray[np.float64]:
        model = sentiment_model()
        as_it_stands = model.log_odds(mark_negation(plain))
        if language_chances(text, spoken_words(text))["bjn"] < 0.5:
            return as_it_stands
        return (as_it_stands + model.log_odds(mark_negation(normaliser().words(plain)))) / 2

    def _judge(self, document: Document) -> Judgement:
        text = reading_text(document)
        plain = split_clitic(words(text))
        chances = softmax(self._log_odds(text, plain))
        best = int(chances.argmax())
        model = sentiment_model()

        def speaks(word: str) -> float:
            parts = model.contribution(word)
            return float(2 * parts[best] - parts.sum())

        marked = {word.removeprefix(NEGATED): word for word in mark_negation(plain) if len(word) > 2}
        return Judgement(
            values={
                "sentiment": LABELS[best],
                "sentiment_scores": {
                    name: round(float(chance), 4) for name, chance in zip(LABELS, chances, strict=True)
                },
            },
            confidence=round(float(chances[best]), 4),
            spans=evidence(document, list(marked), lambda word: speaks(marked[word]), LABELS[best]),
            is_uncertain=bool(chances[best] < _SURE),
        )


plugin = Sentiment()
