"""The compositor: keeps the pages, fills them row by row, and knows the notes that wait."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from random import Random

from gallica_export.model import Role
from tests.press.furniture import catchword, furnish
from tests.press.pages import Composition, Kind, Page, Seed, Style
from tests.press.parts import Heading
from tests.press.sheet import Row, Sheet
from tests.press.typeset import FIRST_CALL, FIRST_MARGINAL, SetLine, set_text

_NOTE = re.compile(r"\s*(?:\{(?P<foot>[^{}]+)\}|\[\[(?P<margin>[^]]+)\]\])")
_PRIVATE_USE = 2048  # characters for notes that wait for their page; far fewer wait at once


class Compositor:
    """Fills one sheet after the other; the setters of `prose` and `matter` drive it."""

    def __init__(self, style: Style, running: str, seed: int) -> None:
        self.style = style
        self.running = running
        self.chapter = running
        self.seeds: list[Seed] = []
        #: The headings that the contents list, by their block.
        self.headings: dict[int, Heading] = {}
        self.sheet: Sheet | None = None
        #: The number that the next counted page gets; None where pages are not counted.
        self.number: int | None = None
        self.is_roman = False
        #: Whether the next paragraph opens a division, and may have a drop capital.
        self.follows_opening = False
        self._random = Random(seed)
        self._pages: list[Page] = []
        self._held: list[Row] = []
        self._inserts: list[Callable[[], None]] = []
        self._notes: dict[str, list[SetLine]] = {}
        self._marks = 0
        self._regions = 0

    @property
    def views(self) -> int:
        """The views so far, those included that wait for the end of the page."""
        return len(self._pages) + (self.sheet is not None) + len(self._inserts)

    def finished(self) -> Composition:
        """The book, its last page turned."""
        self.flow([])
        self.turn()
        if self.style.has_catchwords:
            self._add_catchwords()
        return Composition(tuple(self._pages), tuple(self.seeds), self.headings)

    def _add_catchwords(self) -> None:
        text = [place for place, page in enumerate(self._pages) if page.label]
        for here, there in pairwise(text):
            self._pages[here] = catchword(
                self._pages[here], self._pages[there], self.style, self.region()
            )

    # --- sheets ---

    def turn(self) -> None:
        """Ends the page that is being filled, if any; what waited for its end comes after it."""
        if self.sheet is not None:
            furnish(self.sheet, self.running, self.chapter)
            self._pages.append(self.sheet.finished())
            self.sheet = None
        while self._inserts:
            self._inserts.pop(0)()

    def insert(self, set_page: Callable[[], None]) -> None:
        """Sets a page outside the text: after the one that is being filled, if any."""
        if self.sheet is None:
            set_page()
        else:
            self._inserts.append(set_page)

    def page(self) -> Sheet:
        """The page that is being filled, opened if need be."""
        if self.sheet is None:
            self.sheet = self._open(self.number)
            self.number = None if self.number is None else self.number + 1
        return self.sheet

    def aside(self) -> Sheet:
        """A new page that is outside the count, to be filled and turned at once."""
        self.turn()
        self.sheet = self._open(None)
        return self.sheet

    def _open(self, number: int | None) -> Sheet:
        shift = (self._random.randint(-14, 14), self._random.randint(-14, 14))
        wider, higher = self._random.randint(-12, 12), self._random.randint(-12, 12)
        order = len(self._pages) + 1
        return Sheet(
            style=self.style,
            order=order,
            number=number,
            is_roman=self.is_roman,
            is_recto=(order if number is None else number) % 2 == 1,
            shift=shift,
            size=(self.style.width + wider, self.style.height + higher),
            new_region=self.region,
        )

    # --- text ---

    def region(self) -> int:
        """The number of a new region."""
        self._regions += 1
        return self._regions

    def block(self, kind: Kind, *, level: int = 0, language: str | None = None) -> int:
        """The number of a new block of the true text."""
        self.seeds.append(Seed(kind=kind, level=level, language=language))
        return len(self.seeds) - 1

    def labels(self) -> dict[int, str]:
        """The label of the page on which each block begins, as far as they are set."""
        labels: dict[int, str] = {}
        placed = [(page.label, page.placed) for page in self._pages]
        if self.sheet is not None:
            placed.append((self.sheet.label, tuple(self.sheet.placed)))
        for label, lines in placed:
            for each in lines:
                if each.line.block is not None:
                    labels.setdefault(each.line.block, label or "")
        return labels

    def marked(self, text: str) -> str:
        """``text`` with a private character for each note, whose own lines are set and kept."""
        return _NOTE.sub(
            lambda m: self._side_note(m["margin"]) if m["margin"] else self._foot_note(m["foot"]),
            text,
        )

    def _foot_note(self, text: str) -> str:
        self._marks = (self._marks + 1) % _PRIVATE_USE
        call, small = chr(FIRST_CALL + self._marks), self.style.small
        self.seeds.append(Seed(kind=Kind.NOTE, place="foot"))
        self._notes[call] = set_text(
            f"({call}) {text}",
            small,
            self.style.measure,
            role=Role.NOTE,
            block=len(self.seeds) - 1,
            start=lambda number: 0.0 if number else small.size,
        )
        return f" ({call})"

    def _side_note(self, text: str) -> str:
        self._marks = (self._marks + 1) % _PRIVATE_USE
        mark, style = chr(FIRST_MARGINAL + self._marks), self.style
        self.seeds.append(Seed(kind=Kind.NOTE, place="margin"))
        self._notes[mark] = set_text(
            text,
            style.side,
            style.width - style.measure - style.inner - 90,
            role=Role.MARGINALIA,
            block=len(self.seeds) - 1,
            is_ragged=True,
        )
        return mark

    def hold(self, rows: list[Row]) -> None:
        """Keeps ``rows`` back until there is text to follow them on the same page."""
        self._held += rows

    def flow(self, rows: list[Row]) -> None:
        """``rows`` on this page and the next ones; those that keep together stay together."""
        rows, self._held = self._held + rows, []
        start = 0
        while start < len(rows):
            end = start
            while rows[end].keeps and end + 1 < len(rows):
                end += 1
            self._place(rows[start : end + 1])
            start = end + 1

    def _place(self, group: list[Row]) -> None:
        if not self.page().is_empty and not self.page().fits(group, self._notes):
            self.turn()
        for row in group:
            if row.cells or not self.page().is_empty or self.page().opens:
                self.page().place(row, self._notes)
