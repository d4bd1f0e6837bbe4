"""The database that a backup is taken from or put into: embedded, or somebody else's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tanggap.core.errors import NotAllowed, PermanentFailure
from tanggap.server.environment import DATABASE_URL, MIGRATION_URL
from tanggap.server.postgres import DATABASE, Cluster
from tanggap.server.postgres.binaries import MAJOR
from tanggap.server.postgres.roles import APP, database_sql, rights_sql

_RIGHTS = (
    "GRANT USAGE ON SCHEMA public TO {}",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
    "ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {}",
    "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON ROUTINES TO {}",
)
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


@dataclass(frozen=True, slots=True)
class Site:
    """Where the tables live: the owner's address, the address of who may make databases, and the roles."""

    name: str
    owner_url: str
    maker_url: str
    app_role: str
    cluster: Cluster | None = None

    @property
    def owner_role(self) -> str:
        return str(conninfo_to_dict(self.owner_url).get("user") or "")

    @property
    def is_embedded(self) -> bool:
        return self.cluster is not None

    def owner_of(self, database: str) -> str:
        """The owner's address of another database of the same server."""
        return make_conninfo(self.owner_url, dbname=database)

    def server_major(self) -> int:
        with connect(self.owner_url) as connection:
            return connection.info.server_version // 10000

    # -- databases ------------------------------------------------------------------------------------------

    def n_tables(self) -> int:
        """How many tables there are; a database that does not exist has none."""
        if not self.exists(self.name):
            return 0
        with connect(self.owner_url) as connection:
            row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return int(row[0]) if row else 0

    def exists(self, database: str) -> bool:
        with connect(self.maker_url) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        return found is not None

    def n_visitors(self) -> int:
        """How many others are connected to our database."""
        with connect(self.maker_url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
                [self.name],
            ).fetchone()
        return int(row[0]) if row else 0

    def create(self, database: str) -> None:
        """Make an empty database."""
        if self.cluster is not None:
            self.cluster.psql(database_sql(database), database="postgres")
        else:
            self._run("CREATE DATABASE {}", database)

    def grant(self, database: str) -> None:
        """Let the application's role use whatever the owner makes there from now on."""
        if self.cluster is not None:
            self.cluster.psql(rights_sql(database), database="postgres")
        elif self.app_role != self.owner_role:
            with connect(self.owner_of(database)) as connection:
                for statement in _RIGHTS:
                    connection.execute(sql.SQL(statement).format(sql.Identifier(self.app_role)))

    def rename(self, old: str, new: str) -> None:
        self._run("ALTER DATABASE {} RENAME TO {}", old, new)

    def drop(self, database: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _run(self, statement: str, *names: str) -> None:
        try:
            with connect(self.maker_url) as connection:
                connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        except psycopg.errors.InsufficientPrivilege as error:
            role = conninfo_to_dict(self.maker_url).get("user")
            raise NotAllowed(
                f"The role {role} may not make and rename databases. Let the server's administrator run "
                f"`ALTER ROLE {role} CREATEDB`, or set {MIGRATION_URL} to a role that may."
            ) from error

    # -- programs -------------------------------------------------------------------------------------------

    def run(self, program: str, url: str, arguments: Sequence[str]) -> None:
        """Run one of PostgreSQL's programs on a database; raises with its own words when it fails."""
        done = subprocess.run(
            [str(self._program(program)), *arguments],
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **_as_environment(url)},
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit status {done.returncode}"]
            raise PermanentFailure(f"{program} failed: {words[0]}")

    def _program(self, name: str) -> Path:
        if self.cluster is not None:
            return self.cluster.layout.program(name)
        wanted = self.server_major()
        found: list[str] = []
        for candidate in _candidates(name, wanted):
            major = program_major(candidate)
            if major == wanted:
                return candidate
            found.append(f"{candidate} is of version {major}")
        raise PermanentFailure(
            f"The database server is PostgreSQL {wanted}, and no {name} of that version is here "
            f"({'; '.join(found) or 'none at all'}). Install the client programs of PostgreSQL {wanted}."
        )


def find_site(cluster: Cluster | None) -> Site:
    """The database of this process: the given cluster's, else that of ``DATABASE_URL``."""
    if cluster is not None:
        return Site(DATABASE, cluster.url("owner"), cluster.url("admin", "postgres"), APP, cluster)
    runtime = conninfo_to_dict(os.environ[DATABASE_URL])
    owner_url = os.environ.get(MIGRATION_URL) or os.environ[DATABASE_URL]
    name = str(conninfo_to_dict(owner_url).get("dbname") or DATABASE)
    return Site(name, owner_url, make_conninfo(owner_url, dbname="postgres"), str(runtime.get("user") or ""))


def connect(url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        words = str(error).strip().splitlines()[-1]
        raise PermanentFailure(f"The database cannot be reached: {words}") from error


def parse_major(text: str) -> int | None:
    """The major version that one of PostgreSQL's programs says of itself.

    >>> parse_major("pg_dump (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)")
    15
    """
    found = re.search(r"\(PostgreSQL\) (\d+)", text)
    return int(found[1]) if found else None


def program_major(program: Path) -> int | None:
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    return parse_major(done.stdout)


def _candidates(name: str, major: int) -> list[Path]:
    from tanggap.server.postgres.binaries import installed_binaries

    found = [Path(f"/usr/lib/postgresql/{major}/bin/{name}")]
    on_path = shutil.which(name)
    if on_path:
        found.append(Path(on_path))
    if major == MAJOR:
        found.append(installed_binaries() / "bin" / name)
    return [candidate for candidate in found if candidate.exists()]


def _as_environment(url: str) -> dict[str, str]:
    """An address as variables: on the command line, everybody on the machine could read the password."""
    parts = conninfo_to_dict(url)
    return {variable: str(parts[name]) for name, variable in _VARIABLES.items() if parts.get(name)}
