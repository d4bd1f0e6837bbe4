"""Stance towards a programme or policy: whether a text wants it or not."""

from __future__ import annotations

from collections.abc import Sequence

from tanggap.core.text.subwords import NEGATED
from tanggap.core.text.tokens import word_set

_FOR = word_set("dukung mendukung didukung setuju sepakat lanjutkan teruskan pertahankan")
_AGAINST = word_set("tolak menolak ditolak hentikan batalkan cabut bubarkan stop keberatan")
# Who reports or announces takes no side; an advertorial does.
_SIDES_OF_PRAISE = ("opinion", "advertorial")
_SIDES_OF_BLAME = ("opinion", "hoax_claim")
# Kinds in which people speak for themselves, so that "tolak" is their own word.
_OWN_WORDS = ("opinion", "complaint", "hoax_claim", "advertorial")


def stance(tone: str, kind: str, words: Sequence[str]) -> str:
    """Give ``support``, ``oppose`` or ``unclear``.

    Parameters
    ----------
    tone
        Towards the programme: ``negative``, ``neutral`` or ``positive``.
    kind
        Of the text, as `enrichers/kind.py` gives it.
    words
        Of the text, Banjarese written as Indonesian, negation marked (`mark_negation`).

    Notes
    -----
    A plain word of support or refusal decides, in a text in which people speak for themselves; a negated one speaks
    for the opposite. Without one, praise and blame of an opinion do. Source: rules written for this project.

    Examples
    --------
    >>> stance("neutral", "opinion", ["kami", "tolak", "kek"])
    'oppose'
    >>> stance("negative", "complaint", ["belum", "¬dapat"])
    'unclear'
    """
    if kind in _OWN_WORDS:
        said = sum(_side(word) for word in words)
        if said:
            return "support" if said > 0 else "oppose"
    if tone == "positive" and kind in _SIDES_OF_PRAISE:
        return "support"
    if tone == "negative" and kind in _SIDES_OF_BLAME:
        return "oppose"
    return "unclear"


def _side(word: str) -> int:
    plain = word.removeprefix(NEGATED)
    side = (plain in _FOR) - (plain in _AGAINST)
    return -side if word.startswith(NEGATED) else side
