"""Spelling as people type: short forms, swallowed vowels, stretched ends, doubled words with a 2, no capitals."""

from __future__ import annotations

import random
import re

from tanggap.lab.simulator.data import read_data

_TYPO_SHARE, _STRETCH_SHARE, _SHORT_SHARE, _TAIL_SHARE, _LOWER_SHARE = 0.03, 0.04, 0.5, 0.2, 0.5
_DOUBLED = re.compile(r"\b([^\W\d]{3,})-\1\b")


def as_typed(text: str, chance: random.Random) -> str:
    """The text as somebody might type it on a phone."""
    habits = read_data("typing")
    words = [_typed(word, habits["short_forms"], chance) for word in _DOUBLED.sub(r"\g<1>2", text).split()]
    tail = f", {chance.choice(habits['tails'])}" if chance.random() < _TAIL_SHARE else ""
    typed = f"{chance.choice(habits['openings'])}{' '.join(words)}{tail}{chance.choice(habits['endings'])}"
    return typed.lower() if chance.random() < _LOWER_SHARE else typed


def _typed(word: str, short_forms: dict[str, list[str]], chance: random.Random) -> str:
    if word.lower() in short_forms and chance.random() < _SHORT_SHARE:
        return chance.choice(short_forms[word.lower()])
    if word[:1].islower() and len(word) > 4 and chance.random() < _TYPO_SHARE:
        at = chance.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1 :]
    return word + word[-1] * 2 if word[-1:] in "aiu" and chance.random() < _STRETCH_SHARE else word
