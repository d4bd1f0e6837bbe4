"""Watches to propose to a unit: its names, its short forms, its officials' posts, its programmes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tanggap.core.text.document import Place, UnitName

_REGENCY_POSTS = ("Bupati", "Wakil Bupati", "Wabup", "Pj Bupati")
_CITY_POSTS = ("Wali Kota", "Walikota", "Wakil Wali Kota", "Wawali", "Pj Wali Kota")
_PROVINCE_POSTS = ("Gubernur", "Wakil Gubernur", "Wagub", "Pj Gubernur", "Sekdaprov")
_REGENCY_HEADS = ("Pemkab", "Pemerintah Kabupaten", "DPRD", "Sekda")
_CITY_HEADS = ("Pemko", "Pemkot", "Pemerintah Kota", "DPRD", "Sekda")
_PROVINCE_HEADS = ("Pemprov", "Pemerintah Provinsi", "DPRD")
_POSTS = {"regency": _REGENCY_POSTS, "city": _CITY_POSTS, "province": _PROVINCE_POSTS}
_HEADS = {"regency": _REGENCY_HEADS, "city": _CITY_HEADS, "province": _PROVINCE_HEADS}
# Shorter than this, a short form is too often another word.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class PublicName:
    """A name that is public because of an office: a programme, or with `post` whoever holds it."""

    name: str
    aliases: tuple[str, ...] = ()
    post: str = ""


@dataclass(frozen=True, slots=True)
class WatchProposal:
    """One watch that an office may adopt.

    `key` names what it is about (``names``, ``posts``, ``districts``, ``office``, ``official:…`` or
    ``programme:…``), so that a person's ticks can be told apart; the rest are the fields of a watch.
    """

    key: str
    name: str
    any_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()
    region_codes: tuple[str, ...] = ()


def propose_watches(
    unit: UnitName,
    *,
    kind: str,
    home: Sequence[Place],
    others: Sequence[Place],
    officials: Iterable[PublicName] = (),
    programmes: Iterable[PublicName] = (),
) -> list[WatchProposal]:
    """Propose what a unit might watch for; nothing is proposed that means another place as readily.

    Parameters
    ----------
    unit
        The unit with its names.
    kind
        ``province``, ``regency``, ``city`` or ``office``.
    home, others
        The regions of the own province, and those outside it: a name that both have is not proposed bare, and
        the namesake elsewhere is excluded.
    officials
        Who holds a public post in the unit now; a name of one word is meant only behind the post.
    programmes
        Programmes under the names by which people know the unit's work.

    Examples
    --------
    >>> home = [Place("63.03", "Kabupaten Banjar", "regency", ("Banjar",))]
    >>> others = [Place("32.79", "Kota Banjar", "city", ("Banjar",))]
    >>> unit = UnitName("kab-banjar", "Pemerintah Kabupaten Banjar", (), "63.03")
    >>> names, posts = propose_watches(unit, kind="regency", home=home, others=others)
    >>> names.none_of[0], "Bupati Banjar" in posts.any_of, "Banjar" in names.any_of
    ('Kota Banjar', True, False)
    """
    place = next((place for place in home if place.code == unit.region_code), None)
    found: list[WatchProposal] = []
    if kind in _POSTS and place is not None:
        bare = _bare(place.name)
        twins = [other for other in others if _bare(other.name).casefold() == bare.casefold()]
        found += _government(place, bare, kind=kind, twins=twins, others=[*home, *others])
        found += _districts(place, bare, home)
    elif kind == "office":
        found += _office(unit, place, _shared_names(place, others))
    found += [_official(official) for official in officials]
    found += _programmes(programmes)
    return found


def _official(official: PublicName) -> WatchProposal:
    called = _unique((official.name, *official.aliases))
    words = [f"{official.post} {name}" for name in called] + [name for name in called if " " in name]
    whole = f"{official.post} {official.name}"
    return WatchProposal(f"official:{whole}", whole, _unique(words))


def _programmes(programmes: Iterable[PublicName]) -> list[WatchProposal]:
    """Give one watch for each; what is too short to be no other word is left out."""
    found: dict[str, WatchProposal] = {}
    for programme in programmes:
        name = " ".join(programme.name.split())
        words = _unique(word for word in (name, *programme.aliases) if len(word) >= _SHORTEST)
        if words and name.casefold() not in found:
            found[name.casefold()] = WatchProposal(f"programme:{name}", name, words)
    return list(found.values())


def _bare(name: str) -> str:
    """Give a region's name without what it is: "Kabupaten Banjar" is "Banjar"."""
    head, _, rest = name.partition(" ")
    return rest if head in ("Kabupaten", "Kota") and rest else name


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple({word.casefold(): word for word in reversed(list(words))}.values())[::-1]


