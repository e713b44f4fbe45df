"""The light markup of a book's source text.

Lines "key: value" at the top say what the record says. Then blocks, parted by blank lines:

    = TITLE            a heading, a line for each of its lines; "== " one level down
    > text             a quotation; "> (la) text" in another language
    | verse            a stanza, a line for each of its verses
    + cell | cell      a table, a line for each of its rows
    ***                an ornament
    ::arabic 1         pages are counted from here; also ::roman
    ::blank            a page with nothing on it
    ::plate caption    an engraving outside the text
    ::contents title   the printed table of contents
    ::page … ::end     a page of centred lines (`parts.Display`); also "::page framed"
    ::unread … ::end   a page of handwriting without OCR
    ::columns … ::end  entries in two columns
    text               a paragraph, with {notes} and [[side notes]] (`parts`)

A line that begins with "%" is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from tests.press import parts

_LANGUAGE = re.compile(r"\((?P<language>[a-z]{2,3})\) ")
_ENCLOSING = ("::page", "::unread", "::columns")


class Source(Struct, frozen=True):
    """A source text: the values of each key, and the parts of the book."""

    values: dict[str, tuple[str, ...]]
    parts: tuple[parts.Part, ...]


def read_source(path: Path) -> Source:
    """The source text in the file ``path``."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("%")]
    gap = lines.index("")
    values: dict[str, tuple[str, ...]] = {}
    for line in lines[:gap]:
        key, _, value = line.partition(": ")
        values[key] = (*values.get(key, ()), value)
    return Source(values, tuple(_parts(lines[gap:])))


def _parts(lines: list[str]) -> Iterator[parts.Part]:
    blocks = _blocks(lines)
    for block in blocks:
        if block[0].startswith(_ENCLOSING):
            first, *content = block
            enclosed = [content] if content else []
            while enclosed[-1:] == [] or enclosed[-1][-1] != "::end":
                enclosed.append(next(blocks))
            enclosed[-1].pop()
            yield _enclosing(first, enclosed)
        elif block[0].startswith("::"):
            yield _directive(*block)
        else:
            yield _text(block)


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line:
            block.append(line)
        elif block:
            yield block
            block = []


def _enclosing(first: str, groups: list[list[str]]) -> parts.Part:
    if first.startswith("::page"):
        return parts.Display(tuple(map(tuple, groups)), is_framed=first.endswith(" framed"))
    if first == "::unread":
        return parts.Unread(tuple(line for group in groups for line in group))
    return parts.Columns(tuple(" ".join(group) for group in groups))


def _directive(line: str) -> parts.Part:
    name, _, rest = line.removeprefix("::").partition(" ")
    if name in {"roman", "arabic"}:
        return parts.Numbering(name == "roman", int(rest))
    if name == "blank":
        return parts.Blank()
    return parts.Plate(rest) if name == "plate" else parts.Contents(rest)


def _text(block: list[str]) -> parts.Part:
    mark, _, _ = block[0].partition(" ")
    make = _MARKS.get(mark)
    if make is None:
        return parts.Prose(" ".join(block))
    return make([line.removeprefix(mark).strip() for line in block])


def _quotation(lines: list[str]) -> parts.Prose:
    text = " ".join(lines)
    match = _LANGUAGE.match(text)
    language = match["language"] if match else None
    return parts.Prose(text[match.end() if match else 0 :], language, is_quotation=True)


def _row(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split("|"))


_MARKS: dict[str, Callable[[list[str]], parts.Part]] = {
    "=": lambda lines: parts.Heading(tuple(lines)),
    "==": lambda lines: parts.Heading(tuple(lines), level=2),
    ">": _quotation,
    "|": lambda lines: parts.Stanza(tuple(lines)),
    "+": lambda lines: parts.Rows(tuple(map(_row, lines))),
    "***": lambda lines: parts.Ornament(),
}
