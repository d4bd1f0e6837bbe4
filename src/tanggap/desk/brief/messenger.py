"""The report as one message for a messenger: plain text, *bold* by its marks, always under its limit."""

from __future__ import annotations

import re

from django.conf import settings

from tanggap.core.text.extracts import clip
from tanggap.desk.brief.report import Item, Report, Section

LIMIT = 3500
_MARKS = re.compile(r"[*_~`]+")
# How many matters a section lists and how long titles and sentences may be: the first that fits is taken.
_SIZES = ((5, 140, 220), (5, 100, 160), (5, 80, 0), (3, 70, 0), (2, 50, 0), (0, 40, 0))


def text_of(report: Report, *, path: str) -> str:
    """The message; `path` leads to the whole report."""
    for n_items, title_length, quote_length in _SIZES:
        text = "\n".join(_lines(report, path, n_items, title_length, quote_length))
        if len(text) < LIMIT:
            break
    return text


def link(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def plain(text: str, length: int) -> str:
    """Without the marks of a messenger, which would end an emphasis in the middle of a title; whole words only."""
    return clip(_MARKS.sub(" ", text), length)


def _lines(report: Report, path: str, n_items: int, title_length: int, quote_length: int) -> list[str]:
    lines = [f"*{report.mark}*"] if report.mark else []
    lines += [
        f"*{plain(report.title, 80).upper()}*",
        plain(report.unit, 120),
        plain(report.span, 160),
        "",
        plain(report.lead, 240),
        "",
    ]
    lines += [_figure(*row, word=report.words["mean"]) for row in report.figures.rows]
    lines += [f"• {plain(report.tone, 300)}", ""]
    for section in report.sections:
        lines += _section(section, n_items, title_length, quote_length)
    lines += [f"{report.words['read']}: {link(path)}"]
    lines += [plain(line, 140) for line in report.foot[-1:]]
    return lines


def _figure(label: str, now: str, _before: str, difference: str, mean: str, *, word: str) -> str:
    said = "; ".join(part for part in (difference, f"{word} {mean}") if not part.endswith("–"))
    return f"• {label}: {now}" + (f" ({said})" if said else "")


def _section(section: Section, n_items: int, title_length: int, quote_length: int) -> list[str]:
    head = f"*{section.title}* ({section.n})"
    if not section.items:
        return [head, section.empty, ""]
    lines = [head]
    for number, item in enumerate(section.items[:n_items], start=1):
        lines += _item(number, item, title_length, quote_length)
    left = section.n - min(n_items, section.n, len(section.items))
    return [*lines, *([f"+ {left}"] if left > 0 else []), ""]


def _item(number: int, item: Item, title_length: int, quote_length: int) -> list[str]:
    lines = [f"{number}. {plain(item.title, title_length)}", f"   {plain(item.line, 160)}"]
    if item.quote and quote_length >= len(item.quote):
        # A sentence is quoted whole or not at all.
        lines.append(f"   “{_MARKS.sub(' ', item.quote)}” ({plain(item.cite, 80)})")
    if item.path and quote_length:
        lines.append(f"   {link(item.path)}")
    return lines
