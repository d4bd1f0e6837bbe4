"""Sentiment of a text as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.sentiment import LABELS, SentimentModel, mark_negation, softmax, split_clitic
from tanggap.core.text.subwords import NEGATED
from tanggap.enrichers._encoder import Blended, blended_of
from tanggap.enrichers._local import sentiment_model_of
from tanggap.enrichers._models import normaliser, version
from tanggap.enrichers._reading import evidence, read
from tanggap.enrichers.base import Judgement

# Below it a person should look: chosen by `tanggap evaluate certainty`, as docs/explanation/sentiment.md tells.
SURE = 0.6
_HALF = 0.5
_SHORTEST_EVIDENCE = 3
_N_CANDIDATES = 12


class Config(BaseModel):
    """Nothing to set."""


def wordings(document: Document) -> list[list[str]]:
    """Make the word lists that the model reads, whose scores are averaged: Banjarese also the Indonesian way."""
    plain = split_clitic(read(document).words)
    made = [mark_negation(plain)]
    if read(document).chances["bjn"] >= _HALF:
        made.append(mark_negation(normaliser().words(plain)))
    return made


class Sentiment:
    """``negative``, ``neutral`` or ``positive``, always one of them: how the text sounds, not towards whom.

    Banjarese is read twice, as it stands and written the Indonesian way, and both readings vote. Where the context
    names a sentence encoder, its chances are blended in; where it names a model of the office, that one judges.

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
        model, encoder = sentiment_model_of(context), blended_of(context)
        made = [wordings(document) for document in texts]
        model.learn(chain.from_iterable(words for words, *_other in made))
        return [self._judge(*each, model, encoder) for each in zip(texts, made, strict=True)]

    @staticmethod
    def _judge(document: Document, made: list[list[str]], model: SentimentModel, encoder: Blended | None) -> Judgement:
        scores = model.read(made[0])
        others = [model.log_odds(words) for words in made[1:]]
        chances = softmax([sum(each) / len(made) for each in zip(scores.log_odds, *others, strict=True)])
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
