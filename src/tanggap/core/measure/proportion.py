"""A share and how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tanggap.core.errors import InvalidInput

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Proportion:
    """`n_hits` of `n`, the share, and the ends of its 95 % interval; all in [0, 1]."""

    n_hits: int
    n: int
    share: float
    low: float
    high: float


def proportion(n_hits: int, n: int) -> Proportion:
    """Give a share with its Wilson interval, which holds for few and for extreme ones too.

    Source: Wilson 1927; Brown, Cai and DasGupta 2001.

    Raises
    ------
    InvalidInput
        If there is nothing to take a share of, or more hits than there are.

    >>> found = proportion(9, 10)
    >>> round(found.low, 3), round(found.high, 3)
    (0.596, 0.982)
    """
    if not 0 <= n_hits <= n or n == 0:
        raise InvalidInput(f"no share: {n_hits} of {n}")
    share, spread = n_hits / n, _Z**2 / n
    centre = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Proportion(n_hits, n, share, max(0.0, centre - half), min(1.0, centre + half))
