"""``tanggap init``: from an empty database to a working office, in steps that can be stopped anywhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from tanggap.cli._house import has_tables, open_house
from tanggap.core.errors import PermanentFailure, WrongState

app = typer.Typer()


@app.command()
def init(
    *,
    answers: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="TOML with all answers: nothing is asked."),
    ] = None,
) -> None:
    """Set up an office: units, people, watches, sources, first fetch, first report.

    What is done stays done: stopped anywhere and started again, it shows where it is and goes on.
    """
    from tanggap.server.home import home_folder

    if (home_folder() / "demo-sign-ins.txt").exists():
        raise WrongState(f"{home_folder()} holds the demo. Choose another folder with TANGGAP_HOME.")
    with open_house("init", may_be_empty=True):
        if not has_tables():
            _bring_up_to_date()
        from tanggap.cli._answers import Answers
        from tanggap.cli._steps import set_up

        set_up(Answers.read(answers) if answers else None, say=typer.echo)


def _bring_up_to_date() -> None:
    """Make the tables, in a process of its own that may own them."""
    typer.echo("making the tables")
    command = [sys.executable, "-c", "from tanggap.cli import main; main()", "migrate"]
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise PermanentFailure("The tables could not be made; the message above says why.")
