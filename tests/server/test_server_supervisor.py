"""The supervisor, with small stand-ins for the pages and the judging, killed in every way."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from server_stage import PROJECT, Program, clean_environment, eventually, family, is_gone, program
from tanggap.server.children import keep_working
from tanggap.server.supervisor import ChildSpec, Supervisor

pytestmark = pytest.mark.server
STANDIN = PROJECT / "tests" / "standin_office.py"
ROLES = {"web", "judging", "grouping", "postgres"}

Office = Callable[..., AbstractContextManager[Program]]


@pytest.fixture
def office(home: Path) -> Office:
    @contextmanager
    def start(kind: str = "obedient") -> Any:
        with program([sys.executable, str(STANDIN), str(home), kind]) as running:
            is_complete(running)
            eventually(lambda: running.read().count("child up") >= 2, what="both children")
            yield running

    return start


def is_complete(running: Program, *, without: int | None = None) -> dict[str, Any]:
    """The last report in which everything runs, and nothing under the number `without`."""

    def look() -> dict[str, Any] | None:
        for report in reversed(running.reports()[-1:]):
            if set(report) >= ROLES and without not in report.values():
                return report
        return None

    return eventually(look, what=lambda: f"a complete report in:\n{running.read()}")


@pytest.mark.parametrize("name", sorted(ROLES))
def test_whatever_is_killed_is_started_again(office: Office, name: str) -> None:
    with office() as running:
        before = is_complete(running)

        os.kill(before[name], signal.SIGKILL)

        after = is_complete(running, without=before[name])
        assert {other: after[other] for other in ROLES - {name}} == {other: before[other] for other in ROLES - {name}}
        with psycopg.connect(after["url"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_parent_takes_everything_along(office: Office) -> None:
    with office() as running:
        whole = family(running.pid)
        assert len(whole) > len(ROLES)

        running.signal(signal.SIGKILL)

        eventually(lambda: all(is_gone(pid) for pid in whole), what="the end of all processes")


def test_everything_killed_at_once_starts_again(office: Office) -> None:
    with office() as running:
        for pid in family(running.pid):
            with suppress(ProcessLookupError):  # it died with its parent
                os.kill(pid, signal.SIGKILL)
        running.wait()

    with office() as again, psycopg.connect(is_complete(again)["url"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(office: Office, home: Path, number: signal.Signals) -> None:
    with office() as running:
        whole = family(running.pid)

        running.signal(number)

        assert running.wait() == 0
        assert "all stopped" in running.output
        assert all(is_gone(pid) for pid in whole)
    assert "database system is shut down" in (home / "log" / "postgresql.log").read_text()


def test_a_child_that_will_not_end_is_ended(office: Office) -> None:
    with office("stubborn") as running:
        whole = family(running.pid)

        running.signal(signal.SIGTERM)

        assert running.wait() == 0
        assert all(is_gone(pid) for pid in whole)


def test_a_second_signal_cuts_the_wait_short(office: Office) -> None:
    with office("stubborn and patient") as running:
        running.signal(signal.SIGINT)
        running.wait_for("stopping")

        running.signal(signal.SIGINT)

        assert running.wait() == 0


def test_a_child_whose_job_hangs_ends_itself_when_the_parent_is_gone() -> None:
    script = (
        "import time\nfrom tanggap.server import children\nchildren.GRACE_S = 0.2\n"
        "children.stop_on_signals()\nprint('at work', flush=True)\ntime.sleep(600)\n"
    )
    with program([sys.executable, "-c", script]) as child:
        child.wait_for("at work")

        child.signal(signal.SIGTERM)

        assert child.wait() == 1


def test_a_worker_that_loses_its_database_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    calls: list[list[str]] = []

    def run(queues: list[str], **_options: object) -> None:
        calls.append(queues)
        if len(calls) == 1:
            raise ConnectionError("gone")
        stop.set()

    monkeypatch.setattr("tanggap.jobs.worker.run", run)
    keep_working(["light"], stop)

    assert calls == [["light"], ["light"]]


def test_a_second_instance_explains_itself_and_leaves_the_first_alone(office: Office, home: Path) -> None:
    with office() as running:
        before = is_complete(running)

        with program([sys.executable, str(STANDIN), str(home), "obedient"]) as second:
            assert second.wait() != 0
            assert f"`tanggap run` (process {running.pid}) already uses {home}" in second.output

        assert is_complete(running) == before


def test_a_socket_that_somebody_cleaned_away_is_made_again(office: Office) -> None:
    with office() as running:
        before = is_complete(running)
        folder = psutil.Process(before["postgres"])
        socket = next(c.laddr for c in folder.net_connections("unix") if c.laddr)

        Path(socket).unlink()

        after = is_complete(running, without=before["postgres"])
        with psycopg.connect(after["url"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_child_run_once_gives_back_what_it_wrote() -> None:
    supervisor = Supervisor()

    status, output = supervisor.run_once(
        ChildSpec("once", [sys.executable, "-c", "print('x' * 200000); raise SystemExit(3)"], clean_environment())
    )

    assert (status, output) == (3, "x" * 200000 + "\n")


def test_a_child_run_once_is_stopped_when_a_stop_is_wanted() -> None:
    supervisor = Supervisor()
    supervisor.stop_wanted.set()

    status, _output = supervisor.run_once(ChildSpec("once", ["/bin/sleep", "600"], clean_environment()))

    assert status == -signal.SIGTERM


def test_a_child_that_need_not_come_back_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor()
    supervisor.add(ChildSpec("short", ["/bin/true"], clean_environment(), restart=False))

    def is_over() -> bool:
        supervisor.look_after()
        return not supervisor.pids()

    eventually(is_over)
    supervisor.look_after()
    assert supervisor.pids() == {}
    assert capsys.readouterr().out == ""


def test_a_child_that_dies_again_and_again_is_started_ever_more_slowly() -> None:
    said: list[str] = []
    supervisor = Supervisor(say=said.append)
    supervisor.add(ChildSpec("failing", ["/bin/false"], clean_environment()))

    def has_died_thrice() -> bool:
        supervisor.look_after()
        return len(said) == 3

    eventually(has_died_thrice)
    supervisor.stop()
    assert said == [
        "failing ended (exit status 1); it is started again.",
        "failing ended (exit status 1); it is started again in 0.5 seconds.",
        "failing ended (exit status 1); it is started again in 1 seconds.",
    ]


def test_where_the_kernel_does_not_tell_children_a_watcher_does() -> None:
    script = (
        "import subprocess, sys, time\n"
        "from tanggap.server import process\n"
        "process.KERNEL_TELLS_CHILDREN = False\n"
        "watched = subprocess.Popen(['sleep', '600'])\n"
        "forgotten = subprocess.Popen(['sleep', '600'])\n"
        "watcher = process._watcher()\n"
        "watcher.watch(watched.pid, process.signal.SIGTERM)\n"
        "watcher.watch(forgotten.pid, process.signal.SIGTERM)\n"
        "process.forget(forgotten)\n"
        "print('pids', watched.pid, forgotten.pid, watcher.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with program([sys.executable, "-c", script]) as parent:
        watched, forgotten, watcher = (int(word) for word in parent.wait_for("pids").split()[1:4])

        parent.signal(signal.SIGKILL)

        eventually(lambda: is_gone(watched) and is_gone(watcher), what="the end of the watched")
        assert not is_gone(forgotten)
        os.kill(forgotten, signal.SIGKILL)


def test_a_program_ends_when_its_parent_died_before_it_could_ask() -> None:
    script = (
        "import subprocess, sys\n"
        "from tanggap.server.process import LAUNCHER\n"
        "argv = [sys.executable, '-I', '-S', str(LAUNCHER), '1', '15', '-1', '-1', '/bin/sleep', '600']\n"
        "print('status', subprocess.run(argv).returncode)\n"
    )
    with program([sys.executable, "-c", script]) as parent:
        assert parent.wait() == 0
        assert "status -9" in parent.output
