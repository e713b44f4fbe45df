"""A Gallica on the loopback: the services over specimens and snapshots, with faults on demand.

For programs that are built on the library, at a shell:

    python -m tests.emulator                                  # the bundled specimen
    python -m tests.emulator --preset hostile --port 8080 SNAPSHOT...
    gallica-export --base-url http://127.0.0.1:8080 ARK

and in tests:

    gallica = Gallica([bundled(), shared / "snapshots" / "bpt6k9612399b"])
    httpx.Client(transport=gallica.transport)          # no socket at all
    with Loopback(gallica, HOSTILE) as server: ...     # a real port, a real wire
    with Loopback(gallica, gate=Gate(fast_clock(60), gallica_2026())) as server: ...

What it serves are snapshots: those that this program keeps, or folders of the same layout named
after their documents. The presets:

    ideal         everything is answered at once
    gallica-2026  buckets as they were measured in 2026, then 429, then silence; --speed 60 lets a
                  minute of theirs pass in a second
    hostile       one request in five fails, in one of eight ways
    blocked       every request is refused: 403, a captcha, or the way to one

Every server has a log: `server.log.lines` says what was asked when, and what came of it.
"""

from __future__ import annotations

from tests.emulator.faults import BLOCKED, HOSTILE, IDEAL, Fault, Plan
from tests.emulator.gallica import Gallica
from tests.emulator.log import Line, Log
from tests.emulator.messages import Answer, Request
from tests.emulator.meters import Gate, fast_clock, gallica_2026
from tests.emulator.server import Loopback

__all__ = [
    "BLOCKED",
    "HOSTILE",
    "IDEAL",
    "Answer",
    "Fault",
    "Gallica",
    "Gate",
    "Line",
    "Log",
    "Loopback",
    "Plan",
    "Request",
    "fast_clock",
    "gallica_2026",
]
