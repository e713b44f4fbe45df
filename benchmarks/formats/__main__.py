"""Print, for each format, the views that a CPU second writes and the memory that they take."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.formats.book import book_of
from benchmarks.formats.peers import table
from gallica_export.output import save
from gallica_export.templating import Templates
from gallica_export.writers import TARGETS
from gallica_export.writers.table import WRITERS

#: Goals: views a CPU second, and megabytes at 10,000 views. The site's is that with its index.
_SPEED = {"epub": 300.0, "html": 250.0}
#: Formats in another manner than they are written by themselves.
_MANNERS: dict[str, tuple[str, dict[str, Any]]] = {"tei with words": ("tei", {"words": True})}
_MOST_MEMORY = 250.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.formats", description=__doc__)
    parser.add_argument("--views", type=int, default=1200)
    parser.add_argument("--large", type=int, default=10_000, help="views where memory is looked at")
    parser.add_argument("--peers", action="store_true", help="EPUBs by other programs instead")
    parser.add_argument("--one", nargs=2, metavar=("FORMAT", "VIEWS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peers:
        table()
        return 0
    if options.one:
        print(*_measured(options.one[0], int(options.one[1])))
        return 0
    print(f"{'format':16}{'views a CPU s':>15}{'MB at ' + str(options.large):>15}{'of model':>10}")
    fallen = []
    for name in (*TARGETS, *_MANNERS):
        speed, _, _ = _apart(name, options.views)
        _, memory, model = _apart(name, options.large)
        print(f"{name:16}{speed:15.0f}{memory:15.0f}{model:10.0f}", flush=True)
        if speed < _SPEED.get(name, 0):
            fallen.append(f"{name}: {speed:.0f} views a CPU second")
        if options.large == 10_000 and memory > _MOST_MEMORY:
            fallen.append(f"{name}: {memory:.0f} MB")
    print(*(f"FALLEN {line}" for line in fallen), sep="\n")
    return bool(fallen)


def _apart(name: str, views: int) -> tuple[float, float, float]:
    """The same in a process of its own, so that memory is that of one format."""
    command = [sys.executable, "-m", "benchmarks.formats", "--one", name, str(views)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    speed, memory, model = map(float, done.stdout.split())
    return speed, memory, model


def _measured(name: str, views: int) -> tuple[float, float, float]:
    """Views a CPU second beyond what making their OCR takes; peak memory, and that of the model."""
    document, templates = book_of(views, has_pictures=name == "html"), Templates()
    name, manner = _MANNERS.get(name, (name, {}))
    model = _megabytes()
    began = process_time()
    for view in document.views:
        document.text(view.order)
    made = process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        began = process_time()
        save(WRITERS[name](document, templates, **manner), Path(folder))
        spent = process_time() - began
    uses = 1 if name in ("html", "tei", "json") else 0  # EPUB and Markdown need the reading alone
    return views / max(spent - uses * made, 1e-9), _megabytes(), model


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
