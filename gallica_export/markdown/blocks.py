"""The blocks of a chapter, and the parser of the dialect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from msgspec import Struct

from gallica_export.markdown.inlines import (
    InlineReader,
    Run,
    attribute,
    classes_of,
    line_of,
    said,
)
from gallica_export.model import PageBreak, Text

#: What the reading text has no place for inside a list or a quotation, by its token.
_STRANGE = {
    "bullet_list": "list",
    "ordered_list": "list",
    "blockquote": "quotation",
    "heading": "heading",
    "table": "table",
    "fence": "block of code",
    "code_block": "block of code",
    "hr": "rule",
    "html_block": "HTML",
    "front_matter": "front matter",
}
_COMMENT = re.compile(r"(?:<!--.*?-->\s*)+", re.DOTALL)
_HEADING_ATTRIBUTES = re.compile(r"\s*\{#([\w-]+)((?:\s+\.[\w-]+)*)\s*\}\Z")


class ReadBlock(Struct, frozen=True, kw_only=True):
    """A block of the reading text as a file of Markdown has it."""

    #: "heading", "paragraph", "verse", "advertisement", "table", "list", "quote", "figure", "note",
    #: "page" or "section"; or what the reading text has no place for: "list in a list", "image"…
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
    #: Whether the items of a list are numbered.
    is_numbered: bool = False
    #: What it says: one line of runs, or one for each line of verse, cell of a table, item of a
    #: list, paragraph of a quotation or of an advertisement.
    lines: tuple[tuple[Run, ...], ...] = ()
    #: Number of columns of a table.
    columns: int = 0
    #: Its page marks: each view, and its line in the file, from 1.
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """What it says, the signs of calls included, as `plain` has it of the model."""
        return "\n".join("".join(map(said, line)).rstrip() for line in self.lines)


@cache
def dialect() -> MarkdownIt:
    """The parser of an edition's Markdown."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.use(front_matter_plugin)
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.use(attrs_plugin, spans=True)
    parser.core.ruler.before("inline", "heading_attributes", _read_heading_attributes)
    return parser


def read_blocks(markdown: str) -> tuple[ReadBlock, ...]:
    """The blocks of a chapter, in the order of the file."""
    return tuple(_blocks(dialect().parse(markdown)))


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
    inside = -1
    for place, token in enumerate(tokens):
        if place <= inside:
            continue
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
                inside = _end(tokens, place)
                yield from _container(tokens[place : inside + 1], note)
            case kind if kind in _STRANGE and not _COMMENT.fullmatch(token.content.strip()):
                yield ReadBlock(kind=_STRANGE[kind], line=line_of(token))


def _heading(opening: Token, inline: Token) -> ReadBlock:
    read = InlineReader(inline)
    return ReadBlock(
        kind=read.strange or "heading",
        line=line_of(inline),
        id=attribute(opening, "id"),
        level=int(opening.tag[1:]),
        is_supplied="supplied" in classes_of(opening),
        lines=tuple(read.lines),
        marks=tuple(read.marks),
    )


def _paragraph(inline: Token, note: str | None) -> Iterator[ReadBlock]:
    """The block that a paragraph of Markdown is; several where it is page marks and no more."""
    read = InlineReader(inline)
    line, lines, marks = line_of(inline), tuple(read.lines), tuple(read.marks)
    places = read.classes & {"foot", "margin"}
    place = min(places, default="foot")
    if read.strange:
        yield ReadBlock(kind=read.strange, line=line)
    elif note:
        yield ReadBlock(kind="note", line=line, id=note, place=place, lines=lines, marks=marks)
    elif "note" in read.classes:
        yield ReadBlock(kind="note", line=line, id=read.id, place=place, lines=lines, marks=marks)
    elif "figure" in read.classes:
        yield ReadBlock(kind="figure", line=line, id=read.id, lines=lines[1:], marks=marks)
    elif kinds := read.classes & {"verse", "advertisement"}:
        yield ReadBlock(kind=min(kinds), line=line, id=read.id, lines=lines, marks=marks)
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


def _strange(read: Iterable[InlineReader]) -> str | None:
    """What the reading text has no place for in ``read``."""
    return next((one.strange for one in read if one.strange), None)


def _end(tokens: Sequence[Token], place: int) -> int:
    """The place of the token that closes the one at ``place``."""
    level = tokens[place].level
    after = enumerate(tokens[place + 1 :], place + 1)
    return next(at for at, token in after if token.level == level and token.nesting < 0)


def _container(tokens: Sequence[Token], note: str | None) -> Iterator[ReadBlock]:
    """A list whose items are a paragraph each, or a quotation of paragraphs; or what is neither."""
    opening, *within, _ = tokens
    kind = "quote" if opening.type == "blockquote_open" else "list"
    for token in within:
        if strange := _STRANGE.get(token.type.removesuffix("_open")):
            yield ReadBlock(kind=f"{strange} in a {kind}", line=line_of(token))
            return
    read = [InlineReader(token) for token in within if token.type == "inline"]
    items = sum(token.type == "list_item_open" for token in within)
    if note:
        yield ReadBlock(kind=f"{kind} in a note", line=line_of(opening))
    elif kind == "list" and len(read) > items:
        yield ReadBlock(kind="second paragraph in an item", line=line_of(opening))
    elif strange := _strange(read):
        yield ReadBlock(kind=strange, line=line_of(opening))
    elif read:
        yield ReadBlock(
            kind=kind,
            line=line_of(opening),
            is_numbered=opening.type == "ordered_list_open",
            lines=tuple(filter(None, map(_one_line, read))),
            marks=tuple(chain.from_iterable(one.marks for one in read)),
        )


def _one_line(read: InlineReader) -> tuple[Run, ...]:
    """What a paragraph says whose line ends mean nothing."""
    whole: list[Run] = []
    for line in read.lines:
        whole += [*([Text(" ")] if whole else []), *line]
    return tuple(whole)


def _table(tokens: Sequence[Token]) -> ReadBlock:
    """A table up to its end, without a header that is empty."""
    end = next(place for place, token in enumerate(tokens) if token.type == "table_close")
    cells = [token for token in tokens[:end] if token.type == "inline"]
    columns = sum(token.type == "th_open" for token in tokens[:end])
    if not any(cell.content for cell in cells[:columns]):
        cells = cells[columns:]
    read = list(map(InlineReader, cells))
    return ReadBlock(
        kind=_strange(read) or "table",
        line=line_of(tokens[0]),
        lines=tuple(one.lines[0] for one in read),
        columns=columns,
        marks=tuple(chain.from_iterable(one.marks for one in read)),
    )
