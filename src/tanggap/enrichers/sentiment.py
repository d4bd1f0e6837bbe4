"""Sentiment of a text as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.sentiment import LABELS, mark_negation, softmax, split_clitic
from tanggap.core.text.subwords import NEGATED
from tanggap.enrichers._models import normaliser, sentiment_model, version
from tanggap.enrichers._reading import evidence, read
from tanggap.enrichers.base import Judgement

_SURE, _HALF = 0.6, 0.5
_SHORTEST_EVIDENCE = 2


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
    def _log_odds(plain: list[str], marked: list[str], *, is_banjarese: bool) -> tuple[float, ...]:
        model = sentiment_model()
        as_it_stands = model.log_odds(marked)
        if not is_banjarese:
            return as_it_stands
        as_indonesian = model.log_odds(mark_negation(normaliser().words(plain)))
        return tuple((a + b) / 2 for a, b in zip(as_it_stands, as_indonesian, strict=True))

    def _judge(self, document: Document) -> Judgement:
        reading = read(document)
        plain = split_clitic(reading.words)
        marked = mark_negation(plain)
        chances = softmax(self._log_odds(plain, marked, is_banjarese=reading.chances["bjn"] >= _HALF))
        best = max(range(len(LABELS)), key=chances.__getitem__)
        model = sentiment_model()
        speaks = {
            word.removeprefix(NEGATED): model.evidence(word, best)
            for word in set(marked)
            if len(word) > _SHORTEST_EVIDENCE
        }
        return Judgement(
            values={
                "sentiment": LABELS[best],
                "sentiment_scores": {name: round(chance, 4) for name, chance in zip(LABELS, chances, strict=True)},
            },
            confidence=round(chances[best], 4),
            spans=evidence(document, speaks, LABELS[best]),
            is_uncertain=chances[best] < _SURE,
        )


plugin = Sentiment()
