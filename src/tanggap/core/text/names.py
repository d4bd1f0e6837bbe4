"""Reads names of people and titles of posts out of the tokens of a text: where one ends and the other begins."""

from __future__ import annotations

from collections.abc import Sequence

from tanggap.core.text import speech_cues as words
from tanggap.core.text.document import Context
from tanggap.core.text.gazetteer import Hit
from tanggap.core.text.speech_cues import Cue
from tanggap.core.text.tokens import Tokens, tokenise, word_set

_LONGEST_ROLE = 14
_LONGEST_NAME = 7
_MORE_WORDS = 7
_WHERE = word_set("di dari pada dan untuk")
_SHORTEST_OFFICE = 4
# What may stand between two words of one name.
_JOINTS = frozenset(("", " ", " & ", "'", "’", "-", ".", ". ", "\u00a0"))
_OUTSTANDING = word_set("selaku sebagai")
_HOSPITALS = ("rsud", "rs ", "rumah sakit")


def vocabulary(context: Context) -> frozenset[str]:
    """Give the words of which the titles of posts are made: names end a role where none of these follows."""
    names = (name for unit in context.units for name in (unit.name, *unit.aliases))
    places = (name for place in (*context.places, *context.other_places) for name in (place.name, *place.aliases))
    # Hospitals bear the names of people.
    offices = [name for name in names if not name.casefold().startswith(_HOSPITALS)]
    found = {word for name in (*offices, *places) for word in tokenise(name).tokens}
    return frozenset(found | words.POST_WORDS) - words.TITLES - words.BREAKS


def name_parts(name: str) -> list[str]:
    """Cut a name into its words in lower case, without titles.

    >>> name_parts("Dr. H. Rahman Noor")
    ['rahman', 'noor']
    """
    return [part for part in tokenise(name).tokens if part not in words.TITLES and part[0].isalpha()]


