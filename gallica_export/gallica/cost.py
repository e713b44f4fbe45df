"""What a fetch will take: requests, time and megabytes, as the budgets stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from gallica_export.gallica.needs import Need
from gallica_export.gallica.services import Quota, Request
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
    """The cost of what is left of some needs, kept up as they are met."""

    def __init__(self, needs: Iterable[Need], budgets: Budgets) -> None:
        self._budgets = budgets
        self._quotas: dict[str, Quota] = {}
        self._left: Counter[str] = Counter()
        self._kilobytes = 0
        for need in needs:
            self._count(need, 1)

    def met(self, need: Need) -> None:
        """``need`` is no longer to be met."""
        self._count(need, -1)

    @property
    def cost(self) -> Cost:
        """As things are now. Requests of different quotas are told to overlap."""
        requests = self._left.total()
        waits = (self._wait(quota) for quota in self._quotas.values())
        seconds = max((requests * _ANSWER, *waits))
        return Cost(requests, seconds, self._kilobytes / 1000)

    def _wait(self, quota: Quota) -> float:
        beyond = self._left[quota.name] - self._budgets.free(quota)
        return max(0.0, beyond) * self._budgets.interval(quota)

    def _count(self, need: Need, sign: int) -> None:
        service = self._likely(need).service
        self._quotas[service.quota.name] = service.quota
        self._left[service.quota.name] += sign
        self._kilobytes += sign * service.usual

    def _likely(self, need: Need) -> Request:
        """The first question whose gateway is not known to refuse."""
        asked = (one for one in need.requests if not self._budgets.wall(one.service.gateway))
        return next(asked, need.requests[0])