def _government(
    place: Place, bare: str, *, kind: str, twins: Sequence[Place], others: Sequence[Place]
) -> list[WatchProposal]:
    kind_words = {"regency": ("Kabupaten", "Kab"), "city": ("Kota",), "province": ("Provinsi",)}[kind]
    short = [alias for alias in (bare, *place.aliases) if _is_ours_alone(alias, place, others)]
    called = _unique([bare, *(alias for alias in place.aliases if alias in short and " Regency" not in alias)])
    names = [*(f"{word} {bare}" for word in kind_words), *(name for name in called if name in short)]
    names += [f"{head} {name}" for head in _HEADS[kind] for name in called]
    posts = [f"{post} {name}" for post in _POSTS[kind] for name in called]
    none_of = _against(twins, kind)
    return [
        WatchProposal("names", place.name, _unique(names), none_of),
        WatchProposal("posts", f"Pimpinan {place.name}", _unique(posts), none_of),
    ]


def _is_ours_alone(name: str, place: Place, others: Sequence[Place]) -> bool:
    """Whether no other region goes by this name, and it is long enough to be no other word."""
    plain = name.casefold()
    if len(plain) < _SHORTEST or plain.endswith("regency"):
        return False
    return not any(
        plain in (_bare(other.name).casefold(), *(alias.casefold() for alias in other.aliases))
        for other in others
        if other.code != place.code and other.level != "district"
    )


def _against(twins: Sequence[Place], kind: str) -> tuple[str, ...]:
    """Give the words that say that a namesake elsewhere is meant."""
    words: list[str] = []
    for twin in twins:
        # A regency and a city of one name are told apart by what stands before it.
        if twin.level != kind:
            bare = _bare(twin.name)
            heads = _HEADS[twin.level][:3] if twin.level in _HEADS else ()
            posts = _POSTS[twin.level][:3] if twin.level in _POSTS else ()
            words += [twin.name, *(f"{head} {bare}" for head in (*heads, *posts) if head not in _HEADS[kind])]
    return _unique(words)


def _districts(place: Place, bare: str, home: Sequence[Place]) -> list[WatchProposal]:
    inside = [other for other in home if other.level == "district" and other.code.startswith(f"{place.code}.")]
    if place.level not in ("regency", "city") or not inside:
        return []
    words = [f"{head} {other.name}" for other in inside for head in ("Kecamatan", "Camat")]
    return [WatchProposal("districts", f"Kecamatan di {place.name}", _unique(words))]


def _shared_names(place: Place | None, others: Sequence[Place]) -> list[str]:
    if place is None:
        return []
    bare = _bare(place.name).casefold()
    return [other.name for other in others if _bare(other.name).casefold() == bare and other.level != place.level]


def _office(unit: UnitName, place: Place | None, against: Sequence[str]) -> list[WatchProposal]:
    """Every office of the country has a "Dinas Kesehatan": ours is meant where our region is named."""
    words = _unique(word for word in (unit.name, *unit.aliases) if len(word) >= _SHORTEST)
    codes = (place.code,) if place is not None else ()
    return [WatchProposal("office", unit.name, words, tuple(against), codes)]
