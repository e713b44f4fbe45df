"""How far a long fetch has come: a bar on a terminal, plain lines elsewhere. Part of the cli."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gallica_export.gallica.cost import Cost
    from gallica_export.gallica.fetch import Step

#: On anything but a terminal a line is printed after each so many answers.
_EVERY = 25

Report = Callable[["Step"], None]
#: Seconds from which a fetch is announced.
_LONG = 60.0
#: Requests from which a fetch has to be agreed to.
_MANY = 5_000


@contextmanager
def progress(title: str, *, is_agreed: bool = False) -> Iterator[Report]:
    """A function that is told of each step, and announces a long fetch before it begins."""
    shown = _bar(title) if sys.stderr.isatty() else nullcontext(_lines(title))
    with shown as report:
        is_announced = False

        def announcing(step: Step) -> None:
            nonlocal is_announced
            if not step.cost.requests:  # nothing that is known to be long
                return report(step)
            if not is_announced and not is_agreed and step.cost.requests > _MANY:
                raise click.UsageError(
                    f"{title}: {_told(step.cost)} Add --yes if that is what you want, or take "
                    "some views with --views."
                )
            if not is_announced and step.cost.seconds > _LONG:
                print(f"{title}: {_told(step.cost)}", file=sys.stderr, flush=True)
            is_announced = True
            return report(step)

        yield announcing


def _told(cost: Cost) -> str:
    from gallica_export.gallica.wire.walls import told

    return (
        f"{cost.requests} requests, about {told(cost.seconds)} at the pace that the BnF permits, "
        f"{cost.megabytes:.0f} MB. It may be stopped: the same command goes on."
    )


@contextmanager
def _bar(title: str) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    from gallica_export.gallica.wire.walls import told

    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[left]}")
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, left="")

        def report(step: Step) -> None:
            left = f"{step.done}/{step.total}, {told(step.cost.seconds)} left"
            what = f"{title}: {step.what}"
            bar.update(task, completed=step.done, total=step.total, description=what, left=left)

        yield report


def _lines(title: str) -> Report:
    def report(step: Step) -> None:
        if step.done and (step.done % _EVERY == 0 or step.done == step.total):
            told = f"{title}: {step.done} of {step.total} ({step.what})"
            print(told, file=sys.stderr, flush=True)

    return report
