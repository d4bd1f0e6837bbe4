"""Who is quoted most over several texts that write one person's name in several ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from tanggap.core.text.names import name_parts


@dataclass(frozen=True, slots=True)
class Voice:
    """A public speaker as written most often, the fullest role, and in how many texts he or she is quoted."""

    speaker: str
    role: str
    n_texts: int


def most_quoted(said: Iterable[tuple[str, str, Hashable]], at_most: int) -> list[Voice]:
    """Count the texts in which each speaker is quoted, the most quoted first.

    `said` are speaker, role and text. A name with and without titles is one speaker, and one who is named by the
    role alone is whoever else has this role, if it is one.

    >>> said = [("Hj. Ani", "Camat Gambut", 1), ("Ani", "Camat Gambut", 2), ("Camat Gambut", "Camat Gambut", 3)]
    >>> most_quoted(said, 5)
    [Voice(speaker='Hj. Ani', role='Camat Gambut', n_texts=3)]
    """
    rows = [(speaker, role, text) for speaker, role, text in said]
    holders = _holders(rows)
    texts: dict[str, set[Hashable]] = defaultdict(set)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    for speaker, role, text in rows:
        key = _key(speaker)
        is_role_alone = speaker == role
        if is_role_alone and len(holders[role.casefold()]) == 1:
            [key] = holders[role.casefold()]
        texts[key].add(text)
        names[key][speaker] += not is_role_alone
        roles[key][role] += 1
    ranked = sorted(texts, key=lambda key: (-len(texts[key]), key))
    return [Voice(_most(names[key]), _most(roles[key]), len(texts[key])) for key in ranked[:at_most]]


def _key(speaker: str) -> str:
    return " ".join(name_parts(speaker)) or speaker.casefold()


def _holders(rows: Iterable[tuple[str, str, Hashable]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for speaker, role, _text in rows:
        if speaker != role:
            found[role.casefold()].add(_key(speaker))
    return found


def _most(counted: Counter[str]) -> str:
    """Give the most frequent one; of equals the longest, then the first in the alphabet."""
    return min(counted, key=lambda word: (-counted[word], -len(word), word))
