"""``tanggap brief``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanggap.core.errors import InvalidInput

app = typer.Typer()


@app.command()
def brief(
    unit: Annotated[str, typer.Option(help="The code of the unit.")],
    output: Annotated[Path, typer.Option(help="Where to write it.")],
    *,
    period: Annotated[str, typer.Option(help="day, week or month")] = "day",
    form: Annotated[str, typer.Option("--format", help="text, pdf, docx or json")] = "text",
    language: Annotated[str, typer.Option(help="id or en")] = "id",
) -> None:
    """Make the report of a unit as things stand now, keep it, and write it into a file."""
    from tanggap.server.environment import ensure_database_env

    with ensure_database_env(command="brief"):
        from tanggap.server.children import set_up_django

        set_up_django()
        content = _made(unit, period, form, language)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"{output} cannot be written: {error.strerror}", field="output") from error
    typer.echo(f"{output}: {len(content):,} bytes")


def _made(code: str, period: str, form: str, language: str) -> bytes:
    from django.conf import settings
    from django.utils import timezone

    from tanggap.accounts.models import Unit
    from tanggap.desk.brief.actions import make_brief
    from tanggap.desk.brief.rendering import MEDIA_TYPES, render

    unit = Unit.objects.active().filter(code=code).first()
    if unit is None:
        raise InvalidInput(
            f"there is no unit with the code {code!r}; tanggap units import brings units in", field="unit"
        )
    if form not in MEDIA_TYPES:
        raise InvalidInput(f"there is no form {form!r}; there are: {', '.join(MEDIA_TYPES)}", field="format")
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput(f"the language is id or en, not {language!r}", field="language")
    return render(make_brief(actor=None, unit=unit, period=period, now=timezone.now()), form, language).content
