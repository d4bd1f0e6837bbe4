"""The whole way: a file of mentions stored, matched, judged, grouped and searchable, beside a bare COPY.

Three processes work as they do in a running office: one does the light jobs (import, watches), one judges, one
groups; PostgreSQL is the embedded one. This process only waits and looks.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import BinaryIO

from django.contrib.postgres.search import SearchQuery
from django.db import connection

from tanggap.accounts.models import Unit
from tanggap.accounts.seeding import load_units
from tanggap.enrichers.defaults import load_units as shipped_units
from tanggap.lab.bench import Figure
from tanggap.lab.bench._memory import PeakMemory
from tanggap.lab.bench._streams import NewsStream
from tanggap.lab.simulator.events import events
from tanggap.mentions.actions import add_watch
from tanggap.mentions.models import Mention, Step
from tanggap.reference.actions import load_defaults
from tanggap.sources.actions import start_import
from tanggap.sources.models import BatchState, ImportBatch

NEEDS_DATABASE = True
_N_MENTIONS = 20_000
_N_RUNS = 3
_N_CHARACTERS = 1_500
_PATIENCE_S = 600
_WORKER = "import django; django.setup(); from tanggap.jobs import worker; worker.run([{queue!r}])"
_CLEARED = (
    "mentions_mention, mentions_mentionraw, sources_importbatch, stories_story, procrastinate_jobs, sources_outlet"
)


def run() -> Figure:
    """Measure; takes a few minutes. The database must be empty and ours."""
    _set_up_office()
    # On disk, as a person's file is: this process should not swell the memory that is measured.
    with tempfile.TemporaryFile() as file:
        _write_mentions(file)
        runs = [_one_run(file) for _ in range(_N_RUNS)]
    rates = [_N_MENTIONS / seconds for seconds, _peak, _copy in runs]
    copies = [_N_MENTIONS / copy_s for _seconds, _peak, copy_s in runs]
    detail = {
        "n_mentions": _N_MENTIONS,
        "n_runs": _N_RUNS,
        "mean_characters": round(_mean_characters()),
        "n_stories": _count("SELECT count(*) FROM stories_story WHERE merged_into_id IS NULL"),
        "n_found_by_search": Mention.objects.filter(
            search=SearchQuery("banjir martapura", config="indonesian")
        ).count(),
        "bare_copy_rows_per_s": round(statistics.median(copies)),
        "share_of_bare_copy": round(
            statistics.median(rate / copy for rate, copy in zip(rates, copies, strict=True)), 3
        ),
        "peak_memory_mb": round(max(peak for _seconds, peak, _copy in runs)),
        "memory": "PSS of this process, three workers and all of PostgreSQL",
    }
    return Figure("pipeline", round(statistics.median(rates), 1), "mentions/s", detail)


def _set_up_office() -> None:
    load_defaults()
    load_units(shipped_units(), actor=None)
    unit = Unit.objects.get(code="prov-diskominfo")
    add_watch(actor=None, unit=unit, values={"name": "Semua", "any_of": ["warga", "Kalimantan Selatan", "Banjarmasin"]})


def _write_mentions(file: BinaryIO) -> None:
    """Write the mentions as JSON lines: made-up stories in invented words between sentences of the demo's events."""
    chance = random.Random(7)  # noqa: S311 a benchmark needs repeatable chance
    sentences = [sentence for event in events() for sentence in (*event.leads, *event.body)]
    for number, told in enumerate(NewsStream(7, n_body_words=110).take(_N_MENTIONS)):
        text = told.mention.text
        while len(text) < _N_CHARACTERS:
            text += " " + chance.choice(sentences)
        row = {
            "source_kind": "media_online",
            "url": f"https://media{number % 40}.example/berita/{number}",
            "title": told.mention.title,
            "text": text[: _N_CHARACTERS + 100],
            "published_at": datetime.fromtimestamp(told.mention.at or 0, UTC).isoformat(),
        }
        file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def _one_run(file: BinaryIO) -> tuple[float, float, float]:
    """Seconds for the whole way, peak memory in MiB, seconds for a bare COPY of the same rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_CLEARED} CASCADE")
    with _worker("light") as light, _worker("judge") as judge, _worker("group") as group:
        time.sleep(3)  # all are up and idle: their start is not what is measured
        with PeakMemory(os.getpid(), light, judge, group, _postmaster()) as memory:
            began = time.perf_counter()
            _start(file)
            _wait()
            seconds = time.perf_counter() - began
    return seconds, memory.peak_mb, _bare_copy_s()


@contextmanager
def _worker(queue: str) -> Iterator[int]:
    program = _WORKER.format(queue=queue)
    process = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "TANGGAP_LOG_LEVEL": "WARNING"})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _start(file: BinaryIO) -> None:
    file.seek(0)
    unit = Unit.objects.get(code="prov-diskominfo")
    start_import(actor=None, file=file, file_name="bench.jsonl", unit=unit)


def _wait() -> None:
    give_up_at = time.monotonic() + _PATIENCE_S
    while not _is_done():
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"not done after {_PATIENCE_S} seconds")
        time.sleep(0.2)


def _is_done() -> bool:
    is_stored = ImportBatch.objects.filter(state=BatchState.DONE).exists()
    return is_stored and not Mention.objects.exclude(next_step=Step.DONE).exists()


def _bare_copy_s() -> float:
    """Seconds to COPY the same rows into a table with the same constraints and indexes."""
    names = [str(field.column) for field in Mention._meta.local_fields if not field.generated]
    columns = ", ".join(names)
    with connection.cursor() as cursor, tempfile.TemporaryFile() as rows:
        cursor.execute("CREATE TEMPORARY TABLE bench_rows AS TABLE mentions_mention")
        cursor.execute("CREATE TABLE IF NOT EXISTS pg_temp.bench_copy (LIKE mentions_mention INCLUDING ALL)")
        with cursor.copy(f"COPY bench_rows ({columns}) TO STDOUT") as source:
            for chunk in source:
                rows.write(chunk)
        rows.seek(0)
        began = time.perf_counter()
        with cursor.copy(f"COPY bench_copy ({columns}) FROM STDIN") as target:
            while chunk := rows.read(1 << 20):
                target.write(chunk)
        seconds = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_rows, bench_copy")
    return seconds


def _mean_characters() -> float:
    return _count("SELECT avg(length(text)) FROM mentions_mention")


def _count(statement: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return float(cursor.fetchone()[0])


def _postmaster() -> int:
    """The process above the one that serves our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    with open(f"/proc/{backend}/stat", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().rsplit(")", 1)[1].split()[1])
