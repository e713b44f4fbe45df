"""Lines and blocks out of words and their boxes, for OCR that comes without them.

Words normally come in reading order, and a line ends where the next word does not stand to the
right of the last. Where they come in disorder, lines are found on the page: a word is followed by
its neighbour to the right, unless a gutter lies between.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gallica_export.gallica.iiif.gutters import Gutter, find_gutters
from gallica_export.gallica.line_ends import with_hyphen
from gallica_export.model import Box, Line, TextBlock, Word

# Of all steps from a word to the next. In the BnF's own order one in forty at most leads up or
# back, mainly to the top of a column; of shuffled words every second one does.
_MOST_STEPS_BACK = 0.1
_MOST_ROWS = 1_000  # bounds the work on a page with absurd boxes


def blocks_of(words: Sequence[Word]) -> tuple[TextBlock, ...]:
    """Blocks of lines with all these words, in reading order."""
    if not words:
        return ()
    lines = _lines_as_given(words) if _are_in_reading_order(words) else _Page(words).lines()
    return tuple(_blocks([_line(line) for line in lines]))


def _line(words: Sequence[Word]) -> Line:
    box = Box.around(word.box for word in words)
    return Line((*words[:-1], with_hyphen(words[-1])), box)


def _are_in_reading_order(words: Sequence[Word]) -> bool:
    back = sum(_leads_back(one.box, other.box) for one, other in pairwise(words))
    return back <= _MOST_STEPS_BACK * (len(words) - 1)


def _leads_back(one: Box, other: Box) -> bool:
    """Whether ``other`` stands above, or on the same line to the left: few readers go there."""
    fall = _middle(other) - _middle(one)
    is_above = fall <= -max(one.height, other.height)
    is_below = fall >= min(one.height, other.height) / 2
    return is_above or (not is_below and other.x + other.right < one.x + one.right)


def _lines_as_given(words: Sequence[Word]) -> list[list[Word]]:
    unit = _typical_height(words)
    lines: list[list[Word]] = []
    for word in words:
        if lines and _continues(lines[-1], word, unit):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _continues(line: list[Word], word: Word, unit: int) -> bool:
    if _is_drop_capital(line[-1], word, unit):
        return False
    # The tallest of the last three: a comma or a dash tells little of where the line stands.
    tallest = max(line[-3:], key=lambda word: word.box.height)
    slack = tallest.box.height / 4
    return _is_to_the_right(word.box, line[-1].box) and _are_level(tallest.box, word.box, slack)


def _is_drop_capital(one: Word, other: Word, unit: int) -> bool:
    """Whether a letter reaches over two lines or more: OCR gives it a line of its own."""
    is_tall = one.box.height >= max(1.7 * unit, 2 * other.box.height)
    return is_tall and len(one.text) == 1 and one.text.isupper() and other.text[0].isalpha()


def _typical_height(words: Sequence[Word]) -> int:
    return max(1, round(median(word.box.height for word in words)))


def _is_to_the_right(box: Box, of: Box) -> bool:
    return 2 * box.x >= of.x + of.right


def _are_level(one: Box, other: Box, slack: float) -> bool:
    """Whether the taller of two words reaches the middle of the other, or nearly."""
    taller, lower = (one, other) if one.height >= other.height else (other, one)
    return taller.y - slack <= _middle(lower) <= taller.bottom + slack


def _middle(box: Box) -> float:
    return box.y + box.height / 2


class _Page:
    """Words without an order, sorted from the left, and the gutters between them."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = sorted(words, key=lambda word: (word.box.x, word.box.y, word.text))
        around = Box.around(word.box for word in words)
        self.unit = max(_typical_height(words), around.height // _MOST_ROWS)
        self.gutters = find_gutters(words, self.unit)
        self.rows: dict[int, list[int]] = {}
        for place, word in enumerate(self.words):
            for row in self._rows(word.box):
                self.rows.setdefault(row, []).append(place)

    def lines(self) -> list[list[Word]]:
        """The lines by geometry alone, in reading order."""
        following_of = self._links()
        followers = set(following_of.values())
        lines = []
        for first in range(len(self.words)):
            if first not in followers:
                places = [first]
                while (place := following_of.get(places[-1])) is not None:
                    places.append(place)
                lines.append([self.words[place] for place in places])
        return _in_reading_order(lines, self.gutters)

    def _links(self) -> dict[int, int]:
        """Which word follows which on its line; of two that claim the same one, the nearer."""
        previous_of: dict[int, int] = {}
        for place, word in enumerate(self.words):
            following = self._neighbour(place)
            if following is None or self._are_parted(word, self.words[following]):
                continue
            rival = previous_of.get(following)
            if rival is None or self.words[rival].box.right < word.box.right:
                previous_of[following] = place
        return {place: following for following, place in previous_of.items()}

    def _neighbour(self, place: int) -> int | None:
        """The next word to the right on the same line."""
        box = self.words[place].box
        nearest: int | None = None
        for row in self._rows(box):
            places = self.rows[row]
            for other in places[bisect_right(places, place) :]:
                if nearest is not None and other >= nearest:
                    break
                if self._is_next(box, self.words[other].box):
                    nearest = other
                    break
        return nearest

    def _is_next(self, one: Box, other: Box) -> bool:
        # Commas hang below their line, and apostrophes and dashes stand free in it.
        is_mark = min(one.height, other.height) < 0.6 * self.unit
        slack = self.unit / 4 if is_mark else 0
        return _is_to_the_right(other, one) and _are_level(one, other, slack)

    def _rows(self, box: Box) -> range:
        slack = self.unit // 4
        return range((box.y - slack) // self.unit, (box.bottom + slack) // self.unit + 1)

    def _are_parted(self, word: Word, following: Word) -> bool:
        """Whether a gutter runs between two words, or the first is a drop capital."""
        one, other = word.box, following.box
        height = (max(one.y, other.y) + min(one.bottom, other.bottom)) // 2
        return _is_drop_capital(word, following, self.unit) or any(
            one.right <= gutter.middle <= other.x and gutter.top <= height <= gutter.bottom
            for gutter in self.gutters
        )


def _in_reading_order(lines: list[list[Word]], gutters: list[Gutter]) -> list[list[Word]]:
    """From top to bottom, but the columns beside a gutter from left to right, tallest first."""
    boxed = [(Box.around(word.box for word in line), line) for line in lines]
    ordered: list[list[Word]] = []
    regions = [boxed]
    while regions:
        region = regions.pop()
        parts = next(filter(None, (_parts(region, gutter) for gutter in gutters)), None)
        if parts:
            regions += parts
        else:
            ordered += (line for _, line in sorted(region, key=lambda one: _from_top(one[0])))
    return ordered


def _from_top(box: Box) -> tuple[float, int]:
    return _middle(box), box.x


def _parts(
    region: list[tuple[Box, list[Word]]], gutter: Gutter
) -> list[list[tuple[Box, list[Word]]]] | None:
    """What stands below, right of, left of and above a gutter; None if it parts nothing here."""
    below = [one for one in region if _middle(one[0]) > gutter.bottom]
    above = [one for one in region if _middle(one[0]) < gutter.top]
    beside = [one for one in region if gutter.top <= _middle(one[0]) <= gutter.bottom]
    left = [one for one in beside if one[0].x + one[0].right < 2 * gutter.middle]
    right = [one for one in beside if one[0].x + one[0].right >= 2 * gutter.middle]
    return [below, right, left, above] if left and right else None


def _blocks(lines: list[Line]) -> list[TextBlock]:
    """Lines that follow closely one under the other stand in one block."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _follows(groups[-1][-1].box, line.box):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [TextBlock(tuple(group), Box.around(line.box for line in group)) for group in groups]


def _follows(one: Box, other: Box) -> bool:
    is_under = one.x < other.right and other.x < one.right
    return is_under and one.y < other.y < one.bottom + max(one.height, other.height)
