"""The command ``tanggap``: every module of this package that holds an `app` adds its commands.

Modules import heavy things inside their commands, so that ``tanggap --help`` answers at once.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer
from rich.console import Console

from tanggap.core.errors import TanggapError

console = Console(stderr=True)


def build() -> typer.Typer:
    """The whole command, put together from the modules of this package."""
    whole = typer.Typer(name="tanggap", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):
            continue  # what commands share; some of it cannot be loaded before Django is set up
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "app"):
            whole.add_typer(module.app)
    return whole


def main() -> None:
    """Run the command; a failure that we foresaw is one sentence and exit code 1, not a traceback."""
    try:
        build()()
    except TanggapError as error:
        console.print(f"[bold red]tanggap:[/] {error}", highlight=False)
        sys.exit(1)
