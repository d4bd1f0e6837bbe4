"""Who said what in a report: direct speech between quotation marks, and reported speech."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tanggap.core.text import speech_cues as words
from tanggap.core.text.gazetteer import Hit
from tanggap.core.text.speakers import LAST, Cast, Named, Speaker
from tanggap.core.text.speech_cues import VERBS, Cue
from tanggap.core.text.tokens import Tokens, word_set

_MARK = re.compile(r"[\"“”„«»\n]")
_OPENING = frozenset('"“”„«»')
_ENDS = frozenset(".!?…")
_SAID_AFTER = re.compile(r",\s+(?:kata|ujar|ucap|tutur|ungkap|jelas|tegas|papar|terang|imbuh|sebut)(?:nya)?\b", re.I)
# A few words between marks are a name or irony, not speech, unless a verb of saying follows at once.
_FEWEST_WORDS = 4
_LEAST_CLAUSE = 3
_BESIDE = 3
_NEAR = 40
_LONGEST_ABBREVIATION = 3
_MAX_QUOTES = 300
_NO_SUBJECT = word_set("yang untuk tanpa tidak agar dengan usai saat dapat bisa akan supaya guna dan atau")
_SURE_OWN = frozenset(f"{verb}nya" for verb in (*words.SURE_BARE, "menurut"))
_AROUND = ' \t\r\n"“”„«»'
_SO = ("demikian", "begitu")
_LEADS = frozenset(("bahwa", ",", ":", "jika", "kalau"))


@dataclass(frozen=True, slots=True)
class Quoted:
    """Characters `start` to `end` between quotation marks; the closing mark, if any, ends at `close`."""

    start: int
    end: int
    close: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters `start` to `end` (end excluded) are the words of `speaker`, after the verb `verb`."""

    speaker: Speaker
    verb: str
    start: int
    end: int
    is_direct: bool


@dataclass(frozen=True, slots=True)
class _Attribution:
    """Token `at` says by `verb` that `speaker` said something; the whole ends with token `until`."""

    cue: Cue
    verb: str
    first: int
    at: int
    until: int
    speaker: Speaker


def quoted(text: str) -> list[Quoted]:
    """Find what stands between quotation marks; a mark that is never closed reaches to the end of its line.

    >>> [(q.start, q.end) for q in quoted('"Aman," kata Bupati. “Kami siaga.')]
    [(1, 6), (22, 33)]
    """
    found: list[Quoted] = []
    begun = -1
    for mark in _MARK.finditer(text):
        place = mark.start()
        if begun >= 0 and (mark.group() == "\n" or _opens(text, place)):
            found.append(_unclosed(text, begun, place))
            begun = -1
        elif begun >= 0:
            found.append(Quoted(begun, place, place + 1))
            begun = -1
            continue
        if mark.group() in _OPENING and _opens(text, place):
            begun = place + 1
    if begun >= 0:
        found.append(_unclosed(text, begun, len(text)))
    return [quote for quote in found[:_MAX_QUOTES] if quote.end - quote.start > 1]


