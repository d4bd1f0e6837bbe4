"""Bringing the database to the shape that this version wants, and knowing quickly that it has it."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from tanggap.server.environment import DATABASE_URL, MIGRATION_URL
from tanggap.server.home import PACKAGE
from tanggap.server.postgres import DATABASE, Cluster

_MARK = "migrated:"


def digest_of_migrations() -> str:
    """Changes whenever one of our migrations or an installed package changes."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.glob("*/migrations/*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    for folder in sorted({Path(entry) for entry in sys.path if entry.endswith("-packages")}):
        # Names of these folders hold the versions; reading them so costs a hundredth of asking importlib.
        for name in sorted(found.name for found in folder.glob("*.dist-info")):
            digest.update(name.encode() + b"\0")
    return digest.hexdigest()[:32]


def is_migrated(cluster: Cluster) -> bool:
    """Whether the embedded database says of itself that it has this very shape."""
    found = cluster.psql(
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{DATABASE}';",  # noqa: S608
        database="postgres",
    )
    return found.strip() == _MARK + digest_of_migrations()


def has_people(cluster: Cluster) -> bool:
    """Whether somebody can sign in: a database without people is new, however often it was migrated."""
    found = cluster.psql(
        "SELECT to_regclass('accounts_user') IS NOT NULL AS table \\gset has_\n"
        "\\if :has_table\nSELECT EXISTS (SELECT FROM accounts_user);\n\\endif\n"
    )
    return found.strip() == "t"


def migrate() -> None:
    """Run Django's migrations as the owner of the tables, and set the mark.

    To be called in a process of its own, before Django is set up.
    """
    owner_url = os.environ.get(MIGRATION_URL)
    if owner_url:
        os.environ[DATABASE_URL] = owner_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.config.settings")
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()")
        (is_owner,) = cursor.fetchone() or (False,)
        if is_owner:
            name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
            cursor.execute(f"COMMENT ON DATABASE {name} IS '{_MARK}{digest_of_migrations()}'")
    connection.close()
