"""What was asked, when, and what came of it."""

from __future__ import annotations

from collections import Counter
from threading import Lock
from urllib.parse import urlsplit

from msgspec import Struct

from tests.emulator.faults import Fault


class Line(Struct, frozen=True, kw_only=True):
    """One request."""

    #: Seconds on a clock that only goes forward.
    time: float
    #: Path and query.
    target: str
    user_agent: str
    status: int
    fault: Fault | None

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


class Log:
    """The requests in the order of their arrival; threads may write at once."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._attempts: Counter[str] = Counter()
        self._lock = Lock()

    @property
    def lines(self) -> tuple[Line, ...]:
        with self._lock:
            return tuple(self._lines)

    def targets(self) -> Counter[str]:
        """How many times each target was asked for."""
        return Counter(line.target for line in self.lines)

    def attempt(self, target: str) -> int:
        """Counts a request for ``target``: 1 for the first, and so on."""
        with self._lock:
            self._attempts[target] += 1
            return self._attempts[target]

    def add(self, line: Line) -> None:
        with self._lock:
            self._lines.append(line)
