"""The inlines of a block as they were printed: lines, dropped hyphens and page turns marked.

`model.runs` gives the reading text, in which the lines are gone. Here each line's beginning
stands, with whether a word runs on over it, so that one can have the reading text and the printed
lines from the same stream. Asked for words, it gives each with its zone and its certainty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, count, islice, repeat
from typing import ClassVar, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model import (
    Added,
    Correction,
    End,
    Inline,
    LineText,
    NoteCall,
    PageBreak,
    Text,
    Words,
    lines_of,
    runs,
)

#: ``certainty(view, line)``: how sure the OCR is of each word of a line, "0.87"; "" if not said.
Certainty = Callable[[int, int], Sequence[str]]


class LineBreak(Struct, frozen=True):
    """Here a line of the OCR begins, or goes on after something stood between."""

    kind: ClassVar[str] = "line"
    view: int
    #: The line's place on the view, from 0.
    line: int
    #: The place in the line, from 0, of the word that follows; 0 where the line begins.
    word: int
    #: Whether the word before runs on into this line.
    joined: bool

    @property
    def zone(self) -> str:
        """The id of the line's zone: "f3-l7"."""
        return f"f{self.view}-l{self.line}"


class ViewBreak(Struct, frozen=True):
    """Here a view begins."""

    kind: ClassVar[str] = "page"
    view: int
    #: Whether the word before runs on after it.
    joined: bool


class Hyphen(Struct, frozen=True):
    """A hyphen at the end of a line that is no part of the word, and a space before it.

    Or a quotation mark that is repeated where a line begins, and the space behind it.
    """

    kind: ClassVar[str] = "hyphen"
    text: str


class Token(NamedTuple):
    """A word of the OCR, or punctuation that stands apart."""

    #: Whether no space of its line stands before it.
    is_first: bool
    #: The id of its zone, "f3-l7-w0"; empty for a word of an editor.
    zone: str
    #: How sure the OCR is of it, "0.87"; empty if it does not say.
    certainty: str
    #: Of a word of which another line has the rest: "I" its beginning, "M" its middle, "F" its end.
    part: str
    #: Whether there is no letter and no digit in it.
    is_punctuation: bool
    text: str
    #: The hyphen behind it that is no part of the word; `text` may be all hyphen and thus empty.
    hyphen: str


class Tokens(Struct, frozen=True):
    """Words that follow each other in a line."""

    kind: ClassVar[str] = "tokens"
    tokens: tuple[Token, ...]
    #: Whether this is what a search was made for.
    is_hit: bool = False


class Choice(Struct, frozen=True):
    """What a person corrected."""

    kind: ClassVar[str] = "choice"
    #: What the OCR read, without the beginning of its first line; empty where it read nothing.
    sic: tuple[Piece, ...]
    #: What stands in its place; empty where the OCR read words that are none.
    corr: tuple[Piece, ...]


class Call(Struct, frozen=True):
    """The call of a note."""

    kind: ClassVar[str] = "call"
    #: The id of the note.
    note: str
    #: As printed: "(1)", "*".
    sign: tuple[Piece, ...]


Piece = Text | Tokens | Added | LineBreak | ViewBreak | Hyphen | Choice | Call


def pieces(inlines: Iterable[Inline], certainty: Certainty | None = None) -> Iterator[Piece]:
    """``inlines`` with their lines marked; a space is a text of its own, before what it sets off.

    With ``certainty``, the OCR's words and an editor's corrections are tokens.

    >>> halves = (LineText("par-", 3, 7, End.JOINED), LineText("couru", 3, 8))
    >>> [piece.kind for piece in pieces(halves)]
    ['line', 'text', 'hyphen', 'line', 'text']
    """
    end: End | None = None
    stop: tuple[int, int, int] | None = None
    is_word = False
    inlines = tuple(inlines)
    for place, inline in enumerate(inlines):
        joined = end is not None and end is not End.SPACE
        if isinstance(inline, PageBreak):
            yield from _space(end, "\n")
            yield ViewBreak(inline.view, joined)
            continue
        words = inline.sign if isinstance(inline, NoteCall) else inline
        stretches = lines_of(words)
        opening = _opening(stretches, joined, stop)
        yield from _space(end, "\n" if opening else " ")
        if opening:
            yield opening
        if isinstance(inline, NoteCall):
            yield Call(inline.note, tuple(_sign(words, certainty)))
        elif certainty:
            runs_on = words.end not in (End.SPACE, End.DROPPED) and _is_word(inlines[place + 1 :])
            yield from _tokens(words, certainty, begins=not (joined and is_word), ends=not runs_on)
        else:
            yield from _said(words)
        if words.text:
            end = None if words.end is End.DROPPED else words.end
            is_word = not isinstance(inline, NoteCall | Added)
        if stretches:
            last = stretches[-1]
            stop = last.view, last.line, last.words[1] if last.words else -1


