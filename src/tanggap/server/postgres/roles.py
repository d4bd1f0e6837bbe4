"""The roles and databases inside the cluster, as SQL.

The application's role owns nothing: migrations run as the owner, and whatever the owner makes the application
may read and write, but not change in shape.
"""

from __future__ import annotations

import re

from tanggap.core.errors import InvalidInput

ADMIN = "tanggap_admin"
OWNER = "tanggap_owner"
APP = "tanggap_app"
ROLES = {"admin": ADMIN, "owner": OWNER, "app": APP}
DATABASE = "tanggap"
DEMO_DATABASE = "tanggap_demo"

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")
_PASSWORD = re.compile(r"[A-Za-z0-9_-]+\Z")


def checked_name(name: str) -> str:
    """The name of a database, if it is one that needs no quoting."""
    if not _NAME.match(name):
        raise InvalidInput(f"{name!r} is no name for a database: use a-z, 0-9 and _.", field="name")
    return name


def roles_sql(passwords: dict[str, str]) -> str:
    """psql script that makes the roles, or gives existing ones these passwords; may be run twice."""
    lines = []
    for role in (OWNER, APP):
        password = passwords[role]
        if not _PASSWORD.match(password):
            raise InvalidInput("A database password must be made of letters, digits, - and _.", field="password")
        lines.append(
            f"SELECT 'CREATE ROLE {role} LOGIN' WHERE NOT EXISTS "  # noqa: S608 our own constants
            f"(SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec"
        )
        lines.append(f"ALTER ROLE {role} PASSWORD '{password}';")
    return "\n".join(lines) + "\n"


def database_sql(name: str) -> str:
    """psql script that makes a database for our roles alone, if it is not there; may be run twice."""
    checked_name(name)
    return f"""\
SELECT 'CREATE DATABASE {name} OWNER {OWNER}'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {APP};
"""  # noqa: S608 the name was checked


def rights_sql(name: str) -> str:
    """psql script that lets the application use whatever the owner makes in a database from now on."""
    return f"""\
\\connect {checked_name(name)}
GRANT USAGE ON SCHEMA public TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT EXECUTE ON ROUTINES TO {APP};
"""
