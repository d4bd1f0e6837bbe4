"""``tanggap fetch`` and ``tanggap import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tanggap.cli._house import open_house

if TYPE_CHECKING:
    from tanggap.accounts.models import Unit
    from tanggap.sources.models import ImportBatch

app = typer.Typer()


@app.command()
def fetch(
    source: Annotated[int, typer.Option(help="Number of the source; without it every one that is switched on.")] = 0,
) -> None:
    """Visit sources now, and see what they brought through to the last step."""
    with open_house("fetch"):
        n_sources, n_failed = _visit_all(source)
    if n_sources and n_failed == n_sources:
        raise typer.Exit(1)


def _visit_all(source: int) -> tuple[int, int]:
    """Visit one source or all that are on: (how many, how many of them failed)."""
    from rich.progress import track

    from tanggap.cli import console
    from tanggap.core.errors import InvalidInput
    from tanggap.pipeline.steps.collecting import collect_source
    from tanggap.sources.models import Source

    chosen = Source.objects.filter(pk=source) if source else Source.objects.enabled()
    names = dict(chosen.values_list("pk", "name"))
    if source and not names:
        raise InvalidInput(f"There is no source number {source}.", field="source")
    n_new = n_failed = 0
    for pk, name in track(names.items(), description="fetch", console=console, disable=not console.is_terminal):
        visit = collect_source(pk, is_manual=True)
        n_new += visit.stored.n_new
        n_failed += visit.outcome == "failed"
        typer.echo(f"{name}: {visit.outcome}, {visit.stored.n_new} new, {visit.n_bad} bad")
    _work_through()
    typer.echo(f"sources {len(names)}  new {n_new}  failed {n_failed}")
    return len(names), n_failed


@app.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="JSON lines, CSV or XLSX.")],
    *,
    unit: Annotated[str, typer.Option(help="Code of the unit that brings the file.")],
    kind: Annotated[str, typer.Option(help="Which reader.")] = "upload",
    private: Annotated[bool, typer.Option("--private", help="For this unit alone.")] = False,
) -> None:
    """Store a file of mentions. Started again after an interruption, it goes on where it stopped."""
    with open_house("import"):
        _import(file, unit, kind=kind, is_public=not private)


def _import(file: Path, unit: str, *, kind: str, is_public: bool) -> None:
    from tanggap.accounts.models import Unit
    from tanggap.core.errors import InvalidInput
    from tanggap.sources.models import BatchState

    owner = Unit.objects.filter(code=unit).first()
    if owner is None:
        raise InvalidInput(f"There is no unit with the code {unit!r}.", field="unit")
    batch = _store_all(_started_or_resumed(file, owner, kind=kind, is_public=is_public))
    if batch.state == BatchState.FAILED:
        raise InvalidInput(batch.failure)
    _work_through()
    typer.echo(
        f"rows {batch.n_rows_done}  stored {batch.n_stored}  updated {batch.n_updated}"
        f"  unchanged {batch.n_unchanged}  quarantined {batch.n_quarantined}"
    )


def _started_or_resumed(file: Path, unit: Unit, *, kind: str, is_public: bool) -> ImportBatch:
    """An import of the very same file that was interrupted goes on; a finished one is said to be known."""
    from tanggap.sources.actions import earlier_import, start_import
    from tanggap.sources.models import BatchState, ImportBatch

    with file.open("rb") as opened:
        batch = start_import(
            actor=None, file=opened, file_name=file.name, unit=unit, is_public=is_public, kind=kind, is_deferred=False
        )
    same = ImportBatch.objects.filter(digest=batch.digest, unit=unit, is_public=is_public).exclude(pk=batch.pk)
    halted = same.exclude(state__in=(BatchState.DONE, BatchState.FAILED)).exclude(stored_path="").order_by("pk").last()
    if halted is not None:
        typer.echo(f"going on after row {halted.n_rows_done}", err=True)
        batch.file.unlink(missing_ok=True)
        batch.delete()
        ImportBatch.objects.filter(pk=halted.pk).update(state=BatchState.WAITING, is_stop_requested=False)
        return halted
    known = earlier_import(batch)
    if known is not None:
        typer.echo(f"this very file was imported on {known.created_at:%Y-%m-%d}; only newer figures change", err=True)
    return batch


def _store_all(batch: ImportBatch) -> ImportBatch:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from tanggap.cli import console
    from tanggap.pipeline.steps.importing import import_rows

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("import", total=batch.n_bytes)

        def show(state: Any) -> None:
            progress.update(task, completed=state.n_bytes_done, description=f"import {state.n_rows_done} rows")

        has_more = True
        while has_more:
            _n_rows, has_more = import_rows(batch.pk, on_progress=show)
    batch.refresh_from_db()
    return batch


def _work_through() -> None:
    """Take everything that waits through the further steps, here and now."""
    from tanggap.pipeline.steps.through import work_through

    work_through()
