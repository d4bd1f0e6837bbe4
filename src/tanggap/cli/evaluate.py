"""``tanggap evaluate``: a judgement against a labelled file, or against the truth of the simulator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer()
evaluate = typer.Typer(help="Compare a judgement with a labelled file or with the simulator.", no_args_is_help=True)
app.add_typer(evaluate, name="evaluate")


@evaluate.callback()
def _every() -> None:
    """Compare a judgement with a labelled file or with the simulator."""


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

    _tell(sentiment_figures(data), as_json=as_json)


AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on one line.")]
Sealed = Annotated[
    bool, typer.Option("--sealed", help="The seeds kept for final figures. Never while tuning: looking spends them.")
]


@evaluate.command()
def grouping(*, sealed: Sealed = False, as_json: AsJson = False) -> None:
    """Score the stories against the simulator's."""
    _simulated("grouping", sealed=sealed, as_json=as_json)


@evaluate.command()
def places(*, sealed: Sealed = False, as_json: AsJson = False) -> None:
    """Score the regencies found against the simulator's."""
    _simulated("places", sealed=sealed, as_json=as_json)


@evaluate.command()
def topics(*, sealed: Sealed = False, as_json: AsJson = False) -> None:
    """Score the topics found against the simulator's."""
    _simulated("topics", sealed=sealed, as_json=as_json)


@evaluate.command()
def relevance(*, sealed: Sealed = False, as_json: AsJson = False) -> None:
    """Score the demo's watches against what concerns the province."""
    _simulated("relevance", sealed=sealed, as_json=as_json)


def _simulated(what: str, *, sealed: bool, as_json: bool) -> None:
    from tanggap.lab.simulator.scoring import score

    if sealed:
        typer.echo("These are the sealed seeds: for final figures alone, not for tuning.", err=True)
    _tell(score(what, sealed=sealed), as_json=as_json)


def _tell(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        typer.echo(f"{name}: {value}")
