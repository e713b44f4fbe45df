"""Advertisements, told apart from the text: where the OCR names them, in the column below a heading
that does, and on pages behind the numbered ones that are all prices or mostly advertisements.

Elsewhere nothing is guessed: an advertisement that looks like text stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec.structs import replace

from gallica_export.reading.frame import Frame
from gallica_export.reading.headings import Start
from gallica_export.reading.survey import SurveyedLine, SurveyedView

#: What newspapers call that part of theirs.
_RUBRIC = re.compile(
    r"\W*(?:petites\s+)?annonces"
    r"(?:\s+(?:et|avis|divers|diverses|judiciaires|légales|commerciales|industrielles))*\W*",
    re.IGNORECASE,
)
#: "12 fr. 50", "25 francs"; and the words of those who sell by post.
_PRICE = re.compile(r"\d\s*(?:fr|francs?|centimes|sous)\b", re.IGNORECASE)
_TRADE = re.compile(
    r"\b(prix|franco|catalogue|vente|abonn|souscri|livraison|expédi|envoi|broch|reli|mandat)",
    re.IGNORECASE,
)
#: So many prices and different words of trade tell an advertisement.
_PRICES, _WORDS = 3, 2
#: In parts of a column's width: how far from its axis the middle of one of its lines stands.
_OFF_AXIS = 0.6
#: How alike the type of two headings of one rank is.
_SAME_RANK = 0.15


def apart(
    views: Sequence[SurveyedView], frames: Mapping[int, Frame | None], starts: Sequence[Start]
) -> tuple[tuple[SurveyedView, ...], tuple[Start, ...]]:
    """The views with the lines of advertisements marked, and ``starts`` without their headings.

    What the contents name is a heading wherever it stands.
    """
    by_view: dict[int, list[Start]] = {}
    for start in starts:
        by_view.setdefault(start.view, []).append(start)
    last = max((view.order for view in views if _is_numbered(view)), default=0)
    made, left = [], []
    for view in views:
        own = by_view.get(view.order, [])
        told = _told(view, frames[view.order], own, is_behind=0 < last < view.order)
        made.append(_marked(view, told))
        left += [start for start in own if told.keys().isdisjoint(start.heading)]
    return tuple(made), tuple(left)


def _told(
    view: SurveyedView, frame: Frame | None, starts: Sequence[Start], *, is_behind: bool
) -> dict[int, str]:
    """The lines of a view that are advertisements, and why."""
    told: dict[int, str] = {}
    if view.has_advertisements:
        told = {line.index: line.advertised for line in view.lines if line.advertised}
    if is_behind and (_sells(view) or 2 * len(told) > len(view.lines)):
        told = {line.index: line.advertised or "trade" for line in view.lines}
    for start in starts:
        told.update(dict.fromkeys(_below(start, view, frame), "rubric"))
    listed = {line for start in starts if start.entry is not None for line in start.heading}
    return {line: why for line, why in told.items() if line not in listed}


def runs_of(lines: Sequence[SurveyedLine]) -> Iterator[list[SurveyedLine]]:
    """The stretches of ``lines`` that are advertisements and follow one another."""
    for is_advertised, run in groupby(lines, key=lambda line: bool(line.advertised)):
        if is_advertised:
            yield list(run)


def _marked(view: SurveyedView, told: Mapping[int, str]) -> SurveyedView:
    if not told and not view.has_advertisements:
        return view
    lines = (replace(line, advertised=told.get(line.index, "")) for line in view.lines)
    return replace(view, lines=tuple(lines), has_advertisements=bool(told))


def _is_numbered(view: SurveyedView) -> bool:
    return any(map(str.isdigit, view.label or ""))


def _sells(view: SurveyedView) -> bool:
    """Whether a page says prices again and again, in words of trade."""
    text = " ".join(line.text for line in view.lines)
    words = {word.casefold() for word in _TRADE.findall(text)}
    return len(_PRICE.findall(text)) >= _PRICES and len(words) >= _WORDS


def _below(start: Start, view: SurveyedView, frame: Frame | None) -> Iterator[int]:
    """The lines that follow a rubric in its column, up to the next heading of its rank."""
    if frame is None or not frame.has_columns or not _RUBRIC.fullmatch(start.title):
        return
    place = next((at for at, line in enumerate(view.lines) if (line.index,) == start.heading), None)
    if place is None:
        return
    rubric = view.lines[place]
    reach = _OFF_AXIS * max(frame.measure, rubric.box.width)
    for line in view.lines[place + 1 :]:
        if abs(_axis(line) - _axis(rubric)) > reach or _is_of_rank(line, rubric):
            return
        yield line.index


def _axis(line: SurveyedLine) -> float:
    return line.box.x + line.box.width / 2


def _is_of_rank(line: SurveyedLine, rubric: SurveyedLine) -> bool:
    return line.text.isupper() and abs(line.advance - rubric.advance) < _SAME_RANK * rubric.advance
