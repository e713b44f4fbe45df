"""A Gallica on a loopback port, with faults on the wire."""

from __future__ import annotations

import socket
import struct
import time
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from types import TracebackType
from typing import Self

from tests.emulator.faults import IDEAL, Delivery, Ending, Fault, Plan, deliver
from tests.emulator.gallica import Gallica
from tests.emulator.log import Line, Log
from tests.emulator.messages import Answer, Request
from tests.emulator.meters import Gate, Verdict

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_TICK = 0.02


class Loopback:
    """``with Loopback(gallica) as server:`` answers at ``server.url`` until the block ends.

    ``plan`` says what fails, ``gate`` what is permitted; port 0 is any that is free.
    """

    def __init__(
        self, gallica: Gallica, plan: Plan = IDEAL, *, gate: Gate | None = None, port: int = 0
    ) -> None:
        self.gallica = gallica
        self.plan = plan
        self.gate = gate
        self.log = Log()
        self.stopping = Event()
        self._server = _Server(self, port)
        self._thread = Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": _TICK}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request: Request) -> Delivery:
        """The delivery for ``request``, which goes into the log."""
        arrived = time.monotonic()
        fault = self.plan.fault(request.target, self.log.attempt(request.target))
        delivery = self._permitted(request, fault)
        self.log.add(
            Line(
                time=arrived,
                target=request.target,
                user_agent=request.headers.get("user-agent", ""),
                status=int(delivery.payload[9:12] or 0),
                fault=fault,
            )
        )
        return delivery

    def _permitted(self, request: Request, fault: Fault | None) -> Delivery:
        match self.gate.verdict(request.target) if self.gate else Verdict.WELCOME:
            case Verdict.SILENCE:
                return Delivery(payload=b"", wait=self.plan.hang, ending=Ending.CLOSE)
            case Verdict.TOO_MANY:
                return deliver(Answer(429, b"Too many requests"), fault, self.plan)
        return deliver(self.gallica(request), fault, self.plan)


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, loopback: Loopback, port: int) -> None:
        self.loopback = loopback
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(StreamRequestHandler):
    """Reads requests one after the other from a connection, until it is closed."""

    server: _Server
    timeout = 30
    disable_nagle_algorithm = True

    def handle(self) -> None:
        try:
            while (request := self._read()) is not None:
                delivery = self.server.loopback.answer(request)
                self._send(delivery)
                if delivery.ending is not Ending.KEEP:
                    self._leave(delivery.ending)
                    return
        except OSError:
            return  # the client went away, which clients may

    def _read(self) -> Request | None:
        start = self.rfile.readline(65_537).decode("latin-1").split()
        if len(start) != 3:
            return None
        headers = {}
        while line := self.rfile.readline(65_537).decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Request(
            method=start[0], host=headers.get("host", ""), target=start[1], headers=headers
        )

    def _send(self, delivery: Delivery) -> None:
        stopping = self.server.loopback.stopping
        if delivery.wait and stopping.wait(delivery.wait):
            return
        if not delivery.gap:
            self.wfile.write(delivery.payload)
            return
        for place in range(len(delivery.payload)):
            self.wfile.write(delivery.payload[place : place + 1])
            if stopping.wait(delivery.gap):
                return

    def _leave(self, ending: Ending) -> None:
        if ending is Ending.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.rfile.close()
        self.connection.close()
