"""What is wanted: views of a document, "1-20,35" or "XII-XX,5"; issues of a periodical, 1898-03."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal, Self

from msgspec import Struct

from gallica_export.errors import NotFound
from gallica_export.model import View

#: Which pictures are wanted: none, those for lists, or those for reading, which serve in lists too.
Images = Literal["none", "thumbnails", "pages"]

_PART = re.compile(r"\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?", re.ASCII)
_DASH = re.compile("[-–]")
_ROMAN = re.compile(r"m{0,4}(?:c[md]|d?c{0,4})(?:x[cl]|l?x{0,4})(?:i[xv]|v?[ij]{0,4})")
_FIGURES = {"i": 1, "j": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_PAGES_REMEDY = "Name labels that it has with --pages, or views with --views."


class Selection(Struct, frozen=True):
    """The views that one of `ranges` or one of `pages` names; all, where neither names any."""

    #: Ranges of views, 1-based, both ends included.
    ranges: tuple[tuple[int, int], ...] = ()
    #: Printed labels and ranges of them, as they were typed: "XII-XX", "5", "12 bis".
    pages: tuple[str, ...] = ()
    #: Of the views named, only these; None for all of them.
    among: frozenset[int] | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """The selection that ``text`` means: "12", "1-20,35". Raises ValueError with the reason."""
        return cls(tuple(_range(part) for part in text.split(",")))

    @classmethod
    def parse_pages(cls, text: str) -> Self:
        """The selection of printed labels: "XII-XX,5". Raises ValueError with the reason.

        What a dash means is decided by the document's labels, one of which may hold it: "12-13".
        """
        parts = tuple(" ".join(part.split()) for part in text.split(","))
        if not all(parts):
            raise ValueError(f"{text!r} names no page between two commas or at an end")
        return cls(pages=parts)

    def __or__(self, other: Selection) -> Selection:
        """All that either names."""
        return Selection(self.ranges + other.ranges, self.pages + other.pages, self.among)

    def __contains__(self, order: int) -> bool:
        return any(first <= order <= last for first, last in self.ranges)

    def of(self, views: Sequence[View]) -> tuple[View, ...]:
        """The selected ones of ``views``, in their order.

        Raises NotFound for a view or a label that the document lacks, and where the views that
        are named have none of those that `among` admits.
        """
        _require_views(self.ranges, views)
        labelled = {view.order for part in self.pages for view in _labelled(part, views)}
        if self.ranges or self.pages:
            views = [view for view in views if view.order in self or view.order in labelled]
        if self.among is None:
            return tuple(views)
        found = tuple(view for view in views if view.order in self.among)
        if self.among and not found:
            raise NotFound(
                "what was searched for is on none of the views that were named",
                remedy="Name others with --views or --pages, or leave these options out.",
            )
        return found


class Span(Struct, frozen=True):
    """The days from ``first`` to ``last``, both included."""

    first: date = date.min
    last: date = date.max

    @classmethod
    def parse(cls, first: str | None, last: str | None) -> Self:
        """From one day to another; a year or a month means its first, or its last day.

        Where one of the two is None the span is open. Raises ValueError with the reason.
        """
        span = cls(
            _day(first, at_end=False) if first is not None else date.min,
            _day(last, at_end=True) if last is not None else date.max,
        )
        if span.last < span.first:
            raise ValueError(f"{last} comes before {first}")
        return span

    def has_year(self, year: int) -> bool:
        """Whether some day of ``year`` is in the span."""
        return self.first.year <= year <= self.last.year

    def admits(self, day: str) -> bool:
        """Whether ``day``, "1883-04-15", may be in the span; so may "1883-04", and an empty one."""
        return self.first.isoformat()[: len(day)] <= day <= self.last.isoformat()[: len(day)]

    def __str__(self) -> str:
        if (self.first, self.last) == (date(self.first.year, 1, 1), date(self.first.year, 12, 31)):
            return f"in {self.first.year}"
        since = f"from {self.first}" if self.first > date.min else ""
        until = f"to {self.last}" if self.last < date.max else ""
        return " ".join(filter(None, (since, until))) or "of all years"


def _day(text: str, *, at_end: bool) -> date:
    found = _DAY.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no date")
    year, month, day = (int(said) if said else None for said in found.groups())
    try:
        month = month or (12 if at_end else 1)
        return date(year or 0, month, day or (monthrange(year or 0, month)[1] if at_end else 1))
    except ValueError as error:
        raise ValueError(f"{text!r} is no date: {error}") from error


def _range(part: str) -> tuple[int, int]:
    found = _PART.fullmatch(part)
    if not found:
        raise ValueError(f"{part!r} is neither a view nor a range of views")
    first, last = int(found[1]), int(found[2] or found[1])
    if first < 1:
        raise ValueError("views are numbered from 1")
    if last < first:
        raise ValueError(f"{part.strip()!r} runs backwards")
    return first, last


def _require_views(ranges: Sequence[tuple[int, int]], views: Sequence[View]) -> None:
    """Raise NotFound for a range that ends beyond the last view, or has no view in it."""
    orders = [view.order for view in views]
    last = max(orders, default=0)
    for first, end in ranges:
        if end > last or not any(first <= order <= end for order in orders):
            raise NotFound(
                f"the document has no view {end}: its views are 1 to {last}",
                remedy="Name views that it has with --views.",
            )


# --- printed labels ----------------------------------------------------------------------------


def _labelled(part: str, views: Sequence[View]) -> Sequence[View]:
    """The views that bear the label ``part``, or that stand between two labels.

    A range goes from the first view of its first label to the last view of its second.
    """
    bearing = _bearing(part, views)
    if bearing:
        return bearing
    for first, last in _splits(part):
        begin, end = _bearing(first, views), _bearing(last, views)
        if begin and end:
            return _between(begin[0], end[-1], part, views)
    raise _unknown(part, views)


def _bearing(label: str, views: Sequence[View]) -> list[View]:
    """The views with this label; whatever its case where no view has it as it is written."""
    exact = [view for view in views if view.label == label]
    folded = label.casefold()
    return exact or [view for view in views if view.label and view.label.casefold() == folded]


def _splits(part: str) -> Iterator[tuple[str, str]]:
    """The two sides of each dash in ``part``, where there is something on both."""
    for dash in _DASH.finditer(part):
        sides = part[: dash.start()].strip(), part[dash.end() :].strip()
        if all(sides):
            yield sides


def _between(first: View, last: View, part: str, views: Sequence[View]) -> list[View]:
    if last.order < first.order:
        raise NotFound(
            f"the pages {part!r} run backwards: {first.label} is on view {first.order}, "
            f"{last.label} on view {last.order}",
            remedy=_PAGES_REMEDY,
        )
    return [view for view in views if first.order <= view.order <= last.order]


def _unknown(part: str, views: Sequence[View]) -> NotFound:
    """The error that names the labels nearest to the one that no view bears."""
    labels = list(dict.fromkeys(view.label for view in views if view.label))
    if not labels:
        return NotFound(
            "no page of the document has a printed label", remedy="Name views with --views."
        )
    sides = next(_splits(part), (part,))
    label = next((side for side in sides if not _bearing(side, views)), part)
    near = _nearest(label, labels)
    told = f"the nearest are {' and '.join(near)}" if near else f"there are {_outline(labels)}"
    return NotFound(f"no page of the document is labelled {label!r}: {told}", remedy=_PAGES_REMEDY)


def _nearest(label: str, labels: Sequence[str]) -> list[str]:
    """The labels on either side of a number that is missing; those spelt alike for other labels."""
    wanted = _value(label)
    if wanted is None:
        return difflib.get_close_matches(label, labels, 2)
    kind, number = wanted
    values = {one: value[1] for one in labels if (value := _value(one)) and value[0] == kind}
    below = [one for one in values if values[one] <= number]
    above = [one for one in values if values[one] > number]
    return sorted(below, key=values.__getitem__)[-1:] + sorted(above, key=values.__getitem__)[:1]


def _outline(labels: Sequence[str]) -> str:
    return ", ".join(labels) if len(labels) < 5 else f"{labels[0]}, {labels[1]} … {labels[-1]}"


def _value(label: str) -> tuple[str, int] | None:
    """What number a label is: ("arabic", 54), ("roman", 4); None if it is neither."""
    bare = label.strip("[]()").casefold()
    if bare.isascii() and bare.isdecimal():
        return "arabic", int(bare[:9])
    if not bare or not _ROMAN.fullmatch(bare):
        return None
    values = [_FIGURES[figure] for figure in bare]
    signed = [-one if one < following else one for one, following in pairwise([*values, 0])]
    return "roman", sum(signed)
