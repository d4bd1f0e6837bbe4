"""What a unit sees, for work that the machine does for it without anybody signed in."""

from __future__ import annotations

from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role


def eyes_of(unit: Unit) -> User:
    """Somebody, never saved, who may read in this unit and the offices below it, as its leader may.

    Give it to the `visible_to` of a QuerySet; it may do nothing that asks for a name.
    """
    reader = User(username="", language="id")
    reader.__dict__["_held"] = [(unit, Role.LEADER)]
    return reader
