"""What time it is in a stream, told by the stream alone."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque


class StreamClock:
    """The median of the last dates seen: a few wrong dates, far ahead or behind, do not move it.

    >>> clock = StreamClock(n_dates=3)
    >>> for at in (10.0, 11.0, 4_000_000_000.0):
    ...     clock.observe(at)
    >>> clock.now
    11.0
    """

    def __init__(self, n_dates: int = 51) -> None:
        self._recent: deque[float] = deque()
        self._sorted: list[float] = []
        self._n_dates = n_dates

    @property
    def now(self) -> float | None:
        """POSIX seconds; None before the first date."""
        return self._sorted[(len(self._sorted) - 1) // 2] if self._sorted else None

    def observe(self, at: float) -> None:
        """Take note of the date of the next mention."""
        if len(self._recent) == self._n_dates:
            oldest = self._recent.popleft()
            del self._sorted[bisect_left(self._sorted, oldest)]
        self._recent.append(at)
        insort(self._sorted, at)
