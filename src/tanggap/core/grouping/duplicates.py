"""Finds copies: the same text again, exactly or nearly, under the one that was published first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash, RMinHashLSH

from tanggap.core.grouping.live import GroupingText
from tanggap.core.grouping.words import every_word_of

_SEED = 20_260_101
_N_PERMUTATIONS = 128
_N_BANDS = 32
_SHINGLE = 3
# Digests kept of one original's near copies, so that a text altered a thousand times stays one entry.
_MAX_DIGESTS = 100


@dataclass(frozen=True, slots=True)
class DuplicateRules:
    """What counts as a copy, and how long an original is kept.

    Attributes
    ----------
    max_words
        Words of the text that are compared for near copies; agencies' copies differ most at the end.
    min_words, min_words_near
        Shorter texts are never called copies ("mantap", a headline): people write the same by themselves.
    min_jaccard
        Share of common three-word shingles from which a text is a near copy.
    idle_s, max_originals
        Originals that nothing copied for so long are forgotten, and the longest unused beyond that number.
    """

    max_words: int = 300
    min_words: int = 5
    min_words_near: int = 25
    min_jaccard: float = 0.5
    idle_s: float = 14 * 24 * 3600.0
    max_originals: int = 100_000


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A copy of the mention `original`; `similarity` is the share of common shingles.

    `displaced` names the mention that stood as the original until now, when this one turned out to have been
    published before it: then `original` is this mention, and the copies have to be pointed at it.
    """

    original: int
    kind: Literal["exact", "near"]
    similarity: float
    displaced: int | None = None


# The hashes of a text's three-word shingles, each once, ascending. Four bytes each: they fill the memory.
_Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Shingles:
    """The three-word shingles of a text: their hashes and the MinHash over them."""

    hashes: _Hashes
    signature: RMinHash


def _jaccard(one: _Hashes, other: _Hashes) -> float:
    n_common = np.intersect1d(one, other, assume_unique=True).size
    return float(n_common / (one.size + other.size - n_common))


@dataclass(slots=True)
class _Original:
    """`key` is its number in the index and never changes; `id` does, when an earlier mention turns up."""

    id: int
    key: int
    at: float | None
    last_at: float | None
    digests: list[bytes]


class DuplicateIndex:
    """An online index of originals. The same stream gives the same answers.

    Examples
    --------
    >>> index = DuplicateIndex()
    >>> text = "Pemerintah kota membuka posko pengungsian di tiga kelurahan sejak Senin pagi."
    >>> index.add(1, GroupingText("Posko pengungsian", text))
    >>> index.add(2, GroupingText("POSKO PENGUNGSIAN", text.upper()))
    Duplicate(original=1, kind='exact', similarity=1.0, displaced=None)
    """

    def __init__(self, rules: DuplicateRules | None = None) -> None:
        self.rules = rules or DuplicateRules()
        self._originals: dict[int, _Original] = {}
        self._by_digest: dict[bytes, _Original] = {}
        self._shingled: dict[int, _Hashes] = {}
        self._n_added = 0
        self._lsh = RMinHashLSH(self.rules.min_jaccard, _N_PERMUTATIONS, _N_BANDS)

    def __len__(self) -> int:
        """How many originals are kept."""
        return len(self._originals)

    def add(self, mention_id: int, mention: GroupingText) -> Duplicate | None:
        """Tell what `mention` is a copy of; None keeps it as an original, to compare later ones with.

        The text decides when there is one of some length, because copies often get a title of their own.
        """
        words = every_word_of(mention.text)
        if len(words) < self.rules.min_words_near:
            words = every_word_of(mention.title) + words
        if len(words) < self.rules.min_words:
            return None
        digest = hashlib.blake2b(" ".join(words).encode(errors="replace"), digest_size=16).digest()
        original = self._by_digest.get(digest)
        if original is not None:
            return self._fold(original, mention_id, mention.at, "exact", 1.0)
        shingles = self._shingles(words)
        original, similarity = self._nearest(shingles)
        if original is None:
            self._keep(mention_id, mention.at, digest, shingles)
            return None
        if len(original.digests) < _MAX_DIGESTS:
            self._by_digest[digest] = original
            original.digests.append(digest)
        return self._fold(original, mention_id, mention.at, "near", similarity)

    def expire(self, now: float) -> int:
        """Forget originals that nothing was like for `idle_s` before `now`; returns how many.

        Those without a date go only when there are too many.
        """
        idle = [
            original
            for original in self._originals.values()
            if original.last_at is not None and now - original.last_at > self.rules.idle_s
        ]
        for original in idle:
            self._forget(original)
        return len(idle)

    def _shingles(self, words: list[str]) -> _Shingles | None:
        if len(words) < self.rules.min_words_near:
            return None
        first = words[: self.rules.max_words]
        shingles = [" ".join(first[i : i + _SHINGLE]) for i in range(len(first) - _SHINGLE + 1)]
        signature = RMinHash(_N_PERMUTATIONS, _SEED)
        signature.update(shingles)
        (hashes,) = RMinHash.hash_token_sets([shingles])
        return _Shingles(np.unique(np.array(hashes, dtype=np.uint64).astype(np.uint32)), signature)

    def _nearest(self, shingles: _Shingles | None) -> tuple[_Original | None, float]:
        best, most = None, 0.0
        if shingles is None:
            return best, most
        for key in sorted(self._lsh.query(shingles.signature)):
            similarity = _jaccard(shingles.hashes, self._shingled[key])
            if similarity >= self.rules.min_jaccard and similarity > most:
                best, most = self._originals[key], similarity
        return best, most

    def _keep(self, mention_id: int, at: float | None, digest: bytes, shingles: _Shingles | None) -> None:
        self._n_added += 1
        original = _Original(mention_id, self._n_added, at, at, [digest])
        self._by_digest[digest] = original
        self._originals[original.key] = original
        if shingles is not None:
            self._shingled[original.key] = shingles.hashes
            self._lsh.insert(original.key, shingles.signature)
        if len(self._originals) > self.rules.max_originals:
            self._forget(next(iter(self._originals.values())))

    def _fold(
        self,
        original: _Original,
        mention_id: int,
        at: float | None,
        kind: Literal["exact", "near"],
        similarity: float,
    ) -> Duplicate | None:
        if original.id == mention_id:
            return None
        # Moved to the end: the longest unused stand first.
        self._originals[original.key] = self._originals.pop(original.key)
        if at is None:
            return Duplicate(original.id, kind, similarity)
        original.last_at = at if original.last_at is None else max(original.last_at, at)
        displaced = None
        if original.at is not None and at < original.at:
            displaced, original.id, original.at = original.id, mention_id, at
        return Duplicate(original.id, kind, similarity, displaced)

    def _forget(self, original: _Original) -> None:
        del self._originals[original.key]
        for digest in original.digests:
            del self._by_digest[digest]
        if self._shingled.pop(original.key, None) is not None:
            self._lsh.remove(original.key)
