"""``tanggap bench``."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="Which benchmark; leave it out to list them.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Measure speed and memory; prints the median of several runs."""
    from tanggap.lab import bench as benches

    if not name:
        typer.echo("\n".join(benches.names()))
        return
    figure = benches.run(name)
    if as_json:
        typer.echo(figure.as_json())
        return
    typer.echo(f"{figure.name}: {figure.value:,.1f} {figure.unit}")
    for key, value in figure.detail.items():
        typer.echo(f"  {key}: {value}")
