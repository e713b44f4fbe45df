"""How far a long fetch has come: a bar on a terminal, plain lines elsewhere. Part of the cli."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: On anything but a terminal a line is printed after each so many answers.
_EVERY = 25

Report = Callable[[int, int, str], None]


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """A function that is told (answers so far, answers in all, what is being asked for)."""
    if sys.stderr.isatty():
        yield from _bar(title)
    else:
        yield _lines(title)


def _bar(title: str) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = None

        def report(done: int, total: int, what: str) -> None:
            nonlocal task
            if task is None:
                task = bar.add_task(title, total=total)
            bar.update(task, completed=done, total=total, description=f"{title}: {what}")

        yield report


def _lines(title: str) -> Report:
    def report(done: int, total: int, what: str) -> None:
        if done and (done % _EVERY == 0 or done == total):
            print(f"{title}: {done} of {total} ({what})", file=sys.stderr, flush=True)

    return report
