"""Runs that die while they write a snapshot: ``python -m tests.dying steps|random FOLDER [N]``.

It forks, which a process with threads had better not do: hence a program of its own.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gallica_export.ark import Ark
from gallica_export.gallica.snapshot import Origin, Snapshot

ARK = Ark("99999", "bpt6k9990001w")
ORIGIN = Origin(
    url="",
    gateway="gallica",
    service="alto",
    status=200,
    content_type="",
    fetched="2026-11-20T10:00:00Z",
)


def content(view: int) -> bytes:
    return f"<alto>{view}</alto>".encode() * 2000


def kept(home: Path, views: int) -> Iterator[int]:
    """Stores what is missing of the views; yields each that is now kept."""
    with Snapshot.create(home, ARK) as snapshot:
        for view in range(1, views + 1):
            if not snapshot.has(f"alto/f{view}.xml"):
                snapshot.store(f"alto/f{view}.xml", content(view), ORIGIN)
                yield view


def in_a_child(
    work: Callable[[Callable[[object], None]], None], words: int, delay: float | None
) -> list[str]:
    """What ``work`` said until it ended or, some words and a delay from its start, was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w", buffering=1) as told:
            work(lambda said: print(said, file=told))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        said = [stream.readline().strip() for _ in range(words)]
        if delay is not None:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
        said += [line.strip() for line in stream]
    os.waitpid(child, 0)
    return said


def die_at(step: int, home: Path) -> list[str]:
    """What a run says that dies, without any clean-up, before its nth step on the disk."""
    count = 0

    def dying(function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                os._exit(9)
            return function(*args, **kwargs)

        return counted

    def work(say: Callable[[object], None]) -> None:
        os.fsync = dying(os.fsync)
        for name in ("open", "replace", "unlink", "mkdir"):
            setattr(Path, name, dying(getattr(Path, name)))
        for view in kept(home, 2):
            say(view)
        say("end")

    return in_a_child(work, 0, None)


def main(mode: str, folder: Path, kills: int = 60) -> None:
    if mode == "steps":
        step = 0
        said: list[str] = []
        while "end" not in said:
            step += 1
            said = die_at(step, folder / str(step))
            print(step, *said, flush=True)
        return
    chance = random.Random(7)
    for _ in range(kills):

        def work(say: Callable[[object], None]) -> None:
            say("begun")
            for view in kept(folder, 2000):
                say(view)

        said = in_a_child(work, chance.randint(1, 4), chance.uniform(0, 0.01))
        print(*said[1:], flush=True)
        for file in folder.glob("alto/f*.xml"):
            assert file.read_bytes() == content(int(file.stem[1:])), file


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
