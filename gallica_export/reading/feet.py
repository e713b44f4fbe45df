"""Signatures and catchwords: what binders needed at the foot of the page.

A catchword is the first word of the next view, at the right below the text; where that view is not
read, the custom of the book tells it, or the signature that stands beside it. A signature is a
letter, a sign or a small number that counts the gatherings, alone below the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gallica_export.model import Aside, Role
from gallica_export.reading.edges import Edges, aside
from gallica_export.reading.frame import rows_of
from gallica_export.reading.spelling import letters
from gallica_export.reading.survey import SurveyedLine

_COUNT = r"(?:[ivxljyẏ]{1,6}|[IVX]{1,5}|[1-9]\d?)"
_SIGN = (
    r"(?:(?P<letter>[A-Zſa-zãẽĩõũéè])(?i:(?P=letter)){0,3}"
    r"|[*†‡§¶☞&]{1,4}|[()\[\] ]{2,5}|\([a-zA-Z]{1,2}\))"
)
#: The second leaf of a gathering bears its number with a star, which engines take for a quote.
_STAR = r"[*'’\"°.,]?"
_SIGNATURE = re.compile(rf"{_SIGN}(?:[\s.]*{_COUNT})?[\s.]*|{_COUNT}{_STAR}")
#: In parts of the frame: a catchword begins no more to the left, a signature is no wider.
_CATCHWORD_FROM, _SIGNATURE_WIDTH = 0.5, 0.3
#: Catchwords or signatures on so many views show the custom of the book.
_CUSTOM = 3
_MOST_WORDS = 3
#: So many figures are of a shelf mark, or of a year, which cannot be told from it.
_SHELF_MARK = 4
#: So many lines at the head hold the first line of the text.
_FIRST_LINES = 5
#: In parts of a line's height: a drop capital.
_TALL = 1.4
#: In steps from line to line: a line that overlaps the one above it is so much lower.
_BELOW = 0.4
#: A plate may stand between a page and the one that its catchword announces.
_AHEAD = 2


def feet(edges: Sequence[Edges], taken: set[tuple[int, int]]) -> tuple[Aside, ...]:
    """Signatures and catchwords, in the order of the views; ``taken`` lines are furniture."""
    first = [_first_letters(edge, taken) for edge in edges]
    following = {edge.view.order: first[at + 1 : at + 1 + _AHEAD] for at, edge in enumerate(edges)}
    orders = {edge.view.order for edge in edges}
    seen = [(edge, line) for edge in edges for line in _low_lines(edge, taken)]
    catchwords = {
        (line.view, line.index): words
        for edge, line in seen
        if (words := _announces(edge, line, following[edge.view.order]))
    }
    has_custom = len(catchwords) >= _CUSTOM
    found: list[Aside] = []
    for edge, line in seen:
        words = catchwords.get((line.view, line.index))
        if words:
            found += _with_signature(line, words)
        elif _is_signature(edge, line):
            found.append(aside(line, Role.SIGNATURE, "alone-below-text"))
        elif (
            edge.view.order + 1 not in orders
            and _stands_as_catchword(edge, line)
            and (has_custom or _is_beside_signature(edge, line))
        ):
            found.append(aside(line, Role.CATCHWORD, "stands-as-catchword"))
    return tuple(found)


def _first_letters(edge: Edges, taken: set[tuple[int, int]]) -> str:
    """How the text of a view begins, below its running title: a drop capital with its word."""
    left = [line for line in edge.view.lines if (line.view, line.index) not in taken]
    rows = rows_of(sorted(left, key=lambda line: line.middle)[:_FIRST_LINES])
    for row in rows:
        text = letters(" ".join(line.text for line in row)).lstrip("0123456789")
        if text:
            initials = (letters(line.text) for line in left if _is_beside(line, row[-1]))
            initial = next(initials, "")
            return text if text.startswith(initial) else initial + text
    return ""


def _is_beside(initial: SurveyedLine, line: SurveyedLine) -> bool:
    """Whether a drop capital stands beside the line."""
    is_tall = initial.box.height > _TALL * line.box.height and len(initial.text) == 1
    return is_tall and initial.box.y < line.middle < initial.box.bottom


def _low_lines(edge: Edges, taken: set[tuple[int, int]]) -> Iterator[SurveyedLine]:
    """The narrow lines of the lowest two rows, down from the lowest line of the text."""
    frame = edge.frame
    if frame is None:
        return
    for row in edge.foot:
        left = [line for line in row if (line.view, line.index) not in taken]
        text = [line.middle for line in left if line.box.width > 0.5 * frame.width]
        lowest = max(text, default=0.0) + _BELOW * frame.leading
        yield from (line for line in left if not text or line.middle > lowest)
        if text:
            return


def _announces(edge: Edges, line: SurveyedLine, following: Sequence[str]) -> tuple[int, int] | None:
    """The words at the end of the line that the next view begins with; None if there are none."""
    words = line.text.split(" ")
    if not edge.frame or line.box.right < edge.frame.left + 0.7 * edge.frame.width:
        return None
    for first in range(max(0, len(words) - _MOST_WORDS), len(words)):
        announced = letters("".join(words[first:]))
        if _is_word(announced) and any(_begins_with(text, announced) for text in following):
            is_right = line.box.x >= edge.frame.left + _CATCHWORD_FROM * edge.frame.width
            if first == 0 and not is_right:
                return None
            if first == 0 or _SIGNATURE.fullmatch(" ".join(words[:first])):
                return first, len(words)
    return None


def _is_word(text: str) -> bool:
    """Whether a text may be a catchword: letters, or a small number; no shelf mark."""
    return len(text) > 0 and sum(map(str.isdigit, text)) < _SHELF_MARK


def _begins_with(following: str, announced: str) -> bool:
    """Whether a view begins with the catchword, one misread letter in three allowed."""
    if following.startswith(announced):
        return True
    head = following[: len(announced)]
    same = sum(one == other for one, other in zip(head, announced, strict=False))
    return len(announced) > 2 and 3 * same >= 2 * len(announced)


def _with_signature(line: SurveyedLine, words: tuple[int, int]) -> list[Aside]:
    """The catchword, and the signature that stands before it on the same line."""
    if words[0] == 0:
        return [aside(line, Role.CATCHWORD, "begins-next-view")]
    return [
        aside(line, Role.SIGNATURE, "alone-below-text", (0, words[0])),
        aside(line, Role.CATCHWORD, "begins-next-view", words),
    ]


def _is_signature(edge: Edges, line: SurveyedLine) -> bool:
    """Whether the line is a gathering's mark: narrow, below the text and away from its left."""
    frame = edge.frame
    if frame is None or line.box.width > _SIGNATURE_WIDTH * frame.width:
        return False
    is_below = line.middle > frame.bottom - 0.5 * frame.height
    is_inset = line.box.x > frame.left + 0.1 * frame.width
    return is_below and is_inset and bool(_SIGNATURE.fullmatch(line.text.strip()))


def _is_beside_signature(edge: Edges, line: SurveyedLine) -> bool:
    """Whether a signature stands on the row of the line, which no text does."""
    row = next(row for row in edge.foot if line in row)
    return any(_is_signature(edge, other) for other in row if other is not line)


def _stands_as_catchword(edge: Edges, line: SurveyedLine) -> bool:
    """Whether the line stands at the right below the text, as a catchword does."""
    frame = edge.frame
    if frame is None or line.text.count(" ") >= _MOST_WORDS or not _is_word(letters(line.text)):
        return False
    is_right = line.box.x >= frame.left + 0.6 * frame.width
    return is_right and line.box.right > frame.right - 0.15 * frame.width
