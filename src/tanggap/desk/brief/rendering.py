"""Every form in which a report can be taken away, and the mail that carries it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from tanggap.core.errors import InvalidInput
from tanggap.desk.brief.messenger import link, text_of
from tanggap.desk.brief.models import Brief, BriefLogo
from tanggap.desk.brief.printing import pdf_of
from tanggap.desk.brief.report import Report
from tanggap.desk.brief.telling import tell
from tanggap.desk.brief.word import docx_of

MEDIA_TYPES = {
    "text": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
_EXTENSIONS = {"text": "txt"}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    content: bytes


def path_of(brief: Brief) -> str:
    return reverse("desk:brief_page", kwargs={"brief_id": brief.pk})


def report_of(brief: Brief, language: str) -> Report:
    with translation.override(language):
        return tell(brief.data)


def render(brief: Brief, form: str, language: str) -> File:
    """The report as a file.

    Raises
    ------
    InvalidInput
        If there is no such form.
    """
    if form not in MEDIA_TYPES:
        raise InvalidInput(f"no form {form!r}; there are: {', '.join(MEDIA_TYPES)}", field="format")
    with translation.override(language):
        content = _content(brief, form)
    name = f"laporan-{brief.period}-{brief.unit.code}-{brief.on:%Y-%m-%d}.{_EXTENSIONS.get(form, form)}"
    return File(name, MEDIA_TYPES[form], content)


def _content(brief: Brief, form: str) -> bytes:
    if form == "json":
        return json.dumps(brief.data, ensure_ascii=False, indent=2).encode()
    report = tell(brief.data)
    if form == "text":
        return text_of(report, path=path_of(brief)).encode()
    return pdf_of(report, _logo(brief)) if form == "pdf" else docx_of(report, _logo(brief))


def _logo(brief: Brief) -> BriefLogo | None:
    number = brief.data["letterhead"]["logo"]
    return BriefLogo.objects.filter(pk=number).first() if number else None


def mail_html(brief: Brief, language: str) -> str:
    """The report as the HTML of a mail: plain tags, no pictures, nothing that is loaded from anywhere."""
    report = report_of(brief, language)
    with translation.override(language):
        context = {"report": report, "url": link(path_of(brief)), "root": link("")}
        return render_to_string("desk/brief/mail.html", context)
