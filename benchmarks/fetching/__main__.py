"""Print how fetching bears faults, budgets, walls and company; exit with 1 below the goals."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from benchmarks.fetching import budgets, company, faults, fuzz, kills


def main() -> int:
    parts: dict[str, Callable[[argparse.Namespace], list[str]]] = {
        "faults": lambda options: _faults(*((40, 2) if options.quick else (200, 8))),
        "outages": lambda _: _outages(),
        "budgets": lambda options: _budgets(40 if options.quick else 200),
        "company": lambda options: _company(5 if options.quick else 200),
        "kills": lambda options: _kills(*((60, 5) if options.quick else (1_000, 100))),
        "fuzz": lambda options: _fuzz(options.fuzz),
    }
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fetching", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"{', '.join(parts)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="fewer views, pairs and kills")
    parser.add_argument("--fuzz", type=int, default=1_000, metavar="N", help="inputs a reader")
    options = parser.parse_args()
    fallen = [line for part in options.part or parts for line in parts[part](options)]
    print(*(f"FALLEN {line}" for line in fallen), sep="\n")
    return bool(fallen)


def _faults(views: int, seeds: int) -> list[str]:
    print(
        f"{'program':22}{'faults':>8}{'wanted':>8}{'right':>8}{'wrong':>8}{'requests':>10}{'seconds':>9}"
    )
    fallen = []
    for haul in faults.hauls((0.2, 0.5, 1.0), views):
        numbers = f"{haul.rate:8.0%}{haul.wanted:8}{haul.right:8}{haul.wrong:8}{haul.requests:10}"
        print(f"{haul.program:22}{numbers}{haul.seconds:9.1f}", flush=True)
        if haul.program == "gallica-export":
            wanted = 0 if haul.rate == 1 else haul.wanted
            if haul.wrong or haul.right < wanted:
                fallen.append(f"{haul.rate:.0%} of faults: {haul.right} right, {haul.wrong} wrong")
    numbers, ideal = faults.requests_of_seeds(seeds, views), views / 0.8
    mean = sum(numbers) / seeds
    print(f"requests at 20 %, {seeds} seeds: {min(numbers)} to {max(numbers)}, mean {mean:.1f}")
    if mean > 1.05 * ideal:
        fallen.append(f"{mean:.1f} requests where {ideal:.0f} would do")
    return fallen


def _outages() -> list[str]:
    print(f"\n{'nothing but':22}{'exit':>6}{'requests':>10}{'seconds':>9}")
    fallen = []
    for fault, code, requests, seconds in faults.outages():
        print(f"{fault:22}{code:6}{requests:10}{seconds:9.1f}", flush=True)
        if code != 7 or seconds > 60:
            fallen.append(f"{fault}: exit {code} after {seconds:.0f} s")
    return fallen


def _budgets(views: int) -> list[str]:
    print(f"\n{'gateway':10}{'service':12}{'requests':>10}{'429':>6}{'used':>8}{'hours':>8}")
    fallen = []
    slowest: dict[str, float] = {}
    for use in budgets.uses(views):
        numbers = f"{use.requests:10}{use.refused:6}{use.share:8.1%}{use.hours:8.2f}"
        print(f"{use.gateway:10}{use.service:12}{numbers}")
        slowest[use.gateway] = max(use.share, slowest.get(use.gateway, 0))
        if use.refused:
            fallen.append(f"{use.refused} × 429 from {use.service}")
    fallen += [f"{share:.0%} of {name} used" for name, share in slowest.items() if share < 0.95]
    after = budgets.requests_after_a_wall()
    print(f"requests after a wall, in ten runs: {after}")
    return [*fallen, f"{after} requests after a wall"] if after else fallen


def _company(times: int) -> list[str]:
    found = company.pairs(times)
    print("\n" + ", ".join(f"{name}: {number}" for name, number in found.items()))
    return [f"{name}: {number}" for name, number in found.items() if name != "pairs" and number]


def _kills(at_random: int, of_the_program: int) -> list[str]:
    campaigns = {
        "killed at every step": kills.at_every_step(),
        "killed at random": kills.at_random(at_random),
        "the program killed": kills.of_the_program(of_the_program),
    }
    fallen = []
    print()
    for name, found in campaigns.items():
        print(f"{name}: {', '.join(f'{what} {times}' for what, times in found.items())}")
        is_count = {"steps", "kills", "runs to the end"}
        fallen += [f"{name}: {what} {n}" for what, n in found.items() if n and what not in is_count]
    return fallen


def _fuzz(inputs: int) -> list[str]:
    print(f"\n{'reader':26}{'inputs':>9}{'read':>9}{'refused':>9}{'slowest':>10}")
    fallen = []
    for one in fuzz.beaten(inputs):
        numbers = f"{one.inputs:9}{one.read:9}{one.refused:9}{one.slowest:8.3f} s"
        print(f"{one.reader:26}{numbers}", flush=True)
        fallen += [f"{one.reader}, {fault}" for fault in one.faults[:5]]
    return fallen


if __name__ == "__main__":
    sys.exit(main())