class NameReader:
    """Reads names and posts at given tokens.

    Parameters
    ----------
    text, tokens
        The text and its tokens.
    hits
        The cues of speaking in it, none overlapping another: a cue is no part of a name.
    posts
        `vocabulary` of the context.
    """

    def __init__(self, text: str, tokens: Tokens, hits: Sequence[Hit[Cue]], posts: frozenset[str]) -> None:
        self._text, self._tokens, self._posts = text, tokens, posts
        self.cues = {hit.first: hit for hit in hits}
        self._cued = {index for hit in hits for index in range(hit.first, hit.last + 1)}

    def _written(self, first: int, last: int) -> str:
        start, end = self._tokens.span(first, last)
        return " ".join(self._text[start:end].split())

    def _post_and_name(self, last: int) -> tuple[int, tuple[int, int] | None]:
        """Give the last token of a post and the name behind it, where lower-case words or a namesake are part of it."""
        name = self._name_after(last + 1)
        if name and name[0] == last + 1 and name[1] + 1 < len(self._tokens.tokens) and self._is_post_word(name[1] + 1):
            # "Kesatuan Pengelolaan Hutan Balangan": a place behind it shows that it is no name.
            last = self._post_end(name[1] + 1)
            name = self._name_after(last + 1)
        if name is None:
            comma = self._plain_end(last + 1)
            name = self._name_after(comma) if comma > last + 1 else None
            return (comma - 1, name) if name else self._plain_and_name(last)
        behind = self._name_after(name[1] + 1) if name[0] == last + 1 else None
        if behind is not None and self._tokens.tokens[name[1] + 1] == ",":
            # "Kepala Kantor Pertanahan, Rahman": what was no word of a post is one all the same.
            return name[1], behind
        for place in range(name[0] + 2, name[1]):
            # "Direktur RSUD H. Badaruddin dr. Fitri": the hospital's name, then hers.
            if self._tokens.tokens[place] in words.TITLES:
                return place - 1, (place, name[1])
        return last, name

    def _plain_and_name(self, last: int) -> tuple[int, tuple[int, int] | None]:
        """Find a name behind a few lower-case words: "pakar keamanan siber Ahmad"."""
        for place in range(last + 1, min(len(self._tokens.tokens), last + _MORE_WORDS)):
            name = self.name_at(place)
            if name:
                return place - 1, name
            word = self._tokens.tokens[place]
            if place in self._cued or word in words.BREAKS or not word.isalpha() or self._is_written_large(place):
                break
        return last, None

    def _plain_end(self, place: int) -> int:
        """Give the comma behind a few lower-case words that go on with a post, else `place`."""
        tokens = self._tokens.tokens
        for here in range(place, min(len(tokens), place + _MORE_WORDS + 1)):
            if tokens[here] == ",":
                return here
            is_cued = here in self._cued and not (self._is_cue(here, Cue.PRIVATE) or self._is_cue(here, Cue.OFFICE))
            if is_cued or tokens[here] in words.BREAKS - _WHERE or not tokens[here].isalpha():
                break
        return place

    def _post_end(self, last: int) -> int:
        """Give the last token of a role whose head ends at `last`."""
        tokens = self._tokens.tokens
        place = last + 1
        while place < min(len(tokens), last + _LONGEST_ROLE):
            if tokens[place] == "(" and tokens[place + 2 : place + 3] == (")",):
                place += 3
            elif self._is_post_word(place):
                last, place = place, place + 1
            elif self._goes_on(place, is_next=last + 1 == place):
                place += 1
            else:
                break
        return last

    def _goes_on(self, place: int, *, is_next: bool) -> bool:
        """Whether a comma or an "and" stands inside the title of a post."""
        tokens = self._tokens.tokens
        if tokens[place] == ",":
            return is_next and self._lists_on(place)
        return tokens[place] == "dan" and place + 1 < len(tokens) and self._is_post_word(place + 1)

    def _lists_on(self, comma: int) -> bool:
        """Whether a comma only parts the affairs of one office: "Dinas Pemuda, Olahraga dan Pariwisata"."""
        tokens = self._tokens.tokens
        rest = tokens[comma + 1 : comma + 6]
        return "dan" in rest and all(word in self._posts or word == "," for word in rest[: rest.index("dan")])

    def _is_post_word(self, place: int) -> bool:
        token = self._tokens.tokens[place]
        if token in words.TITLES or not token[0].isalpha() or not self._is_joined(place):
            return False
        start = self._tokens.starts[place]
        if not self._text[start].isupper():
            return token in self._posts and not self._is_written_large(place - 1)
        is_acronym = len(token) > 1 and self._text[start : start + len(token)].isupper()
        is_office = token.startswith("dis") and len(token) > _SHORTEST_OFFICE
        return token in self._posts or is_acronym or is_office or self._is_cue(place, Cue.PRIVATE)

    def _is_written_large(self, place: int) -> bool:
        return self._text[self._tokens.starts[place]].isupper()

    def _is_cue(self, place: int, cue: Cue) -> bool:
        hit = self.cues.get(place)
        return hit is not None and hit.items[0] is cue

    def _is_joined(self, place: int) -> bool:
        """Whether nothing but a space or the like stands before this token."""
        end = self._tokens.starts[place - 1] + self._tokens.lengths[place - 1]
        return self._text[end : self._tokens.starts[place]] in _JOINTS

    def _name_after(self, place: int) -> tuple[int, int] | None:
        tokens = self._tokens.tokens
        if place < len(tokens) and tokens[place] in (",", "("):
            place += 1
        return self.name_at(place)

    def name_at(self, place: int) -> tuple[int, int] | None:
        """Give first and last token of the name that begins at `place`."""
        tokens = self._tokens.tokens
        last = here = place
        while here < min(len(tokens), place + _LONGEST_NAME):
            if tokens[here] == "." and here > place and tokens[here - 1] in words.TITLES:
                here += 1
            elif self._is_name_word(here) and (here == place or self._is_joined(here)):
                here += 1
                last = here
            else:
                break
        while last > place and self._tokens.tokens[last - 1] in words.TITLES:
            last -= 1
        return (place, last - 1) if last > place else None

    def _is_name_word(self, place: int) -> bool:
        token = self._tokens.tokens[place]
        if token in ("bin", "binti"):
            return True
        if place in self._cued or token in words.BREAKS or token in self._posts:
            return False
        return token in words.TITLES or self._text[self._tokens.starts[place]].isupper()

    def _name_before(self, place: int) -> tuple[int, int] | None:
        """Give the name that ends before a comma, a bracket or "selaku" at `place`."""
        tokens = self._tokens.tokens
        if place < 1 or not (tokens[place] in (",", "(") or tokens[place] in _OUTSTANDING):
            return None
        return self._name_up_to(place - 1 - (tokens[place - 1] == "," and place > 1), 0)

    def _name_up_to(self, last: int, least: int) -> tuple[int, int] | None:
        """Give the name whose last token is `last`, not reaching before `least`."""
        tokens, here, first = self._tokens.tokens, last, last + 1
        while here >= max(least, last - _LONGEST_NAME):
            if tokens[here] == "." and here > 0 and tokens[here - 1] in words.TITLES:
                here -= 1
            elif self._is_name_word(here) and (first > last or self._is_joined(here + 1)):
                first = here
                here -= 1
            else:
                break
        return (first, last) if first <= last else None
