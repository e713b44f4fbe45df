"""A deadline for a whole answer.

httpx limits the silence between two reads and nothing else: a server that sends a byte now and
then, in the head of its answer or in the body, holds a program for ever. Its connections are
therefore made through a stream that knows how much time the answer has left.
"""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING, Any, cast

from gallica_export.gallica.wire.pacing import Limits

if TYPE_CHECKING:
    import httpcore

_AT_ONCE = 0.001  # a timeout of 0 would make the socket non-blocking


class Deadlines:
    """The time that the answer under way has left."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._began = 0.0
        self._received = 0

    def start(self) -> None:
        """Begin to count for one answer."""
        self._began, self._received = time.monotonic(), 0

    def left(self) -> float:
        """Seconds until the answer under way is late: in silence, as a drip, or at last."""
        limits = self._limits
        allowed = min(limits.silence + self._received / limits.slowest, limits.longest)
        return max(_AT_ONCE, self._began + allowed - time.monotonic())

    def count(self, received: int) -> None:
        """Bytes came."""
        self._received += received

    def guard(self, pool: httpcore.ConnectionPool) -> None:
        """Make every connection of ``pool``, direct or through a proxy, obey."""
        pool._network_backend = cast("httpcore.NetworkBackend", _Backend(pool, self))


class _Backend:
    """Opens connections that obey the deadlines."""

    def __init__(self, pool: httpcore.ConnectionPool, deadlines: Deadlines) -> None:
        self._inner = pool._network_backend
        self._deadlines = deadlines

    def connect_tcp(self, *args: Any, **kwargs: Any) -> _Stream:
        return _Stream(self._inner.connect_tcp(*args, **kwargs), self._deadlines)

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class _Stream:
    """A connection that is read no longer than the answer under way has left."""

    def __init__(self, inner: httpcore.NetworkStream, deadlines: Deadlines) -> None:
        self._inner = inner
        self._deadlines = deadlines

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadlines.left()
        data = self._inner.read(max_bytes, left if timeout is None else min(timeout, left))
        self._deadlines.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> _Stream:
        inner = self._inner.start_tls(ssl_context, server_hostname, timeout)
        return _Stream(inner, self._deadlines)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
