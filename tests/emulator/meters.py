"""What Gallica permits, counted as it counts: a bucket for each service, then silence.

The figures are those that users of the services measured in 2026; see `gallica_export.gallica.
services` for their sources. The clock is handed in, so that a night can pass in a second.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from enum import Enum
from threading import Lock

import httpx
from msgspec import Struct

#: A service that is asked again and again beyond its bucket answers no more.
_PATIENCE = 3


class Meter(Struct):
    """A token bucket on the server's side."""

    name: str
    pattern: re.Pattern[str]
    #: Seconds until one more request is permitted.
    interval: float
    burst: int
    tokens: float = -1.0
    filled: float = 0.0
    asked: int = 0
    refused: int = 0
    began: float = 0.0
    ended: float = 0.0

    def take(self, now: float) -> bool:
        """Whether a request is permitted at ``now``; it counts either way."""
        if self.tokens < 0:
            self.tokens, self.filled, self.began = float(self.burst), now, now
        self.tokens = min(self.burst, self.tokens + (now - self.filled) / self.interval)
        self.filled = self.ended = now
        self.asked += 1
        if self.tokens < 1 - 1e-6:
            self.refused += 1
            return False
        self.tokens -= 1
        return True

    @property
    def use(self) -> float:
        """The share of what was permitted, from the first request to the last, that was used."""
        permitted = self.burst + (self.ended - self.began) / self.interval
        return (self.asked - self.refused) / permitted


def gallica_2026() -> list[Meter]:
    """The meters of November 2026."""
    return [
        Meter("OCR", re.compile(r"/RequestDigitalElement"), 25.0, 4),
        Meter("records", re.compile(r"/services/OAIRecord"), 12.0, 1),
        Meter("views", re.compile(r"/services/Pagination"), 2.0, 1),
        Meter("contents", re.compile(r"/services/Toc"), 6.0, 1),
        Meter("pictures", re.compile(r"/iiif/ark"), 1.0, 1),
        Meter("openapi", re.compile(r"/iiif/(?:presentation|image)/v3"), 2.0, 1),
    ]


class Verdict(Enum):
    """What the meters say to a request."""

    WELCOME = "welcome"
    TOO_MANY = "too many"
    SILENCE = "silence"


class Gate:
    """The meters in front of a Gallica; threads may ask at once."""

    def __init__(self, clock: Callable[[], float], meters: list[Meter]) -> None:
        self._clock = clock
        self.meters = meters
        self._overdrawn: Counter[str] = Counter()
        self._lock = Lock()

    def verdict(self, target: str) -> Verdict:
        """Whether a request for ``target`` is answered now; it counts either way."""
        with self._lock:
            for meter in self.meters:
                if meter.pattern.match(target) and not meter.take(self._clock()):
                    self._overdrawn[meter.name] += 1
                    is_silent = self._overdrawn[meter.name] > _PATIENCE
                    return Verdict.SILENCE if is_silent else Verdict.TOO_MANY
        return Verdict.WELCOME


def fast_clock(speed: float) -> Callable[[], float]:
    """Seconds since some moment, which pass so many times faster than they do."""
    return lambda: time.monotonic() * speed


class Metered:
    """A transport's handler in front of another, which refuses what is beyond the meters."""

    def __init__(
        self,
        answer: Callable[[httpx.Request], httpx.Response],
        clock: Callable[[], float],
        meters: list[Meter],
    ) -> None:
        self._answer = answer
        self._gate = Gate(clock, meters)
        self.meters = meters

    def __call__(self, request: httpx.Request) -> httpx.Response:
        match self._gate.verdict(request.url.raw_path.decode("ascii")):
            case Verdict.SILENCE:
                raise httpx.ReadTimeout("silence")
            case Verdict.TOO_MANY:
                return httpx.Response(429)
        return self._answer(request)
