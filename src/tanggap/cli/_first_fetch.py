"""The first visits of `tanggap init`: by the ordinary queue, several at once, each told as it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tanggap.cli import console
from tanggap.jobs.queue import FETCH
from tanggap.jobs.worker import STALLED_AFTER_S, rescue_stalled_jobs, run_until_idle
from tanggap.pipeline.tasks.collecting import defer_visit
from tanggap.sources.first_visits import reason_of
from tanggap.sources.models import Fetch, Health, Source

N_VISITS = 12
_LOOK_S = 0.3


def visit_first(say: Callable[[str], None]) -> None:
    """Visit every source that is switched on and was never visited.

    What was visited stays so; a visit that died with an earlier run is taken up once its worker has been silent
    for long enough to be dead.
    """
    waiting = set(Source.objects.enabled().filter(last_fetch_at=None).values_list("pk", flat=True))
    if not waiting:
        return
    for source_id in sorted(waiting):
        defer_visit(source_id, is_manual=True)
    n_all = len(waiting)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("first visits", total=n_all)
        give_up_at = time.monotonic() + STALLED_AFTER_S + 5
        while waiting:
            rescue_stalled_jobs()
            worker = threading.Thread(target=run_until_idle, args=([FETCH],), kwargs={"n_jobs": N_VISITS})
            worker.start()
            while worker.is_alive():
                worker.join(_LOOK_S)
                waiting -= _tell(waiting, n_all, say)
                progress.update(bar, completed=n_all - len(waiting))
            if not waiting or time.monotonic() > give_up_at:
                break
            time.sleep(1)
    if waiting:
        say(f"{len(waiting)} not visited yet: `tanggap run` goes on with them")


def _tell(waiting: set[int], n_all: int, say: Callable[[str], None]) -> set[int]:
    """Say how those went that have been visited meanwhile; which they were."""
    done = list(Source.objects.filter(pk__in=waiting).exclude(last_fetch_at=None).order_by("last_fetch_at"))
    n_new = dict(Fetch.objects.filter(source__in=done).order_by("at").values_list("source_id", "n_new"))
    for number, source in enumerate(done, start=n_all - len(waiting) + 1):
        if source.health in (Health.FAILING, Health.BLOCKED):
            went = f"failed: {reason_of(source)}"
        else:
            went = f"{n_new.get(source.pk, 0)} new"
        say(f"{number} of {n_all}  {source.name}: {went}")
    return {source.pk for source in done}
