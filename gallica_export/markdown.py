r"""Reading back the Markdown of an edition: its dialect, and the reading text in it.

The dialect is CommonMark with front matter, tables, footnotes, bracketed spans with attributes and
headings with attributes, as Pandoc has them. What `writers.markdown` makes of the blocks:

    # AVANT-PROPOS. {#s2}                       a printed heading, which begins a section
    ## Fin {#s2-1 .supplied}                    a heading that only the contents give
    []{#f12 .pagebreak role=… aria-label="12"}  where view 12 begins, inside a word too
    [In fine.]{lang="la"}                       a paragraph in another language, page marks outside
    word [(1)]{.call}[^n1]                      a note's sign as printed, and its call
    [^n1]: []{.foot}(1) Note.                   the note, at the end of the file
    []{#n2 .note .margin}Note.                  a note that nothing in the file calls, in its place
    []{#v1 .verse}first line\                   a stanza, with hard line breaks
    [Plate](https://…){#g1 .figure}\            a picture; its caption is the next line
    []{#p7}(1) Text                             a paragraph that Pandoc would take for a list item
    |     |     |                               a table: its header is empty
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model import Added, PageBreak, Text

_HEADING_ATTRIBUTES = re.compile(r"\s*\{#([\w-]+)((?:\s+\.[\w-]+)*)\s*\}\Z")
_VIEW = re.compile(r"f([1-9][0-9]*)\Z")


class Call(Struct, frozen=True):
    """A call of a note, with its sign as printed."""

    sign: str
    #: The note's id; None if the file does not say.
    note: str | None = None


#: Emphasis and links are no words of the OCR: a person added them.
Run = Text | Added | PageBreak | Call


class ReadBlock(Struct, frozen=True, kw_only=True):
    """A block of the reading text as a file of Markdown has it."""

    #: "heading", "paragraph", "verse", "table", "figure", "note", "page" or "section"; or what the
    #: reading text has no place for: "bullet_list", "blockquote", "image"…
    kind: str
    #: Its line in the file, from 1.
    line: int
    #: None where the file gives none.
    id: str | None = None
    #: Of a heading: 1 to 6; 0 for other blocks.
    level: int = 0
    #: A heading that only the contents give: no part of the reading text.
    is_supplied: bool = False
    #: "foot" or "margin" for a note; None for other blocks.
    place: str | None = None
    #: BCP 47 tag of a paragraph in another language than the document's.
    language: str | None = None
    #: What it says: one line of runs, or one for each line of verse or cell of a table.
    lines: tuple[tuple[Run, ...], ...] = ()
    #: Number of columns of a table.
    columns: int = 0
    #: Its page marks: each view, and its line in the file, from 1.
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """What it says, the signs of calls included, as `plain` has it of the model."""
        return "\n".join("".join(map(_plain, line)).rstrip() for line in self.lines)


@cache
def dialect() -> MarkdownIt:
    """The parser of an edition's Markdown."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(front_matter_plugin)
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.use(attrs_plugin, spans=True)
    parser.core.ruler.before("inline", "heading_attributes", _read_heading_attributes)
    return parser


def read_blocks(markdown: str) -> tuple[ReadBlock, ...]:
    """The blocks of a chapter, in the order of the file."""
    return tuple(_blocks(dialect().parse(markdown)))


def _plain(run: Run) -> str:
    match run:
        case Text(text) | Added(text):
            return text
        case Call(sign):
            return sign
        case _:
            return ""


