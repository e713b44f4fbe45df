"""Serve snapshots as Gallica does, on a loopback port: ``python -m tests.emulator --help``."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.emulator import BLOCKED, HOSTILE, IDEAL, Gallica, Gate, Loopback, fast_clock
from tests.emulator.meters import gallica_2026
from tests.press import Specimen, bundled

PLANS = {"ideal": IDEAL, "gallica-2026": IDEAL, "hostile": HOSTILE, "blocked": BLOCKED}


def served(snapshots: list[Path]) -> list[Specimen | Path]:
    """The snapshots that are named, or that stand in a folder that is; else the specimen."""
    found: list[Specimen | Path] = []
    for folder in snapshots:
        inside = [path.parent for path in sorted(folder.glob("*/oairecord.xml"))]
        found += inside or [folder]
    return found or [bundled()]


def server_of(preset: str, snapshots: list[Path], *, port: int, speed: float) -> Loopback:
    """The server that the options ask for."""
    is_metered = preset == "gallica-2026"
    gate = Gate(fast_clock(speed), gallica_2026()) if is_metered else None
    return Loopback(Gallica(served(snapshots)), PLANS[preset], gate=gate, port=port)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.emulator", description=__doc__)
    parser.add_argument("snapshots", nargs="*", type=Path, metavar="SNAPSHOT")
    parser.add_argument("--preset", choices=PLANS, default="ideal")
    parser.add_argument("--port", type=int, default=0, help="0, the default: any that is free")
    parser.add_argument("--speed", type=float, default=1.0, help="of gallica-2026's clock")
    options = parser.parse_args()
    with server_of(
        options.preset, options.snapshots, port=options.port, speed=options.speed
    ) as server:
        for holding in server.gallica.holdings.values():
            print(f"gallica-export --base-url {server.url} {holding.ark}", flush=True)
        try:
            server.stopping.wait()
        except KeyboardInterrupt:
            print(f"{len(server.log.lines)} requests")


if __name__ == "__main__":
    main()
