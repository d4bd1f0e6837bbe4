"""The questions of `tanggap init` at a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import typer

from tanggap.cli._answers import Admin
from tanggap.core.errors import InvalidInput
from tanggap.mentions.proposing import Proposed


def _line(question: str, default: str = "") -> str:
    return str(typer.prompt(f"   {question}", default=default, show_default=bool(default))).strip()


def text_of(name: str) -> str:
    """The text of a file that somebody typed in."""
    try:
        return Path(name).expanduser().read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{name} cannot be read as UTF-8 text.", field="file") from error


def units_file() -> str:
    return _line("CSV of the units (Enter: the shipped Kalimantan Selatan)") or "defaults"


def administrator() -> Admin:
    return Admin(
        username=_line("User name of the first administrator", "admin"),
        name=_line("Full name"),
        email=_line("Mail address (Enter: none, the link is shown)"),
        unit=_line("Code of the unit (Enter: the first one)"),
    )


def people_text() -> str:
    name = _line("CSV of people to invite (Enter: later, on the page “Orang”)")
    return text_of(name) if name else ""


def register_text(kind: str) -> str:
    """The CSV of one register; the page “Topik dan wilayah” offers a pattern to fill in."""
    name = _line(f"CSV of {kind}s (Enter: none)")
    return text_of(name) if name else ""


def ticked(proposed: list[Proposed]) -> list[Proposed]:
    """Show the proposals by number; those named are left out."""
    for number, one in enumerate(proposed, start=1):
        words = ", ".join(one.proposal.any_of[:5])
        typer.echo(f"   {number:4} {one.unit}: {one.proposal.name} ({words}, …)")
    left_out = _line("Numbers to leave out, parted by commas (Enter: adopt all; “none”: adopt no watch)")
    if left_out.lower() == "none":
        return []
    numbers = {int(part) for part in left_out.replace(",", " ").split() if part.isdecimal()}
    return [one for number, one in enumerate(proposed, start=1) if number not in numbers]


def starter() -> bool:
    return typer.confirm("   Add and switch on the shipped list of outlets?", default=True)


def opml_text() -> str:
    name = _line("OPML file of sources (Enter: none)")
    return text_of(name) if name else ""


def addresses() -> Iterable[str]:
    """One address after the other, until somebody just presses Enter."""
    while url := _line("Address of a site or feed (Enter: no more)"):
        yield url if "://" in url else f"https://{url}"
