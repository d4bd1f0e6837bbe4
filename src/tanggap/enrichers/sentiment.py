"""Sentiment of a text as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.sentiment import LABELS, TextScores, mark_negation, softmax, split_clitic
from tanggap.core.text.subwords import NEGATED
from tanggap.enrichers._encoder import Blended, blended_of
from tanggap.enrichers._models import normaliser, sentiment_model, version
from tanggap.enrichers._reading import evidence, read
from tanggap.enrichers.base import Judgement

# Below it a person should look: chosen by `tanggap evaluate certainty`, as docs/explanation/sentiment.md tells.
SURE = 0.6
_HALF = 0.5
_SHORTEST_EVIDENCE = 3
_N_CANDIDATES = 12


class Config(BaseModel):
    """Nothing to set."""


class Sentiment:
    """``negative``, ``neutral`` or ``positive``, always one of them: how the text sounds, not towards whom.

    Banjarese is read twice, as it stands and written the Indonesian way, and both readings vote. Where the context
    names a sentence encoder, its chances are blended in.

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
        plain = [split_clitic(read(document).words) for document in texts]
        marked = [mark_negation(words) for words in plain]
        sentiment_model().learn(chain.from_iterable(marked))
        encoder = blended_of(context)
        return [self._judge(*each, encoder) for each in zip(texts, plain, marked, strict=True)]

    @staticmethod
    def _chances(scores: TextScores, plain: list[str], *, is_banjarese: bool) -> list[float]:
        if not is_banjarese:
            return softmax(scores.log_odds)
        as_indonesian = sentiment_model().log_odds(mark_negation(normaliser().words(plain)))
        return softmax([(a + b) / 2 for a, b in zip(scores.log_odds, as_indonesian, strict=True)])

    def _judge(self, document: Document, plain: list[str], marked: list[str], encoder: Blended | None) -> Judgement:
        scores = sentiment_model().read(marked)
        chances = self._chances(scores, plain, is_banjarese=read(document).chances["bjn"] >= _HALF)
        if encoder is not None:
            chances = encoder.blend(document, chances)
        best = max(range(len(LABELS)), key=chances.__getitem__)
        strongest = scores.strongest(best, _N_CANDIDATES, min_length=_SHORTEST_EVIDENCE)
        return Judgement(
            values={
                "sentiment": LABELS[best],
                "sentiment_scores": {name: round(chance, 4) for name, chance in zip(LABELS, chances, strict=True)},
            },
            confidence=round(chances[best], 4),
            spans=evidence(
                document, {word.removeprefix(NEGATED): say for word, say in strongest.items()}, LABELS[best]
            ),
            is_uncertain=chances[best] < SURE,
        )


plugin = Sentiment()
