"""Running titles: the line at the head that recurs on neighbouring views, or that stands beside
the page number, or that stands above text which goes on from the view before.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from statistics import median

from gallica_export.model import Aside, Role
from gallica_export.reading.edges import Edges, aside
from gallica_export.reading.spelling import letters, likeness
from gallica_export.reading.survey import SurveyedLine

#: Within how many views on either side a running title recurs, and on how many of them.
_REACH, _TIMES = 8, 2
#: A running title is short, in characters, and narrow, in parts of the frame.
_LONGEST, _WIDEST = 70, 0.92
#: In parts of the view's height; a caption may be all that a view bears.
_LOWEST = 0.5
#: In parts of its usual size.
_LARGE = 1.3
#: In parts of the frame: the white on both sides of a line that stands in the middle; how wide a
#: line is that goes from edge to edge.
_CENTRED, _WHOLE = 0.06, 0.85
#: In steps from line to line: what stands higher above the text belongs to no page of it.
_FAR = 5
#: In parts of a row of cells: where the head of its last column begins, at least.
_LAST_COLUMN = 0.5
#: How a line of verse or prose ends of which the next is the rest.
_GOES_ON = re.compile(r"[-,;]\s*$")
#: How alike two readings of one title are.
_ALIKE = 0.75


def running_titles(edges: Sequence[Edges], numbers: Sequence[Aside]) -> tuple[Aside, ...]:
    """The running titles of views whose page ``numbers`` are known."""
    taken = {(one.view, one.line): one.words for one in numbers}
    heads = [(edge, line) for edge in edges for line in _heads(edge, taken)]
    recurring = _recurring([(edge, line, _key(line, taken)) for edge, line in heads])
    has_labels = any(edge.view.label for edge in edges)
    found = []
    for edge, line in heads:
        reason = "recurs" if (edge.view.order, line.index) in recurring else ""
        if not reason and _is_beside_number(edge, line, taken):
            reason = "beside-number"
        is_of_a_page = bool(edge.view.label) or not has_labels
        if not reason and is_of_a_page and _is_above_running_text(edge, line):
            reason = "above-running-text"
        if reason:
            found.append(aside(line, Role.RUNNING_TITLE, reason, _rest(line, taken)))
    return tuple(found)


def _heads(edge: Edges, taken: dict[tuple[int, int], tuple[int, int] | None]) -> list[SurveyedLine]:
    """The first row that is not all page number."""
    for row in edge.head:
        left = [line for line in row if taken.get((line.view, line.index), ()) is not None]
        if left:
            lowest = _LOWEST * edge.view.height
            return [
                line
                for line in left
                if len(line.text) <= _LONGEST
                and line.box.y < lowest
                and not _heads_column(edge, line)
            ]
    return []


def _heads_column(edge: Edges, line: SurveyedLine) -> bool:
    """Whether the line is the head of a column: flush with the last cell of the row below it."""
    box = line.box
    below = [
        other
        for other in edge.view.lines
        if other.middle > box.bottom and other.box.x < box.right and box.x < other.box.right
    ]
    row = min(below, key=lambda other: other.middle, default=line)
    return (
        bool(row.gaps)
        and abs(row.box.right - box.right) < box.height
        and box.x > row.box.x + _LAST_COLUMN * row.box.width
    )


def _rest(
    line: SurveyedLine, taken: dict[tuple[int, int], tuple[int, int] | None]
) -> tuple[int, int] | None:
    """The words of the line beside its page number; None for all of them."""
    number = taken.get((line.view, line.index))
    if number is None:
        return None
    return (number[1], line.text.count(" ") + 1) if number[0] == 0 else (0, number[0])


def _key(line: SurveyedLine, taken: dict[tuple[int, int], tuple[int, int] | None]) -> str:
    words = line.text.split(" ")
    rest = _rest(line, taken)
    return "".join(
        c for c in letters(" ".join(words[slice(*rest)] if rest else words)) if c.isalpha()
    )


def _recurring(heads: Sequence[tuple[Edges, SurveyedLine, str]]) -> set[tuple[int, int]]:
    """The head lines that stand again, or nearly so, at the head of neighbouring views."""
    places: dict[str, list[int]] = defaultdict(list)
    for edge, _, key in heads:
        if key:
            places[key].append(edge.place)
    titles = {key: at for key, at in places.items() if len(at) > _TIMES}
    sizes: dict[str, list[float]] = defaultdict(list)
    for _, line, key in heads:
        if key in titles:
            sizes[key].append(line.advance)
    usual = {key: median(found) for key, found in sizes.items()}
    elsewhere = _elsewhere(titles, heads)
    found = set()
    for edge, line, key in heads:
        if line.advance > _LARGE * usual.get(key, line.advance):
            continue  # the heading of the division that is named so
        if key in titles and _neighbours(titles[key], edge.place) >= _TIMES:
            is_found = elsewhere[key] <= len(titles[key])
        else:
            is_found = any(
                line.advance <= _LARGE * usual[title] and _is_reading(key, title, at, edge)
                for title, at in titles.items()
            )
        if is_found:
            found.add((edge.view.order, line.index))
    return found


def _neighbours(places: Sequence[int], place: int) -> int:
    return sum(0 < abs(other - place) <= _REACH for other in places)


def _is_reading(key: str, title: str, places: Sequence[int], edge: Edges) -> bool:
    """Whether ``key`` is ``title``, misread, on a view amid those that bear it."""
    if len(key) < 4 or _neighbours(places, edge.place) < _TIMES:
        return False
    return likeness(key, title, _ALIKE) >= _ALIKE


def _elsewhere(
    titles: Collection[str], heads: Sequence[tuple[Edges, SurveyedLine, str]]
) -> Counter[str]:
    """How often each title also stands amid the text, as the names of a play's persons do."""
    found: Counter[str] = Counter()
    if titles:
        at_head = {(line.view, line.index) for _, line, _ in heads}
        longest = 2 * max(map(len, titles)) + 4
        for edge in {edge.place: edge for edge, _, _ in heads}.values():
            for line in edge.view.lines:
                if len(line.text) <= longest and (line.view, line.index) not in at_head:
                    found[letters(line.text)] += 1
    return found


