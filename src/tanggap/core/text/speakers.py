"""Who is named in a text that may speak: public speakers with their roles, and everybody else, who is not kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tanggap.core.text import speech_cues as words
from tanggap.core.text.gazetteer import Hit
from tanggap.core.text.names import NameReader, name_parts
from tanggap.core.text.speech_cues import Cue
from tanggap.core.text.tokens import Tokens, word_set

_FRONT = 3
_ADVERBS = word_set("lagi pula juga kembali oleh kemudian lanjut pihak")
_HEADS_OF_IT = frozenset(("kepala dinas", "kadis", "kepala badan", "kaban", "kepala kantor", "direktur"))
_MAX_CUES = 800


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person or a body that speaks: `name` and `role` as written, either may be empty.

    `unit_code` is the unit spoken for; `is_public` says whether the words may be kept, `is_body` that no person is
    meant.
    """

    name: str = ""
    role: str = ""
    unit_code: str = ""
    is_public: bool = False
    is_body: bool = False

    @property
    def called(self) -> str:
        """The name, else the role."""
        return self.name or self.role


# Stands for whoever spoke last: "ia", "-nya", "pihaknya".
LAST = Speaker("-")


@dataclass(frozen=True, slots=True)
class Named:
    """A speaker named by the tokens `first` to `last` (included)."""

    first: int
    last: int
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class Office:
    """Characters `start` to `end` of the text that name the unit `code`."""

    start: int
    end: int
    code: str


