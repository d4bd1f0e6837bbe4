"""A count beside what came before, and how a group of texts sounds on balance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A count `now`, the one `before`, and the `mean` of `n_spans` spans before; None where nothing was counted."""

    now: int
    before: int | None
    mean: float | None
    n_spans: int

    @property
    def difference(self) -> int | None:
        """How much more there is than before."""
        return None if self.before is None else self.now - self.before

    @property
    def share_of_mean(self) -> float | None:
        """How much of the mean there is now: 1.0 is as usual; None without a mean or with a mean of 0."""
        return self.now / self.mean if self.mean else None


def change(now: int, earlier: int, before: int, n_spans: int) -> Change:
    """Compare a count with the span just `before` and the mean of all `n_spans` spans that hold `earlier` together.

    Without a span before (`n_spans` 0) nothing is compared.

    >>> change(30, earlier=60, before=25, n_spans=3)
    Change(now=30, before=25, mean=20.0, n_spans=3)
    """
    if n_spans <= 0:
        return Change(now, None, None, 0)
    return Change(now, before, earlier / n_spans, n_spans)


def balance(negative: int, neutral: int, positive: int) -> float | None:
    """How a group of texts sounds, from −1 (all negative) to 1 (all positive); None without texts.

    >>> balance(3, 5, 2)
    -0.1
    """
    n = negative + neutral + positive
    return (positive - negative) / n if n else None
