"""The blocks of the reading text as the Markdown writer puts them down, each with where it is from.

What `gallica_export.markdown` reads from a chapter that nobody touched is exactly this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.markdown import Call, ReadBlock, Run
from gallica_export.model import (
    Added,
    Advertisement,
    Block,
    Figure,
    Heading,
    Inline,
    ItemList,
    Note,
    NoteCall,
    PageBreak,
    Paragraph,
    Quote,
    Reading,
    Section,
    Table,
    Text,
    Verse,
    parts_of,
    runs,
)


class Written(Struct, frozen=True):
    """A block as it was written."""

    #: As a file has it, without what only the file has: see `comparable`.
    read: ReadBlock
    #: Its place among all that was written, notes included.
    place: int
    #: None for a title that only the contents give, and for the anchor of a section.
    block: Block | None = None
    #: The section that it opens.
    opens: Section | None = None


class WrittenText(Struct, frozen=True):
    """A whole reading text as it was written."""

    #: All but the notes, in the order of the files.
    flow: tuple[Written, ...]
    #: The notes, by id.
    notes: dict[str, Written]


def comparable(block: ReadBlock) -> ReadBlock:
    """``block`` without what only its file has: its lines' numbers, the anchor of a paragraph."""
    id_ = None if block.kind == "paragraph" else block.id
    return replace(block, line=0, marks=(), id=id_, lines=tuple(map(_trimmed, block.lines)))


def written_text(reading: Reading, untitled: str) -> WrittenText:
    """What is written of ``reading``; chapters without a title are called ``untitled``."""
    known = {block.id for block in reading.blocks() if isinstance(block, Note)}
    writer = _Writer(known, untitled)
    return WrittenText(
        tuple(chain.from_iterable(map(writer.section, reading.sections))), writer.notes
    )


class _Writer:
    def __init__(self, known: set[str], untitled: str) -> None:
        self._known = known
        self._untitled = untitled
        self._count = 0
        self.notes: dict[str, Written] = {}

    def section(self, section: Section) -> Iterator[Written]:
        printed = section.printed_heading
        level = min(section.level, 6)
        if not printed and (section.title or section.level == 1):
            title = (Text(section.title or self._untitled),)
            read = ReadBlock(
                kind="heading", line=0, id=section.id, level=level, is_supplied=True, lines=(title,)
            )
            yield self._written(read, opens=section)
        elif not printed:
            yield self._written(ReadBlock(kind="section", line=0, id=section.id), opens=section)
        for block in section.blocks:
            if block is printed:
                read = replace(self._read(printed, section), id=section.id, level=level)
                yield self._written(read, printed, section)
            elif isinstance(block, Note):
                self.notes[block.id] = self._written(self._read(block, section), block)
            else:
                yield self._written(self._read(block, section), block)
        for inner in section.sections:
            yield from self.section(inner)

    def _written(
        self, read: ReadBlock, block: Block | None = None, opens: Section | None = None
    ) -> Written:
        self._count += 1
        return Written(comparable(read), self._count, block, opens)

    def _read(self, block: Block, section: Section) -> ReadBlock:
        language, level, columns, place = None, 0, 0, None
        id_ = None if isinstance(block, PageBreak) else block.id
        lines: Sequence[Sequence[Run]] = [self._line(part) for part in lines_in(block)]
        match block:
            case Heading():
                level = min(max(block.level, section.level + 1), 6)
            case Paragraph():
                is_said = any(isinstance(run, Text) for run in lines[0])
                language = block.language if is_said else None
            case ItemList() | Quote():
                lines = list(filter(None, lines))
            case Verse() | Advertisement():
                lines = list(filter(None, lines)) or [()]
            case Figure():
                lines = list(filter(None, lines))
            case Table():
                columns = max(map(len, block.rows))
            case Note():
                place = block.place
        return ReadBlock(
            kind=block.kind,
            line=0,
            id=None if isinstance(block, Table | ItemList | Quote) else id_,
            level=level,
            place=place,
            language=language,
            lines=tuple(map(tuple, lines)),
            columns=columns,
            is_numbered=isinstance(block, ItemList) and block.is_numbered,
        )

    def _line(self, inlines: Iterable[Inline]) -> tuple[Run, ...]:
        return _trimmed(map(self._run, runs(inlines)))

    def _run(self, run: Text | Added | PageBreak | NoteCall) -> Run:
        if isinstance(run, NoteCall):
            return Call(run.sign.text, run.note if run.note in self._known else None)
        return run if isinstance(run, Added | PageBreak) else Text(run.text)


def lines_in(block: Block) -> tuple[tuple[Inline, ...], ...]:
    """The parts of ``block``; the rows of a table are filled up to one length."""
    if not isinstance(block, Table):
        return parts_of(block)
    width = max(map(len, block.rows))
    return tuple(cell for row in block.rows for cell in (*row, *[()] * (width - len(row))))


def _trimmed(line: Iterable[Run]) -> tuple[Run, ...]:
    """``line`` without the space that a dropped hyphen may leave at its end: no file keeps one."""
    found = list(line)
    if found and isinstance(found[-1], Text):
        found[-1] = Text(found[-1].text.rstrip())
    return tuple(run for run in found if run != Text(""))
