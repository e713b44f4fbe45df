"""Words, page marks and calls: what the OCR and a person's file are compared by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.markdown import Call, Run
from gallica_export.model import (
    Added,
    End,
    Inline,
    LineText,
    NoteCall,
    PageBreak,
    Text,
    lines_of,
    plain,
)
from gallica_export.text import clean_text


class Token(Struct, frozen=True):
    """A word, or what stands between words."""

    #: "word", "page", "call", or "added" for emphasis and links.
    kind: str
    #: The word, or the sign of a call.
    text: str = ""
    #: Whether no space parts it from what follows in its line.
    is_glued: bool = False
    is_last: bool = False
    #: What the OCR has for it, word by word.
    parts: tuple[LineText, ...] = ()
    #: The view of a page mark.
    view: int = 0
    #: The id of the note that is called.
    note: str | None = None
    #: A call of the OCR's, or words that a person set off.
    inline: NoteCall | Added | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Two tokens of the same key say the same."""
        match self.kind:
            case "page":
                return "page", str(self.view)
            case "call":
                return "call", self.note or f"={self.text}"
            case _:
                return self.kind, self.text

    @property
    def lines(self) -> tuple[LineText, ...]:
        """The stretches of the OCR's lines that it stands for."""
        return lines_of(self.inline) if isinstance(self.inline, NoteCall) else self.parts


def tokens_of_ocr(inlines: Iterable[Inline], notes: Iterable[str]) -> list[Token]:
    """A line of the text as it was composed; ``notes`` are the ids of those that a file names."""
    made: list[Token] = []
    parts: list[LineText] = []

    def close() -> None:
        if parts:
            is_glued = parts[-1].end is not End.SPACE
            made.append(Token("word", plain(parts), is_glued, parts=tuple(parts)))
            parts.clear()

    for inline in inlines:
        match inline:
            case LineText():
                for word in words_of(inline):
                    parts.append(word)
                    if word.end is End.SPACE:
                        close()
            case PageBreak(view):
                close()
                made.append(Token("page", view=view))
            case NoteCall(note, sign):
                close()
                is_glued = sign.end is not End.SPACE
                name = note if note in notes else None
                made.append(Token("call", sign.text, is_glued, note=name, inline=inline))
    close()
    return _ended(made)


def words_of(line: LineText) -> Iterator[LineText]:
    """``line`` word by word."""
    words = line.text.split(" ")
    first = line.words[0] if line.words else 0
    last = len(words) - 1
    while last and line.end is End.JOINED and not words[last].strip("-"):
        last -= 1  # a hyphen that stands apart is dropped with the space before it
    for place, word in enumerate(words[:last], first):
        cut = replace(line, text=word, words=(place, place + 1))
        yield replace(cut, end=End.SPACE, reason="")
    rest = first + last, first + len(words)
    yield replace(line, text=" ".join(words[last:]), words=rest)


def tokens_of_file(runs: Iterable[Run]) -> list[Token]:
    """A line of a person's file."""
    made: list[Token] = []
    for run in runs:
        match run:
            case Text(text):
                _unglue_before(text, made)
                words = list(filter(None, map(clean_text, text.split())))
                made += [Token("word", word) for word in words]
                if words and not text[-1].isspace():
                    made[-1] = replace(made[-1], is_glued=True)
            case Added(text=text):
                _unglue_before(text, made)
                is_glued = not text[-1:].isspace()
                inline = replace(run, text=clean_text(text))
                made.append(Token("added", inline.text, is_glued, inline=inline))
            case PageBreak(view):
                made.append(Token("page", view=view))
            case Call(sign, note):
                made.append(Token("call", clean_text(sign), is_glued=True, note=note))
    return _ended(made)


def _unglue_before(text: str, made: list[Token]) -> None:
    """Where ``text`` begins with a space, part from it the last word before it and the marks."""
    place = next((at for at in reversed(range(len(made))) if made[at].kind != "page"), None)
    if place is not None and text[:1].isspace():
        made[place] = replace(made[place], is_glued=False)


def _ended(tokens: list[Token]) -> list[Token]:
    """``tokens`` with the last that is no page mark marked as such: nothing follows it."""
    for place in reversed(range(len(tokens))):
        if tokens[place].kind != "page":
            tokens[place] = replace(tokens[place], is_glued=False, is_last=True)
            break
    return tokens
