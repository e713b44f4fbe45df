"""A document with the reading text that stands in a working copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, count

from msgspec.structs import replace

from gallica_export.editing.alignment import Aligned, Aligner
from gallica_export.editing.assembly import Assembler, Piece, placed_after
from gallica_export.editing.marks import Found, check_marks
from gallica_export.editing.pieces import end_of
from gallica_export.editing.tokens import Token
from gallica_export.editing.working_copy import WorkingCopy
from gallica_export.editing.written import Written, comparable, written_text
from gallica_export.errors import WorkingCopyError
from gallica_export.markdown import read_blocks
from gallica_export.model import (
    Added,
    Advertisement,
    Block,
    Correction,
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
    Reading,
    Section,
    Table,
    Text,
    Verse,
    inlines_of,
    plain,
)

#: What a file may hold that the reading text has a place for.
_KINDS = {
    *("heading", "paragraph", "verse", "advertisement", "table", "list", "quote"),
    *("figure", "note", "page", "section"),
}
_NAME = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)
_CALL = re.compile(r"\[\^([^\]\s]+)\]")


def corrected(document: Document, copy: WorkingCopy) -> Document:
    """``document`` with the text of ``copy``, which was made from it.

    Raises WorkingCopyError, naming file and line, if a page mark is lost, doubled or out of place,
    or if something stands there that the reading text has no place for.
    """
    manifest = copy.manifest
    reader = _Reader(manifest.reading, manifest.untitled, set(manifest.files))
    found = [
        Found(file, block) for file, text in copy.chapters.items() for block in read_blocks(text)
    ]
    first_view = document.views[0].order if document.views else 1
    reading = reader.read(found, first_view)
    return replace(document, reading=reading, editors=copy.editors)


class _Reader:
    def __init__(self, reading: Reading, untitled: str, files: set[str]) -> None:
        self._reading = reading
        self._untitled = untitled
        self._files = files
        self._written = written_text(reading, untitled)
        self._sections = {section.id: section for section in reading.walk()}
        blocks = [block for block in reading.blocks() if not isinstance(block, PageBreak)]
        self._blocks: dict[str, Block] = {block.id: block for block in blocks}
        self._known_notes = {note.id: note for note in blocks if isinstance(note, Note)}
        self._taken = {*self._sections, *self._blocks}
        self._numbers = count(1)
        #: The editor's notes: their ids by their names in the files.
        self._names: dict[str, str] = {}
        self._aligner = Aligner(self._written.notes, self._new_call)
        self._new_notes: dict[str, Found] = {}

    def read(self, found: Sequence[Found], first_view: int) -> Reading:
        """The reading text that the files hold."""
        self._check_kinds(found)
        flow = [one for one in found if one.block.kind != "note"]
        in_notes = [one for one in found if one.block.kind == "note"]
        check_marks(self._written, flow, in_notes)
        self._check_files(flow)
        notes = self._by_name(in_notes)
        known = self._written.notes
        self._new_notes = {name: note for name, note in notes.items() if name not in known}
        pieces = list(self._pieces(flow))
        kept = list(self._notes(notes))
        new = {note.id: note for note in self._own_notes()}
        self._aligner.check_moves()
        pieces = list(placed_after(pieces, new))
        assembler = Assembler(self._reading.sections, first_view)
        sections = assembler.assemble(pieces, self._called(pieces, kept))
        asides = self._reading.asides
        if self._aligner.asides:
            everything = (*asides, *self._aligner.asides)
            asides = tuple(sorted(everything, key=lambda one: (one.view, one.line)))
        return replace(self._reading, sections=sections, asides=asides)

    # --- what stands in the files --------------------------------------------------------------

    def _check_kinds(self, found: Sequence[Found]) -> None:
        for one in found:
            if one.block.kind not in _KINDS:
                what = one.block.kind.replace("_", " ")
                raise WorkingCopyError(
                    f"{one.place}: the reading text has no place for this ({what})",
                    remedy="Write it as paragraphs, headings, flat lists, quotations or tables.",
                )

    def _check_files(self, flow: Sequence[Found]) -> None:
        """Raise WorkingCopyError unless a file of the editor's own begins with a title."""
        seen = set(self._files)
        for one in flow:
            if one.file not in seen and (one.block.kind, one.block.level) != ("heading", 1):
                raise WorkingCopyError(
                    f"{one.place}: a chapter of your own begins with its title, as # Introduction"
                )
            seen.add(one.file)

    def _by_name(self, notes: Sequence[Found]) -> dict[str, Found]:
        by_name: dict[str, Found] = {}
        for note in notes:
            name = note.block.id or ""
            if name in by_name:
                raise WorkingCopyError(
                    f"{note.place}: the note {name} has a second paragraph, or stands twice",
                    remedy=f"Make it one paragraph, at {by_name[name].place}.",
                )
            by_name[name] = note
        return by_name

    # --- the text ------------------------------------------------------------------------------

    def _pieces(self, flow: Sequence[Found]) -> Iterator[Piece]:
        """What stands in the files, those blocks as they were that nobody touched."""
        written = self._written.flow
        theirs = [one.read for one in written]
        ours = [comparable(one.block) for one in flow]
        last = 0
        matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                yield from (Piece(one.place, one.block, one.opens) for one in written[i1:i2])
                last = written[i2 - 1].place
            else:
                for piece in self._gap(written[i1:i2], flow[j1:j2], last):
                    last = max(last, piece.place)
                    yield piece

    def _gap(
        self, written: Sequence[Written], found: Sequence[Found], last: int
    ) -> Iterator[Piece]:
        _check_calls(written, found)
        blocks = (one.block for one in written if one.block)
        free = {block.id for block in blocks if not isinstance(block, PageBreak)}
        for one, aligned in zip(found, self._aligner.align(written, found), strict=True):
            place = last = max(last, aligned.origin.place if aligned.origin else last)
            match one.block.kind:
                case "page":
                    yield Piece(place, PageBreak(one.block.marks[0][0]))
                case "section":
                    yield Piece(place, opens=self._known(one))
                case "heading":
                    yield self._heading(one, aligned, place)
                case _:
                    yield Piece(place, self._body(one, aligned, free))

    def _known(self, found: Found) -> Section:
        section = self._sections.get(found.block.id or "")
        if section is None:
            raise WorkingCopyError(f"{found.place}: no section is called {found.block.id}")
        return section

    def _heading(self, found: Found, aligned: Aligned, place: int) -> Piece:
        id_, level = found.block.id or "", found.block.level
        title = plain(aligned.lines[0])
        section, block = self._sections.get(id_), self._blocks.get(id_)
        if isinstance(block, Heading):
            written = next(one.read.level for one in self._written.flow if one.block is block)
            level = block.level if written == level else level
            return Piece(place, Heading(id_, level, aligned.lines[0]))
        if section is None:
            id_ = id_ if _NAME.match(id_) and id_ not in self._taken else self._fresh()
            self._taken.add(id_)
            heading = Heading(self._fresh(), level, aligned.lines[0])
            return Piece(place, heading, Section(id=id_, view=0, level=level, title=title))
        if level == min(section.level, 6):
            level = section.level
        section = replace(section, level=level)
        if found.block.is_supplied:
            is_same = title == (section.title or self._untitled)
            return Piece(place, opens=section if is_same else replace(section, title=title))
        printed = self._sections[id_].printed_heading
        if section.entry is None or not printed:
            section = replace(section, title=title)
        heading = Heading(printed.id if printed else self._fresh(), level, aligned.lines[0])
        return Piece(place, heading, section)

    def _body(  # noqa: PLR0911 - one for each kind of block
        self, found: Found, aligned: Aligned, free: set[str]
    ) -> Block:
        origin = aligned.origin.block if aligned.origin else None
        lines, kind = aligned.lines, found.block.kind
        origin_id = None if origin is None or isinstance(origin, PageBreak) else origin.id
        names = (name for name in (found.block.id, origin_id) if name and name in free)
        of_kind = (name for name in names if self._blocks[name].kind == kind)
        name = next(of_kind, None) or self._fresh()
        free.discard(name)
        match kind:
            case "verse":
                return Verse(name, lines)
            case "list":
                return ItemList(name, lines, found.block.is_numbered)
            case "quote":
                return Quote(name, lines)
            case "advertisement":
                known = self._blocks.get(name)
                reason = known.reason if isinstance(known, Advertisement) else ""
                return Advertisement(name, lines, reason)
            case "table":
                width = found.block.columns
                rows = (lines[at : at + width] for at in range(0, len(lines), width))
                return Table(name, tuple(rows))
            case "figure":
                figure = self._blocks.get(found.block.id or "")
                if not isinstance(figure, Figure):
                    raise WorkingCopyError(f"{found.place}: no picture of the OCR is called so")
                return replace(figure, caption=lines[0])
            case _:
                return Paragraph(name, lines[0], found.block.language)

    def _fresh(self) -> str:
        name = next(name for number in self._numbers if (name := f"e{number}") not in self._taken)
        self._taken.add(name)
        return name

    # --- notes ---------------------------------------------------------------------------------

    def _notes(self, notes: dict[str, Found]) -> Iterator[tuple[int, Note]]:
        """The notes that were written, each with its place; those that are gone are set aside."""
        for name, written in self._written.notes.items():
            found = notes.get(name)
            note = self._known_notes[name]
            if found is None:
                self._aligner.set_aside(written)
            elif comparable(found.block) == written.read:
                yield written.place, note
            else:
                (aligned,) = self._aligner.align((written,), (found,))
                place = found.block.place or note.place
                yield written.place, replace(note, place=place, inlines=aligned.lines[0])

    def _own_notes(self) -> Iterator[Note]:
        for name, found in self._new_notes.items():
            if name not in self._names:
                raise WorkingCopyError(f"{found.place}: nothing calls the note {name}")
            (aligned,) = self._aligner.align((), (found,))
            yield Note(self._names[name], "foot", aligned.lines[0], is_called=True)

    def _new_call(self, token: Token) -> Inline:
        """The call of a note that an editor wrote; without a sign of its own it gets a number."""
        name, end = token.note, end_of(token)
        if name is None:
            return Correction((), token.text, end)
        if name in self._known_notes:
            return NoteCall(name, Added(token.text or "*", end))
        if name not in self._names:
            self._names[name] = self._fresh()
        number = list(self._names).index(name) + 1
        return NoteCall(self._names[name], Added(token.text or f"[{number}]", end))

    def _called(
        self, pieces: Sequence[Piece], notes: Sequence[tuple[int, Note]]
    ) -> Iterator[tuple[int, Note]]:
        """``notes``, those that are called no more, or only now, marked as such."""
        before = set(_calls(self._reading.blocks()))
        blocks = [piece.block for piece in pieces if piece.block]
        after = set(_calls([*blocks, *(note for _, note in notes)]))
        gone = set(self._known_notes) - {note.id for _, note in notes}
        if lost := sorted(gone & after):
            raise WorkingCopyError(f"text: note {lost[0]} is called, and its text is gone")
        for place, note in notes:
            is_changed = (note.id in before) != (note.id in after)
            yield place, replace(note, is_called=note.id in after) if is_changed else note


def _calls(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for inline in inlines_of(block):
            if isinstance(inline, NoteCall):
                yield inline.note


def _check_calls(written: Sequence[Written], found: Sequence[Found]) -> None:
    """Raise WorkingCopyError for a call without its note: Markdown takes it for mere text."""
    runs = chain.from_iterable(chain.from_iterable(one.read.lines for one in written))
    known = {name for run in runs if isinstance(run, Text) for name in _CALL.findall(run.text)}
    for one in found:
        for run in chain.from_iterable(one.block.lines):
            for name in _CALL.findall(run.text) if isinstance(run, Text) else ():
                if name not in known:
                    raise WorkingCopyError(
                        f"{one.place}: note {name} is called, and nothing says what it is",
                        remedy=f"Write it at the end of the file: [^{name}]: and its text.",
                    )
