"""``tanggap bench``."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
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
    with _own_database() if benches.needs_database(name) else nullcontext():
        figure = benches.run(name)
    if as_json:
        typer.echo(figure.as_json())
        return
    typer.echo(f"{figure.name}: {figure.value:,.1f} {figure.unit}")
    for key, value in figure.detail.items():
        typer.echo(f"  {key}: {value}")


@contextmanager
def _own_database() -> Iterator[None]:
    """An empty database in a folder of its own that goes away, and Django set up on it."""
    from tanggap.server.children import command, set_up_django
    from tanggap.server.environment import owner_environment
    from tanggap.server.postgres import running_cluster

    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder:
        os.environ["TANGGAP_HOME"] = folder
        with running_cluster(Path(folder), command="bench") as cluster:
            subprocess.run(command("prepare"), env=owner_environment(cluster), check=True, stdout=subprocess.DEVNULL)
            os.environ["DATABASE_URL"] = cluster.url("owner")
            set_up_django()
            try:
                yield
            finally:
                from django.db import connection

                connection.close()
