"""The Markdown of a document, and what a reader should find in it, from the model alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from msgspec.structs import replace

from gallica_export.markdown import Call, ReadBlock, Run, read_blocks
from gallica_export.model import (
    Added,
    Advertisement,
    Block,
    Document,
    Figure,
    Heading,
    Inline,
    ItemList,
    Note,
    NoteCall,
    PageBreak,
    Paragraph,
    Quote,
    Section,
    Table,
    Text,
    Verse,
    inlines_of,
    runs,
)
from gallica_export.templating import Templates
from gallica_export.writers.markdown import write_markdown

Line = tuple[Run, ...]


@cache
def templates(lang: str = "fr") -> Templates:
    return Templates(lang=lang)


def edition(document: Document, lang: str = "fr") -> dict[str, str]:
    """The text files of the edition by their path below its folder."""
    return {
        file.path.partition("/")[2]: file.content.decode()
        for file in write_markdown(document, templates(lang))
        if file.path.endswith(".md")
    }


def chapters(files: Mapping[str, str]) -> list[str]:
    """The files of the chapters, in their order."""
    return [text for path, text in sorted(files.items()) if path.startswith("text/")]


def check_reading(document: Document) -> None:
    """Fail unless the chapters' files are read back as the document's reading text."""
    assert document.reading
    texts = chapters(edition(document))
    blocks = [block for section in document.reading.walk() for block in section.blocks]
    names = {block.id for block in blocks if isinstance(block, Note)}
    for text, chapter in zip(texts, document.reading.sections, strict=True):
        found = [_comparable(block) for block in read_blocks(text)]
        assert found == list(_Chapter(chapter, names).expected())


def _comparable(block: ReadBlock) -> ReadBlock:
    """``block`` without what only its file has: its place, anchors of paragraphs, added titles."""
    lines = () if block.is_supplied else tuple(map(_trimmed, block.lines))
    return replace(
        block, line=0, marks=(), lines=lines, id=None if block.kind == "paragraph" else block.id
    )


def _block(kind: str, *lines: Line, **rest: Any) -> ReadBlock:
    return ReadBlock(kind=kind, line=0, lines=lines, **rest)


def _trimmed(line: Iterable[Run]) -> Line:
    """``line`` without the space that a dropped hyphen may leave at its end: no file keeps one."""
    found = list(line)
    if found and isinstance(found[-1], Text):
        found[-1] = Text(found[-1].text.rstrip())
    return tuple(run for run in found if run != Text(""))


class _Chapter:
    """A top-level section and the blocks that its file should have."""

    def __init__(self, chapter: Section, known_notes: set[str]) -> None:
        self._chapter = chapter
        self._known_notes = known_notes
        blocks = [block for section in chapter.walk() for block in section.blocks]
        own = {block.id: block for block in blocks if isinstance(block, Note)}
        inlines = [inline for block in blocks for inline in inlines_of(block)]
        called = [inline.note for inline in inlines if isinstance(inline, NoteCall)]
        #: The notes that stand at the end of the file, in the order of their calls.
        self._called: Mapping[str, Note] = {note: own[note] for note in called if note in own}

    def expected(self) -> Iterator[ReadBlock]:
        yield from self._section(self._chapter)
        for note in self._called.values():
            yield self._note(note)

    def _section(self, section: Section) -> Iterator[ReadBlock]:
        bodies = [block for block in section.blocks if not isinstance(block, PageBreak)]
        is_printed = bool(bodies) and isinstance(bodies[0], Heading)
        if not is_printed and (section.title or section is self._chapter):
            yield _block("heading", id=section.id, level=section.level, is_supplied=True)
        elif not is_printed:
            yield _block("section", id=section.id)
        for block in section.blocks:
            if isinstance(block, Heading) and block is bodies[0]:
                line = self._line(block.inlines)
                yield _block("heading", line, id=section.id, level=section.level)
            elif not isinstance(block, Note) or block.id not in self._called:
                yield self._block(block, section)
        for inner in section.sections:
            yield from self._section(inner)

    def _block(  # noqa: C901, PLR0911 - one for each kind of block
        self, block: Block, section: Section
    ) -> ReadBlock:
        match block:
            case PageBreak():
                return _block("page", (block,))
            case Heading():
                level = max(block.level, section.level + 1)
                return _block("heading", self._line(block.inlines), id=block.id, level=level)
            case Paragraph():
                return self._paragraph(block)
            case Verse():
                lines = filter(None, map(self._line, block.lines))
                return _block("verse", *(tuple(lines) or ((),)), id=block.id)
            case Advertisement():
                lines = filter(None, map(self._line, block.paragraphs))
                return _block("advertisement", *(tuple(lines) or ((),)), id=block.id)
            case Table():
                return self._table(block)
            case ItemList():
                items = filter(None, map(self._line, block.items))
                return _block("list", *items, is_numbered=block.is_numbered)
            case Quote():
                return _block("quote", *filter(None, map(self._line, block.paragraphs)))
            case Figure():
                caption = filter(None, [self._line(block.caption)])
                return _block("figure", *caption, id=block.id)
            case Note():
                return self._note(block)

    def _paragraph(self, block: Paragraph) -> ReadBlock:
        line = self._line(block.inlines)
        has_text = any(isinstance(run, Text) for run in line)
        return _block("paragraph", line, language=block.language if has_text else None)

    def _table(self, block: Table) -> ReadBlock:
        width = max(map(len, block.rows))
        cells = (cell for row in block.rows for cell in (*row, *[()] * (width - len(row))))
        return _block("table", *map(self._line, cells), columns=width)

    def _note(self, block: Note) -> ReadBlock:
        return _block("note", self._line(block.inlines), id=block.id, place=block.place)

    def _line(self, inlines: Iterable[Inline]) -> Line:
        return _trimmed(map(self._run, runs(inlines)))

    def _run(self, run: Text | Added | PageBreak | NoteCall) -> Run:
        if isinstance(run, Added):
            return Added(run.text, rend=run.rend, href=run.href)
        if isinstance(run, NoteCall):
            return Call(run.sign.text, run.note if run.note in self._known_notes else None)
        return run
