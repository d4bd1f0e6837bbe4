"""The words around each chart: its title, the head of its table, what it shows, and why it may be empty."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tanggap.desk.charts.figures import STANCES, Counted
from tanggap.ui.drawings import tone_words, whole

TITLES = {
    "perhatian": gettext_lazy("Attention by day and platform"),
    "sentimen": gettext_lazy("Sentiment by day"),
    "nada": gettext_lazy("Tone towards units"),
    "emosi": gettext_lazy("Emotions"),
    "sikap": gettext_lazy("Stance towards programmes"),
    "media": gettext_lazy("Outlets that carried most"),
    "topik": gettext_lazy("Topics"),
    "wilayah": gettext_lazy("Regencies and cities"),
}
_SEVERAL = gettext_lazy("A mention may count in several.")
_BY_MACHINE = gettext_lazy("Judged by the machine, over twenty authors or more; on a single text it often errs.")
# What stands beside the picture, and in one that is taken along.
NOTES = {"nada": _SEVERAL, "emosi": _BY_MACHINE, "sikap": _BY_MACHINE, "topik": _SEVERAL, "wilayah": _SEVERAL}
WHY_EMPTY = {
    "sentimen": gettext_lazy("None of these mentions has been judged yet."),
    "nada": gettext_lazy("None of these mentions speaks of a unit."),
    "emosi": gettext_lazy(
        "Emotions are shown from twenty authors up; in this period and place fewer said what they feel."
    ),
    "sikap": gettext_lazy(
        "Stances are shown from twenty authors up; no programme of the register was spoken of by so many."
    ),
    "media": gettext_lazy("None of these mentions comes from a known outlet."),
    "topik": gettext_lazy("None of these mentions speaks of a topic that is watched."),
    "wilayah": gettext_lazy("None of these mentions names a regency or city."),
}


def heads() -> dict[str, list[str]]:
    """The head of the table behind each chart."""
    return {
        "perhatian": [_("Day"), _("Platform"), _("Mentions")],
        "sentimen": [_("Day"), *(word.capitalize() for word in tone_words().values())],
        "nada": [_("Unit"), *(word.capitalize() for word in tone_words().values())],
        "emosi": [_("Emotion"), _("Mentions"), _("Share")],
        "sikap": [_("Programme"), *stance_words()],
        "media": [_("Outlet"), _("Mentions")],
        "topik": [_("Topic"), _("Mentions")],
        "wilayah": [_("Kemendagri code"), _("Region"), _("Mentions")],
    }


def stance_words() -> list[str]:
    return [str(each.label) for each in STANCES]


def said_of(name: str, counted: Counted) -> str:
    """What the picture shows, for whoever does not see it."""
    if not counted.rows or not counted.n:
        return _("no figures yet")
    return _SAYING[name](counted)


def _said_of_days(counted: Counted) -> str:
    day, platform, n = max(counted.rows, key=lambda row: row[-1])
    return _highest(f"{platform}, {date_format(day, 'j M')}", n)


def _said_of_tones(counted: Counted) -> str:
    sums = [sum(row[place] for row in counted.rows) for place in (1, 2, 3)]
    figures = dict(zip(("negative", "neutral", "positive"), map(whole, sums), strict=True))
    return _("%(negative)s negative, %(neutral)s neutral, %(positive)s positive.") % figures


def _said_of_units(counted: Counted) -> str:
    """Of which unit is spoken most, and which is blamed most."""
    most = counted.rows[0]
    blamed = max(counted.rows, key=lambda row: row[1])
    said = _("Spoken of most: %(name)s with %(n)s mentions.") % {"name": most[0], "n": whole(sum(most[1:]))}
    if not blamed[1]:
        return said
    return f"{said} " + _("Most negative ones: %(name)s with %(n)s.") % {"name": blamed[0], "n": whole(blamed[1])}


def _said_of_emotions(counted: Counted) -> str:
    name, _n, share = counted.rows[0]
    return _("Heard most: %(name)s, %(share)s.") % {"name": name, "share": share}


def _said_of_programmes(counted: Counted) -> str:
    name, oppose, unclear, support = counted.rows[0]
    figures = {"name": name, "oppose": whole(oppose), "unclear": whole(unclear), "support": whole(support)}
    return _("Spoken of most: %(name)s; %(oppose)s oppose, %(support)s support, %(unclear)s are unclear.") % figures


def _said_of_bars(counted: Counted) -> str:
    *_code, name, n = max(counted.rows, key=lambda row: row[-1])
    return _highest(name, n)


def _highest(name: str, n: int) -> str:
    return _("Highest: %(name)s with %(n)s mentions.") % {"name": name, "n": whole(n)}


_SAYING: dict[str, Callable[[Counted], str]] = {
    "perhatian": _said_of_days,
    "sentimen": _said_of_tones,
    "nada": _said_of_units,
    "emosi": _said_of_emotions,
    "sikap": _said_of_programmes,
    "media": _said_of_bars,
    "topik": _said_of_bars,
    "wilayah": _said_of_bars,
}
