"""The embedded PostgreSQL itself: every sentence that the design says of it, done for real."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg
import pytest

from server_stage import (
    IS_ROOT,
    PROJECT,
    clean_environment,
    eventually,
    family,
    is_gone,
    processes_of,
    program,
    python_for,
    uid_of,
)
from tanggap.core.errors import InvalidInput, TanggapError
from tanggap.server.home import AlreadyRunning
from tanggap.server.postgres import Cluster, running_cluster
from tanggap.server.postgres.layout import POINTER

pytestmark = pytest.mark.server

needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root can become another user: run the tests as root too")
USE_IT = textwrap.dedent(
    """
    import os, sys
    from pathlib import Path
    import psycopg
    from tanggap.server.postgres import running_cluster
    with running_cluster(Path(sys.argv[1])) as cluster:
        with psycopg.connect(cluster.url()) as connection:
            print("user", connection.execute("SELECT current_user").fetchone()[0])
        print("uid", os.stat(cluster.layout.data).st_uid, oct(os.stat(cluster.layout.data).st_mode & 0o777))
    """
)


def ask(url: str, sql: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql).fetchone()
    return row[0] if row else None


def use_it(python: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    command = [*python, "-c", USE_IT, str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env=clean_environment())


def test_a_new_home_gets_a_database_with_checksums_utf8_and_no_tcp_port(home: Path) -> None:
    with running_cluster(home) as cluster:
        assert ask(cluster.url(), "SHOW data_checksums") == "on"
        assert ask(cluster.url(), "SHOW server_encoding") == "UTF8"
        assert ask(cluster.url(), "SHOW listen_addresses") == ""
        assert ask(cluster.url(), "SELECT upper('ç') || ('a' < 'B')::text") == "Çfalse"
        assert cluster.pid is not None
        assert not [c for c in psutil.Process(cluster.pid).net_connections() if c.family.name.startswith("AF_INET")]


def test_rows_are_still_there_after_a_stop_and_a_start(home: Path) -> None:
    with running_cluster(home) as cluster, psycopg.connect(cluster.url("owner")) as connection:
        connection.execute("CREATE TABLE letters (body text)")
        connection.execute("INSERT INTO letters VALUES ('Banjir surut di Martapura')")

    with running_cluster(home) as cluster:
        assert ask(cluster.url(), "SELECT body FROM letters") == "Banjir surut di Martapura"


def test_the_application_may_use_the_owners_tables_but_not_change_their_shape(home: Path) -> None:
    with running_cluster(home) as cluster:
        with psycopg.connect(cluster.url("owner")) as owner:
            owner.execute("CREATE TABLE things (id serial PRIMARY KEY, name text)")
            owner.execute("CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 * 2'")
        with psycopg.connect(cluster.url("app"), autocommit=True) as app:
            app.execute("INSERT INTO things (name) VALUES ('a'), ('b')")
            app.execute("UPDATE things SET name = 'c' WHERE name = 'a'")
            app.execute("DELETE FROM things WHERE name = 'b'")
            app.execute("CREATE TEMPORARY TABLE scratch (id integer)")
            assert app.execute("SELECT count(*), twice(21) FROM things").fetchone() == (1, 42)
            for forbidden in (
                "CREATE TABLE mine (id integer)",
                "DROP TABLE things",
                "TRUNCATE things",
                "ALTER TABLE things ADD COLUMN more text",
                "CREATE ROLE friend",
                "CREATE DATABASE another",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(forbidden)
        assert ask(cluster.url("app"), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_a_second_database_of_the_same_cluster_has_the_same_rights(home: Path) -> None:
    with running_cluster(home) as cluster:
        cluster.ensure_database("tanggap_demo")
        cluster.ensure_database("tanggap_demo")
        with psycopg.connect(cluster.url("owner", "tanggap_demo")) as owner:
            owner.execute("CREATE TABLE demo (id integer)")
        with psycopg.connect(cluster.url("app", "tanggap_demo")) as app:
            app.execute("INSERT INTO demo VALUES (1)")
        cluster.drop_database("tanggap_demo")
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(cluster.url("app", "tanggap_demo"))
        with pytest.raises(InvalidInput):
            cluster.ensure_database('x"; DROP DATABASE tanggap; --')
        with pytest.raises(InvalidInput):
            cluster.url("root")


def test_nobody_comes_in_without_the_password_and_only_the_servers_user_reaches_the_socket(home: Path) -> None:
    with running_cluster(home) as cluster:
        folder = Path(parse_qs(urlsplit(cluster.url()).query)["host"][0])
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(cluster.layout.credentials.stat().st_mode) == 0o600
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(host=str(folder), user="tanggap_admin", dbname="tanggap")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(host=str(folder), user="tanggap_app", dbname="tanggap", password="hunter2")
    assert not folder.exists()


def test_a_second_instance_is_told_who_holds_the_home_and_since_when(home: Path) -> None:
    with (
        running_cluster(home, command="run"),
        pytest.raises(AlreadyRunning, match=rf"`tanggap run` \(process {os.getpid()}\) already uses .* since 20\d\d"),
        running_cluster(home),
    ):
        pytest.fail("two instances shared one home")


def test_it_comes_back_after_kill_9_of_the_server(home: Path) -> None:
    with running_cluster(home) as cluster:
        with psycopg.connect(cluster.url("owner")) as connection:
            connection.execute("CREATE TABLE kept (id integer)")
        before = cluster.pid
        assert before is not None
        os.kill(before, signal.SIGKILL)
        eventually(lambda: cluster.poll() is not None)

        cluster.restart()

        assert cluster.pid != before
        assert ask(cluster.url(), "SELECT count(*) FROM kept") == 0


def test_a_postmaster_file_that_names_a_living_stranger_does_not_stop_a_start(home: Path) -> None:
    with running_cluster(home) as cluster:
        data, account = cluster.layout.data, cluster.layout.account
    with subprocess.Popen(["sleep", "600"], user=account.uid if account else None) as stranger:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1700000000\n5432\n/tmp/x\n\n  1 2\nready\n")
        (data / "postmaster.pid").chmod(0o600)
        if account:
            os.chown(data / "postmaster.pid", account.uid, account.gid)

        with running_cluster(home) as cluster:
            assert ask(cluster.url(), "SELECT 1") == 1

        assert stranger.poll() is None
        stranger.kill()


def test_a_socket_lock_that_names_a_living_stranger_does_not_stop_a_start(home: Path) -> None:
    with running_cluster(home) as cluster:
        sockets, account = Path(cluster._sockets), cluster.layout.account
    sockets.mkdir(mode=0o700)
    with subprocess.Popen(["sleep", "600"], user=account.uid if account else None) as stranger:
        (sockets / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n{home}\n1700000000\n5432\n{sockets}\n")
        for path in (sockets / ".s.PGSQL.5432.lock", sockets):
            os.chown(path, account.uid if account else -1, account.gid if account else -1)

        with running_cluster(home) as cluster:
            assert ask(cluster.url(), "SELECT 1") == 1

        assert stranger.poll() is None
        stranger.kill()


def test_a_server_left_by_a_killed_owner_ends_by_itself_and_the_next_start_works(home: Path) -> None:
    script = "from tanggap.server.postgres import Cluster; from pathlib import Path; import sys, time\n"
    script += "c = Cluster(Path(sys.argv[1])); c.start(); print('up', c.pid, flush=True); time.sleep(600)"
    with program([sys.executable, "-c", script, str(home)]) as owner:
        server = int(owner.wait_for("up").split()[-1])
        whole = family(server)
        owner.signal(signal.SIGKILL)
        with running_cluster(home) as cluster:
            assert ask(cluster.url(), "SELECT 1") == 1
            assert cluster.pid != server
        eventually(lambda: all(is_gone(pid) for pid in whole), what="the end of the old server")


def test_a_server_without_any_parent_is_stopped_before_the_next_start(home: Path) -> None:
    with running_cluster(home) as cluster:
        layout, sockets = cluster.layout, Path(cluster._sockets)
    sockets.mkdir(mode=0o700)
    if layout.account:
        os.chown(sockets, layout.account.uid, layout.account.gid)
    stray = subprocess.Popen(
        [layout.program("postgres"), "-D", layout.data, "-c", "listen_addresses=", "-k", sockets],
        user=layout.account.uid if layout.account else None,
        group=layout.account.gid if layout.account else None,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    eventually((sockets / ".s.PGSQL.5432").exists)

    with running_cluster(home) as cluster:
        assert ask(cluster.url(), "SELECT 1") == 1
        assert stray.wait(timeout=10) == 0


def test_data_of_another_major_version_is_refused_and_left_alone(home: Path) -> None:
    with running_cluster(home) as cluster:
        version = cluster.layout.data / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(TanggapError, match=r"made by PostgreSQL 17.*brings PostgreSQL 18.*tanggap backup"):
        Cluster(home).start()

    assert version.read_text() == "17\n"


def test_a_folder_that_holds_something_else_is_refused(home: Path) -> None:
    (home / "pg").mkdir(parents=True)
    (home / "pg" / "holiday.txt").write_text("ours")

    with pytest.raises(TanggapError, match="holds no PostgreSQL database"):
        Cluster(home).start()


def test_a_data_folder_that_was_never_finished_is_made_anew(home: Path) -> None:
    (home / "pg.unfinished").mkdir(parents=True)
    (home / "pg.unfinished" / "PG_VERSION").write_text("18\n")

    with running_cluster(home) as cluster:
        assert ask(cluster.url(), "SELECT 1") == 1
        assert not (home / "pg.unfinished").exists()


def test_roles_that_were_not_made_to_the_end_are_made_at_the_next_start(home: Path) -> None:
    with running_cluster(home) as cluster:
        cluster.psql("DROP DATABASE tanggap; DROP ROLE tanggap_app;", database="postgres")
        credentials = cluster.layout.credentials
    credentials.write_text(credentials.read_text().replace("true", "false"))

    with running_cluster(home) as cluster:
        assert ask(cluster.url(), "SELECT current_user") == "tanggap_app"


def test_it_works_under_a_very_long_path_with_odd_letters(yard: Path, home: Path) -> None:
    long_home = yard / ("rumah 'data' tanggap " + "x" * 200) / ("y" * 200) / "home"

    with running_cluster(long_home) as cluster:
        assert ask(cluster.url(), "SELECT 1") == 1
        assert cluster.layout.data.is_relative_to(long_home)


def test_it_works_with_umask_077(home: Path, elsewhere: Path, umask_077: None) -> None:
    with running_cluster(home) as cluster:
        assert ask(cluster.url(), "SELECT 1") == 1


@needs_root
def test_under_root_with_a_closed_home_the_data_goes_elsewhere_and_the_home_stays_closed(
    home: Path, elsewhere: Path
) -> None:
    home.mkdir(mode=0o700)

    with running_cluster(home) as cluster:
        place = cluster.layout.place
        assert place.parent == elsewhere
        assert str(place) in cluster.layout.note
        assert cluster.pid is not None
        assert psutil.Process(cluster.pid).uids().effective == uid_of("nobody")
        cluster.psql("CREATE TABLE here (id integer);")

    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert (home / POINTER).read_text().strip() == str(place)
    with running_cluster(home) as again:
        assert again.layout.note == ""
        assert again.psql("SELECT count(*) FROM here;").strip() == "0"


@needs_root
def test_data_elsewhere_is_found_again_when_the_home_was_wiped(home: Path, elsewhere: Path) -> None:
    home.mkdir(mode=0o700)
    with running_cluster(home) as cluster:
        cluster.psql("CREATE TABLE here (id integer);")
    shutil.rmtree(home)
    home.mkdir(mode=0o700)

    with running_cluster(home) as again:
        assert "was found in" in again.layout.note
        assert again.psql("SELECT count(*) FROM here;").strip() == "0"


@needs_root
def test_under_root_programs_that_others_cannot_reach_are_copied(
    home: Path, elsewhere: Path, yard: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tanggap.server.postgres.binaries import installed_binaries

    closed = yard / "closed"
    closed.mkdir(mode=0o700)
    package = installed_binaries().parent
    unneeded = shutil.ignore_patterns("pginstall", "include", "*.a")
    for folder in package.parent.glob(f"{package.name}*"):
        shutil.copytree(folder, closed / folder.name, symlinks=True, ignore=unneeded)
    copied = closed / package.name / installed_binaries().name
    monkeypatch.setattr("tanggap.server.postgres.layout.installed_binaries", lambda: copied)

    with running_cluster(home) as cluster:
        assert cluster.layout.binaries.is_relative_to(elsewhere)
        assert ask(cluster.url(), "SELECT 1") == 1
        copy = cluster.layout.binaries
    with running_cluster(home) as cluster:
        assert cluster.layout.binaries == copy
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@needs_root
def test_under_root_the_server_runs_as_the_user_who_owns_the_home(home: Path) -> None:
    home.mkdir()
    os.chown(home, uid_of("nobody"), 65534)
    home.chmod(0o700)

    with running_cluster(home) as cluster:
        assert cluster.pid is not None
        assert psutil.Process(cluster.pid).uids().effective == uid_of("nobody")
        assert cluster.layout.place == home


@needs_root
@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_an_ordinary_user_can_run_it(home: Path, mode: int) -> None:
    python = python_for("nobody")
    if python is None:
        pytest.skip("NOT TESTED as an ordinary user: no Python of this version that user `nobody` can run")
    home.mkdir()
    os.chown(home, uid_of("nobody"), 65534)
    home.chmod(mode)

    done = subprocess.run(
        [*python, "-c", USE_IT, str(home)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=clean_environment(),
    )

    assert done.stdout.splitlines() == ["user tanggap_app", f"uid {uid_of('nobody')} 0o700"], done.stderr
    assert stat.S_IMODE(home.stat().st_mode) == mode


@needs_root
def test_an_ordinary_user_is_told_whose_data_it_is(home: Path) -> None:
    python = python_for("daemon")
    if python is None:
        pytest.skip("NOT TESTED as an ordinary user: no Python of this version that user `daemon` can run")
    with running_cluster(home):
        pass
    os.chown(home, uid_of("daemon"), -1)
    for path in home.iterdir():
        if path.name != "pg":
            os.chown(path, uid_of("daemon"), -1)

    done = subprocess.run(
        [*python, "-c", USE_IT, str(home)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=clean_environment(),
    )

    assert done.returncode != 0
    assert "belongs to user number" in done.stderr


@needs_root
def test_a_full_disk_is_said_in_a_sentence(yard: Path, home: Path) -> None:
    disk = yard / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=250m,mode=755", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("NOT TESTED with a full disk: this machine does not let root mount a small one")
    try:
        (disk / "reserve").write_bytes(bytes(60 << 20))
        with running_cluster(disk / "home") as cluster:
            cluster.psql("CREATE TABLE big (body text);")
            with pytest.raises(TanggapError, match=r"No space left on device.*disk is full: free some space"):
                cluster.psql("INSERT INTO big SELECT repeat(md5(n::text), 60) FROM generate_series(1, 300000) n;")
        with pytest.raises(TanggapError, match=r"Only \d+ MB are free.*Free some space"):
            Cluster(disk / "home").start()
        (disk / "reserve").unlink()
        with running_cluster(disk / "home") as cluster:
            assert cluster.psql("SELECT count(*) FROM big;").strip() == "0"
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_while_the_data_folder_is_made_is_said_and_leaves_no_half(
    yard: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = yard / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("NOT TESTED with a full disk: this machine does not let us mount a small one")
    try:
        with pytest.raises(TanggapError, match=r"Only \d+ MB are free"):
            Cluster(disk / "home").start()
        monkeypatch.setattr("tanggap.server.postgres.creation.NEEDED_TO_MAKE", 0)
        with pytest.raises(TanggapError, match=r"No space left on device.*free some space"):
            Cluster(disk / "home").start()
        assert not [path.name for path in (disk / "home").iterdir() if path.name.startswith("pg")]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_people_s_text_stays_out_of_the_log(home: Path) -> None:
    with running_cluster(home) as cluster:
        with psycopg.connect(cluster.url("owner"), autocommit=True) as connection:
            connection.execute("CREATE TABLE people (name text UNIQUE)")
            connection.execute("INSERT INTO people VALUES ('Siti dari Kertak Hanyar')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO people VALUES ('Siti dari Kertak Hanyar')")
        log = home / "log" / "postgresql.log"
        eventually(lambda: "duplicate key" in log.read_text())
        assert "Siti" not in log.read_text()


def test_nothing_runs_after_the_end(home: Path) -> None:
    with running_cluster(home) as cluster:
        assert cluster.pid is not None
        whole = family(cluster.pid)
        assert len(whole) > 3

    assert all(is_gone(pid) for pid in whole)
    assert processes_of(home) == []
    assert PROJECT.is_dir()
