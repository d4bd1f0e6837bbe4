"""``tanggap bench``."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
_KEPT_S = 3 * 86_400


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
    with _database_for(name):
        figure = benches.run(name)
    if as_json:
        typer.echo(figure.as_json())
        return
    typer.echo(f"{figure.name}: {figure.value:,.1f} {figure.unit}")
    for key, value in figure.detail.items():
        typer.echo(f"  {key}: {value}")


def _database_for(name: str) -> AbstractContextManager[None]:
    from tanggap.lab import bench as benches

    if benches.keeps_database(name):
        return _kept_database(name)
    return _own_database() if benches.needs_database(name) else nullcontext()


@contextmanager
def _own_database() -> Iterator[None]:
    """An empty database in a folder of its own that goes away, and Django set up on it."""
    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder, _database_in(Path(folder)):
        yield


@contextmanager
def _kept_database(name: str) -> Iterator[None]:
    """A database below the home folder; begun anew when it was never finished or has grown old."""
    from tanggap.lab.bench import WRITTEN
    from tanggap.server.home import home_folder

    folder = home_folder() / "bench" / f"{name}-{os.environ.get('TANGGAP_BENCH_MENTIONS', 'full')}"
    mark = folder / WRITTEN
    is_finished = mark.exists() and time.time() - mark.stat().st_mtime < _KEPT_S
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_finished:
        mark.unlink(missing_ok=True)
    with _database_in(folder, is_new=not is_finished):
        yield


@contextmanager
def _database_in(folder: Path, *, is_new: bool = False) -> Iterator[None]:
    from tanggap.server.children import command, set_up_django
    from tanggap.server.environment import owner_environment
    from tanggap.server.postgres import DATABASE, running_cluster

    os.environ["TANGGAP_HOME"] = str(folder)
    with running_cluster(folder, command="bench") as cluster:
        if is_new:
            # What an earlier run began is begun anew.
            cluster.drop_database(DATABASE)
            cluster.ensure_database(DATABASE)
        subprocess.run(command("prepare"), env=owner_environment(cluster), check=True, stdout=subprocess.DEVNULL)
        os.environ["DATABASE_URL"] = cluster.url("owner")
        set_up_django()
        try:
            yield
        finally:
            from django.db import connection

            connection.close()
