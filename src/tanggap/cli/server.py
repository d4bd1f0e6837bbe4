"""``tanggap run``, ``migrate``, ``worker``, ``web``, ``doctor``, ``backup``, ``restore``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
_COLOURS = {"ok": typer.colors.GREEN, "warn": typer.colors.YELLOW, "fail": typer.colors.RED}


@app.command()
def run(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    demo: Annotated[bool, typer.Option(help="The demo, in a home of its own; --no-demo is the office.")] = True,
) -> None:
    """Start everything on this machine: database, pages and judging; Ctrl-C stops it."""
    from tanggap.server.home import chosen_home
    from tanggap.server.run import Office, RunOptions

    Office(RunOptions(chosen_home(is_demo_wanted=demo), host, port, is_demo_wanted=demo), say=typer.echo).run()


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    from tanggap.server.environment import ensure_database_env
    from tanggap.server.migration import migrate as migrate_database

    with ensure_database_env(command="migrate"):
        migrate_database()
    typer.echo("The database is up to date.")


@app.command()
def web(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="How many processes serve; one for each core.", min=1, max=64)] = 1,
    jobs: Annotated[bool, typer.Option(help="Do the light jobs in the same process.")] = True,
) -> None:
    """Serve the pages alone, for a database that is already there."""
    from tanggap.server.children import serve_web
    from tanggap.server.environment import ensure_database_env
    from tanggap.server.run import listen

    if workers > 1 and jobs:
        raise typer.BadParameter("several workers do no jobs: add --no-jobs, and run `tanggap worker` beside them")
    with listen(host, port) as listener, ensure_database_env(command="web"):
        if workers == 1:
            serve_web(listener, with_worker=jobs)
            return
        from tanggap.server import web_workers

        # Each worker listens for itself; the port was taken first so that a port in use is said in plain words.
        listener.close()
        web_workers.serve(host, port, n_workers=workers)


@app.command()
def worker(
    *,
    queues: Annotated[str, typer.Option(help="Which queues, separated by commas.")] = "light,fetch,judge,group",
) -> None:
    """Do queued work, for a database that is already there."""
    from tanggap.server.children import work
    from tanggap.server.environment import ensure_database_env

    with ensure_database_env(command="worker"):
        work([name.strip() for name in queues.split(",") if name.strip()])


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to make; it must not exist yet.")]) -> None:
    """Save database, attachments, models and settings in one file; may run beside `tanggap run`."""
    from tanggap.server.backup import make_backup
    from tanggap.server.backup.site import find_site
    from tanggap.server.environment import ensure_database_env
    from tanggap.server.home import home_folder

    with ensure_database_env(command="backup") as cluster:
        manifest = make_backup(find_site(cluster), home_folder(), file)
    size = file.stat().st_size / 1e6
    typer.echo(f"{file}: {len(manifest.parts)} files, {size:.1f} MB. It holds secrets: keep it where few can read it.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file made by `tanggap backup`.")],
    *,
    force_into_nonempty: Annotated[
        bool, typer.Option("--force-into-nonempty", help="Take the place of what is there, which is kept aside.")
    ] = False,
) -> None:
    """Put a backup back; Tanggap must not be running."""
    from tanggap.server.backup import restore_backup
    from tanggap.server.backup.site import find_site
    from tanggap.server.environment import exclusive_database_env
    from tanggap.server.home import home_folder

    with exclusive_database_env(command="restore") as cluster:
        done = restore_backup(find_site(cluster), home_folder(), file, may_replace=force_into_nonempty)
    made_at = done.manifest.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    typer.echo(f"The backup of {made_at} (Tanggap {done.manifest.tanggap_version}) is in place.")
    if done.former_database:
        typer.echo(f"What was there is kept: database {done.former_database}")
    for path in done.former_files:
        typer.echo(f"What was there is kept: {path}")


@app.command()
def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="One JSON list instead of words.")] = False) -> None:
    """Check everything that Tanggap needs, and say what to do; exit code 1 when something fails."""
    from tanggap.server.consultation import consult

    findings = consult()
    if as_json:
        rows = [{"check": name, **asdict(finding)} for name, finding in findings]
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for name, finding in findings:
            typer.secho(f"{finding.status.value:4} ", fg=_COLOURS[finding.status.value], nl=False)
            typer.echo(f" {name:10} {finding.sentence}")
            if finding.to_do:
                typer.echo(f"{'':16} → {finding.to_do}")
    if any(finding.status == "fail" for _name, finding in findings):
        raise typer.Exit(1)
