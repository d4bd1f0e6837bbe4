"""``tanggap evaluate``: a shipped judgement against a labelled file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
evaluate = typer.Typer(help="Compare a shipped judgement with a labelled file.", no_args_is_help=True)
app.add_typer(evaluate, name="evaluate")


@evaluate.callback()
def _every() -> None:
    """Compare a shipped judgement with a labelled file."""


@evaluate.command()
def sentiment(
    *,
    data: Annotated[
        Path, typer.Option(help="TSV (text, label), CSV or JSONL with text and label.", exists=True, dir_okay=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Score the shipped sentiment model."""
    from tanggap.lab.evaluation import sentiment_figures

    figures = sentiment_figures(data)
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        typer.echo(f"{name}: {value}")