def _opens(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return not (before and (before.isalnum() or before in ",.!?…)")) and not (not after or after.isspace())


def _unclosed(text: str, start: int, limit: int) -> Quoted:
    said = _SAID_AFTER.search(text, start, limit)
    end = said.start() + 1 if said else start + len(text[start:limit].rstrip())
    return Quoted(start, end, end)


class _Report:
    """One text being read, sentence by sentence."""

    def __init__(self, text: str, tokens: Tokens, quotes: Sequence[Quoted], hits: Sequence[Hit[Cue]], cast: Cast):
        self._text, self._tokens, self._quotes, self._cast = text, tokens, quotes, cast
        self._opens = [quote.start for quote in quotes]
        self._hits = [hit for hit in hits if self._quote_at(tokens.starts[hit.first]) is None]
        self._firsts = [hit.first for hit in self._hits]
        self._last: Speaker | None = None
        self._since = 9

    def _quote_at(self, place: int) -> Quoted | None:
        index = bisect_right(self._opens, place) - 1
        if index >= 0 and place < self._quotes[index].end:
            return self._quotes[index]
        return None

    def sentences(self) -> Iterator[tuple[int, int]]:
        """First token of each sentence, and the one behind its last; a quotation is never cut."""
        tokens, begun = self._tokens.tokens, 0
        for place, mark in enumerate(tokens):
            if mark == '"' and place > begun and self._begins_with_it(place):
                yield begun, place
                begun = place
            elif mark in ".!?\n" and self._ends(place):
                yield begun, place + 1
                begun = place + 1
        if begun < len(tokens):
            yield begun, len(tokens)

    def _begins_with_it(self, place: int) -> bool:
        """Whether a quotation opens here behind a full stop that is no token, as that of "RT."."""
        start = self._tokens.starts[place]
        is_opening = self._quote_at(start + 1) is not None and self._quote_at(start) is None
        return is_opening and self._text[:start].rstrip()[-1:] == "."

    def _ends(self, place: int) -> bool:
        start = self._tokens.starts[place]
        if self._text[start] == "\n":
            return True
        quote = self._quote_at(start)
        if quote is not None:
            # The point inside the marks ends the sentence when nothing but its author could follow, and does not.
            rest = self._text[start + 1 : quote.close].strip('"”“»« ')
            return not rest and self._begins_behind(quote.close)
        before = self._before(place)
        if (len(before) == 1 and before.isalpha()) or before in words.TITLES:
            return False
        # Posts go on in lower case after a full stop; short words before one are abbreviations.
        return self._begins_behind(start + 1, may_be_lower=len(before) > _LONGEST_ABBREVIATION)

    def _begins_behind(self, place: int, *, may_be_lower: bool = False) -> bool:
        rest = self._text[place : place + 3]
        if rest and not rest[0].isspace() and rest[0] not in _OPENING:
            return False
        first = rest.lstrip(' \t\r"“”„«(')[:1]
        return may_be_lower or not first.isalpha() or first.isupper()

    def read(self) -> Iterator[Quotation]:
        """Give what was said, in order."""
        for first, behind in self.sentences():
            yield from self._sentence(first, behind)

    def _sentence(self, first: int, behind: int) -> Iterator[Quotation]:
        start, end = self._tokens.starts[first], self._tokens.span(first, behind - 1)[1]
        quotes = self._quotes[bisect_left(self._opens, start) : bisect_left(self._opens, end)]
        told = self._attributions(first, behind)
        found: list[Quotation] = []
        used: set[int] = set()
        for quote in quotes:
            index = self._of_quote(quote, told)
            said = self._direct(quote, told[index] if index is not None else None)
            found += said
            if index is not None and said:
                used.add(index)
        for index, each in enumerate(told):
            if index not in used:
                found += self._indirect(each, first, behind)
        self._remember(told, first)
        yield from sorted(found, key=lambda each: each.start)

    def _attributions(self, first: int, behind: int) -> list[_Attribution]:
        """Give the verbs of saying in a sentence with their speakers."""
        found: list[_Attribution] = []
        begun = first
        for hit in self._hits[bisect_left(self._firsts, first) : bisect_left(self._firsts, behind)]:
            if hit.first >= begun:
                each = self._attribution(hit, begun, first)
                if each is not None:
                    found.append(each)
                    begun = each.until + 1
        return found

    def _attribution(self, hit: Hit[Cue], begun: int, first: int) -> _Attribution | None:
        cue = hit.items[0]
        if cue is Cue.OWN:
            who: Named | None = Named(hit.first, hit.last, LAST) if self._may_speak(hit, first) else None
        elif cue is Cue.BARE:
            who = self._cast.at(hit.last + 1) if self._may_speak(hit, first) else None
        elif cue in (Cue.PASSIVE, Cue.ACCORDING):
            who = self._cast.at(hit.last + 1)
        elif cue is Cue.ACTIVE and self._before(hit.first) not in _NO_SUBJECT:
            who = self._cast.subject(begun, hit.first)
        else:
            who = None
        if who is None:
            return None
        leads = self._before(hit.first) in _SO
        ends = min(who.first, hit.first - leads), max(who.last, hit.last)
        verb = hit.phrase if cue is not Cue.OWN else hit.phrase.removesuffix("nya")
        return _Attribution(cue, verb, ends[0], hit.first, ends[1], who.speaker)

    def _before(self, place: int) -> str:
        return self._tokens.tokens[place - 1] if place else ""

    def _may_speak(self, hit: Hit[Cue], first: int) -> bool:
        """Whether a verb without prefix stands where one of saying does: first, behind a comma or a quotation."""
        if hit.first == first:
            return hit.phrase in words.SURE_BARE or (hit.items[0] is Cue.OWN and hit.phrase in _SURE_OWN)
        if self._before(hit.first) in (*_SO, ",", '"'):
            return True
        start = self._tokens.starts[hit.first]
        return any(mark in _OPENING for mark in self._text[max(0, start - 3) : start])

    def _of_quote(self, quote: Quoted, told: Sequence[_Attribution]) -> int | None:
        """Give the number of the attribution that a quotation belongs to: one right behind it, else the last before."""
        before = None
        for index, each in enumerate(told):
            start = self._tokens.starts[each.first]
            if start < quote.start:
                before = index
            else:
                gap = self._text[quote.close : start].strip(' ,."”')
                return index if gap in ("", "demikian", "begitu") or (before is None and len(gap) < 40) else before
        return before

    def _direct(self, quote: Quoted, told: _Attribution | None) -> list[Quotation]:
        n_words = self._text.count(" ", quote.start, quote.end) + 1
        if told is None:
            speaker = self._by_colon(quote)
            if speaker is None and n_words >= _FEWEST_WORDS and self._since <= 1:
                speaker = self._last
            verb = ""
        else:
            is_next = self._is_beside(quote, told)
            speaker = self._speaker(told) if n_words >= _FEWEST_WORDS or is_next else None
            verb = told.verb
        return self._made(speaker, verb, quote.start, quote.end, is_direct=True)

    def _is_beside(self, quote: Quoted, told: _Attribution) -> bool:
        start, end = self._tokens.span(told.first, told.until)
        return 0 <= start - quote.close <= _BESIDE or 0 <= quote.start - 1 - end <= _BESIDE

    def _by_colon(self, quote: Quoted) -> Speaker | None:
        """Give who stands before a colon before the quotation."""
        place = bisect_left(self._tokens.starts, quote.start - 1) - 1
        if place < 1 or self._tokens.tokens[place] != ":":
            return None
        named = self._cast.ending(place - 1)
        return named.speaker if named else None

    def _speaker(self, told: _Attribution) -> Speaker | None:
        return self._last if told.speaker is LAST else told.speaker

    def _made(self, speaker: Speaker | None, verb: str, start: int, end: int, *, is_direct: bool) -> list[Quotation]:
        there = self._text[start:end]
        start += len(there) - len(there.lstrip(_AROUND))
        end -= len(there) - len(there.rstrip(_AROUND))
        if speaker is None or not speaker.is_public or start >= end:
            return []
        return [Quotation(speaker, verb, start, end, is_direct)]

    def _indirect(self, told: _Attribution, first: int, behind: int) -> list[Quotation]:
        """Give reported speech: the clause behind the verb or the speaker, or the one before "kata" or "menurut"."""
        tokens = self._tokens.tokens
        if told.cue is Cue.PASSIVE or (told.cue is Cue.ACTIVE and told.verb not in words.REPORTING):
            return []
        if told.cue is Cue.ACTIVE:
            begin, end = told.at + 1, behind - 1
        elif told.first == first:
            begin, end = told.until + 1, behind - 1
        else:
            goes_on = tokens[told.until + 1 : told.until + 2] == (",",) and behind - told.until > _LEAST_CLAUSE + 1
            begin, end = first, behind - 1 if goes_on else told.first - 1
        while begin < end and tokens[begin] in _LEADS:
            begin += 1
        while end >= begin and tokens[end] in ".,!?\n;:":
            end -= 1
        if end - begin + 1 < _LEAST_CLAUSE:
            return []
        start, stop = self._tokens.span(begin, end)
        return self._made(self._speaker(told), told.verb, start, stop, is_direct=False)

    def _remember(self, told: Sequence[_Attribution], first: int) -> None:
        """Keep who spoke last, for the pronouns and quotations to come."""
        self._since = 0 if told else self._since + 1
        # Of several verbs with a subject before them the first has the subject of the sentence.
        active = [each for each in told if each.cue is Cue.ACTIVE][1:]
        for each in told:
            if each.speaker is not LAST and each not in active:
                self._last = each.speaker
        if not told:
            named = self._cast.introduced(first)
            if named is not None and not (named.speaker.is_body and self._last is not None):
                self._last = named.speaker


def find_quotations(text: str, tokens: Tokens, cast: Cast) -> list[Quotation]:
    """Find the words of public speakers in a text, in order.

    Kept is only what an official, a councillor, a spokesperson, the police, an expert or the head of a body said,
    or the body itself; what citizens say is left out.

    Source: rules written for this project.
    """
    hits = list(cast.cues.values())
    return list(_Report(text, tokens, quoted(text), hits, cast).read())


def speaks(text: str, tokens: Tokens) -> bool:
    """Whether anything says that somebody speaks, so that a text is worth reading."""
    return bool(VERBS.all(tokens)) or ': "' in text or ": “" in text