def _is_beside_number(
    edge: Edges, line: SurveyedLine, taken: dict[tuple[int, int], tuple[int, int] | None]
) -> bool:
    """Whether the row of ``line`` holds the page number, which no row of text does."""
    if edge.frame and line.box.width > _WIDEST * edge.frame.width:
        return False
    row = next(row for row in edge.head if line in row)
    beside = any((one.view, one.index) in taken for one in row if one is not line)
    return bool(letters(line.text)) and (beside or _has_outer_number(line, taken))


def _is_above_running_text(edge: Edges, line: SurveyedLine) -> bool:
    """Whether a short line in the middle stands above a whole line that begins in lower case.

    Neither a heading nor the end of a paragraph does. A view without a printed label, where others
    bear one, is no page of the text: it has no running title that does not recur.
    """
    frame, box = edge.frame, line.box
    if frame is None or frame.has_columns or not letters(line.text).strip("0123456789"):
        return False
    if line.text[:1].islower() or _GOES_ON.search(line.text):
        return False
    white = _CENTRED * frame.width
    lower = [other for other in edge.view.lines if other.middle > box.bottom]
    first = min(lower, key=lambda other: other.middle, default=line)
    return (
        len(edge.head[0]) == 1
        and line is edge.head[0][0]
        and box.x - frame.left > white < frame.right - box.right
        and first.text[:1].islower()
        and first.middle - line.middle < _FAR * frame.leading
        and first.box.x - frame.left < frame.height
        and first.box.width > _WHOLE * frame.width
    )


def _has_outer_number(
    line: SurveyedLine, taken: dict[tuple[int, int], tuple[int, int] | None]
) -> bool:
    """Whether a page number opens or closes the line, clearly apart from the rest."""
    number = taken.get((line.view, line.index))
    return number is not None and (number[1] in line.gaps or number[0] in line.gaps)
