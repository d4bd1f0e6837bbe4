"""Emotion of a text in which somebody speaks for himself; shown only as shares over many authors."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.enrichers._models import emotion_model, normaliser, version
from tanggap.enrichers._reading import MAX_CHARACTERS, kind_of, plain_words
from tanggap.enrichers.base import Judgement

SPOKEN_KINDS = ("opinion", "complaint", "question", "hoax_claim")
NONE = "none"
_SURE, _NOT_SPOKEN = 0.5, 0.9


class Config(BaseModel):
    """Nothing to set."""


class Emotion:
    """One of the five emotions of EmoT, or ``none``: always ``none`` of news, announcements and advertorials.

    No words are marked and no page shows it beside one text: what one person feels is nobody's business here.

    Values: `emotion` (``anger``, ``fear``, ``happy``, ``love``, ``sadness``, ``none``).

    Source: linear model trained on EmoT (Saputri et al. 2018, Apache-2.0) and the labelled set of this project; card
    in `models/emotion/`.
    """

    kind = "emotion"
    label = "Emosi"
    version = f"1-{version('emotion')}-{version('kind')}"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        return [self._judge(document) for document in texts]

    @staticmethod
    def _judge(document: Document) -> Judgement:
        if kind_of(document) not in SPOKEN_KINDS:
            return Judgement(values={"emotion": NONE}, confidence=_NOT_SPOKEN)
        model = emotion_model()
        chances = model.chances(plain_words(f"{document.title}\n{document.text}"[:MAX_CHARACTERS], normaliser()))
        best = max(range(len(chances)), key=chances.__getitem__)
        return Judgement(
            values={"emotion": model.labels[best]},
            confidence=round(chances[best], 4),
            is_uncertain=chances[best] < _SURE,
        )


plugin = Emotion()
