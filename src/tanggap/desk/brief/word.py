"""The report as a DOCX, for offices that write into it before they pass it on."""

from __future__ import annotations

import io
from typing import Any

from tanggap.desk.brief.messenger import link
from tanggap.desk.brief.models import BriefLogo
from tanggap.desk.brief.printing import web_address
from tanggap.desk.brief.report import Item, Report, Table


def docx_of(report: Report, logo: BriefLogo | None) -> bytes:
    """The document, with headings that a word processor can list."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    document.core_properties.title = _clean(f"{report.title} {report.unit}")
    document.core_properties.author = _clean(report.unit)
    document.core_properties.language = report.language
    if report.mark:
        section.header.paragraphs[0].add_run(report.mark).bold = True
    if logo is not None:
        document.add_picture(io.BytesIO(bytes(logo.content)), height=Cm(1.9))
    _head(document, report)
    _body(document, report)
    _clippings(document, report)
    for line in report.foot:
        document.add_paragraph(_clean(line), style="Caption")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _clean(text: str) -> str:
    """Without the control characters that XML does not bear."""
    return "".join(sign for sign in text if sign in "\n\t" or sign >= " ")


def _head(document: Any, report: Report) -> None:
    document.add_paragraph(_clean(report.unit)).runs[0].bold = True
    for line in report.address:
        document.add_paragraph(_clean(line), style="Caption")
    document.add_heading(report.title, 0)
    document.add_paragraph(report.span)
    document.add_paragraph(_clean(report.lead))


def _body(document: Any, report: Report) -> None:
    _table(document, report.figures)
    document.add_paragraph(report.tone)
    for section in report.sections:
        document.add_heading(f"{section.title} ({section.n})", 1)
        if not section.items:
            document.add_paragraph(section.empty)
        for item in section.items:
            _item(document, item)
        if section.more:
            document.add_paragraph(section.more)
    if report.days:
        _table(document, report.days)


def _table(document: Any, table: Table) -> None:
    document.add_heading(table.title, 1)
    grid = document.add_table(rows=1, cols=len(table.head), style="Light Grid Accent 1")
    for row in [table.head, *table.rows]:
        cells = grid.rows[0].cells if row is table.head else grid.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    if table.note:
        document.add_paragraph(table.note)


def _item(document: Any, item: Item) -> None:
    paragraph = document.add_paragraph(style="List Number")
    paragraph.add_run(_clean(item.title)).bold = True
    quoted = f"“{item.quote}” ({item.cite})" if item.quote else ""
    for text in (item.line, quoted, link(item.path) if item.path else ""):
        if text:
            paragraph.add_run().add_break()
            paragraph.add_run(_clean(text))


def _clippings(document: Any, report: Report) -> None:
    document.add_heading(report.clippings_title, 1)
    document.add_paragraph(report.clippings_note)
    for clipping in report.clippings:
        document.add_heading(_clean(f"{clipping.number}. {clipping.title}"), 2)
        document.add_paragraph(_clean(f"{clipping.outlet} · {clipping.at}"), style="Caption")
        document.add_paragraph(_clean(clipping.extract))
        if clipping.also:
            document.add_paragraph(_clean(f"{report.words['also']}: {clipping.also}"))
        if web_address(clipping.url):
            document.add_paragraph(_clean(f"{report.words['source']}: {clipping.url}"))
