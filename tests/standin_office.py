"""A small office for the tests: the real supervisor and database, with stand-ins for the web and judging."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tanggap.server import supervisor as supervision
from tanggap.server.home import HomeLock
from tanggap.server.postgres import Cluster
from tanggap.server.supervisor import ChildSpec, Supervisor

OBEDIENT = "import signal; print('child up', flush=True); signal.sigwait({signal.SIGUSR1})"
STUBBORN = (
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('child up', flush=True);"
    "signal.sigwait({signal.SIGUSR1})"
)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(home: Path, kind: str) -> None:
    supervision.GRACE_S = 600.0 if kind == "stubborn and patient" else 1.0
    lock = HomeLock(home, "run")
    lock.acquire()
    supervisor = Supervisor(cluster=Cluster(home), say=say)
    supervisor.install_signal_handlers()
    assert supervisor.cluster is not None
    supervisor.cluster.start()
    code = OBEDIENT if kind == "obedient" else STUBBORN
    for name in ("web", "judging", "grouping"):
        supervisor.add(ChildSpec(name, [sys.executable, "-c", code, str(home)], dict(os.environ)))
    told: dict[str, int] = {}
    while not supervisor.stop_wanted.wait(0.02):
        supervisor.look_after()
        if supervisor.pids() != told:
            told = supervisor.pids()
            say(json.dumps({**told, "url": supervisor.cluster.url()}))
    say("stopping")
    supervisor.stop()
    lock.release()
    say("all stopped")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
