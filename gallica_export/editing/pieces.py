"""Lines of the OCR cut into words, and put together again where nothing came between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from gallica_export.editing.tokens import Token
from gallica_export.model import (
    Correction,
    End,
    Inline,
    LineText,
    NoteCall,
    Words,
    lines_of,
)

#: Why a line's end is other than the program had it.
_EDITOR = "editor"


def kept(old: Token, new: Token) -> Iterator[Inline]:
    """What the OCR has for a word or a call that a file left as it was, but for the space after."""
    if isinstance(old.inline, NoteCall):
        yield NoteCall(old.inline.note, _sign(old, old.inline.sign, new))
        return
    *first, last = old.parts
    ended = _ended(last, new)
    if isinstance(ended, LineText):
        yield from (*first, ended)
    else:
        yield Correction(old.parts, old.text, End.SPACE)


def end_of(token: Token, sic: tuple[LineText, ...] = ()) -> End:
    """How the words of a file meet what follows; those in the place of ``sic``, as it did."""
    if not token.is_glued:
        return End.SPACE
    return sic[-1].end if sic and sic[-1].end is not End.SPACE else End.GLUED


class Lines:
    """The stretches of lines as they were composed, so that what was left alone is the same."""

    def __init__(self) -> None:
        self._known: dict[LineText, LineText] = {}

    def remember(self, inlines: Iterable[Inline]) -> None:
        """Remember the lines of ``inlines``."""
        for inline in inlines:
            for line in lines_of(inline):
                self._known[_numbered(line)] = line

    def whole(self, inlines: Iterable[Inline]) -> tuple[Inline, ...]:
        """``inlines`` with the words of a line put together, and the words that the OCR missed."""
        made: list[Inline] = []
        for inline in inlines:
            together = _together(made[-1], inline) if made else None
            if together:
                made[-1] = together
            else:
                made.append(inline)
        return tuple(map(self._restored, made))

    def _restored(self, inline: Inline) -> Inline:
        match inline:
            case LineText():
                return self._known.get(inline, inline)
            case Correction(sic=sic) if sic:
                lines = (line for line in self.whole(sic) if isinstance(line, LineText))
                return replace(inline, sic=tuple(lines))
            case _:
                return inline


def _numbered(line: LineText) -> LineText:
    """``line`` with its words counted."""
    return line if line.words else replace(line, words=(0, len(line.text.split(" "))))


def _sign(old: Token, sign: Words, new: Token) -> Words:
    if new.text and new.text != old.text:
        return Correction(old.lines, new.text, end_of(new))
    return _ended(sign, new)


def _ended(words: Words, token: Token) -> Words:
    """``words`` with the space behind them, or none, that ``token`` has."""
    if token.is_last or token.is_glued == (words.end is not End.SPACE):
        return words
    if words.end is End.JOINED and isinstance(words, LineText):
        return Correction((words,), token.text, End.SPACE)
    end = End.GLUED if token.is_glued else End.SPACE
    if isinstance(words, LineText):
        return replace(words, end=end, reason=_EDITOR)
    return replace(words, end=end)


def _together(before: Inline, after: Inline) -> Inline | None:
    match before, after:
        case LineText(words=(first, cut)), LineText(words=(same, last)) if (
            cut == same
            and (before.view, before.line) == (after.view, after.line)
            and (before.end, before.reason) == (End.SPACE, "")
        ):
            return replace(after, text=f"{before.text} {after.text}", words=(first, last))
        case Correction(sic=(), end=End.SPACE), Correction(sic=()):
            return replace(after, corr=f"{before.corr} {after.corr}")
        case _:
            return None
