"""Government units and offices that a text names."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.offices import OfficeMention
from tanggap.enrichers._registers import offices, spans
from tanggap.enrichers.base import Judgement

_SURE, _BY_REGION, _NONE, _OPEN = 0.95, 0.7, 0.9, 0.5


class Config(BaseModel):
    """Nothing to set: the units come with the context."""


class Units:
    """Units of the register that are named; "Dinas Kesehatan" is resolved by the region near it.

    An office of a kabupaten or kota that the register lacks stands for its government.

    Values: `units` (codes in order of appearance).

    Source: register of the office; shipped one written for this project (`data/units.toml`).
    """

    kind = "units"
    label = "Instansi"
    version = "1"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        return [self._judge(offices(text, context)) for text in texts]

    @staticmethod
    def _judge(mentions: Sequence[OfficeMention]) -> Judgement:
        named = [mention for mention in mentions if mention.code]
        is_open = bool(mentions) and not named
        if not named:
            confidence = _OPEN if is_open else _NONE
        else:
            confidence = _SURE if all(mention.is_sure for mention in named) else _BY_REGION
        return Judgement(
            values={"units": list(dict.fromkeys(mention.code for mention in named))},
            confidence=confidence,
            spans=spans((m.field, m.start, m.end, m.code) for m in named),
            is_uncertain=is_open,
        )


plugin = Units()
