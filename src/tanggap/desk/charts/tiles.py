"""The schematic map: one tile for each regency and city of the province, laid out by us after where they lie.

Column and row, from the west and from the north. A province that has no layout here gets its tiles in order.
"""

from __future__ import annotations

from collections.abc import Sequence

LAYOUT: dict[str, tuple[int, int]] = {
    "63.09": (2, 0),
    "63.08": (1, 1), "63.11": (2, 1),
    "63.06": (1, 2), "63.07": (2, 2),
    "63.04": (0, 3), "63.05": (1, 3), "63.02": (3, 3),
    "63.71": (0, 4), "63.03": (1, 4), "63.10": (2, 4),
    "63.72": (0, 5), "63.01": (1, 5),
}  # fmt: skip
_COLUMNS = 4


def tile_of(code: str, codes: Sequence[str]) -> tuple[int, int]:
    """Column and row of a region."""
    if all(each in LAYOUT for each in codes):
        return LAYOUT[code]
    return codes.index(code) % _COLUMNS, codes.index(code) // _COLUMNS
