"""``tanggap doctor``: one small function per check; a page may show the same list."""

from tanggap.server.doctor import database, machine, mail, models, trail
from tanggap.server.doctor.checks import Finding, Office, Status, examine, names

__all__ = ["Finding", "Office", "Status", "database", "examine", "machine", "mail", "models", "names", "trail"]
