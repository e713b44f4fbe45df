"""Print the table; exit with 1 if a figure fell below its floor."""

from __future__ import annotations

import argparse
import sys

from benchmarks.reading_text.run import QUICK, WHOLE, Run, fallen, figure, figures

#: Of one measure, on the terminal.
_MOST_MISTAKES = 400


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading_text", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the part that the tests run")
    parser.add_argument("--only", default="", help="gold, novels, specimens or real")
    parser.add_argument("--mistakes", default="", help="list the mistakes of measures named so")
    options = parser.parse_args()
    run = Run(QUICK if options.quick else WHOLE)
    run.measure(options.only)
    _print_table(run)
    if options.mistakes:
        _print_mistakes(run, options.mistakes)
    low = fallen(figures(run.scores["compose"]), "quick" if options.quick else "whole")
    if options.only:
        return 0
    print(*(f"FALLEN {line}" for line in low), sep="\n")
    return bool(low)


def _print_table(run: Run) -> None:
    print(f"{'measure':40}" + "".join(f"{name:>14}" for name in run.readers) + f"{'of':>8}")
    for name in sorted(run.scores["compose"]):
        row = [
            f"{figure(name, scores[name]):14.2f}" if name in scores else f"{'':14}"
            for scores in run.scores.values()
        ]
        one = run.scores["compose"][name]
        detail = f"   p {100 * one.precision:.1f} r {100 * one.recall:.1f}"
        print(f"{name:40}" + "".join(row) + f"{one.right + one.missed:8}{detail}")
    print(f"{'CPU of compose, ms a view':40}{'':14}{run.cost:14.2f}")


def _print_mistakes(run: Run, wanted: str) -> None:
    for name, one in sorted(run.scores["compose"].items()):
        if wanted in name:
            print(f"\n{name}")
            for mistake, times in one.confusion.most_common(_MOST_MISTAKES):
                print(f"  {times:4} {mistake}")


if __name__ == "__main__":
    sys.exit(main())
