"""Finds the words that speak for a step of a criterion, unless they are denied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tanggap.core.text.gazetteer import Gazetteer, Hit, phrase
from tanggap.core.text.tokens import Tokens, tokenise, word_set

# How many words a denial reaches; a mark that ends a phrase ends it too.
_REACH = 3
_DENIALS = word_set(
    "tidak tak tdk nggak gak ga enggak ngga bukan belum blm jangan tanpa nihil kada kd kdd kadada kadak balum"
)
_ENDS = frozenset('.!?;:\n"')
_CLITIC = "nya"
_MIN_BARE = 4


@dataclass(frozen=True, slots=True)
class Rules:
    """The words that speak for one criterion, by step, and those that take a word away ("anti korupsi")."""

    steps: Mapping[int, Sequence[str]]
    none_of: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue found: what it speaks for, and where it stands (number of the field, characters there)."""

    criterion: str
    step: int
    phrase: str
    field: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cue:
    criterion: str
    step: int
    is_against: bool = False


@lru_cache(maxsize=60_000)
def bare(token: str) -> str:
    """Take the clitic -nya off.

    >>> bare("jalannya"), bare("tanya")
    ('jalan', 'tanya')
    """
    is_long = len(token) - len(_CLITIC) >= _MIN_BARE
    return token[: -len(_CLITIC)] if is_long and token.endswith(_CLITIC) else token


class CueReader:
    """Looks for all cues of all criteria at once.

    Source: own rule after Das and Chen 2001 for the reach of a denial; the words are given.

    >>> reader = CueReader({"disorder": Rules({3: ["demo"]})})
    >>> [hit.step for hit in reader.find(("", "Warga demo di kantor bupati."))]
    [3]
    >>> reader.find(("", "Warga tidak akan demo."))
    []

    A cue that is written with -nya means another thing without it: "katanya" passes on, "kata" only reports.
    """

    def __init__(self, rules: Mapping[str, Rules]) -> None:
        names: dict[str, list[_Cue]] = defaultdict(list)
        self._whole: set[str] = set()
        for criterion, found in rules.items():
            for step, words in found.steps.items():
                for word in words:
                    names[self._key(word)].append(_Cue(criterion, step))
            for word in found.none_of:
                names[self._key(word)].append(_Cue(criterion, 0, is_against=True))
        self._gazetteer = Gazetteer(names)

    def _key(self, cue: str) -> str:
        """Make the form that is looked for; what a cue writes with -nya is read so in texts, too."""
        words = phrase(cue).split()
        self._whole.update(word for word in words if bare(word) != word)
        return " ".join(words)

    def _read(self, tokens: Tokens) -> Tokens:
        whole = self._whole
        return tokens.replaced(tuple([token if token in whole else bare(token) for token in tokens.tokens]))

    def find(self, fields: Sequence[str]) -> list[CueHit]:
        """Find the cues that stand: not denied, and no part of words that take them away."""
        return [hit for index, field in enumerate(fields) if field for hit in self._in_field(index, field)]

    def _in_field(self, index: int, field: str) -> list[CueHit]:
        tokens = tokenise(field)
        hits = self._gazetteer.all(self._read(tokens))
        against = [(hit, cue.criterion) for hit in hits for cue in hit.items if cue.is_against]
        return [
            CueHit(cue.criterion, cue.step, hit.phrase, index, *tokens.span(hit.first, hit.last))
            for hit in hits
            if not _is_denied(tokens.tokens, hit.first)
            for cue in hit.items
            if not cue.is_against and not _is_taken(hit, cue.criterion, against)
        ]


def _is_denied(tokens: Sequence[str], first: int) -> bool:
    for token in reversed(tokens[max(0, first - _REACH) : first]):
        if token in _ENDS:
            return False
        if token in _DENIALS:
            return True
    return False


def _is_taken(hit: Hit[_Cue], criterion: str, against: Sequence[tuple[Hit[_Cue], str]]) -> bool:
    return any(
        criterion == other and hit.first <= longer.last and longer.first <= hit.last for longer, other in against
    )
