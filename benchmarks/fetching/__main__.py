"""Print how fetching bears faults, budgets, walls and company; exit with 1 below the goals."""

from __future__ import annotations

import argparse
import sys

from benchmarks.fetching import budgets, company, faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fetching", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer views and pairs")
    options = parser.parse_args()
    views, pairs = (40, 5) if options.quick else (200, 200)
    fallen = [*_faults(views), *_budgets(views), *_company(pairs)]
    print(*(f"FALLEN {line}" for line in fallen), sep="\n")
    return bool(fallen)


def _faults(views: int) -> list[str]:
    print(
        f"{'program':22}{'faults':>8}{'wanted':>8}{'right':>8}{'wrong':>8}{'requests':>10}{'seconds':>9}"
    )
    fallen = []
    for haul in faults.hauls((0.2, 0.5, 1.0), views):
        numbers = f"{haul.rate:8.0%}{haul.wanted:8}{haul.right:8}{haul.wrong:8}{haul.requests:10}"
        print(f"{haul.program:22}{numbers}{haul.seconds:9.1f}", flush=True)
        if haul.program == "gallica-export":
            wanted = 0 if haul.rate == 1 else haul.wanted
            ideal = views / (1 - haul.rate) if haul.rate < 1 else 0
            if haul.wrong or haul.right < wanted:
                fallen.append(f"{haul.rate:.0%} of faults: {haul.right} right, {haul.wrong} wrong")
            if haul.rate == 0.2 and haul.requests > 1.05 * ideal:
                fallen.append(f"{haul.requests} requests where {ideal:.0f} would do")
            if haul.seconds > 60 and haul.rate == 1:
                fallen.append(f"an outage is borne for {haul.seconds:.0f} s")
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


if __name__ == "__main__":
    sys.exit(main())
