"""Using a cluster from several processes: the first starts it, others attach, the starter leaves last."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tanggap.core.errors import TemporaryFailure
from tanggap.server.home import HomeLock, guest, without_guests
from tanggap.server.postgres.cluster import Cluster

ATTACH_TIMEOUT_S = 60.0
_POLL_S = 0.05


@contextmanager
def running_cluster(home: Path, *, command: str = "cluster") -> Iterator[Cluster]:
    """Hold the home and run its cluster; refuses when somebody else holds it."""
    lock = HomeLock(home, command)
    lock.acquire()
    try:
        cluster = Cluster(home)
        try:
            cluster.start()
            yield cluster
            # Somebody may have attached meanwhile: not even our end may pull the database from under them.
            with without_guests(home):
                cluster.stop()
        finally:
            cluster.stop()
    finally:
        lock.release()


@contextmanager
def attach_or_start(home: Path, *, command: str = "command") -> Iterator[Cluster]:
    """The cluster of this home: the running one, else started for the duration."""
    give_up_at = time.monotonic() + ATTACH_TIMEOUT_S
    while True:
        lock = HomeLock(home, command)
        if lock.try_acquire():
            lock.release()
            with running_cluster(home, command=command) as cluster:
                yield cluster
            return
        with guest(home):
            cluster = Cluster(home)
            # The lock may have become free while we waited for our share.
            if not _is_free(lock) and cluster.attach():
                yield cluster
                return
        if time.monotonic() > give_up_at:
            raise TemporaryFailure(f"{lock.refusal()} Its database did not answer in time.")
        time.sleep(_POLL_S)


def _is_free(lock: HomeLock) -> bool:
    if lock.try_acquire():
        lock.release()
        return True
    return False
