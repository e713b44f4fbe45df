"""A Gallica on the loopback: the services over specimens and snapshots, with faults on demand.

How it is used:

    gallica = Gallica([bundled(), shared / "snapshots" / "bpt6k9612399b"])
    httpx.Client(transport=gallica.transport)          # no socket at all
    with Loopback(gallica, HOSTILE) as server: ...     # a real port, a real wire
"""

from __future__ import annotations

from tests.emulator.faults import BLOCKED, HOSTILE, IDEAL, Fault, Plan
from tests.emulator.gallica import Gallica
from tests.emulator.log import Line, Log
from tests.emulator.messages import Answer, Request
from tests.emulator.server import Loopback

__all__ = [
    "BLOCKED",
    "HOSTILE",
    "IDEAL",
    "Answer",
    "Fault",
    "Gallica",
    "Line",
    "Log",
    "Loopback",
    "Plan",
    "Request",
]
