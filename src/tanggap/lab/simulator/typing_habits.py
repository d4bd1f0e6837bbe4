"""Spelling as people type: short forms, swallowed vowels, stretched ends, no capitals."""

from __future__ import annotations

import random

SHORT_FORMS = {
    "yang": "yg", "tidak": "tdk", "sudah": "sdh", "dengan": "dgn", "untuk": "utk", "banar": "bnr", "kada": "kd",
    "nang": "nng", "karena": "krn", "jalan": "jln", "tapi": "tp", "saja": "aja", "tarus": "trs", "terima": "trima",
}  # fmt: skip
OPENINGS = ("min, ", "mohon info, ", "umai ", "tolong lah, ", "lapor pa, ", "", "", "", "assalamualaikum, ")
ENDINGS = ("", "", " 🙏", " 😡", " !!", " ...", " lah", " pang", " kam", " hehe", " min")
_TYPO_SHARE, _STRETCH_SHARE, _SHORT_SHARE = 0.03, 0.04, 0.5


def as_typed(text: str, chance: random.Random) -> str:
    """The text as somebody might type it on a phone."""
    words = [_typed(word, chance) for word in text.split()]
    typed = f"{chance.choice(OPENINGS)}{' '.join(words)}{chance.choice(ENDINGS)}"
    return typed.lower() if chance.random() < 0.4 else typed


def _typed(word: str, chance: random.Random) -> str:
    if word.lower() in SHORT_FORMS and chance.random() < _SHORT_SHARE:
        return SHORT_FORMS[word.lower()]
    if word[:1].islower() and len(word) > 4 and chance.random() < _TYPO_SHARE:
        at = chance.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1 :]
    return word + word[-1] * 2 if word[-1:] in "aiu" and chance.random() < _STRETCH_SHARE else word
