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
def kind(*, as_json: AsJson = False) -> None:
    """Score the kinds on the dev part, each text by a model that never saw its event."""
    from tanggap.lab.training.kind import dev_figures

    _tell(dev_figures(), as_json=as_json)


@evaluate.command()
def certainty(
    *,
    data: Annotated[Path, typer.Option(help="Folder with smsa/ and nusax/.", exists=True, file_okay=False)],
    target: Annotated[float, typer.Option(min=0, max=1, help="Share of right ones among the sure.")] = 0.8,
    as_json: AsJson = False,
) -> None:
    """Tell how sure sentiment is on the dev part, and from where on it is as right as asked; takes three minutes.

    Each text is judged by a model trained without its event. The test part stays closed.
    """
    from tanggap.lab.certainty import certainty_figures

    found = certainty_figures(data, target=target)
    curve = found.pop("curve") if not as_json else ()
    _tell(found, as_json=as_json)
    for point in curve:
        share = "–" if point["accuracy"] is None else f"{point['accuracy']:.3f}"
        low, high = point["interval"]
        typer.echo(f"from {point['threshold']:.2f}: {point['coverage']:.3f} of all, right {share} ({low} to {high})")


@evaluate.command()
def tone(*, as_json: AsJson = False) -> None:
    """Score the tone towards units on the dev part, each target by a model that never saw its event."""
    from tanggap.lab.training.tone import dev_figures

    _tell(dev_figures(), as_json=as_json)


@evaluate.command()
def emotion(
    *,
    data: Annotated[Path, typer.Option(help="Folder with emot/.", exists=True, file_okay=False)],
    as_json: AsJson = False,
) -> None:
    """Score the emotions on the dev part, each text by a model that never saw its event, and on EmoT's valid file."""
    from tanggap.lab.training.emotion import dev_figures

    _tell(dev_figures(data), as_json=as_json)


@evaluate.command(name="all")
def everything(*, as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """Measure every judgement on what may be looked at, one line a figure; takes about a minute."""
    from dataclasses import asdict

    from tanggap.lab.summary import HEADING, NOT_MEASURED, rows

    if not as_json:
        typer.echo(HEADING)
    for row in rows():
        typer.echo(json.dumps(asdict(row)) if as_json else row.in_words())
    for name, reason in NOT_MEASURED.items():
        typer.echo(
            json.dumps({"judgement": name, "not_measured": reason}) if as_json else f"{name}: not here: {reason}"
        )


@evaluate.command()
def labels(*, as_json: AsJson = False) -> None:
    """Tell how far the two passes over our labelled set agreed, field by field; no enricher is judged."""
    from tanggap.lab.labelled import load
    from tanggap.lab.labelled.reliability import reliability

    _tell(reliability([*load("dev"), *load("test")]), as_json=as_json)


@evaluate.command()
def quotations(*, as_json: AsJson = False) -> None:
    """Score who said what on the part of our labelled set that may be tuned on."""
    from tanggap.lab.quoting import quotation_figures

    _tell(quotation_figures(), as_json=as_json)


@evaluate.command()
def rubric(*, as_json: AsJson = False) -> None:
    """Score the machine's rubric, criterion by criterion, on the part of our labelled set that may be tuned on."""
    from tanggap.lab.training.rubric import dev_figures

    _tell(dev_figures(), as_json=as_json)


@evaluate.command()
def detection(
    *,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder with nab_tweet_volume.csv.gz and its windows.", exists=True, file_okay=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score the detector of unusual values on made-up series, and on labelled ones where their folder is given."""
    from tanggap.core.errors import InvalidInput
    from tanggap.lab.detection import detection_figures

    try:
        _tell(detection_figures(data), as_json=as_json)
    except InvalidInput as error:
        typer.echo(f"tanggap evaluate detection: {error}", err=True)
        raise typer.Exit(2) from None


@evaluate.command()
def forecast(
    *,
    data: Annotated[
        Path | None, typer.Option(help="Folder with id_hourly_counts_dev.csv.gz.", exists=True, file_okay=False)
    ] = None,
    sealed: Sealed = False,
    as_json: AsJson = False,
) -> None:
    """Tell how often the intervals of forecasts hold, on simulated stories and on hourly counts that are given."""
    from tanggap.core.errors import InvalidInput
    from tanggap.lab.training.forecast import hourly_figures, simulated_figures

    try:
        found = simulated_figures(sealed=sealed)
        _tell({**found, "hourly": hourly_figures(data)} if data else found, as_json=as_json)
    except InvalidInput as error:
        typer.echo(f"tanggap evaluate forecast: {error}", err=True)
        raise typer.Exit(2) from None


@evaluate.command()
def warning(*, sealed: Sealed = False, as_json: AsJson = False) -> None:
    """Replay simulated months: how early signal and risk warn of stories that became large, and how often in vain."""
    from tanggap.lab.simulator.warning import warning_figures

    _tell(warning_figures(sealed=sealed), as_json=as_json)


@evaluate.command()
def shocks(*, sealed: Sealed = False, as_json: AsJson = False) -> None:
    """Look for the simulated bad day in the sentiment of its regency, and for shocks where there should be none."""
    from tanggap.lab.simulator.shocks import shock_figures

    _tell(shock_figures(sealed=sealed), as_json=as_json)


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
    """Score the topics on the dev part, each text by a model that never saw its event, and against the simulator's."""
    from tanggap.lab.training.topics import dev_figures

    _simulated("topics", sealed=sealed, as_json=as_json, beside={"labelled": dev_figures()})


@evaluate.command()
def relevance(*, sealed: Sealed = False, as_json: AsJson = False) -> None:
    """Score the demo's watches against what concerns the province."""
    _simulated("relevance", sealed=sealed, as_json=as_json)


def _simulated(what: str, *, sealed: bool, as_json: bool, beside: dict[str, Any] | None = None) -> None:
    from tanggap.lab.simulator.scoring import score

    if sealed:
        typer.echo("These are the sealed seeds: for final figures alone, not for tuning.", err=True)
    _tell({**score(what, sealed=sealed), **(beside or {})}, as_json=as_json)


def _tell(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        typer.echo(f"{name}: {value}")
