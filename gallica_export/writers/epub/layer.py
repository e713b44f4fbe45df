"""The word layer of a facsimile: each word where it stands on its picture, in reading order.

Its text is the reading text: a word that a line divides is whole, with a soft hyphen where the line
ends, and what a person corrected is corrected. The lines that the reading text leaves out follow.
Words of an editor that correct none of the OCR have no place on a page, and are not in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from gallica_export.model import (
    Aside,
    Block,
    Box,
    Correction,
    Document,
    End,
    Heading,
    Inline,
    LineText,
    NoteCall,
    Paragraph,
    ViewText,
    Word,
    inlines_of,
    lines_of,
)

#: The width of every letter in the faces that facsimile.css names, in heights of the type: that of
#: a typewriter, so that spacing the letters makes each word as wide as it is printed.
_ADVANCE = 0.6
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
#: What takes no room of its own: marks on the character before, and what does not show.
_WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf"})


class LayerWord(Struct, frozen=True):
    """A word of the layer."""

    #: With the space behind it; without one where the next word runs on.
    text: str
    #: Pixels of the page, from the left edge of its line.
    left: float
    #: Pixels between its letters, beyond what the font has; negative for narrow type.
    letter_spacing: float
    #: Pixels that a space is wider than a letter then; negative for a narrower one.
    word_spacing: float


class LayerLine(Struct, frozen=True):
    """Words that stand side by side, in pixels of the page."""

    left: float
    top: float
    #: Height of the line, and of its type; 0 where nobody knows where the words stand.
    size: float
    words: tuple[LayerWord, ...]


class LayerBlock(Struct, frozen=True):
    """What of a paragraph, a heading or a note stands on one page."""

    lines: tuple[LayerLine, ...]
    is_heading: bool = False
    #: Whether the reading text leaves it out: a running title, a page number.
    is_aside: bool = False
    #: BCP 47 tag where it is not the document's main language.
    language: str | None = None


class Scale(Struct, frozen=True):
    """From master pixels to those of a page."""

    x: float
    y: float


class _Placed(Struct, frozen=True):
    """Some of the words of a line, and how they end."""

    line: int
    words: Sequence[Word]
    end: End


#: What stands on a view: the pieces of each block, in reading order, and the lines set aside.
OnView = list[tuple[Block | None, list[Inline]]]


def by_view(document: Document) -> dict[int, OnView]:
    """The reading text and what was set aside from it, by view."""
    found: dict[int, OnView] = {}
    for block in document.reading.blocks():
        placed = (inline for inline in inlines_of(block) if _view_of(inline))
        for view, inlines in groupby(placed, key=_view_of):
            found.setdefault(view, []).append((block, list(inlines)))
    for aside in document.reading.asides:
        found.setdefault(aside.view, []).append((None, [_as_line(aside)]))
    return found


def _view_of(inline: Inline) -> int:
    """The view that ``inline`` stands on; 0 for what stands on none."""
    lines = lines_of(inline)
    return lines[0].view if lines else 0


def _as_line(aside: Aside) -> LineText:
    return LineText(aside.text, aside.view, aside.line, words=aside.words)


def layer_of(text: ViewText, on_view: OnView, scale: Scale) -> Iterator[LayerBlock]:
    """The layer of one view, in pixels of its page."""
    for block, inlines in on_view:
        pieces = (piece for inline in inlines for piece in _pieces(inline, text))
        lines = tuple(
            _line(list(group), text.lines[number].box, scale)
            for number, group in groupby(pieces, key=lambda piece: piece.line)
        )
        if lines:
            language = block.language if isinstance(block, Paragraph) else None
            yield LayerBlock(lines, isinstance(block, Heading), block is None, language)


def _pieces(inline: Inline, text: ViewText) -> Iterator[_Placed]:
    """The words of ``inline``, as they are on the page or as a person corrected them."""
    if isinstance(inline, NoteCall):
        sign = inline.sign
        if isinstance(sign, LineText):  # as printed: a hyphen at its end may be all there is of it
            yield _Placed(sign.line, _words(sign, text), sign.end)
        else:
            yield from _pieces(sign, text)
    elif isinstance(inline, Correction):
        first = inline.sic[0]
        words = _words(first, text)
        if words and inline.corr:
            whole = Word(inline.corr, Box.around(word.box for word in words))
            yield _Placed(first.line, (whole,), inline.end)
    elif isinstance(inline, LineText) and inline.text and inline.end is not End.DROPPED:
        words = _words(inline, text)
        if inline.end is End.JOINED:
            words = _without_hyphen(words)
        yield _Placed(inline.line, words, inline.end)


def _words(line: LineText, text: ViewText) -> Sequence[Word]:
    words = text.lines[line.line].words
    return words[slice(*line.words)] if line.words else words


def _without_hyphen(words: Sequence[Word]) -> Sequence[Word]:
    """``words`` with a soft hyphen for that of the line's end, which may stand alone."""
    *others, last = words
    bare = last.text.rstrip("- ")
    if not bare and others:
        return _without_hyphen([*others[:-1], _joined(others[-1], last)])
    return [*others, Word(bare + _SOFT_HYPHEN, last.box)]


def _joined(word: Word, hyphen: Word) -> Word:
    return Word(word.text, Box.around((word.box, hyphen.box)))


def _line(pieces: Iterable[_Placed], line: Box, scale: Scale) -> LayerLine:
    size = line.height * scale.y
    words = [
        (_spaced(word, place == len(piece.words) and piece.end is not End.SPACE), word.box)
        for piece in pieces
        for place, word in enumerate(piece.words, 1)
    ]
    boxes = [box for _, box in words]
    gaps = [*map(_gap, boxes, boxes[1:]), 0]
    made = (
        LayerWord(
            text,
            _rounded((box.x - line.x) * scale.x),
            *_fitted(text, box.width * scale.x, gap * scale.x, size),
        )
        for (text, box), gap in zip(words, gaps, strict=True)
    )
    left, top = _rounded(line.x * scale.x), _rounded(line.y * scale.y)
    return LayerLine(left, top, _rounded(size), tuple(made))


def _spaced(word: Word, runs_on: bool) -> str:
    return word.text if runs_on else f"{word.text} "


def _gap(one: Box, other: Box) -> int:
    """The room between two words, whichever stands on the left."""
    return max(other.x - one.right, one.x - other.right, 0)


def _fitted(text: str, width: float, gap: float, size: float) -> tuple[float, float]:
    """How to space letters and spaces so that the word fills ``width``, and a space ``gap``."""
    spaces = text.rstrip().count(" ")
    letters = sum(unicodedata.category(c) not in _WITHOUT_WIDTH for c in text) - text.count(" ")
    letter = (width - spaces * gap) / (letters or 1)
    return _rounded(letter - _ADVANCE * size), _rounded(gap - letter)


def _rounded(number: float) -> float:
    """``number`` to the hundredth, for shorter files."""
    return round(number, 2)
