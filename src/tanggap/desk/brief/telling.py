"""From the kept data of a report to words, in the language that is switched on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tanggap.core.measure.change import balance
from tanggap.desk.brief.models import Period
from tanggap.desk.brief.report import Clipping, Item, Report, Section, Table
from tanggap.guidance.models import ClockKind
from tanggap.issues.models import IssueState
from tanggap.mentions.models import SourceKind
from tanggap.sources.models import Health
from tanggap.ui.drawings import whole

Data = dict[str, Any]
MARK = "DATA SIMULASI"


def tell(data: Data) -> Report:
    """The whole report."""
    clippings = data["clippings"]
    return Report(
        language=get_language() or "id",
        title=_titles()[data["period"]],
        unit=data["unit"]["name"],
        address=[line.strip() for line in data["letterhead"]["address"].splitlines() if line.strip()],
        span=_span(data),
        mark=MARK if data["is_simulated"] else "",
        lead=_lead(data),
        figures=_figures(data),
        tone=_tone(data["tones"], data["period"]),
        sections=[write(data) for write in _SECTIONS],
        days=_days(data["days"]) if data["days"] else None,
        clippings_title=_("Clippings"),
        clippings_note=_clippings_note(clippings),
        clippings=[_clipping(number, row) for number, row in enumerate(clippings["listed"], start=1)],
        foot=_foot(data),
        words=_words(),
    )


def _titles() -> dict[str, str]:
    return {Period.DAY: _("Morning report"), Period.WEEK: _("Weekly report"), Period.MONTH: _("Monthly report")}


def _words() -> dict[str, str]:
    """Single words that every form needs."""
    return {
        "contents": _("Contents"),
        "page": _("Page"),
        "source": _("Source"),
        "also": _("Also in"),
        "open": _("Open in Tanggap"),
        "summary": _("Summary"),
        "read": _("Read the whole report"),
        "mean": _("mean"),
    }


def moment(text: str) -> datetime:
    """An instant of the kept data."""
    found = parse_datetime(text)
    if found is None:
        raise ValueError(f"no instant: {text[:40]!r}")
    return found


def day_words(day: date) -> str:
    return str(date_format(day, "l, j F Y", use_l10n=False))


def short(at: datetime) -> str:
    """Day and time in few letters: "4 Mar 07.30"."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'j M', use_l10n=False)} {local:%H.%M}"


def _span(data: Data) -> str:
    since, until = timezone.localtime(moment(data["since"])), timezone.localtime(moment(data["until"]))
    if data["period"] == Period.DAY:
        return _("%(day)s · the 24 hours to %(time)s %(zone)s") % {
            "day": day_words(until.date()),
            "time": f"{until:%H.%M}",
            "zone": until.tzname(),
        }
    # The last day is the one that midnight ended.
    last = (until - timedelta(seconds=1)).date()
    return _("%(first)s to %(last)s (%(zone)s)") % {
        "first": day_words(since.date()),
        "last": day_words(last),
        "zone": until.tzname(),
    }


def _labels() -> dict[str, str]:
    return {
        "mentions": _("Mentions"),
        "outlets": _("Outlets"),
        "new_stories": _("New stories"),
        "issues_opened": _("Issues opened"),
        "issues_closed": _("Issues closed"),
    }


def _lead(data: Data) -> str:
    """One sentence that a leader can read aloud."""
    n_open, n_late = data["n_open"], data["n_late"]
    mentions = data["counts"]["mentions"]
    issues = ngettext("%(n)s open issue", "%(n)s open issues", n_open) % {"n": whole(n_open)}
    late = _("%(n)s late") % {"n": whole(n_late)} if n_late else _("none late")
    told = ngettext("%(n)s mention", "%(n)s mentions", mentions["now"]) % {"n": whole(mentions["now"])}
    beside = _beside(mentions["now"], mentions["before"], data["period"])
    return _("%(issues)s, %(late)s; %(told)s%(beside)s.") % {
        "issues": issues,
        "late": late,
        "told": told,
        "beside": f", {beside}" if beside else "",
    }


def _beside(now: int, before: int | None, period: str) -> str:
    if before is None:
        return ""
    if now == before:
        return {
            Period.DAY: _("as many as the day before"),
            Period.WEEK: _("as many as the week before"),
            Period.MONTH: _("as many as the 30 days before"),
        }[Period(period)]
    n = {"n": whole(abs(now - before))}
    if now > before:
        return {
            Period.DAY: _("%(n)s more than the day before") % n,
            Period.WEEK: _("%(n)s more than the week before") % n,
            Period.MONTH: _("%(n)s more than the 30 days before") % n,
        }[Period(period)]
    return {
        Period.DAY: _("%(n)s fewer than the day before") % n,
        Period.WEEK: _("%(n)s fewer than the week before") % n,
        Period.MONTH: _("%(n)s fewer than the 30 days before") % n,
    }[Period(period)]


