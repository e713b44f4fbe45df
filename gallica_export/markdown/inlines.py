"""What the inline content of a block of Markdown says."""

from __future__ import annotations

import re
from itertools import chain

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model import Added, PageBreak, Text

_VIEW = re.compile(r"f([1-9][0-9]*)\Z")


class Call(Struct, frozen=True):
    """A call of a note, with its sign as printed."""

    sign: str
    #: The note's id; None if the file does not say.
    note: str | None = None


#: Emphasis and links are no words of the OCR: a person added them.
Run = Text | Added | PageBreak | Call


def said(run: Run) -> str:
    """The words of ``run``; none of a page mark."""
    match run:
        case Text(text) | Added(text):
            return text
        case Call(sign):
            return sign
        case _:
            return ""


class InlineReader:
    """What the inline content of a block says, and what its marks say of the block."""

    def __init__(self, inline: Token) -> None:
        self.lines: list[tuple[Run, ...]] = []
        self.id: str | None = None
        self.classes: set[str] = set()
        self.language: str | None = None
        self.marks: list[tuple[int, int]] = []
        #: What the reading text has no place for: "image" or "HTML".
        self.strange: str | None = None
        self._runs: list[Run] = []
        self._line = line_of(inline)
        self._rend: list[str] = []
        self._href: str | None = None
        self._tokens = iter(inline.children or [])
        for token in self._tokens:
            self._read(token)
        self._end_line()

    @property
    def is_bare(self) -> bool:
        """Whether there are page marks and nothing else."""
        runs = list(chain.from_iterable(self.lines))
        return bool(runs) and not self.id and all(isinstance(run, PageBreak) for run in runs)

    def _read(self, token: Token) -> None:
        match token.type:
            case "text" | "code_inline":
                self._add(token.content)
            case "softbreak":
                self._line += 1
                self._add(" ")
            case "hardbreak":
                self._line += 1
                self._end_line()
            case "em_open" | "strong_open":
                self._rend.append("bold" if token.type == "strong_open" else "italic")
            case "em_close" | "strong_close":
                self._rend.pop()
            case "link_close":
                self._href = None
            case "image" | "html_inline":
                self._read_strange(token)
            case "footnote_ref":
                self._call(str(token.meta["label"]))
            case "span_open" | "link_open":
                self._open(token)

    def _read_strange(self, token: Token) -> None:
        """A comment is no element of HTML, and says nothing."""
        if token.type == "image":
            self.strange = "image"
        elif not token.content.startswith("<!--"):
            self.strange = "HTML"

    def _open(self, token: Token) -> None:
        classes = classes_of(token)
        view = _VIEW.match(attribute(token, "id") or "")
        if "pagebreak" in classes and view:
            self._runs.append(PageBreak(int(view[1])))
            self.marks.append((int(view[1]), self._line))
            self._skip(token)
        elif "call" in classes:
            _, _, note = (attribute(token, "href") or "").partition("#")
            self._runs.append(Call(self._skip(token), note or None))
        elif "figure" in classes or (token.type == "span_open" and "id" in token.attrs):
            self.id = attribute(token, "id")
            self.classes |= classes
            self._skip(token)
        elif classes & {"foot", "margin", "verse", "advertisement"}:
            self.classes |= classes
            self._skip(token)
        elif language := attribute(token, "lang"):
            self.language = language
        elif token.type == "link_open":
            self._href = attribute(token, "href")

    def _skip(self, opening: Token) -> str:
        """Pass over all up to the end of the span or link; return its text."""
        text = ""
        for token in self._tokens:
            if token.level == opening.level and token.nesting < 0:
                break
            text += token.content if token.type == "text" else ""
        return text

    def _add(self, text: str) -> None:
        if not text:
            return  # as stands between two kinds of emphasis
        last = self._runs[-1] if self._runs else None
        if self._rend or self._href is not None:
            rend = " ".join(sorted(set(self._rend)))
            own = Added(text, rend=rend, href=self._href)
            if isinstance(last, Added) and (last.rend, last.href) == (rend, own.href):
                self._runs[-1] = replace(own, text=last.text + text)
            else:
                self._runs.append(own)
        elif isinstance(last, Text):
            self._runs[-1] = Text(last.text + text)
        else:
            self._runs.append(Text(text))

    def _call(self, note: str) -> None:
        """A footnote's call: of the sign before it, or without a sign."""
        last = self._runs[-1] if self._runs else None
        if isinstance(last, Call) and last.note is None:
            self._runs[-1] = Call(last.sign, note)
        else:
            self._runs.append(Call("", note))

    def _end_line(self) -> None:
        self.lines.append(tuple(self._runs))
        self._runs = []


def classes_of(token: Token) -> set[str]:
    """The classes of an element."""
    return set((attribute(token, "class") or "").split())


def attribute(token: Token, name: str) -> str | None:
    """An attribute of an element; None if it has none of that name."""
    value = token.attrs.get(name)
    return None if value is None else str(value)


def line_of(token: Token) -> int:
    """The first line of a block in its file, from 1."""
    return (token.map or [0])[0] + 1
