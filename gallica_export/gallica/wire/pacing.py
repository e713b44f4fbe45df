"""Whether to ask again after a fault, and when. No I/O."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from enum import StrEnum

from msgspec import Struct

Sleep = Callable[[float], None]

#: Seconds of the longest pause after a fault, and while the network is gone.
_LONGEST_PAUSE, _LONGEST_OFFLINE = 8.0, 60.0
_SECONDS = re.compile(r"[0-9]{1,9}")


class Limits(Struct, frozen=True, kw_only=True):
    """How much a client bears. Times are in seconds."""

    #: Longest silence of a server, from connecting on.
    silence: float = 14
    #: Bytes a second below which an answer counts as a drip.
    slowest: float = 1024
    #: Longest time for one answer.
    longest: float = 300
    #: Times that one question is put.
    tries: int = 6
    #: Times that one question is put to a service that says 500, which often means "unknown".
    tries_on_error: int = 3
    #: Time lost without a single good answer, waits that a server asked for left out.
    outage: float = 30
    #: Time for which a network that worked in this run may be gone: a cable, a laptop asleep.
    disconnection: float = 3600
    #: Longest wait at one go: for a server that asks for it, a budget, a wall, another run.
    longest_wait: float = 300
    #: Repeats that a run may spend before good answers earn it more.
    repeats: int = 10


class Trouble(StrEnum):
    """What may pass."""

    #: The server blames itself (500).
    ERROR = "error"
    #: The server says that it was asked too often (429).
    THROTTLED = "throttled"
    #: The server fell silent.
    STALL = "stall"
    #: No server was reached at all.
    DISCONNECTION = "disconnection"
    #: An answer came, and nothing was in it.
    EMPTY = "empty"
    OTHER = "other"


class TransientError(Exception):
    """A try that failed in a way that may pass. Never leaves the client."""

    def __init__(
        self,
        message: str,
        trouble: Trouble = Trouble.OTHER,
        *,
        wait: float | None = None,
        fingerprint: bytes | None = None,
    ) -> None:
        super().__init__(message)
        self.trouble = trouble
        #: Seconds that the server asks to wait.
        self.wait = wait
        #: Names the wrong bytes that came, where some did: the same twice will come a third time.
        self.fingerprint = fingerprint


class Persistence:
    """Whether to ask again after a fault, and after what pause."""

    def __init__(self, limits: Limits, jitter: Callable[[], float] = random.random) -> None:
        self._limits = limits
        self._jitter = jitter
        self._repeats = limits.repeats
        self._lost = self._offline = 0.0
        self._was_connected = False

    def reward(self) -> None:
        """A good answer came: what was lost is forgiven, and repeats are earned."""
        self._lost = self._offline = 0.0
        self._was_connected = True
        self._repeats = min(self._repeats + 2, 5 * self._limits.repeats)

    def pause_before_repeat(self, faults: list[TransientError], lost: float) -> float | None:
        """Seconds to wait after these faults of one question, or None to give it up.

        ``lost`` is the time that the last try took.
        """
        fault = faults[-1]
        is_offline = fault.trouble is Trouble.DISCONNECTION and self._was_connected
        longest = _LONGEST_OFFLINE if is_offline else _LONGEST_PAUSE
        pause = self._jitter() * min(longest, 0.5 * 2.0 ** min(len(faults) - 1, 20))
        if is_offline:
            self._offline += lost + pause
            return pause if self._offline <= self._limits.disconnection else None
        self._lost += lost
        if fault.wait is None:
            self._lost += pause
        else:
            pause = fault.wait + self._jitter()
        if self._has_had_enough(faults, pause):
            return None
        self._repeats -= 1
        return pause

    def _has_had_enough(self, faults: list[TransientError], pause: float) -> bool:
        limits, fault = self._limits, faults[-1]
        forgiven = times(Trouble.DISCONNECTION, faults) if self._was_connected else 0
        came_before = [past.fingerprint for past in faults[:-1] if past.fingerprint]
        return (
            len(faults) - forgiven >= limits.tries
            or times(Trouble.ERROR, faults) >= limits.tries_on_error
            or fault.fingerprint in came_before
            or self._lost > limits.outage
            or pause > limits.longest_wait
            or self._repeats <= 0
        )


def times(trouble: Trouble, faults: list[TransientError]) -> int:
    """How many of ``faults`` are of that kind."""
    return sum(fault.trouble is trouble for fault in faults)


def seconds_to_wait(header: str | None, now: float) -> float | None:
    """What a Retry-After header asks for, in seconds or as a date; None if it makes no sense."""
    if header is None:
        return None
    if _SECONDS.fullmatch(header.strip()):
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - now)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
