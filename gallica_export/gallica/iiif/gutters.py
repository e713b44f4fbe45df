"""Gutters: the white strips between two columns of type, found from the words around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from msgspec import Struct

from gallica_export.model import Word

# In heights of a word. Spaces between words line up over some lines by chance, so a strip has to be
# the taller the narrower it is; in a column set solid even the gutter is no wider than a space.
_NARROWEST = 0.3
_FEWEST_LINES = 4
_LEAST_AREA = 6.0  # width × number of lines beside it
# The column to the right begins flush, the one to the left may end ragged.
_REACH_LEFT = 10
_REACH_RIGHT = 1.5
# At one height of a page; newspapers have 230. Scattered specks would have thousands.
_MOST_STRIPS = 1_000


class Gutter(Struct, frozen=True):
    """A strip without a word in it, in the unit of the words' boxes."""

    left: int
    right: int
    top: int
    bottom: int

    @property
    def middle(self) -> int:
        return (self.left + self.right) // 2

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def runs_through(self, other: Gutter) -> bool:
        """Whether this one says all that the other, which is wider and not as tall, has to say."""
        is_as_tall = self.top <= other.top and self.bottom >= other.bottom
        return is_as_tall and self.left >= other.left and self.right <= other.right


def find_gutters(words: Sequence[Word], unit: int) -> list[Gutter]:
    """The gutters of a page, tallest first; ``unit`` is the height of a typical word."""
    flanks = _Flanks(words, unit)
    found = filter(flanks.are_columns, _white_strips(words, unit))
    gutters: list[Gutter] = []
    for strip in sorted(found, key=lambda strip: (-strip.height, strip.left, strip.top)):
        if not any(gutter.runs_through(strip) for gutter in gutters):
            gutters.append(strip)
    return gutters


class _Flanks:
    """The words of a page, to be found by where they end and where they begin."""

    def __init__(self, words: Sequence[Word], unit: int) -> None:
        self.unit = unit
        self.by_end = sorted(words, key=lambda word: word.box.right)
        self.by_start = sorted(words, key=lambda word: word.box.x)
        self.ends = [word.box.right for word in self.by_end]
        self.starts = [word.box.x for word in self.by_start]

    def are_columns(self, strip: Gutter) -> bool:
        """Whether enough lines of type end before the strip, and begin behind it.

        A column of figures, or of marks like the « that opens every line of a quotation, belongs
        to the text beside it.
        """
        first = bisect_left(self.ends, strip.left - _REACH_LEFT * self.unit)
        before = self.by_end[first : bisect_right(self.ends, strip.left)]
        last = bisect_right(self.starts, strip.right + int(_REACH_RIGHT * self.unit))
        behind = self.by_start[bisect_left(self.starts, strip.right) : last]
        before = [word for word in before if _stands_beside(word, strip)]
        behind = [word for word in behind if _stands_beside(word, strip)]
        lines = min(len(before), len(behind))
        return (
            lines >= _FEWEST_LINES
            and lines * (strip.right - strip.left) >= _LEAST_AREA * self.unit
            and 2 * sum(_count(word, str.isalnum) >= 2 for word in before) >= len(before)
            and 2 * sum(_count(word, str.isalpha) >= 2 for word in behind) >= len(behind)
        )


def _stands_beside(word: Word, strip: Gutter) -> bool:
    return word.box.y < strip.bottom and word.box.bottom > strip.top


def _count(word: Word, is_of_kind: Callable[[str], bool]) -> int:
    return sum(map(is_of_kind, word.text))


def _white_strips(words: Sequence[Word], unit: int) -> Iterator[Gutter]:
    """Every tall strip between words that cannot be made wider or taller, by a sweep downwards."""
    top = min(word.box.y for word in words)
    bottom = max(word.box.bottom for word in words)
    step = max(1, unit // 3)
    narrowest = max(2, int(_NARROWEST * unit))
    lowest = _FEWEST_LINES * unit
    rows = _occupied(words, step)
    edges = min(word.box.x for word in words), max(word.box.right for word in words)
    begun: dict[tuple[int, int], int] = {}
    for row in range(top // step, bottom // step + 2):
        is_below = row > bottom // step
        free = [] if is_below else list(_free(sorted(rows.get(row, ())), edges, narrowest))
        continued: dict[tuple[int, int], int] = {}
        for strip, start in begun.items():
            for kept in _cut(strip, free, narrowest):
                continued[kept] = min(start, continued.get(kept, start))
            if strip not in continued and (row - start) * step >= lowest:
                yield Gutter(*strip, start * step, row * step)
        for gap in free:
            continued.setdefault(gap, row)
        begun = dict(sorted(continued.items(), key=itemgetter(1))[:_MOST_STRIPS])


def _occupied(words: Sequence[Word], step: int) -> dict[int, list[tuple[int, int]]]:
    """From where to where words stand in each row of ``step`` pixels."""
    rows: dict[int, list[tuple[int, int]]] = {}
    for word in words:
        box = word.box
        margin = box.height // 5  # lines of type touch one another where the page is not straight
        for row in range((box.y + margin) // step, (box.bottom - margin) // step + 1):
            rows.setdefault(row, []).append((box.x, box.right))
    return rows


def _free(
    occupied: list[tuple[int, int]], edges: tuple[int, int], narrowest: int
) -> Iterator[tuple[int, int]]:
    """The gaps between the occupied stretches of a row, from the left."""
    end, last = edges
    for left, right in occupied:
        if left - end >= narrowest:
            yield end, left
        end = max(end, right)
    if last - end >= narrowest:
        yield end, last


def _cut(
    strip: tuple[int, int], free: list[tuple[int, int]], narrowest: int
) -> Iterator[tuple[int, int]]:
    """What the next row leaves of a strip: nothing, a narrower one, or several."""
    for left, right in free:
        if left >= strip[1]:
            return
        kept = max(left, strip[0]), min(right, strip[1])
        if kept[1] - kept[0] >= narrowest:
            yield kept
