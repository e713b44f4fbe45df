"""What the gateways permit: how often each service may be asked, and who refuses programs.

The BnF counts by address, not by process, so all processes of a user share one account of it. It
outlives them: a gateway that refused programs is left alone until its time has come, whoever asks.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from gallica_export.errors import OutputError
from gallica_export.gallica.durable import locked, read_if_there, write_file
from gallica_export.gallica.services import Quota

Clock = Callable[[], float]

#: The environment variable that names another folder for the account.
STATE = "GALLICA_EXPORT_STATE"

_ACCOUNT = "budgets.json"
_LOCK = "budgets.lock"

#: After a 429 a service is asked so much less often…
_SLOWER = 1.25
#: …at most…
_SLOWEST = 8.0
#: …and after so many good answers in a row a step faster again, up to its documented rate.
_GOOD_IN_A_ROW = 20

_DAY = 86_400.0


class Wall(Struct, frozen=True):
    """A gateway that refuses programs."""

    #: How it refused.
    reason: str
    #: Seconds since the epoch: until then it is asked nothing.
    not_before: float
    #: How many times in a row it did, with no good answer between.
    times: int = 1


class _Bucket(Struct):
    """One quota's account."""

    #: When the whole burst is free again, in seconds since the epoch.
    full_at: float = 0.0
    #: How much slower than documented the service is asked: 1.0 or more.
    slowness: Annotated[float, Meta(ge=1.0, le=_SLOWEST)] = 1.0
    #: Good answers since the last 429.
    good: int = 0


class _Account(Struct):
    buckets: dict[str, _Bucket] = {}
    walls: dict[str, Wall] = {}


class Budgets:
    """The account of one process, for a gateway that nobody shares; see `SharedBudgets`."""

    def __init__(self, clock: Clock = time.time) -> None:
        self._clock = clock
        self._kept = _Account()

    def reserve(self, quota: Quota, longest: float = inf) -> float:
        """Take a place in ``quota``'s queue; the seconds to wait before it may be used.

        None is taken where that is more than ``longest``. A place that will not be used has to be
        given back, lest others wait for nothing.
        """
        with self._account() as account:
            bucket = account.buckets.setdefault(quota.name, _Bucket())
            now, interval = self._clock(), quota.interval * bucket.slowness
            full_at = max(min(bucket.full_at, now + _DAY), now)
            pause = max(0.0, full_at - (quota.burst - 1) * interval - now)
            if pause <= longest:
                bucket.full_at = full_at + interval
            return pause

    def give_back(self, quota: Quota) -> None:
        """The place that was taken last will not be used."""
        with self._account() as account:
            bucket = account.buckets.setdefault(quota.name, _Bucket())
            bucket.full_at -= quota.interval * bucket.slowness

    def too_often(self, quota: Quota, refusals: int, wait: float | None = None) -> None:
        """The service said 429, for the ``refusals``-th time in a row: empty its bucket.

        ``wait`` is what it asked for, in seconds; all processes heed it.
        """
        with self._account() as account:
            bucket = account.buckets.setdefault(quota.name, _Bucket())
            bucket.good = 0
            bucket.slowness = min(bucket.slowness * _SLOWER, _SLOWEST)
            interval = quota.interval * bucket.slowness
            pause = max(2.0 ** (refusals - 1) * interval, wait or 0.0)
            bucket.full_at = self._clock() + (quota.burst - 1) * interval + pause

    def well_answered(self, quota: Quota, gateway: str) -> None:
        """A good answer came: the gateway is open, and what was slowed down may recover.

        An answer that was under way when a wall went up says nothing of the wall.
        """
        with self._account() as account:
            past = account.walls.get(gateway)
            if past and past.not_before <= self._clock():
                del account.walls[gateway]
            bucket = account.buckets.setdefault(quota.name, _Bucket())
            bucket.good += 1
            if bucket.slowness > 1 and bucket.good % _GOOD_IN_A_ROW == 0:
                bucket.slowness = max(1.0, bucket.slowness / _SLOWER)

    def refused(self, gateway: str, reason: str, seconds: float) -> Wall:
        """The gateway refuses programs: ask nothing for ``seconds``, four times longer each time.

        At most a day.
        """
        with self._account() as account:
            past = account.walls.get(gateway)
            times = past.times + 1 if past else 1
            pause = min(seconds * 4.0 ** (times - 1), _DAY)
            account.walls[gateway] = wall = Wall(reason, self._clock() + pause, times)
            return wall

    def wall(self, gateway: str) -> Wall | None:
        """The wall in front of ``gateway``, while its time has not come."""
        wall = self._seen().walls.get(gateway)
        # A clock that was set back would else lock the gateway for ever.
        is_up = wall is not None and 0 < wall.not_before - self._clock() <= _DAY
        return wall if is_up else None

    def is_throttled(self, quota: Quota) -> bool:
        """Whether a 429 was the service's last word."""
        bucket = self._seen().buckets.get(quota.name, _Bucket())
        return bucket.slowness > 1 and not bucket.good

    def interval(self, quota: Quota) -> float:
        """Seconds from one request to the next, as things are now."""
        return quota.interval * self._seen().buckets.get(quota.name, _Bucket()).slowness

    def free(self, quota: Quota) -> float:
        """How many requests may go out at once, right now."""
        bucket = self._seen().buckets.get(quota.name, _Bucket())
        waiting = max(0.0, bucket.full_at - self._clock())
        return max(0.0, quota.burst - waiting / (quota.interval * bucket.slowness))

    @contextmanager
    def _account(self) -> Iterator[_Account]:
        """The account, to be changed."""
        yield self._kept

    def _seen(self) -> _Account:
        """The account as it stands."""
        return self._kept


class Unlimited(Budgets):
    """For a loopback gateway, which nobody else uses."""

    def reserve(self, quota: Quota, longest: float = inf) -> float:  # noqa: ARG002 - its parent's
        """No wait."""
        return 0.0


class SharedBudgets(Budgets):
    """The account that all processes of a user share, in a folder. Raises OutputError."""

    def __init__(self, folder: Path, clock: Clock = time.time) -> None:
        super().__init__(clock)
        self._folder = folder

    @contextmanager
    def _account(self) -> Iterator[_Account]:
        try:
            with locked(self._folder / _LOCK):
                account = self._seen()
                yield account
                data = msgspec.json.format(msgspec.json.encode(account), indent=1)
                write_file(self._folder / _ACCOUNT, data)
        except OutputError as error:
            remedy = f"Free some space, or name another folder in {STATE}, and run it again."
            raise OutputError(str(error), remedy=remedy) from error

    def _seen(self) -> _Account:
        """What is kept; a damaged account counts as none, since the server keeps its own."""
        try:
            data = read_if_there(self._folder / _ACCOUNT)
            return msgspec.json.decode(data, type=_Account) if data else _Account()
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _Account()


def user_budgets() -> SharedBudgets:
    """The account of this user on this machine."""
    named = os.environ.get(STATE)
    if named:
        return SharedBudgets(Path(named))
    import platformdirs  # noqa: PLC0415 - only where something is fetched

    return SharedBudgets(platformdirs.user_state_path("gallica-export"))
