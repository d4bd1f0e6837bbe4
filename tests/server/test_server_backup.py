"""Backup and restore, with real rows and files: what goes in comes out, and a failure loses nothing."""

from __future__ import annotations

import json
import secrets
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tanggap.core.errors import InvalidInput, NotAllowed, PermanentFailure, TanggapError, WrongState
from tanggap.server.backup import make_backup, restore_backup, restoring
from tanggap.server.backup.manifest import DATABASE_PART, FORMAT, NAME, Manifest, is_newer
from tanggap.server.backup.site import Site, find_site, parse_major
from tanggap.server.postgres import running_cluster

EXTERNAL = "postgresql://postgres@127.0.0.1:5432/postgres"


@contextmanager
def embedded(home: Path) -> Iterator[Site]:
    with running_cluster(home) as cluster:
        yield find_site(cluster)


@contextmanager
def external(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A database of our own on the server of this machine, gone afterwards together with its descendants."""
    try:
        server = psycopg.connect(EXTERNAL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("NOT TESTED with a server of somebody else: no PostgreSQL answers on 127.0.0.1:5432")
    with server:
        server.execute(f"CREATE DATABASE {name}")
        monkeypatch.setenv("DATABASE_URL", EXTERNAL.removesuffix("postgres") + name)
        try:
            yield find_site(None)
        finally:
            rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [name]).fetchall()
            for (found,) in rows:
                server.execute(f"DROP DATABASE {found} WITH (FORCE)")
    server.close()


def fill(site: Site, home: Path, word: str = "Banjir di Martapura") -> None:
    with psycopg.connect(site.owner_url) as connection:
        connection.execute("CREATE TABLE mentions (id bigserial PRIMARY KEY, body text NOT NULL)")
        connection.execute("INSERT INTO mentions (body) SELECT %s || n FROM generate_series(1, 500) n", [word])
        connection.execute("CREATE INDEX ON mentions (md5(body))")
    for name, content in {
        "attachments/2026/surat.pdf": b"%PDF ours",
        "attachments/kosong": b"",
        "models/sentiment/weights.npz": b"\x00\x01" * 5000,
        "settings.env": b"TANGGAP_LOG_LEVEL=INFO\n",
        "secret_key": b"k" * 40,
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)


def bodies(site: Site) -> list[str]:
    with psycopg.connect(site.owner_url) as connection:
        return [row[0] for row in connection.execute("SELECT body FROM mentions ORDER BY id")]


def files(home: Path) -> dict[str, bytes]:
    names = ("attachments/2026/surat.pdf", "attachments/kosong", "models/sentiment/weights.npz", "secret_key")
    return {name: (home / name).read_bytes() for name in (*names, "settings.env")}


@pytest.mark.server
def test_everything_is_back_after_a_wipe(yard: Path, home: Path) -> None:
    with embedded(home) as site:
        fill(site, home)
        with psycopg.connect(site.owner_url) as connection:
            connection.execute("REVOKE DELETE ON mentions FROM tanggap_app")
        before = bodies(site), files(home)
        make_backup(site, home, yard / "office.tar")
    new_home = yard / "other" / "home"

    with embedded(new_home) as site:
        done = restore_backup(site, new_home, yard / "office.tar")

        assert (bodies(site), files(new_home)) == before
        assert done.former_database.startswith("tanggap_before_")
        assert done.former_files == ()
        assert site.cluster is not None
        with psycopg.connect(site.cluster.url("app"), autocommit=True) as app:
            app.execute("INSERT INTO mentions (body) VALUES ('setelah pulih')")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("DELETE FROM mentions")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("DROP TABLE mentions")
    assert stat.S_IMODE((new_home / "secret_key").stat().st_mode) == 0o600


@pytest.mark.server
def test_a_backup_is_for_its_owner_alone_and_never_overwrites(yard: Path, home: Path) -> None:
    with embedded(home) as site:
        fill(site, home)
        make_backup(site, home, yard / "office.tar")

        assert stat.S_IMODE((yard / "office.tar").stat().st_mode) == 0o600
        with pytest.raises(InvalidInput, match="never overwrites"):
            make_backup(site, home, yard / "office.tar")
        with pytest.raises(PermanentFailure, match="cannot be written"):
            make_backup(site, home, yard / "nowhere" / "office.tar")
        assert sorted(path.name for path in yard.iterdir()) == ["home", "office.tar"]


@pytest.mark.server
def test_a_database_with_tables_is_replaced_only_when_told_and_then_kept(yard: Path, home: Path) -> None:
    with embedded(home) as site:
        fill(site, home, "lama ")
        make_backup(site, home, yard / "office.tar")
        with psycopg.connect(site.owner_url) as connection:
            connection.execute("UPDATE mentions SET body = 'baru'")
        (home / "secret_key").write_text("another")

        with pytest.raises(WrongState, match=r"not empty \(1 tables\).*--force-into-nonempty"):
            restore_backup(site, home, yard / "office.tar")
        assert set(bodies(site)) == {"baru"}

        done = restore_backup(site, home, yard / "office.tar", may_replace=True)

        assert bodies(site)[0] == "lama 1"
        assert (home / "secret_key").read_text() == "k" * 40
        with psycopg.connect(site.owner_of(done.former_database)) as former:
            assert former.execute("SELECT DISTINCT body FROM mentions").fetchall() == [("baru",)]
        kept = {path.name.split(".before-")[0] for path in done.former_files}
        assert kept == {"attachments", "models", "settings.env", "secret_key"}
        assert all(path.exists() for path in done.former_files)


@pytest.mark.server
def test_a_database_in_use_is_left_alone(yard: Path, home: Path) -> None:
    with embedded(home) as site:
        fill(site, home)
        make_backup(site, home, yard / "office.tar")
        with psycopg.connect(site.owner_url), pytest.raises(WrongState, match=r"in use\. Stop Tanggap first"):
            restore_backup(site, home, yard / "office.tar", may_replace=True)


@pytest.mark.server
def test_a_failure_at_the_last_step_puts_everything_back(
    yard: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with embedded(home) as site:
        fill(site, home, "lama ")
        make_backup(site, home, yard / "office.tar")
        with psycopg.connect(site.owner_url) as connection:
            connection.execute("UPDATE mentions SET body = 'baru'")
        (home / "secret_key").write_text("another")
        listing = sorted(path.name for path in home.iterdir())
        move, n_moves = restoring._move, 0

        def fail_late(source: Path, target: Path, undo: object) -> None:
            nonlocal n_moves
            n_moves += 1
            if n_moves == 5:
                raise OSError(28, "No space left on device")
            move(source, target, undo)  # type: ignore[arg-type]

        monkeypatch.setattr(restoring, "_move", fail_late)
        with pytest.raises(PermanentFailure, match=r"not put back.*free some space"):
            restore_backup(site, home, yard / "office.tar", may_replace=True)

        assert set(bodies(site)) == {"baru"}
        assert (home / "secret_key").read_text() == "another"
        assert sorted(path.name for path in home.iterdir()) == listing
        with psycopg.connect(site.maker_url) as connection:
            names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        assert {name for name in names if name.startswith("tanggap")} == {"tanggap"}


@pytest.mark.server
def test_a_damaged_backup_is_found_out_before_anything_changes(yard: Path, home: Path) -> None:
    with embedded(home) as site:
        fill(site, home)
        make_backup(site, home, yard / "office.tar")
        whole = (yard / "office.tar").read_bytes()
        for at, sentence in {
            whole.index(b"%PDF ours"): "surat.pdf is not what was stored",
            whole.index(b"PGDMP") + 300: "database.dump is not what was stored",
        }.items():
            damaged = bytearray(whole)
            damaged[at] ^= 1
            (yard / "damaged.tar").write_bytes(damaged)
            with pytest.raises(InvalidInput, match=sentence):
                restore_backup(site, home, yard / "damaged.tar", may_replace=True)
        for n_bytes in (0, 300, len(whole) // 2, len(whole) - 20_480):
            (yard / "short.tar").write_bytes(whole[:n_bytes])
            with pytest.raises(InvalidInput, match=r"no backup|no whole backup|damaged|cut short"):
                restore_backup(site, home, yard / "short.tar", may_replace=True)
        with pytest.raises(InvalidInput, match="There is no file"):
            restore_backup(site, home, yard / "absent.tar")
        assert len(bodies(site)) == 500


@pytest.mark.server
def test_a_backup_from_the_future_is_refused(yard: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded(home) as site:
        monkeypatch.setattr("tanggap.server.backup.making.our_version", lambda: "999.0")
        make_backup(site, home, yard / "later.tar")
        monkeypatch.undo()
        with pytest.raises(InvalidInput, match=r"made by Tanggap 999\.0"):
            restore_backup(site, home, yard / "later.tar")
        monkeypatch.setattr(Site, "server_major", lambda _site: 99)
        make_backup(site, home, yard / "newer.tar")
        monkeypatch.undo()
        with pytest.raises(InvalidInput, match="made by PostgreSQL 99, and the server is PostgreSQL 18"):
            restore_backup(site, home, yard / "newer.tar")


@pytest.mark.server
def test_a_database_of_somebody_elses_server_is_saved_and_put_back(
    yard: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    with external(f"tanggap_test_{secrets.token_hex(4)}", monkeypatch) as site:
        fill(site, home)
        before = bodies(site)
        manifest = make_backup(site, home, yard / "office.tar")
        assert (manifest.database_major, manifest.is_embedded) == (site.server_major(), False)
        with psycopg.connect(site.owner_url) as connection:
            connection.execute("DELETE FROM mentions")

        restore_backup(site, home, yard / "office.tar", may_replace=True)

        assert bodies(site) == before


@pytest.mark.server
def test_a_backup_moves_from_an_older_server_into_the_embedded_one(
    yard: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    with external(f"tanggap_test_{secrets.token_hex(4)}", monkeypatch) as site:
        fill(site, home)
        make_backup(site, home, yard / "office.tar")
    monkeypatch.delenv("DATABASE_URL")

    with embedded(yard / "second") as site:
        restore_backup(site, yard / "second", yard / "office.tar")

        assert site.cluster is not None
        with psycopg.connect(site.cluster.url("app")) as app:
            app.execute("INSERT INTO mentions (body) VALUES ('dari aplikasi')")
            assert app.execute("SELECT count(*) FROM mentions").fetchone() == (501,)


@pytest.mark.server
def test_a_role_that_may_not_make_databases_is_told_how(
    yard: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with embedded(home) as site:
        poor = replace(site, maker_url=site.owner_of("tanggap"), cluster=None)
        with pytest.raises(NotAllowed, match="ALTER ROLE tanggap_owner CREATEDB"):
            poor.create("another")


@pytest.mark.server
def test_on_somebody_elses_server_the_application_role_keeps_its_rights(
    yard: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    name = f"tanggap_test_{secrets.token_hex(4)}"
    with external(name, monkeypatch) as site, psycopg.connect(EXTERNAL, autocommit=True) as server:
        server.execute(f"CREATE ROLE {name} LOGIN")
        try:
            both = replace(site, app_role=name)
            fill(both, home)
            make_backup(both, home, yard / "office.tar")
            restore_backup(both, home, yard / "office.tar", may_replace=True)
            app_url = EXTERNAL.replace("postgres@", f"{name}@").removesuffix("postgres") + name
            with psycopg.connect(app_url, autocommit=True) as app:
                app.execute("INSERT INTO mentions (body) VALUES ('dari aplikasi')")
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute("DROP TABLE mentions")
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.execute(f"DROP ROLE {name}")


@pytest.mark.server
def test_a_server_without_matching_programs_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded(home) as site:
        stranger = replace(site, cluster=None)
        monkeypatch.setattr(Site, "server_major", lambda _site: 99)
        with pytest.raises(PermanentFailure, match=r"PostgreSQL 99, and no pg_dump of that version is here"):
            stranger.run("pg_dump", site.owner_url, [])


def test_an_unreachable_database_is_said_in_a_sentence() -> None:
    site = Site("tanggap", "postgresql://x@127.0.0.1:1/tanggap", "postgresql://x@127.0.0.1:1/postgres", "x")

    with pytest.raises(TanggapError, match="The database cannot be reached"):
        site.server_major()


def manifest_text(**changes: object) -> str:
    part = {"sha256": "0" * 64, "size": 1}
    whole = {
        "format": FORMAT,
        "made_at": "2026-01-02T03:04:05+00:00",
        "tanggap_version": "0.1.0",
        "database_major": 18,
        "is_embedded": True,
        "parts": {DATABASE_PART: part, "attachments/a.pdf": part},
    }
    return json.dumps(whole | changes)


def test_a_manifest_comes_back_as_it_was() -> None:
    manifest = Manifest.from_json(manifest_text())

    assert Manifest.from_json(manifest.as_json()) == manifest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        manifest_text(format=2),
        manifest_text(made_at="yesterday"),
        manifest_text(parts={}),
        manifest_text(parts=[1]),
        manifest_text(parts={DATABASE_PART: {}}),
    ],
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Manifest.from_json(text)


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../x", "attachments/../../x", "attachments", "attachments//x", "other/x", "pg/PG_VERSION"]
)
def test_a_manifest_that_names_a_place_outside_is_refused(name: str) -> None:
    part = {"sha256": "0" * 64, "size": 1}

    with pytest.raises(InvalidInput, match="outside its folders"):
        Manifest.from_json(manifest_text(parts={DATABASE_PART: part, name: part}))


def test_a_link_in_the_place_of_a_part_is_refused(tmp_path: Path) -> None:
    from tanggap.server.backup.archive import read_manifest

    with tarfile.open(tmp_path / "odd.tar", "w") as archive:
        link = tarfile.TarInfo(NAME)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)

    with tarfile.open(tmp_path / "odd.tar") as archive, pytest.raises(InvalidInput, match="no plain file"):
        read_manifest(archive)


def test_versions_are_compared_as_numbers() -> None:
    assert is_newer("0.10.0", "0.9.9")
    assert not is_newer("0.9", "0.9.0")
    assert not is_newer("0.1.0+local", "0.1.0")


def test_a_program_says_its_version_in_words() -> None:
    assert parse_major("pg_dump (PostgreSQL) 18.4") == 18
    assert parse_major("something else") is None
