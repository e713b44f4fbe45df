"""What a fetch will take: requests, time and megabytes, as the budgets stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from gallica_export.gallica.needs import Need
from gallica_export.gallica.services import GATEWAYS, Quota, Service
from gallica_export.gallica.wire.budgets import Budgets

#: Seconds from a question to its answer, where no quota makes it wait: 4 to 240 ms were seen, and
#: files take as long to be written.
_ANSWER = 0.3


class Cost(Struct, frozen=True):
    """What is left to do."""

    requests: int
    #: Until all is there, if nothing goes wrong.
    seconds: float
    megabytes: float


class Outlook:
    """The cost of what is left of some needs, kept up as they are settled."""

    def __init__(self, needs: Iterable[Need], budgets: Budgets) -> None:
        self._budgets = budgets
        self._needs = dict.fromkeys(needs)
        self._shut: frozenset[str] | None = None
        self._services: Counter[Service] = Counter()

    @property
    def left(self) -> int:
        """How many needs are left."""
        return len(self._needs)

    def settled(self, need: Need) -> None:
        """``need`` is no longer to be met."""
        del self._needs[need]
        if self._shut is not None:
            self._services[self._likely(need, self._shut)] -= 1

    @property
    def cost(self) -> Cost:
        """As things are now. Requests of different quotas are told to overlap."""
        shut = frozenset(name for name in GATEWAYS if self._budgets.wall(name))
        if shut != self._shut:  # what is left will come through other gateways than was thought
            self._shut = shut
            self._services = Counter(self._likely(need, shut) for need in self._needs)
        left: Counter[Quota] = Counter()
        for service, times in self._services.items():
            left[service.quota] += times
        waits = (self._wait(quota, times) for quota, times in left.items())
        kilobytes = sum(service.usual * times for service, times in self._services.items())
        return Cost(self.left, max((self.left * _ANSWER, *waits)), kilobytes / 1000)

    def _wait(self, quota: Quota, times: int) -> float:
        beyond = times - self._budgets.free(quota)
        return max(0.0, beyond) * self._budgets.interval(quota) if times else 0.0

    @staticmethod
    def _likely(need: Need, shut: frozenset[str]) -> Service:
        """The service of the first question whose gateway is not known to refuse."""
        asked = (one.service for one in need.requests if one.service.gateway not in shut)
        return next(asked, need.requests[0].service)
