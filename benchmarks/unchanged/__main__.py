"""Print what building again costs where nothing changed; exit with 1 below the goal.

All is measured in turns, so that a busy machine slows all of it alike: S is `python -c pass`. What
counts is the time of the processor, since others may have it meanwhile.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter

from gallica_export.ark import Ark
from gallica_export.gallica.importing import import_folder
from tests.press import Book, press

SHARED = Path(__file__).parents[3] / "shared" / "snapshots"
#: Seconds beyond start-up, which is that of the program with nothing to do.
_MOST = 0.3
_IMPORTED = "2026-11-20T10:11:12Z"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.unchanged", description=__doc__)
    parser.add_argument("--times", type=int, default=9, help="of which the median counts")
    parser.add_argument("--views", type=int, default=1000, help="of the large book")
    parser.add_argument("--documents", type=int, default=50, help="of the large collection")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        cases = dict(_cases(root, options.views, options.documents))
        for name, arks in cases.items():
            seconds = _taken(_build(root, name, arks))[0]
            print(f"{name}: first build {seconds:.1f} s", flush=True)
        commands: dict[str, Sequence[str]] = {
            "python -c pass (S)": [sys.executable, "-c", "pass"],
            "--help": [sys.executable, "-m", "gallica_export", "--help"],
            **{f"{name}, again": _build(root, name, arks) for name, arks in cases.items()},
        }
        return _report(commands, options.times)


def _report(commands: dict[str, Sequence[str]], times: int) -> int:
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            taken[name].append(_taken(command))
    floor, start = (median(cpu for _, cpu in taken[name]) for name in list(commands)[:2])
    fallen = []
    print(f"{'':44}{'s':>8}{'CPU s':>8}{'x S':>8}{'beyond start-up':>18}")
    for name, runs in taken.items():
        wall, cpu = (median(column) for column in zip(*runs, strict=True))
        print(f"{name:44}{wall:8.3f}{cpu:8.3f}{cpu / floor:8.1f}{cpu - start:18.3f}")
        if cpu - start > _MOST:
            fallen.append(f"{name}: {cpu - start:.2f} s beyond start-up")
    print(*(f"FALLEN {line}" for line in fallen), sep="\n")
    return bool(fallen)


def _cases(root: Path, views: int, documents: int) -> Sequence[tuple[str, list[Ark]]]:
    """The books, each kept in a snapshot under ``root``."""
    real = [_real(root, name) for name in ("bpt6k9612399b", "bpt6k62168707", "bpt6k220169n")]
    there = [ark for ark in real if ark]
    large = _pressed(root, views, seed=1)
    many = [_pressed(root, 12, seed) for seed in range(2, documents + 2)]
    cases = [(f"a book of {views} views", [large]), (f"{documents} books of 12 views", many)]
    if there:
        cases += [("a real book of 264 views", there[:1]), ("three real documents", there)]
    return cases


def _real(root: Path, name: str) -> Ark | None:
    ark = Ark.parse(f"ark:/12148/{name}")
    if not (SHARED / name).is_dir():
        return None
    import_folder(SHARED / name, ark, root / "snapshots", imported=_IMPORTED)
    return ark


def _pressed(root: Path, views: int, seed: int) -> Ark:
    book = press(Book.of_size(views=views, seed=seed))
    with tempfile.TemporaryDirectory() as folder:
        for path, data in book.snapshot_files(images=False).items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        import_folder(Path(folder), book.ark, root / "snapshots", imported=_IMPORTED)
    return book.ark


def _build(root: Path, name: str, arks: Sequence[Ark]) -> list[str]:
    places = ["--snapshots", str(root / "snapshots"), "--output", str(root / name)]
    program = [sys.executable, "-m", "gallica_export", "--offline", "--format", "html"]
    return [*program, *places, *map(str, arks)]


def _taken(command: Sequence[str]) -> tuple[float, float]:
    """Seconds, and those of the processor."""
    before, began = _processor(), perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return perf_counter() - began, _processor() - before


def _processor() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
