"""``tanggap units …``, ``tanggap people …``: the unit tree and the people of an office."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tanggap.cli._house import open_house
from tanggap.core.errors import InvalidInput

app = typer.Typer()
units = typer.Typer(help="The unit tree.", no_args_is_help=True)
people = typer.Typer(help="The people and their roles.", no_args_is_help=True)
app.add_typer(units, name="units")
app.add_typer(people, name="people")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}", field="file") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file} is not UTF-8; save it as CSV UTF-8.", field="file") from error


@units.command("defaults")
def load_defaults() -> None:
    """Bring in what is shipped: the units of Kalimantan Selatan, regions, topics and their words."""
    with open_house("units"):
        from tanggap.accounts.seeding import load_units
        from tanggap.enrichers import defaults
        from tanggap.reference.actions import load_defaults as load_registers

        loaded = load_units(defaults.load_units(), actor=None)
        load_registers()
    typer.echo(f"Units: {loaded.n_new} new, {loaded.n_unchanged} left as they were. Regions and topics are in.")


@units.command("import")
def import_units(file: Annotated[Path, typer.Argument(help="CSV: code, name, kind, parent, region_code, …")]) -> None:
    """Make or update the units of a CSV, parents before children."""
    text = _text(file)
    with open_house("units"):
        from tanggap.accounts.seeding import load_units, read_units

        loaded = load_units(read_units(text), actor=None, is_overwriting=True)
    typer.echo(f"Units: {loaded.n_new} new, {loaded.n_changed} changed, {loaded.n_unchanged} as they were.")


@people.command("import")
def import_people(file: Annotated[Path, typer.Argument(help="CSV: username, full_name, email, unit, role")]) -> None:
    """Invite everybody of a CSV and print a link for each, by which they choose a password."""
    text = _text(file)
    with open_house("people"):
        from tanggap.accounts.links import issue_password_link, note_handed_over
        from tanggap.accounts.seeding import load_people

        invited = load_people(text, actor=None)
        for person in invited:
            typer.echo(f"{person.username},{issue_password_link(actor=None, person=person)}")
            note_handed_over(actor=None, person=person)
    typer.echo(f"People: {len(invited)} invited.", err=True)


@people.command("add")
def add_person(
    username: str,
    *,
    unit: Annotated[str, typer.Option(help="The code of the unit.")],
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
    name: Annotated[str, typer.Option(help="The full name.")] = "",
    email: Annotated[str, typer.Option(help="The mail address.")] = "",
) -> None:
    """Invite one person and print the link by which they choose a password."""
    rows = "".join(f"{','.join(map(_quoted, (username, name, email, unit, one)))}\n" for one in role)
    with open_house("people"):
        from tanggap.accounts.links import issue_password_link, note_handed_over
        from tanggap.accounts.seeding import load_people

        invited = load_people(f"username,full_name,email,unit,role\n{rows}", actor=None)
        if not invited:
            raise InvalidInput(f"{username} is there already.", field="username")
        typer.echo(issue_password_link(actor=None, person=invited[0]))
        note_handed_over(actor=None, person=invited[0])


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _registers(kind: str, what: str) -> None:
    """The commands of one register of names."""
    register = typer.Typer(help=f"{what} with their periods.", no_args_is_help=True)
    app.add_typer(register, name=f"{kind}s")

    @register.command("import")
    def import_names(
        file: Annotated[Path, typer.Argument(help="CSV; `example` prints the columns.")],
        *,
        rejected: Annotated[Path | None, typer.Option(help="Write the rows that cannot be used here.")] = None,
    ) -> None:
        """Enter a list. Good rows are stored; the others are told by their line, and none is lost."""
        text = _text(file)
        with open_house(f"{kind}s"):
            _load_names(text, kind, rejected)

    @register.command("example")
    def print_example() -> None:
        """Print a list as it is wanted."""
        with open_house(f"{kind}s"):
            from tanggap.reference.names.lists import example
            from tanggap.ui.tables import as_csv

            typer.echo(as_csv(*example(kind)).decode("utf-8-sig"), nl=False)


def _load_names(text: str, kind: str, rejected: Path | None) -> None:
    from tanggap.reference.names.lists import load_names

    loaded = load_names(text, kind=kind, actor=None)
    typer.echo(f"{loaded.n_new} new, {loaded.n_changed} changed, {loaded.n_unchanged} as they were.")
    for row in loaded.bad:
        typer.echo(f"line {row.line}: {row.reason}", err=True)
    if rejected is not None and loaded.bad:
        rejected.write_text(loaded.bad_rows_as_csv(), encoding="utf-8")
    if loaded.bad:
        raise typer.Exit(1)


_registers("official", "Who holds a public post,")
_registers("programme", "Programmes by their names,")
