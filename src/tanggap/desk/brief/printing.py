"""The report on paper: PDF, set by typst from a template of ours."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from tanggap.desk.brief.messenger import link
from tanggap.desk.brief.models import BriefLogo
from tanggap.desk.brief.report import Report

_TEMPLATE = Path(__file__).parent / "paper" / "brief.typ"
_LOGO_TRIAL = '#image("{name}", height: 1cm)'
_SHOWN_LENGTH = 90


def pdf_of(report: Report, logo: BriefLogo | None) -> bytes:
    """The PDF. What people wrote reaches the template as data alone, so that it cannot be read as its language."""
    pdf: bytes = _compile(report, logo, "pdf")
    return pdf


def pictures_of(report: Report, logo: BriefLogo | None, *, ppi: float = 80) -> list[bytes]:
    """The pages as PNG pictures, to look at."""
    pages = _compile(report, logo, "png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else list(pages)


def is_printable(content: bytes, media_type: str) -> bool:
    """Whether typst can set this picture."""
    import typst

    logo = BriefLogo(media_type=media_type, content=content)
    with tempfile.TemporaryDirectory(prefix="tanggap-logo-") as folder:
        (Path(folder) / logo.file_name).write_bytes(content)
        main = Path(folder) / "trial.typ"
        main.write_text(_LOGO_TRIAL.format(name=logo.file_name), encoding="utf-8")
        try:
            typst.compile(str(main), root=folder, format="pdf", ignore_system_fonts=True)
        except typst.TypstError:
            return False
    return True


def _compile(report: Report, logo: BriefLogo | None, form: Literal["pdf", "png"], ppi: float | None = None) -> Any:
    import typst  # takes a moment to load and is needed for paper alone

    with tempfile.TemporaryDirectory(prefix="tanggap-brief-") as folder:
        root = Path(folder)
        shutil.copy(_TEMPLATE, root / _TEMPLATE.name)
        if logo is not None:
            (root / logo.file_name).write_bytes(bytes(logo.content))
        data = json.dumps(_data(report, logo), ensure_ascii=False)
        (root / "report.json").write_text(data, encoding="utf-8")
        main = str(root / _TEMPLATE.name)
        return typst.compile(main, root=folder, format=form, ignore_system_fonts=True, ppi=ppi)


def _data(report: Report, logo: BriefLogo | None) -> dict[str, Any]:
    data = asdict(report)
    data["logo"] = logo.file_name if logo else ""
    for section in data["sections"]:
        for item in section["items"]:
            item["url"] = link(item["path"]) if item["path"] else ""
            item["cite_url"] = web_address(item["cite_url"])
    for clipping in data["clippings"]:
        clipping["url"] = web_address(clipping["url"])
        clipping["shown_url"] = shown(clipping["url"])
    return data


def web_address(url: str) -> str:
    """The address when it is one of the web; a link on paper or in mail leads nowhere else."""
    return url if url.startswith(("http://", "https://")) else ""


def shown(url: str) -> str:
    """An address as people read it: without the scheme, and not for ever."""
    parts = urlsplit(url)
    text = f"{parts.netloc}{parts.path}"
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
