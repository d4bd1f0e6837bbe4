"""``tanggap run`` as people run it: the real pages and the real judging, killed and stopped."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from server_stage import Program, clean_environment, eventually, family, is_gone, processes_of, program
from tanggap.core.errors import TanggapError
from tanggap.server.children import bind
from tanggap.server.home import HomeLock
from tanggap.server.postgres import Cluster, running_cluster
from tanggap.server.run import answers, listen

pytestmark = pytest.mark.server
TANGGAP = [sys.executable, "-c", "from tanggap.cli import main; main()"]
UP = "Tanggap answers at http://127.0.0.1:"

Run = Callable[..., AbstractContextManager[Program]]


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def tanggap(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = clean_environment(TANGGAP_HOME=str(home), COLUMNS="400", **more)
    return subprocess.run([*TANGGAP, *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def run(home: Path) -> Run:
    @contextmanager
    def start(port: int, **more: str) -> Iterator[Program]:
        environment = clean_environment(TANGGAP_HOME=str(home), COLUMNS="400", **more)
        with program([*TANGGAP, "run", "--no-demo", "--port", str(port)], environment) as running:
            running.wait_for(UP, within_s=240)
            yield running

    return start


def page(port: int) -> int:
    """The status of the sign-in page, followed from the home page."""
    path = "/"
    for _ in range(3):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status not in (301, 302):
                return answer.status
            path = answer.headers["Location"]
    raise AssertionError("redirected for ever")


def child(running: Program, words: str) -> int:
    """The process among the children whose command holds these words."""

    def look() -> int | None:
        for process in psutil.Process(running.pid).children():
            try:
                if words in " ".join(process.cmdline()):
                    return process.pid
            except psutil.Error:
                continue
        return None

    return int(eventually(look, what=words))


def web_workers(running: Program) -> set[int]:
    """The processes that serve pages beside one another."""
    parent = psutil.Process(running.pid)
    return {each.pid for each in parent.children() if not is_gone(each.pid) and each.name() == parent.name()}


def test_pages_and_work_survive_the_death_of_every_part(run: Run, home: Path) -> None:
    port = free_port()
    with run(port) as running:
        assert page(port) == 200
        for words in ("children web", "children worker", "bin/postgres"):
            before = child(running, words)

            os.kill(before, signal.SIGKILL)

            eventually(lambda before=before, words=words: child(running, words) != before, within_s=60)
            # While the next one loads, visitors wait in the queue of the one listening socket.
            eventually(lambda: page(port) == 200, within_s=120, what=f"a page after the death of {words}")
        running.wait_for("web ended (killed by SIGKILL)")
        running.wait_for("judging ended (killed by SIGKILL)")
        running.wait_for("The database ended (killed by SIGKILL)")
        examined = tanggap(home, "doctor")
        assert examined.returncode == 0, examined.stdout
        assert re.search(r"ok\s+worker", examined.stdout)
        second = tanggap(home, "run", "--no-demo", "--port", str(free_port()))
        assert second.returncode == 1
        assert re.search(rf"`tanggap run` \(process {running.pid}\) already uses", second.stderr)

        whole = family(running.pid)
        running.signal(signal.SIGINT)

        assert running.wait() == 0
        assert all(is_gone(pid) for pid in whole)
        assert processes_of(home) == []


def test_a_killed_parent_takes_pages_work_and_database_along(run: Run, home: Path) -> None:
    with run(free_port()) as running:
        whole = family(running.pid)
        running.signal(signal.SIGKILL)
        eventually(lambda: all(is_gone(pid) for pid in whole), within_s=60, what="the end of all processes")

    port = free_port()
    with run(port) as again:
        assert page(port) == 200
        assert again.process.poll() is None


def test_commands_work_beside_a_running_office_and_without_one(run: Run, home: Path, yard: Path) -> None:
    with run(free_port()):
        beside = tanggap(home, "backup", str(yard / "beside.tar"))
        assert beside.returncode == 0, beside.stderr
        refused = tanggap(home, "restore", str(yard / "beside.tar"))
        assert refused.returncode == 1
        assert "already uses" in refused.stderr

    (home / "attachments").mkdir(exist_ok=True)
    (home / "attachments" / "surat.txt").write_text("Jembatan Pasar Lama")
    with running_cluster(home) as cluster:
        cluster.psql("SET ROLE tanggap_owner; CREATE TABLE letters_to_keep AS SELECT 7 AS id, 'Sungai surut' AS body;")
    alone = tanggap(home, "backup", str(yard / "alone.tar"))
    assert alone.returncode == 0, alone.stderr
    with running_cluster(home) as cluster:
        rows = cluster.psql("SELECT count(*) FROM django_migrations; SELECT id, body FROM letters_to_keep;")
    other = yard / "other"
    restored = tanggap(other, "restore", str(yard / "alone.tar"))
    assert restored.returncode == 0, restored.stderr
    with running_cluster(other) as cluster:
        found = cluster.psql("SELECT count(*) FROM django_migrations; SELECT id, body FROM letters_to_keep;")
    assert found == rows
    assert (other / "attachments" / "surat.txt").read_text() == "Jembatan Pasar Lama"
    assert (other / "secret_key").read_text() == (home / "secret_key").read_text()
    migrated = tanggap(other, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert "up to date" in migrated.stdout


def test_several_web_workers_replace_one_that_dies(home: Path) -> None:
    port = free_port()
    assert tanggap(home, "migrate").returncode == 0
    serve = [*TANGGAP, "web", "--workers", "2", "--no-jobs", "--port", str(port)]
    with program(serve, clean_environment(TANGGAP_HOME=str(home))) as running:
        eventually(lambda: answers(("127.0.0.1", port)), within_s=120)
        before = web_workers(running)
        assert len(before) == 2
        assert page(port) == 200

        os.kill(min(before), signal.SIGKILL)

        eventually(lambda: len(web_workers(running) - before) == 1, within_s=60, what="a new worker")
        assert len(web_workers(running) & before) == 1
        eventually(lambda: answers(("127.0.0.1", port)), within_s=120)
        whole = family(running.pid)
        running.signal(signal.SIGTERM)
        assert running.wait() == 0
        assert all(is_gone(pid) for pid in whole)
    assert processes_of(home) == []


def test_web_workers_end_with_a_killed_parent_and_leave_the_port(home: Path) -> None:
    port = free_port()
    assert tanggap(home, "migrate").returncode == 0
    serve = [*TANGGAP, "web", "--workers", "2", "--no-jobs", "--port", str(port)]
    with program(serve, clean_environment(TANGGAP_HOME=str(home))) as running:
        eventually(lambda: answers(("127.0.0.1", port)), within_s=120)
        eventually(lambda: len(web_workers(running)) == 2)
        whole = family(running.pid)

        running.signal(signal.SIGKILL)

        eventually(lambda: all(is_gone(pid) for pid in whole), within_s=60, what="the end of all processes")
    with listen("127.0.0.1", port):
        pass


def test_several_web_workers_do_no_jobs(home: Path) -> None:
    refused = tanggap(home, "web", "--workers", "2", "--port", str(free_port()))

    assert refused.returncode == 2
    assert "add --no-jobs, and run `tanggap worker` beside them" in " ".join(refused.stderr.split())


def test_several_web_workers_need_a_free_port(home: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = tanggap(home, "web", "--workers", "2", "--no-jobs", "--port", str(port))

    assert refused.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used: another program uses it" in " ".join(refused.stderr.split())


def test_a_port_in_use_is_said_before_anything_is_started(home: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = tanggap(home, "run", "--no-demo", "--port", str(port))

    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used: another program uses it" in " ".join(done.stderr.split())
    assert not (home / "pg").exists()


@pytest.mark.parametrize(("status", "expected"), [("200 OK", True), ("404 Not Found", True), ("500 Oops", False)])
def test_a_page_answers_unless_the_server_fails(status: str, expected: bool) -> None:
    with bind("127.0.0.1", 0) as listener:

        def serve() -> None:
            connection, _address = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(f"HTTP/1.0 {status}\r\n\r\n".encode())

        server = threading.Thread(target=serve)
        server.start()
        assert answers(listener.getsockname()) is expected
        server.join()


def test_nothing_answers_where_nobody_listens() -> None:
    assert not answers(("127.0.0.1", free_port()))


def test_an_address_that_is_not_ours_cannot_be_listened_on() -> None:
    with pytest.raises(TanggapError, match=r"Port 80 on 192\.0\.2\.1 cannot be used.*--host"):
        listen("192.0.2.1", 80)


def test_the_doctor_tells_of_a_database_that_is_not_there(home: Path) -> None:
    done = tanggap(home, "doctor", "--json", DATABASE_URL=f"postgresql://x@127.0.0.1:{free_port()}/x")

    assert done.returncode == 1
    found = {row["check"]: row for row in json.loads(done.stdout)}
    assert found["database"]["status"] == "fail"
    assert "does not answer" in found["database"]["sentence"]
    assert found["python"]["status"] == "ok"
    assert found["trail"]["status"] == "warn"


def test_a_signal_while_everything_comes_up_leaves_nothing(home: Path) -> None:
    environment = clean_environment(TANGGAP_HOME=str(home))
    with program([*TANGGAP, "run", "--no-demo", "--port", str(free_port())], environment) as running:
        child(running, "children prepare")
        whole = family(running.pid)

        running.signal(signal.SIGTERM)

        assert running.wait() == 0
        assert all(is_gone(pid) for pid in whole)
    with running_cluster(home) as cluster:
        assert cluster.psql("SELECT 1;").strip() == "1"


def test_the_office_runs_on_a_database_of_somebody_else(run: Run, home: Path) -> None:
    name = f"tanggap_test_{os.getpid()}_{free_port()}"
    try:
        server = psycopg.connect("postgresql://postgres@127.0.0.1:5432/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("NOT TESTED with a server of somebody else: no PostgreSQL answers on 127.0.0.1:5432")
    with closing(server):
        server.execute(f"CREATE DATABASE {name}")
        url = f"postgresql://postgres@127.0.0.1:5432/{name}"
        try:
            port = free_port()
            with run(port, DATABASE_URL=url) as running:
                assert page(port) == 200
                assert not [p for p in psutil.Process(running.pid).children() if p.name() == "postgres"]
                assert not (home / "pg").exists()
                running.signal(signal.SIGTERM)
                assert running.wait() == 0
            with psycopg.connect(url) as connection:
                assert connection.execute("SELECT count(*) > 0 FROM django_migrations").fetchone() == (True,)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_command_beside_another_uses_the_same_database_and_the_first_leaves_last(home: Path, yard: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom tanggap.server.postgres import attach_or_start\n"
        "with attach_or_start(Path(sys.argv[1]), command=sys.argv[2]) as cluster:\n"
        "    print('attached', cluster.pid, flush=True)\n"
        "    while not Path(sys.argv[3]).exists(): cluster.psql('SELECT 1;')\n"
        "    print('last answer', cluster.psql('SELECT 42;').strip(), flush=True)\n"
    )
    first_may_end, second_may_end = yard / "first", yard / "second"
    with program([sys.executable, "-c", script, str(home), "one", str(first_may_end)]) as first:
        first.wait_for("attached ")
        with program([sys.executable, "-c", script, str(home), "two", str(second_may_end)]) as second:
            second.wait_for("attached None")
            first_may_end.touch()
            first.wait_for("last answer 42")
            assert Cluster(home).attach()
            assert not HomeLock(home, "three").try_acquire()
            second_may_end.touch()
            assert second.wait() == 0
            assert "last answer 42" in second.output
        assert first.wait() == 0
    assert processes_of(home) == []