def _read_heading_attributes(state: StateCore) -> None:
    """Take ``{#s2 .supplied}`` from the end of a heading: markdown-it-py has no rule for it."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open" and (found := _HEADING_ATTRIBUTES.search(inline.content)):
            inline.content = inline.content[: found.start()]
            opening.attrs["id"] = found[1]
            if classes := found[2].replace(".", "").strip():
                opening.attrs["class"] = classes


def _blocks(tokens: Sequence[Token]) -> Iterator[ReadBlock]:
    note = None
    for place, token in enumerate(tokens):
        match token.type:
            case "footnote_reference_open":
                note = str(token.meta["label"])
            case "footnote_reference_close":
                note = None
            case "heading_open":
                yield _heading(token, tokens[place + 1])
            case "paragraph_open":
                yield from _paragraph(tokens[place + 1], note)
            case "table_open":
                yield _table(tokens[place:])
            case "bullet_list_open" | "ordered_list_open" | "blockquote_open":
                yield ReadBlock(kind=token.type.removesuffix("_open"), line=_line(token))
            case "fence" | "code_block" | "hr":
                yield ReadBlock(kind=token.type, line=_line(token))


def _heading(opening: Token, inline: Token) -> ReadBlock:
    read = _Reader(inline)
    return ReadBlock(
        kind="heading",
        line=_line(inline),
        id=_attribute(opening, "id"),
        level=int(opening.tag[1:]),
        is_supplied="supplied" in _classes(opening),
        lines=tuple(read.lines),
        marks=tuple(read.marks),
    )


def _paragraph(inline: Token, note: str | None) -> Iterator[ReadBlock]:
    """The block that a paragraph of Markdown is; several where it is page marks and no more."""
    read = _Reader(inline)
    line, lines, marks = _line(inline), tuple(read.lines), tuple(read.marks)
    places = read.classes & {"foot", "margin"}
    place = min(places, default="foot")
    if read.has_image:
        yield ReadBlock(kind="image", line=line)
    elif note:
        yield ReadBlock(kind="note", line=line, id=note, place=place, lines=lines, marks=marks)
    elif "note" in read.classes:
        yield ReadBlock(kind="note", line=line, id=read.id, place=place, lines=lines, marks=marks)
    elif "figure" in read.classes:
        yield ReadBlock(kind="figure", line=line, id=read.id, lines=lines[1:], marks=marks)
    elif "verse" in read.classes:
        yield ReadBlock(kind="verse", line=line, id=read.id, lines=lines, marks=marks)
    elif "section" in read.classes:
        yield ReadBlock(kind="section", line=line, id=read.id)
    elif read.is_bare:
        for mark in marks:
            run = PageBreak(mark[0])
            yield ReadBlock(kind="page", line=mark[1], lines=((run,),), marks=(mark,))
    else:
        yield ReadBlock(
            kind="paragraph",
            line=line,
            id=read.id,
            language=read.language,
            lines=lines,
            marks=marks,
        )


def _table(tokens: Sequence[Token]) -> ReadBlock:
    """A table up to its end, without a header that is empty."""
    end = next(place for place, token in enumerate(tokens) if token.type == "table_close")
    cells = [token for token in tokens[:end] if token.type == "inline"]
    columns = sum(token.type == "th_open" for token in tokens[:end])
    if not any(cell.content for cell in cells[:columns]):
        cells = cells[columns:]
    read = list(map(_Reader, cells))
    return ReadBlock(
        kind="table",
        line=_line(tokens[0]),
        lines=tuple(one.lines[0] for one in read),
        columns=columns,
        marks=tuple(chain.from_iterable(one.marks for one in read)),
    )


class _Reader:
    """What the inline content of a block says, and what its marks say of the block."""

    def __init__(self, inline: Token) -> None:
        self.lines: list[tuple[Run, ...]] = []
        self.id: str | None = None
        self.classes: set[str] = set()
        self.language: str | None = None
        self.marks: list[tuple[int, int]] = []
        self.has_image = False
        self._runs: list[Run] = []
        self._line = _line(inline)
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
            case "image":
                self.has_image = True
            case "footnote_ref":
                self._call(str(token.meta["label"]))
            case "span_open" | "link_open":
                self._open(token)

    def _open(self, token: Token) -> None:
        classes = _classes(token)
        view = _VIEW.match(_attribute(token, "id") or "")
        if "pagebreak" in classes and view:
            self._runs.append(PageBreak(int(view[1])))
            self.marks.append((int(view[1]), self._line))
            self._skip(token)
        elif "call" in classes:
            _, _, note = (_attribute(token, "href") or "").partition("#")
            self._runs.append(Call(self._skip(token), note or None))
        elif "figure" in classes or (token.type == "span_open" and "id" in token.attrs):
            self.id = _attribute(token, "id")
            self.classes |= classes
            self._skip(token)
        elif "foot" in classes or "margin" in classes:
            self.classes |= classes
            self._skip(token)
        elif language := _attribute(token, "lang"):
            self.language = language
        elif token.type == "link_open":
            self._href = _attribute(token, "href")

    def _skip(self, opening: Token) -> str:
        """Pass over all up to the end of the span or link; return its text."""
        text = ""
        for token in self._tokens:
            if token.level == opening.level and token.nesting < 0:
                break
            text += token.content if token.type == "text" else ""
        return text

    def _add(self, text: str) -> None:
        last = self._runs[-1] if self._runs else None
        if self._rend or self._href is not None:
            rend = self._rend[-1] if self._rend else ""
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


def _classes(token: Token) -> set[str]:
    return set((_attribute(token, "class") or "").split())


def _attribute(token: Token, name: str) -> str | None:
    value = token.attrs.get(name)
    return None if value is None else str(value)


def _line(token: Token) -> int:
    """The first line of a block in its file, from 1."""
    return (token.map or [0])[0] + 1
