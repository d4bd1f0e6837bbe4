"""Reads one bad row of a file again, after a person has corrected its text."""

from __future__ import annotations

import io
from typing import cast

from tanggap.connectors.base import BadRow, FileConnector, Item
from tanggap.core.registry import plugin


def read_again(raw: str) -> Item | BadRow:
    """The item that the text, one JSON object, now gives; or the bad row with what is wrong about it."""
    connector = cast(FileConnector, plugin("tanggap.connectors", "upload"))
    one_line = " ".join(raw.split("\n"))
    config = connector.Config.model_validate({"format": "jsonl"})
    found = next(iter(connector.read(io.BytesIO(one_line.encode()), config)), None)
    return found if found is not None else BadRow(1, "The line is empty.", raw)
