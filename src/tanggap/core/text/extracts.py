"""Sentences taken from a text word for word, and cuts that never go through a word."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tanggap.core.grouping.words import STOP_WORDS, words_of

K = TypeVar("K", bound=Hashable)

# A sentence ends at . ! or ?, closing quotes included, before a space and something that begins a sentence.
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")
# The point of an abbreviation, an initial or a number with a title ends nothing.
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|dr|drs|dra|prof|ir|hj?|kh|gub|wagub|kec|kab|jl|no|tgl|hlm|dkk|dll|dsb|st|mr|mrs|rp|s\.\w+)\.)$",
    re.IGNORECASE,
)
# "Martapura (Kabar) - Warga …": where and by whom it was written is no part of the sentence.
_DATELINE = re.compile(
    r"^[A-Z][\w.,/ ]{1,40}(?:\([^)]{1,40}\)\s*[-–—]|,?\s[A-Z][\w.]{2,30}(?:\.\w{2,3})?\s*[-–—]|\s[-–—])\s+(?=\S)"
)
_SHORTEST = 40
_LONGEST = 260
_FIRST = 8
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Extract(Generic[K]):
    """A sentence with the `key` of the text it stands in, word for word."""

    key: K
    sentence: str


def sentences(text: str) -> list[str]:
    """Split a text into its sentences, each as it stands there, without the spaces around it.

    >>> sentences("Air naik. Kata dr. Ani, 1.200 rumah terendam! Siapa menolong?")
    ['Air naik.', 'Kata dr. Ani, 1.200 rumah terendam!', 'Siapa menolong?']
    """
    return [text[start:end] for start, end in sentence_bounds(text)]


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """First character of each sentence and the one behind its last, without the spaces around it.

    >>> sentence_bounds("Air naik. Siapa menolong?")
    [(0, 9), (10, 25)]
    """
    ends: list[tuple[int, int]] = []
    begin = 0
    for gap in _END.finditer(text):
        # Quotes that close behind the point still belong to the sentence.
        end = gap.start() + len(gap.group().rstrip())
        if _ABBREVIATED.search(text[begin:end]) and "\n" not in gap.group():
            continue
        ends.append((begin, end))
        begin = gap.end()
    ends.append((begin, len(text)))
    return [bounds for bounds in (_stripped(text, *end) for end in ends) if bounds[0] < bounds[1]]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def without_dateline(sentence: str) -> str:
    """Leave out where and by whom a report was written.

    >>> without_dateline("MARTAPURA, KABAR BANUA - Warga Desa Sungai Rangas mengeluh.")
    'Warga Desa Sungai Rangas mengeluh.'
    """
    return _DATELINE.sub("", sentence, count=1)


def key_sentence(texts: Sequence[tuple[K, str]], about: str) -> Extract[K] | None:
    """Choose the one sentence that says most of what the texts have in common and of what they are `about`.

    Questions, quotations and sentences that are very short or very long are left out; None when nothing is left.
    The answer is a part of its text, letter for letter. Of equal sentences the first of the first text wins.

    Source: the idea of extractive summaries by word frequency (Luhn 1958, "The automatic creation of literature
    abstracts"), with weight for the title and for early sentences, as news put first what matters.
    """
    lists = [(key, [without_dateline(piece) for piece in sentences(text)[:_FIRST]]) for key, text in texts]
    shares: Counter[str] = Counter()
    for _key, pieces in lists:
        shares.update({word for piece in pieces for word in _content(piece)})
    title = set(_content(about))
    best: tuple[float, Extract[K]] | None = None
    for key, pieces in lists:
        for place, piece in enumerate(pieces):
            score = _score(piece, place, shares, title, len(lists)) if _is_plain(piece) else 0.0
            if score > (best[0] if best else 0.0):
                best = score, Extract(key, piece)
    return best[1] if best else None


def _content(text: str) -> list[str]:
    return [word for word in words_of(text) if word not in STOP_WORDS and not word.isdecimal()]


def _is_plain(piece: str) -> bool:
    if not _SHORTEST <= len(piece) <= _LONGEST or "\n" in piece:
        return False
    return piece[-1] in ".!" and piece[0] not in "\"“'‘" and "baca juga" not in piece.lower()


def _score(piece: str, place: int, shares: Counter[str], title: set[str], n_texts: int) -> float:
    words = set(_content(piece))
    common = sum(shares[word] for word in words) / n_texts
    told = 2.0 * len(words & title)
    return (common + told) / math.sqrt(len(words) + 4) / (1 + 0.25 * place)


def clip(text: str, length: int) -> str:
    """Cut a text to at most `length` characters between two words, with an ellipsis; spaces become single ones.

    A first word that is longer than that is left out altogether.

    >>> clip("Jalan ke Riam Kanan longsor", 16)
    'Jalan ke Riam…'
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[:length].rfind(" ")
    return text[: max(cut, 0)].rstrip(" ,;:-–—") + _ELLIPSIS


def opening(text: str, length: int) -> str:
    """Take whole sentences from the beginning of a text, as many as `length` holds; else the first one, clipped.

    >>> opening("Air naik. Warga mengungsi ke balai desa.", 20)
    'Air naik.'
    """
    taken = ""
    for sentence in sentences(text):
        piece = " ".join((sentence if taken else without_dateline(sentence)).split())
        if taken and len(taken) + 1 + len(piece) > length:
            break
        taken = f"{taken} {piece}".strip()
        if len(taken) >= length:
            break
    return clip(taken, length)
