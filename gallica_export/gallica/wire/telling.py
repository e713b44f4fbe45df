"""When somebody who waits should be told why. No I/O of its own."""

from __future__ import annotations

from collections.abc import Callable

from gallica_export.gallica.wire.budgets import Clock

#: Told each reason for a long wait, in one line.
Tell = Callable[[str], None]

#: Seconds without progress that nobody minds; seconds between one line and the next.
_PATIENCE, _BETWEEN = 10.0, 60.0


def tell_nobody(line: str) -> None:
    """For callers that do not wait."""


class Telling:
    """Tells of waits that add up, so that nobody takes them for a program that hangs."""

    def __init__(self, tell: Tell, clock: Clock) -> None:
        self._tell = tell
        self._clock = clock
        self._next: float | None = None

    def before(self, pause: float, reason: str, lost: float = 0.0) -> None:
        """A pause begins, of so many seconds, after as many were lost.

        ``reason`` is told if by the end of the pause nothing has come for long.
        """
        now = self._clock()
        if self._next is None:
            self._next = now - lost + _PATIENCE
        if now + pause >= self._next:
            self._tell(reason)
            self._next = now + pause + _BETWEEN

    def over(self) -> None:
        """There was progress."""
        self._next = None
