"""Places of the home province that a text names."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.places import PlacesFound
from tanggap.enrichers._registers import places, spans
from tanggap.enrichers.base import Judgement

_SURE, _BY_COMPANY, _NONE, _OPEN = 0.95, 0.75, 0.9, 0.5


class Config(BaseModel):
    """Nothing to set: the places come with the context."""


class Places:
    """Kabupaten, kota and kecamatan of the home province.

    Values: `region_codes` (list of dotted codes in order of appearance; a kecamatan comes after its kabupaten or
    kota, which is listed too) and `is_home_province` (whether the text names the province or a place in it).

    Source: names and codes of Kemendagri; rules written for this project (`core/text/places.py`).
    """

    kind = "places"
    label = "Tempat"
    version = "1"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        return [self._judge(places(document, context), context.home_region) for document in texts]

    @staticmethod
    def _judge(found: PlacesFound, province: str) -> Judgement:
        codes = found.matter(province)
        unsettled = [mention for mention in found.open if mention.is_capital]
        if unsettled and not codes:
            confidence = _OPEN
        elif all(mention.is_sure for mention in found.home):
            confidence = _SURE if codes else _NONE
        else:
            confidence = _BY_COMPANY
        return Judgement(
            values={"region_codes": list(codes), "is_home_province": bool(found.home)},
            confidence=confidence,
            spans=spans((m.field, m.start, m.end, m.code) for m in found.home if m.code in (*codes, province)),
            is_uncertain=bool(unsettled) and not codes,
            extra={"open": sorted({mention.hit.phrase for mention in unsettled})} if unsettled else {},
        )


plugin = Places()
