"""What sort of text it is: news, opinion, complaint, question, announcement, advertorial, hoax claim."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.linear import LinearModel
from tanggap.enrichers._local import kind_model_of
from tanggap.enrichers._models import kind_model, version
from tanggap.enrichers._reading import evidence, kind_chances, read
from tanggap.enrichers.base import Judgement

_SURE = 0.5
_SHORTEST_EVIDENCE = 3


class Config(BaseModel):
    """Nothing to set."""


class Kind:
    """Always one of seven kinds, whatever the way on which the text came: a post may be news, an article an opinion.

    "Hoax claim" is said of how a text is written (passed on, unverifiable, sensational), never of whether it is true.

    Values: `kind` and `kind_scores` (calibrated chance of each kind, adding up to one).

    Source: linear model trained on the labelled set of this project (Apache-2.0); card in `models/kind/`.
    """

    kind = "kind"
    label = "Jenis teks"
    version = f"1-{version('kind')}"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        model = kind_model_of(context)
        return [self._judge(document, model) for document in texts]

    @staticmethod
    def _judge(document: Document, model: LinearModel) -> Judgement:
        words = read(document).words
        chances = kind_chances(document) if model is kind_model() else model.chances(words)
        best = max(range(len(chances)), key=chances.__getitem__)
        says = {word: say for word, say in model.says(words, best).items() if len(word) >= _SHORTEST_EVIDENCE}
        return Judgement(
            values={
                "kind": model.labels[best],
                "kind_scores": {name: round(chance, 4) for name, chance in zip(model.labels, chances, strict=True)},
            },
            confidence=round(chances[best], 4),
            spans=evidence(document, says, model.labels[best]),
            is_uncertain=chances[best] < _SURE,
        )


plugin = Kind()
