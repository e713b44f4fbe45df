"""When to ask, and whether to ask again. No I/O: the clock and the pause are handed in."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from msgspec import Struct

from gallica_export.gallica.services import Quota

Clock = Callable[[], float]
Sleep = Callable[[float], None]

_SECONDS = re.compile(r"\d{1,9}")


class Limits(Struct, frozen=True, kw_only=True):
    """How much a client bears. Times are in seconds."""

    #: Longest silence of a server, from connecting on.
    silence: float = 15
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
    #: Longest wait that a server may ask for.
    longest_wait: float = 300
    #: Repeats that a run may spend before good answers earn it more.
    repeats: int = 10


class TransientError(Exception):
    """A try that failed in a way that may pass. Never leaves the client."""

    def __init__(
        self,
        message: str,
        *,
        wait: float | None = None,
        is_error: bool = False,
        is_throttled: bool = False,
        is_stall: bool = False,
        fingerprint: bytes | None = None,
        is_empty: bool = False,
    ) -> None:
        super().__init__(message)
        #: Seconds that the server asks to wait.
        self.wait = wait
        #: Whether the server blames itself (500).
        self.is_error = is_error
        #: Whether the server says that it was asked too often (429).
        self.is_throttled = is_throttled
        #: Whether the server fell silent.
        self.is_stall = is_stall
        #: Names the wrong bytes that came, where some did: the same twice will come a third time.
        self.fingerprint = fingerprint
        #: Whether an answer came, and nothing was in it.
        self.is_empty = is_empty


class Pacer:
    """Spaces requests so that no quota is exceeded, its bursts used."""

    def __init__(self, clock: Clock = time.time, sleep: Sleep = time.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        #: For each quota, the time at which its whole burst is free again.
        self._full_at: dict[str, float] = {}

    def wait(self, quota: Quota) -> None:
        """Pause until ``quota`` has room for a request, and take it."""
        now = self._clock()
        full_at = max(self._full_at.get(quota.name, now), now)
        self._full_at[quota.name] = full_at + quota.interval
        pause = full_at - (quota.burst - 1) * quota.interval - now
        if pause > 0:
            self._sleep(pause)

    def drain(self, quota: Quota, refusals: int) -> None:
        """Empty the bucket after a 429, the deeper the more there were in a row."""
        debt = quota.burst - 1 + 2.0 ** (refusals - 1)
        self._full_at[quota.name] = self._clock() + debt * quota.interval


class Unpaced(Pacer):
    """For a loopback gateway, which nobody else uses."""

    def wait(self, quota: Quota) -> None:
        """Return at once."""


class Persistence:
    """Whether to ask again after a fault, and after what pause."""

    def __init__(self, limits: Limits, jitter: Callable[[], float] = random.random) -> None:
        self._limits = limits
        self._jitter = jitter
        self._repeats = limits.repeats
        self._lost = 0.0

    def reward(self) -> None:
        """A good answer came: what was lost is forgiven, and repeats are earned."""
        self._lost = 0.0
        self._repeats = min(self._repeats + 2, 5 * self._limits.repeats)

    def pause_before_repeat(self, faults: list[TransientError], lost: float) -> float | None:
        """Seconds to wait after these faults of one question, or None to give it up.

        ``lost`` is the time that the last try took.
        """
        fault = faults[-1]
        pause = self._jitter() * min(8.0, 0.5 * 2.0 ** (len(faults) - 1))
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
        came_before = [past.fingerprint for past in faults[:-1] if past.fingerprint]
        return (
            len(faults) >= limits.tries
            or sum(past.is_error for past in faults) >= limits.tries_on_error
            or fault.fingerprint in came_before
            or self._lost > limits.outage
            or pause > limits.longest_wait
            or self._repeats <= 0
        )


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