class Cast(NameReader):
    """Everybody whom one text names by a role, and under which names they come back.

    Parameters
    ----------
    text, tokens
        The text and its tokens.
    hits
        The cues of speaking in it, none overlapping another.
    offices
        Where it names units.
    posts
        `vocabulary` of the context.
    officials
        Names of officials found in the text, with their post and unit.
    """

    def __init__(
        self,
        text: str,
        tokens: Tokens,
        hits: Sequence[Hit[Cue]],
        *,
        offices: Sequence[Office] = (),
        posts: frozenset[str] = words.POST_WORDS,
        officials: Iterable[Named] = (),
    ) -> None:
        super().__init__(text, tokens, hits, posts)
        self._offices = offices
        found = [named for named in map(self._named, hits[:_MAX_CUES]) if named is not None]
        self.named = _unified([*_without_doubles(found), *officials, *self._bodies(found)])
        self._at = {named.first: named for named in reversed(self.named)}
        self._ending = {named.last: named for named in self.named}
        self._known = [(frozenset(name_parts(named.speaker.name)), named) for named in self.named if named.speaker.name]

    def _named(self, hit: Hit[Cue]) -> Named | None:
        cue = hit.items[0]
        if cue is Cue.ROLE:
            return self._by_role(hit)
        if cue is Cue.OFFICE and hit.phrase not in words.OWN_OFFICE:
            first, last = hit.first, self._post_end(hit.last)
            return Named(first, last, self._body(first, last, self._unit(first, last)))
        return self._citizen(hit) if cue is Cue.PRIVATE else None

    def _body(self, first: int, last: int, unit_code: str) -> Speaker:
        return Speaker("", self._written(first, last), unit_code, is_public=True, is_body=True)

    def _by_role(self, hit: Hit[Cue]) -> Named:
        before = self._tokens.tokens[hit.first - 1] if hit.first else ""
        first = hit.first - (before in words.ACTING or before in words.FORMER)
        last = self._post_end(hit.last)
        last, name = self._post_and_name(last)
        name = name or self._name_before(first - 1)
        is_public = hit.phrase not in words.NEEDS_MORE or last > hit.last
        unit = "" if before in words.FORMER else self._unit(first, last) or self._unit_before(hit, last)
        speaker = Speaker(self._written(*name) if name else "", self._written(first, last), unit, is_public)
        ends = (first, last, *(name or ()))
        return Named(min(ends), max(ends), speaker)

    def _citizen(self, hit: Hit[Cue]) -> Named:
        name = self._name_after(hit.last + 1) or self._name_before(hit.first - 1)
        ends = (hit.first, hit.last, *(name or ()))
        return Named(min(ends), max(ends), Speaker(self._written(*name) if name else ""))

    def _bodies(self, found: Sequence[Named]) -> Iterable[Named]:
        """Units named where no cue stands: "Disdikbud Kalsel"."""
        taken = {index for named in found for index in range(named.first, named.last + 1)}
        for office in self._offices:
            first = bisect_left(self._tokens.starts, office.start)
            last = bisect_left(self._tokens.starts, office.end) - 1
            if first not in taken:
                last = self._post_end(last)
                yield Named(first, last, self._body(first, last, office.code))

    def _unit(self, first: int, last: int) -> str:
        start, end = self._tokens.span(first, last)
        codes = [office.code for office in self._offices if office.start < end and start < office.end]
        return codes[-1] if codes else ""

    def _unit_before(self, hit: Hit[Cue], last: int) -> str:
        """Give whose "kepala dinas" is meant where nothing more is said: that of the unit named last."""
        if last > hit.last or hit.phrase not in _HEADS_OF_IT:
            return ""
        start = self._tokens.starts[hit.first]
        codes = [office.code for office in self._offices if office.end <= start]
        return codes[-1] if codes else ""

    def at(self, place: int) -> Named | None:
        """Give who is named from token `place` on; `LAST` for a pronoun, a citizen for a name that has no role."""
        tokens = self._tokens.tokens
        while place < len(tokens) and tokens[place] in _ADVERBS:
            place += 1
        if place in self._at:
            return self._at[place]
        hit = self.cues.get(place)
        if hit is not None and (hit.items[0] is Cue.PRONOUN or hit.phrase in words.OWN_OFFICE):
            return Named(hit.first, hit.last, LAST)
        name = self.name_at(place)
        return self._by_name(name) if name else None

    def ending(self, place: int) -> Named | None:
        """Give who is named up to token `place`."""
        return self._ending.get(place)

    def introduced(self, place: int) -> Named | None:
        """Give who is named at the beginning, by a role or by a name that was given with one."""
        for here in (place, place + 1):
            if here in self._at:
                return self._at[here]
        name = self.name_at(place)
        who = self._by_name(name) if name else None
        return who if who is not None and (who.speaker.role or who.speaker.is_public) else None

    def _by_name(self, name: tuple[int, int]) -> Named:
        """Give the last one introduced with all these names; else somebody unknown, who is no public speaker."""
        parts = frozenset(name_parts(self._written(*name)))
        found = [named for known, named in self._known if parts and parts <= known]
        before = [named for named in found if named.first <= name[0]]
        chosen = before[-1] if before else (found[0] if found else None)
        return Named(*name, chosen.speaker if chosen else Speaker(self._written(*name)))

    def subject(self, first: int, verb: int) -> Named | None:
        """Give who is the subject of the verb at token `verb`, named at or behind token `first`."""
        near = [self.cues[place] for place in (verb - 1, verb - 2) if place >= first and place in self.cues]
        for hit in near:
            if hit.items[0] is Cue.PRONOUN or hit.phrase in words.OWN_OFFICE:
                return Named(hit.first, hit.last, LAST)
        last = verb - 1 - (self._tokens.tokens[verb - 1] == ",")
        if last in self._ending and self._ending[last].first >= first:
            return self._ending[last]
        name = self._name_up_to(last, first)
        if name:
            return self._by_name(name)
        within = [named for named in self.named if first <= named.first < verb]
        if within:
            return within[0] if within[0].first - first <= _FRONT else within[-1]
        return self.at(first)


def _without_doubles(found: Sequence[Named]) -> list[Named]:
    """Leave out citizens who bear a public speaker's name: "Menurut Rahman, pegawai akan ditegur"."""
    public = [set(name_parts(named.speaker.name)) for named in found if named.speaker.is_public]
    return [named for named in found if named.speaker.is_public or not _is_part_of(named.speaker.name, public)]


def _is_part_of(name: str, public: Sequence[set[str]]) -> bool:
    parts = set(name_parts(name))
    return bool(parts) and any(parts <= other for other in public)


def _unified(found: Sequence[Named]) -> list[Named]:
    """Give everybody in order of appearance; who is named by the role alone gets the name it has elsewhere."""
    ordered: list[Named] = []
    for named in sorted(found, key=lambda named: (named.first, -named.last)):
        if not ordered or named.first > ordered[-1].last:
            ordered.append(named)
    with_name = [named.speaker for named in ordered if named.speaker.name and named.speaker.role]
    return [replace(named, speaker=_fullest(named.speaker, with_name)) for named in ordered]


def _fullest(speaker: Speaker, with_name: Sequence[Speaker]) -> Speaker:
    if speaker.name or not speaker.role:
        return speaker
    role = speaker.role.casefold()
    for other in with_name:
        longer = other.role.casefold()
        if other.is_public and (longer == role or longer.startswith(f"{role} ")):
            return other
    return speaker
