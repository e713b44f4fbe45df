from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class FakeClock:
    """Time that passes only when somebody sleeps."""

    started = 1_795_168_800.0  # 2026-11-20T10:00:00Z

    def __init__(self) -> None:
        self.now = self.started
        self.pauses: list[float] = []
        self.each_request_takes = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    @property
    def passed(self) -> float:
        return self.now - self.started

    def timed(self, function: Callable[_P, _T]) -> Callable[_P, _T]:
        """``function``, which takes its time."""

        def taking_time(*args: _P.args, **kwargs: _P.kwargs) -> _T:
            self.now += self.each_request_takes
            return function(*args, **kwargs)

        return taking_time