def signed(value: float, *, decimals: int = 0) -> str:
    """A difference with its sign; the minus is a real one."""
    figure = number_format(abs(value), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{figure}"


def _figure(label: str, row: Data) -> list[str]:
    """A count beside the span before and the mean; words, because signs and separators are the language's."""
    before, mean = row["before"], row["mean"]
    return [
        label,
        whole(row["now"]),
        "–" if before is None else whole(before),
        "–" if before is None else signed(row["now"] - before),
        "–" if mean is None else str(number_format(mean, decimal_pos=1, use_l10n=True, force_grouping=True)),
    ]


def _figures(data: Data) -> Table:
    n_spans = data["counts"]["mentions"]["n_spans"]
    now, before, mean = {
        Period.DAY: (
            _("24 hours"),
            _("The day before"),
            ngettext("Mean of %(n)s day", "Mean of %(n)s days", n_spans) % {"n": n_spans},
        ),
        Period.WEEK: (
            _("7 days"),
            _("The week before"),
            ngettext("Mean of %(n)s week", "Mean of %(n)s weeks", n_spans) % {"n": n_spans},
        ),
        Period.MONTH: (
            _("30 days"),
            _("The 30 days before"),
            ngettext("Mean of %(n)s × 30 days", "Mean of %(n)s × 30 days", n_spans) % {"n": n_spans},
        ),
    }[Period(data["period"])]
    head = ["", now, before, _("Difference"), mean if n_spans else _("Mean")]
    rows = [_figure(label, data["counts"][name]) for name, label in _labels().items()]
    note = "" if n_spans else _("There is nothing older to compare with yet.")
    return Table(_("Figures"), head, rows, note)


def _tone(tones: Data, period: str) -> str:
    """How the texts sound on balance, with the number of texts and the period; never of a person."""
    now = tones["now"]
    n = sum(now.values())
    value = balance(**now)
    if value is None:
        return _("No text of this time has been judged yet.")
    said = _("Sentiment of the texts on balance: %(value)s (−1 to +1); n = %(n)s texts") % {
        "value": signed(value, decimals=2),
        "n": whole(n),
    }
    shares = _("%(negative)s negative, %(neutral)s neutral, %(positive)s positive") % {
        tone: whole(count) for tone, count in now.items()
    }
    before = balance(**tones["before"]) if tones["before"] else None
    if before is None:
        return f"{said} ({shares})."
    change = _("%(change)s against the span before (n = %(n)s)") % {
        "change": signed(round(value, 2) - round(before, 2), decimals=2),
        "n": whole(sum(tones["before"].values())),
    }
    return f"{said} ({shares}); {change}."


def _issues(data: Data) -> Section:
    items = [
        Item(
            title=row["title"],
            line=" · ".join(_issue_line(row)),
            path=row["path"],
            quote=(row["sentence"] or {}).get("text", ""),
            cite=_cite(row["sentence"]) if row["sentence"] else "",
            cite_url=(row["sentence"] or {}).get("url", ""),
        )
        for row in data["issues"]
    ]
    more = _more(data["n_open"], len(items))
    return Section("issues", _("Top issues"), data["n_open"], items, _("No issue is open."), more)


def _issue_line(row: Data) -> list[str]:
    n = row["n_mentions"]
    return [
        row["number"],
        _("Issue level %(level)s (%(name)s)") % {"level": row["level"], "name": row["level_name"]},
        row["unit"],
        str(IssueState(row["state"]).label),
        ngettext("%(n)s mention", "%(n)s mentions", n) % {"n": whole(n)},
    ]


def _cite(row: Data) -> str:
    return f"{row['outlet'] or SourceKind(row['kind']).label}, {short(moment(row['at']))}"


def _more(n: int, n_listed: int) -> str:
    left = n - n_listed
    return ngettext("and %(n)s more", "and %(n)s more", left) % {"n": whole(left)} if left > 0 else ""


def _stories(data: Data) -> Section:
    items = []
    for row in data["stories"]["listed"]:
        outlets = ngettext("%(n)s outlet", "%(n)s outlets", row["n_outlets"]) % {"n": whole(row["n_outlets"])}
        texts = ngettext("%(n)s mention", "%(n)s mentions", row["n_mentions"]) % {"n": whole(row["n_mentions"])}
        parts = [outlets, texts, short(moment(row["first_at"])), row["issue"] or _("no issue yet")]
        items.append(Item(row["title"], " · ".join(parts), row["path"]))
    n = data["stories"]["n"]
    return Section("stories", _("New stories"), n, items, _("No new story began."), _more(n, len(items)))


def _clocks(rows: list[Data], *, is_late: bool) -> list[Item]:
    due: Callable[[str], str] = lambda at: (  # noqa: E731
        _("late since %(at)s") % {"at": at} if is_late else _("due %(at)s") % {"at": at}
    )
    return [
        Item(
            title=row["title"],
            line=" · ".join(
                [
                    row["number"],
                    str(ClockKind(row["clock"]).label),
                    due(short(moment(row["due_at"]))),
                    row["unit"],
                    row["assignee"] or _("nobody in charge yet"),
                ]
            ),
            path=row["path"],
            is_late=is_late,
        )
        for row in rows
    ]


def _late(data: Data) -> Section:
    items = _clocks(data["late"]["listed"], is_late=True)
    n = data["late"]["n"]
    return Section("late", _("Late, and whose"), n, items, _("Nothing is late."), _more(n, len(items)))


def _expected(data: Data) -> Section:
    items = _clocks(data["expected"]["listed"], is_late=False)
    n = data["expected"]["n"]
    more = _more(n, len(items))
    items += [
        Item(row["name"], _("day off: %(day)s") % {"day": day_words(date.fromisoformat(row["on"]))})
        for row in data["days_off"]
    ]
    title = {Period.DAY: _("Expected today"), Period.WEEK: _("Expected this week"), Period.MONTH: _("Expected soon")}
    return Section("expected", title[Period(data["period"])], n, items, _("No deadline falls due."), more)


def _gaps(data: Data) -> Section:
    rows = data["gaps"]["listed"]
    items = []
    for row in rows:
        last = row["last_item_at"]
        since = _("last item %(at)s") % {"at": short(moment(last))} if last else _("nothing received yet")
        items.append(Item(row["name"], f"{Health(row['health']).label} · {since}"))
    n, total = data["gaps"]["n"], data["gaps"]["n_sources"]
    empty = _("No source is switched on yet.") if not total else _("All sources answer.")
    title = _("Gaps in collection")
    return Section("gaps", title, n, items, empty, _more(n, len(items)))


_SECTIONS: tuple[Callable[[Data], Section], ...] = (_issues, _late, _expected, _stories, _gaps)


def _days(rows: list[Data]) -> Table:
    head = [_("Day"), _("Mentions"), _("New stories"), _("Negative"), _("Neutral"), _("Positive")]
    names = ("mentions", "new_stories", "negative", "neutral", "positive")
    days = [str(date_format(date.fromisoformat(row["on"]), "D, j M", use_l10n=False)) for row in rows]
    table = [[day, *(whole(row[name]) for name in names)] for day, row in zip(days, rows, strict=True)]
    return Table(_("Day by day"), head, table, _("Sentiment as the machine judged it."))


def _clippings_note(clippings: Data) -> str:
    n = len(clippings["listed"])
    if not n:
        return _("No media report of this time has been grouped yet.")
    return _("The first report of %(n)s of %(stories)s stories; %(mentions)s media reports in all.") % {
        "n": whole(n),
        "stories": whole(clippings["n_stories"]),
        "mentions": whole(clippings["n_mentions"]),
    }


def _clipping(number: int, row: Data) -> Clipping:
    also = ", ".join(row["also"])
    hidden = row["n_also"] - len(row["also"])
    if hidden > 0:
        also += " " + _more(hidden, 0)
    at = timezone.localtime(moment(row["at"]))
    return Clipping(
        number=number,
        outlet=row["outlet"] or str(SourceKind(row["kind"]).label),
        at=f"{day_words(at.date())} {at:%H.%M} {at.tzname()}",
        title=row["title"],
        extract=row["extract"],
        url=row["url"],
        path=row["path"],
        also=also,
        issue=row["issue"],
    )


def _foot(data: Data) -> list[str]:
    made = timezone.localtime(moment(data["made_at"]))
    lines = [_("Made %(at)s %(zone)s by Tanggap.") % {"at": short(made), "zone": made.tzname()}]
    if data["is_watched_only"]:
        lines.append(_("Counted: what the unit's own watches keep."))
    else:
        lines.append(_("Counted: every mention that the unit may see."))
    chain = data["chain"]
    if chain:
        lines.append(
            _("Head of the audit chain: no. %(position)s, %(hash)s")
            % {"position": chain["position"], "hash": chain["hash"]}
        )
    else:
        lines.append(_("The audit chain is still empty."))
    return lines
