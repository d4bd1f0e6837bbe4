"""One file that holds everything an office cannot get back: `make_backup` and `restore_backup`."""

from tanggap.server.backup.making import make_backup
from tanggap.server.backup.manifest import Manifest
from tanggap.server.backup.restoring import Restored, restore_backup

__all__ = ["Manifest", "Restored", "make_backup", "restore_backup"]
