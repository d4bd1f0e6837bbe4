"""Writes Banjarese words the Indonesian way, so that one model can read both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

_MIN_STEM = 3
_PREFIXES = (("ba", ("ber", "be")), ("ta", ("ter", "te")), ("pa", ("per", "pe")), ("sa", ("se",)), ("ka", ("ke",)))
_MAX_CACHE = 100_000


def _shapes(word: str) -> tuple[str, str]:
    """How Banjarese, which has only a, i and u, would spell an Indonesian word: schwa as a, or e as i."""
    low = word.replace("o", "u")
    return low.replace("e", "a"), low.replace("e", "i")


class BanjareseNormaliser:
    """Word by word: the word map, else a known Indonesian word, else the vowel rule, else the affixes.

    Parameters
    ----------
    word_map
        Banjarese word to Indonesian word.
    known
        Indonesian words, the most frequent first: of two words that Banjarese would spell alike, the first wins.

    Source: own rules after the sound correspondences e, o (Indonesian) to a, i, u (Banjar Hulu).

    >>> normaliser = BanjareseNormaliser({"kada": "tidak"}, ["jalan", "berjalan", "besar", "kotor", "sekolah"])
    >>> [normaliser.word(word) for word in ("kada", "basar", "kutur", "bajalan", "xyz")]
    ['tidak', 'besar', 'kotor', 'berjalan', 'xyz']
    """

    def __init__(self, word_map: Mapping[str, str], known: Iterable[str]) -> None:
        self._map = dict(word_map)
        self._known = dict.fromkeys(known)
        self._by_shape: dict[str, str] = {}
        for word in self._known:
            for shape in _shapes(word):
                self._by_shape.setdefault(shape, word)
        self._cache: dict[str, str] = {}

    def knows(self, word: str) -> bool:
        """Tell whether a lower-case word stands in one of the two lists, as it is written."""
        return word in self._map or word in self._known

    def word(self, word: str) -> str:
        """Give the Indonesian form of one lower-case word, or the word itself when no rule fits."""
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) >= _MAX_CACHE:
                self._cache.clear()
            found = self._cache[word] = self._normalise(word)
        return found

    def words(self, words: Sequence[str]) -> list[str]:
        """Give the Indonesian form of every word."""
        return [self.word(word) for word in words]

    def _plain(self, word: str) -> str | None:
        if word in self._map:
            return self._map[word]
        if word in self._known:
            return word
        return self._by_shape.get(word)

    def _normalise(self, word: str) -> str:
        plain = self._plain(word)
        if plain is not None:
            return plain
        if word.endswith("akan") and len(word) > 4 + _MIN_STEM:
            plain = self._plain(word[:-4] + "kan")
            if plain is not None:
                return plain
        return self._without_prefix(word) or word

    def _without_prefix(self, word: str) -> str | None:
        for prefix, standard in _PREFIXES:
            stem = word[len(prefix) :]
            if not word.startswith(prefix) or len(stem) < _MIN_STEM:
                continue
            plain = self._plain(stem)
            if plain is None:
                continue
            whole = (head + plain for head in standard)
            return next((form for form in whole if form in self._known), plain)
        return None