def _opening(
    stretches: tuple[LineText, ...], joined: bool, stop: tuple[int, int, int] | None
) -> LineBreak | None:
    """The break before ``stretches``; None where they go on with the line that ``stop`` ended."""
    if not stretches:
        return None
    opening = stretches[0]
    first = opening.words[0] if opening.words else 0
    if not joined and stop == (opening.view, opening.line, first):
        return None
    return LineBreak(opening.view, opening.line, first, joined)


def _space(end: End | None, space: str) -> Iterator[Text]:
    if end is End.SPACE:
        yield Text(space)


def _sign(words: Words, certainty: Certainty | None) -> Iterator[Piece]:
    # As printed, in all formats: a hyphen at its end may be all there is of it.
    if isinstance(words, LineText):
        words = replace(words, end=End.SPACE)
    return _tokens(words, certainty) if certainty else _said(words)


def _said(words: Words) -> Iterator[Piece]:
    match words:
        case Correction(sic=sic, corr=corr):
            yield Choice(tuple(islice(pieces(sic), 1, None)), (Text(corr),) if corr else ())
        case Added():
            yield words
        case LineText():
            if words.end is End.DROPPED:
                yield Hyphen(f"{words.text} ")
                return
            kept, hyphen = _parted(words)
            yield Text(kept, words.is_hit)
            if hyphen:
                yield Hyphen(hyphen)


def _parted(words: LineText) -> tuple[str, str]:
    """The text that is kept of ``words``, and the hyphen that is dropped."""
    kept = "".join(run.text for run in runs((words,)) if isinstance(run, Text))
    return kept, words.text[len(kept) :]


# --- words ---------------------------------------------------------------------------------------


def _tokens(
    words: Words, certainty: Certainty, *, begins: bool = True, ends: bool = True
) -> Iterator[Piece]:
    """``words`` one by one; ``begins`` and ``ends`` tell whether the outermost are whole there."""
    match words:
        case Correction(sic=sic, corr=corr):
            tokens = _edged([_token(word) for word in corr.split()], begins, ends)
            own = (Tokens(tokens),) if tokens else ()
            yield Choice(tuple(islice(pieces(sic, certainty), 1, None)), own)
        case Added():
            yield words
        case LineText():
            yield Tokens(_edged(_tokens_of(words, certainty), begins, ends), words.is_hit)


def _tokens_of(words: LineText, certainty: Certainty) -> list[Token]:
    is_parted = words.end in (End.JOINED, End.DROPPED)
    kept, hyphen = _parted(words) if is_parted else (words.text, "")
    first = words.words[0] if words.words else 0
    sure = certainty(words.view, words.line)
    zone = f"f{words.view}-l{words.line}-w"
    is_apart = not kept or hyphen.startswith(" ")
    texts = kept.split(" ") if kept else []
    tokens = [
        Token(False, f"{zone}{place}", certain, "", _is_punctuation(text), text, "")
        for place, text, certain in zip(count(first), texts, chain(sure[first:], repeat("")))
    ]
    if hyphen and not is_apart:
        tokens[-1] = tokens[-1]._replace(hyphen=hyphen, is_punctuation=False)
    for place, text in enumerate(hyphen.split() if is_apart else (), first + len(texts)):
        space = " " if place > first else ""  # which is no part of the reading text either
        name = f"{zone}{place}"
        tokens.append(Token(True, name, _at(sure, place), "", True, "", f"{space}{text}"))
    if words.end is End.DROPPED:  # the space behind is no part of the reading text either
        tokens[-1] = tokens[-1]._replace(hyphen=f"{tokens[-1].hyphen} ")
    return tokens


def _token(text: str) -> Token:
    """A word of an editor."""
    return Token(False, "", "", "", _is_punctuation(text), text, "")


def _edged(tokens: list[Token], begins: bool, ends: bool) -> tuple[Token, ...]:
    """``tokens`` without a space at their beginning, the outermost told as parts of words."""
    if tokens:
        tokens[0] = tokens[0]._replace(is_first=True)
    if begins and ends:
        return tuple(tokens)
    words = [place for place, token in enumerate(tokens) if token.text]
    if words and not begins:
        tokens[words[0]] = tokens[words[0]]._replace(part="F")
    if words and not ends:
        last = tokens[words[-1]]
        tokens[words[-1]] = last._replace(part="M" if last.part else "I")
    return tuple(tokens)


def _at(sure: Sequence[str], place: int) -> str:
    return sure[place] if place < len(sure) else ""


def _is_punctuation(text: str) -> bool:
    return not (text[0].isalnum() or any(map(str.isalnum, text)))


def _is_word(inlines: Iterable[Inline]) -> bool:
    """Whether the first of ``inlines`` after page breaks is text of the document."""
    after = next((inline for inline in inlines if not isinstance(inline, PageBreak)), None)
    return isinstance(after, LineText | Correction)
