"""How far the demo has come with collecting; a real office never ends and shows none."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from tanggap.mentions.models import Mention, Step

# A page that cannot be read waits for a further try; nobody should watch a bar for it.
_NEARLY_ALL = 0.99


@dataclass(frozen=True, slots=True)
class Progress:
    """`n` mentions have gone their whole way, of about `expected`."""

    n: int
    expected: int

    @property
    def percent(self) -> int:
        return min(100, self.n * 100 // self.expected)


def collecting_progress() -> Progress | None:
    """The progress of a demo that is still filling, else None."""
    if not settings.DEMO_EXPECTED:
        return None
    n = Mention.objects.filter(unit=None, next_step=Step.DONE).count()
    return None if n >= settings.DEMO_EXPECTED * _NEARLY_ALL else Progress(n, settings.DEMO_EXPECTED)
