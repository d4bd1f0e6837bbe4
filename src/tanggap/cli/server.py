"""``tanggap run``, ``migrate``, ``worker``, ``web``."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def run(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    demo: Annotated[bool, typer.Option(help="Fill a new database with the demo.")] = True,
) -> None:
    """Start everything on this machine: database, pages and judging; Ctrl-C stops it."""
    from tanggap.server.home import home_folder
    from tanggap.server.run import Office, RunOptions

    Office(RunOptions(home_folder(), host, port, is_demo_wanted=demo), say=typer.echo).run()


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    from tanggap.server.environment import ensure_database_env
    from tanggap.server.migration import migrate as migrate_database

    with ensure_database_env(command="migrate"):
        is_new = migrate_database()
    typer.echo("The database is ready." if is_new else "The database is up to date.")


@app.command()
def web(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    jobs: Annotated[bool, typer.Option(help="Do the light jobs in the same process.")] = True,
) -> None:
    """Serve the pages alone, for a database that is already there."""
    from tanggap.server.children import serve_web
    from tanggap.server.environment import ensure_database_env
    from tanggap.server.run import listen

    with listen(host, port) as listener, ensure_database_env(command="web"):
        serve_web(listener, with_worker=jobs)


@app.command()
def worker(
    *,
    queues: Annotated[str, typer.Option(help="Which queues, separated by commas.")] = "light,judge",
) -> None:
    """Do queued work, for a database that is already there."""
    from tanggap.server.children import work
    from tanggap.server.environment import ensure_database_env

    with ensure_database_env(command="worker"):
        work([name.strip() for name in queues.split(",") if name.strip()])
