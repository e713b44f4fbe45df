"""Every measure, for the program and for what the tools of today do, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import process_time
from typing import TypeVar

import msgspec

from benchmarks.reading_text import (
    internet_archive,
    newspaper,
    novels,
    order,
    real,
    specimens,
    zones,
)
from benchmarks.reading_text.baselines import plain_blocks
from benchmarks.reading_text.documents import document_of_snapshot, document_of_specimen
from benchmarks.reading_text.scores import Score, Scores
from gallica_export.model import Document
from gallica_export.reading import compose

#: The least that every figure has to be, in percent, of the quick run and of the whole one.
FLOOR = Path(__file__).with_name("floor.json")

T = TypeVar("T")
Composer = Callable[[Document], Document]
Measure = Callable[[Document, Scores], None]


class Size(msgspec.Struct, frozen=True):
    """How much is measured."""

    gold_books: int
    novels: int
    words: int
    specimens: int
    views: int
    real: bool
    #: Whether programs of others are measured too, where they are installed.
    peers: bool = False


QUICK = Size(gold_books=16, novels=2, words=12_000, specimens=3, views=16, real=False)
WHOLE = Size(gold_books=16, novels=12, words=40_000, specimens=8, views=60, real=True, peers=True)


class Run:
    """The scores of several readers over the same documents."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.readers: dict[str, Composer] = {"today's rule": plain_blocks, "compose": compose}
        if size.peers and internet_archive.is_installed():
            self.readers["hocr-to-epub"] = internet_archive.hocr_to_epub
        self.scores: dict[str, Scores] = {name: {} for name in self.readers}
        #: Milliseconds of CPU a view.
        self.cost = 0.0

    def measure(self, only: str = "") -> None:
        """Fill the scores; ``only`` the part whose name begins so."""
        views, spent = 0, 0.0
        for document, measure in self._cases(only):
            for name, reader in self.readers.items():
                before = process_time()
                composed = reader(document)
                if reader is compose:
                    spent += process_time() - before
                    views += len(document.views)
                    specimens.conserved(composed, self.scores[name])
                measure(composed, self.scores[name])
        self.cost = 1000 * spent / max(views, 1)

    def _cases(self, only: str) -> Iterator[tuple[Document, Measure]]:
        parts = {"gold": self._gold, "novels": self._novels, "specimens": self._specimens}
        parts |= {"disorder": self._disorder, "newspaper": self._newspaper}
        if self.size.real:
            parts["real"] = self._real
        for name, cases in parts.items():
            if name.startswith(only):
                yield from cases()

    def _gold(self) -> Iterator[tuple[Document, Measure]]:
        for folder in zones.books()[: self.size.gold_books]:
            document, roles = zones.read_book(folder)
            yield document, partial(_measured, zones.measure, roles)

    def _novels(self) -> Iterator[tuple[Document, Measure]]:
        for path in novels.books()[: self.size.novels]:
            document, ends = novels.read_book(path, self.size.words)
            yield document, partial(_measured, novels.measure, ends)

    def _specimens(self) -> Iterator[tuple[Document, Measure]]:
        for one in specimens.specimens(self.size.specimens, self.size.views):
            yield document_of_specimen(one), partial(_measured, specimens.measure, one.truth)

    def _disorder(self) -> Iterator[tuple[Document, Measure]]:
        for one in specimens.specimens(2, self.size.views):
            shuffled, true = specimens.in_disorder(one)
            by_order = partial(order.measure, "disorder reading order")
            yield shuffled, partial(_measured, by_order, true)

    def _newspaper(self) -> Iterator[tuple[Document, Measure]]:
        for name in ("newspaper reading order", "disordered newspaper reading order"):
            issue, true = newspaper.read_issue(shuffled=name.startswith("disordered"))
            yield issue, partial(_measured, partial(order.measure, name), true)

    def _real(self) -> Iterator[tuple[Document, Measure]]:
        yield document_of_snapshot(real.BOOK), real.measure


def _measured(
    measure: Callable[[Document, T, Scores], None], truth: T, made: Document, scores: Scores
) -> None:
    measure(made, truth, scores)


def figure(name: str, one: Score) -> float:
    """The figure in percent: the F1, or the share of what is right where only that is counted."""
    return round(100 * (one.f1 if name.endswith("F1") else one.recall), 2)


def figures(scores: Scores) -> dict[str, float]:
    return {name: figure(name, one) for name, one in sorted(scores.items())}


def fallen(found: dict[str, float], part: str) -> list[str]:
    """The figures that stand below their floor; ``part`` is "quick" or "whole"."""
    floor = msgspec.json.decode(FLOOR.read_bytes(), type=dict[str, dict[str, float]])[part]
    return [
        f"{name}: {found.get(name, 0.0)} is below {least}"
        for name, least in floor.items()
        if found.get(name, 0.0) < least
    ]
