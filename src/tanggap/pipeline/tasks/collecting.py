"""Collecting on the queue: visits, pages, matching, imports."""

from __future__ import annotations

from typing import Any

from tanggap.jobs.queue import FETCH, LIGHT, defer, task
from tanggap.pipeline.steps.collecting import collect_source
from tanggap.pipeline.steps.importing import CHUNK, import_rows
from tanggap.pipeline.steps.matching import BATCH, match_due, rematch_watch
from tanggap.pipeline.steps.reading import read_pages

PAGES = 40
# An import gives the queue back after this time, so that visits get their turn.
IMPORT_S = 20.0
_MATCH_BATCHES = 20
_CHUNK_BATCHES = CHUNK // BATCH + 1


def defer_once(name: str, **payload: Any) -> None:
    """One such job waits, one runs: a second one running beside it would only look for what the first one took."""
    key = ":".join([name, *(str(value) for value in payload.values())])
    defer(name, lock=key, queueing_lock=key, **payload)


def defer_visit(source_id: int, *, is_manual: bool = False) -> None:
    """Visit a source soon; one visit at a time."""
    lock = f"source:{source_id}"
    defer("pipeline.collect", lock=lock, queueing_lock=lock, source_id=source_id, is_manual=is_manual)


@task(name="pipeline.collect", queue=FETCH)
def collect(source_id: int, is_manual: bool = False) -> str:  # noqa: FBT001, FBT002 the payload of a job
    visit = collect_source(source_id, is_manual=is_manual)
    if visit.stored.n_new:
        defer_once("pipeline.read_pages")
        defer_once("pipeline.match")
    return visit.outcome


@task(name="pipeline.read_pages", queue=LIGHT)
def read() -> int:
    """Read linked pages; the rest in a further job."""
    n_read = read_pages(limit=PAGES)
    if n_read:
        defer_once("pipeline.match")
    if n_read == PAGES:
        defer_once("pipeline.read_pages")
    return n_read


@task(name="pipeline.match", queue=LIGHT)
def match() -> int:
    """Compare what came in with the watches; the rest in a further job."""
    n_matched = _match(_MATCH_BATCHES)
    if n_matched == _MATCH_BATCHES * BATCH:
        defer_once("pipeline.match")
    return n_matched


def _match(max_batches: int) -> int:
    n_matched, n_kept = match_due(max_batches=max_batches)
    if n_kept:
        defer_once("pipeline.judge")
    return n_matched


@task(name="pipeline.rematch", queue=LIGHT)
def rematch(watch_id: int, after_id: int = 0) -> None:
    """Match a changed watch against the last seven days; when asked to stop, the rest in a further job."""
    position = rematch_watch(watch_id, after_id=after_id)
    if position is not None:
        defer("pipeline.rematch", lock=f"rematch:{watch_id}", watch_id=watch_id, after_id=position)
    defer_once("pipeline.judge")


@task(name="pipeline.import", queue=LIGHT)
def import_batch(batch_id: int) -> int:
    """Store the next rows of a file; when there are more, the rest in a further job."""
    # What is stored is matched at once, so that judging need not wait for the end of the file.
    n_rows, has_more = import_rows(batch_id, max_s=IMPORT_S, on_progress=lambda _batch: _match(_CHUNK_BATCHES))
    if has_more:
        defer_once("pipeline.import", batch_id=batch_id)
    if n_rows:
        defer_once("pipeline.match")
    return n_rows
