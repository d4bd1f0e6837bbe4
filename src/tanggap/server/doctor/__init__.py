"""``tanggap doctor``: one small function per check; a page may show the same list."""

from tanggap.server.doctor import database, encoder, local_models, machine, mail, models, second, trail
from tanggap.server.doctor.checks import Finding, Office, Status, examine, names

__all__ = [
    "Finding",
    "Office",
    "Status",
    "database",
    "encoder",
    "examine",
    "local_models",
    "machine",
    "mail",
    "models",
    "names",
    "second",
    "trail",
]
