"""Language of a text: Indonesian, Banjarese or another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.enrichers._models import language_model, version
from tanggap.enrichers._reading import LANGUAGES, evidence, read
from tanggap.enrichers.base import Judgement

_FEW_WORDS = 5
_SURE = 0.8


@lru_cache(maxsize=20_000)
def _speaks(word: str, language: str) -> float:
    """How much more a word is at home in a language than in its nearest rival."""
    ind, bjn, *others = language_model().word_scores(word)
    if language == "other":
        return max(others) - max(ind, bjn)
    own, rival = (ind, bjn) if language == "ind" else (bjn, ind)
    return own - max(rival, *others)


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
            spans=evidence(document, {word: _speaks(word, best) for word in words}, best),
            is_uncertain=len(words) < _FEW_WORDS or chances[best] < _SURE,
        )


plugin = Language()
