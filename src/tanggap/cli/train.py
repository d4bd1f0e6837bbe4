"""``tanggap train``: rebuilds the shipped models from labelled data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tanggap.cli._teaching import taught

app = typer.Typer()
train = typer.Typer(
    help="Rebuild a shipped model from labelled data, or with --office teach it what this office corrected.",
    no_args_is_help=True,
)
app.add_typer(train, name="train")

Data = Annotated[
    Path, typer.Option(help="Folder with smsa/, nusax/, bjn_ind/ and emot/.", exists=True, file_okay=False)
]
Output = Annotated[Path, typer.Option(help="Folder that the model is written to.")]
OfData = Annotated[
    Path | None, typer.Option(help="Folder with smsa/, nusax/ and bjn_ind/.", exists=True, file_okay=False)
]
MaybeOutput = Annotated[Path | None, typer.Option(help="Folder that the model is written to.")]
Office = Annotated[
    bool, typer.Option("--office", help="Teach the shipped model what this office corrected, as a candidate.")
]


@train.command()
def sentiment(*, office: Office = False, data: OfData = None, output: MaybeOutput = None) -> None:
    """Train the sentiment model; prints the figures on the valid files, or with --office before and after."""
    if office:
        taught("sentiment", with_folders=bool(data or output))
        return
    if data is None or output is None:
        raise typer.BadParameter("give --data and --output to rebuild the shipped model, or --office")
    from tanggap.enrichers._models import normaliser
    from tanggap.lab.training.sentiment import train as build

    typer.echo(json.dumps(build(data, output, normaliser())))


@train.command()
def language(*, data: Data, output: Output) -> None:
    """Train the language model; prints the figures on the valid files."""
    from tanggap.lab.training.language import train as build

    typer.echo(json.dumps(build(data, output)))


@train.command()
def banjarese(*, data: Data, output: Output) -> None:
    """Make the word lists that write Banjarese the Indonesian way."""
    from tanggap.lab.training.banjarese import train as build

    typer.echo(json.dumps(build(data, output)))


@train.command()
def encoder_head(
    *,
    folder: Annotated[Path, typer.Option(help="Folder with model.onnx and tokenizer.json.", file_okay=False)],
    data: Annotated[Path | None, typer.Option(help="Folder with smsa/ and nusax/.", file_okay=False)] = None,
    labelled: Annotated[
        Path | None, typer.Option(help='JSONL of your own: {"text", "label"} with negative, neutral or positive.')
    ] = None,
) -> None:
    """Train the head of a sentence encoder and choose how much it counts; prints what folds show."""
    from tanggap.core.errors import InvalidInput
    from tanggap.lab.training.encoder import train as build

    try:
        typer.echo(json.dumps(build(folder, data, labelled)))
    except InvalidInput as error:
        typer.echo(f"tanggap train encoder-head: {error}", err=True)
        raise typer.Exit(2) from None


@train.command()
def kind(*, office: Office = False, output: MaybeOutput = None) -> None:
    """Train the model of kinds on our labelled set; prints what folds show, or with --office before and after."""
    if office:
        taught("kind", with_folders=output is not None)
        return
    if output is None:
        raise typer.BadParameter("give --output to rebuild the shipped model, or --office")
    from tanggap.lab.training.kind import train as build

    typer.echo(json.dumps(build(output)))


@train.command()
def tone(*, output: Output) -> None:
    """Train the model of tone towards units on our labelled set; prints what folds that share no event show."""
    from tanggap.lab.training.tone import train as build

    typer.echo(json.dumps(build(output)))


@train.command()
def topics(*, output: Output) -> None:
    """Train what weighs the keyword rules of topics on our labelled set; prints what folds that share no event show."""
    from tanggap.lab.training.topics import train as build

    typer.echo(json.dumps(build(output)))


@train.command()
def rubric(*, output: Output) -> None:
    """Train what weighs the rules of the rubric on our labelled set; prints what folds that share no event show."""
    from tanggap.lab.training.rubric import train as build

    typer.echo(json.dumps(build(output)))


@train.command()
def forecast(*, output: Output) -> None:
    """Learn the tables of forecasts from simulated stories; prints how often the intervals hold on other seeds."""
    from tanggap.lab.training.forecast import train as build

    typer.echo(json.dumps(build(output)))


@train.command()
def emotion(*, data: Data, output: Output) -> None:
    """Train the model of emotions on EmoT and our labelled set; prints what folds that share no event show."""
    from tanggap.lab.training.emotion import train as build

    typer.echo(json.dumps(build(data, output)))
