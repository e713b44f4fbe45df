"""One view arranged for reading: its running lines, and what stands apart from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain, pairwise

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.reading.advertisements import runs_of
from gallica_export.reading.capitals import with_capitals
from gallica_export.reading.frame import Frame, frame_of
from gallica_export.reading.margins import margin_notes
from gallica_export.reading.notes import find_call, split_notes
from gallica_export.reading.paragraphs import begins_paragraph, shapes
from gallica_export.reading.plates import Plate, plates
from gallica_export.reading.survey import SurveyedLine, SurveyedView
from gallica_export.reading.tables import tables
from gallica_export.reading.verse import stanzas


class SetNote(Struct, frozen=True):
    """A note, and the line of text that it belongs to."""

    id: str
    #: "foot" or "margin".
    place: str
    lines: tuple[SurveyedLine, ...]
    #: The index of the line after which it may stand; None if the view has no text.
    after: int | None
    is_called: bool = False
    #: Whether the view before began it.
    goes_on: bool = False


class Piece(Struct, frozen=True):
    """A stanza, a table or an advertisement: its rows, each of cells, each of lines.

    A verse is one cell, and so is a paragraph of an advertisement.
    """

    kind: str
    rows: tuple[tuple[tuple[SurveyedLine, ...], ...], ...]

    @property
    def lines(self) -> Iterator[SurveyedLine]:
        """All lines and parts of lines, in order."""
        return chain.from_iterable(chain.from_iterable(self.rows))


class Arrangement(Struct, frozen=True):
    """What a view holds, in reading order."""

    #: Running text, the lines of pieces included.
    lines: tuple[SurveyedLine, ...]
    #: By the index of the line that each begins with.
    pieces: dict[int, Piece]
    notes: tuple[SetNote, ...] = ()
    plates: tuple[Plate, ...] = ()


def arrange(
    view: SurveyedView,
    headings: Collection[int],
    frame: Frame | None,
    advance: float,
    number: Callable[[str], str],
    *,
    note_goes_on: bool,
) -> Arrangement:
    """The view with its notes, pictures, stanzas, tables and advertisements told apart.

    ``headings`` are the indices of lines that are known to be headings; ``frames`` has seen the
    views before; ``advance`` is the width of a character of the book's text; ``number`` makes
    ids; ``note_goes_on`` tells that the last note of the view before is not at its end.
    """
    text = view
    if view.has_advertisements:
        text = replace(view, lines=tuple(line for line in view.lines if not line.advertised))
    page = _text_arranged(text, headings, frame, advance, number, note_goes_on=note_goes_on)
    return _with_advertisements(page, view) if view.has_advertisements else page


def _with_advertisements(page: Arrangement, view: SurveyedView) -> Arrangement:
    """The page with each run of advertisements before the first line that follows it."""
    places = {line.index: place for place, line in enumerate(view.lines)}
    lines, pieces = list(page.lines), dict(page.pieces)
    for run in runs_of(view.lines):
        own = places[run[0].index]
        later = (at for at, line in enumerate(lines) if places[line.index] > own)
        at = next(later, len(lines))
        lines[at:at] = run
        rows = tuple((tuple(paragraph),) for paragraph in _paragraphs(run))
        pieces[run[0].index] = Piece("advertisement", rows)
    return Arrangement(tuple(lines), pieces, page.notes, page.plates)


def _paragraphs(run: Sequence[SurveyedLine]) -> list[list[SurveyedLine]]:
    made = [[run[0]]]
    blocks = shapes(run)
    for one, other in pairwise(run):
        if begins_paragraph(one, blocks[one.block], other, blocks[other.block]):
            made.append([])
        made[-1].append(other)
    return made


def _text_arranged(
    view: SurveyedView,
    headings: Collection[int],
    frame: Frame | None,
    advance: float,
    number: Callable[[str], str],
    *,
    note_goes_on: bool,
) -> Arrangement:
    """The same of a view without advertisements."""
    beside = margin_notes(view, frame)
    gone = {line.index for note in beside for line in note}
    pictures = plates(view, [line for line in view.lines if line.index not in gone | {*headings}])
    gone |= {line.index for plate in pictures for line in plate.caption}
    text = [line for line in view.lines if line.index not in gone]
    if gone:
        frame = frame_of(replace(view, lines=tuple(text))) or frame
    running, at_foot = split_notes(text, frame, advance, goes_on=note_goes_on)
    notes: list[SetNote] = []
    reached = (-1, -1)
    for note in at_foot:
        call = find_call(running, note.sign, reached) if note.sign else None
        name = number("n")
        if call:
            reached = call
            line = running[call[0]]
            running[call[0]] = replace(line, calls=(*line.calls, (call[1], name)))
        after = running[call[0] if call else -1].index if running else None
        notes.append(SetNote(name, "foot", note.lines, after, bool(call), not note.sign))
    notes += [_beside(lines, running, number("n")) for lines in beside]
    return _with_pieces(running, frame, headings, tuple(notes), tuple(pictures))


def _beside(lines: Sequence[SurveyedLine], text: Sequence[SurveyedLine], name: str) -> SetNote:
    """A note in the margin, after the line of text that its own first line stands beside."""
    top = lines[0].middle
    near = min(text, key=lambda line: abs(line.middle - top), default=None)
    return SetNote(name, "margin", tuple(lines), near.index if near else None)


def _with_pieces(
    lines: Sequence[SurveyedLine],
    frame: Frame | None,
    headings: Collection[int],
    notes: tuple[SetNote, ...],
    pictures: tuple[Plate, ...],
) -> Arrangement:
    pieces: dict[int, Piece] = {}
    for rows in tables([line for line in lines if line.index not in headings and not line.calls]):
        pieces[rows[0][0][0].index] = Piece("table", tuple(rows))
    taken = {part.index for piece in pieces.values() for part in piece.lines}
    ordered = _with_initials(lines, frame, headings)
    capital_of = _capitals(ordered)
    prose = [line for line in ordered if line.index not in taken and not line.is_capital]
    for run in _between(prose, headings):
        for stanza in stanzas(run, frame):
            verses = tuple((_with_capital(row, capital_of),) for row in stanza)
            pieces[verses[0][0][0].index] = Piece("verse", verses)
    return Arrangement(tuple(ordered), pieces, notes, pictures)


def _with_capital(
    row: Sequence[SurveyedLine], capital_of: Mapping[int, SurveyedLine]
) -> tuple[SurveyedLine, ...]:
    capital = capital_of.get(row[0].index)
    return (capital, *row) if capital else tuple(row)


def _with_initials(
    lines: Sequence[SurveyedLine], frame: Frame | None, headings: Collection[int]
) -> list[SurveyedLine]:
    """The lines with drop capitals in their places; a heading keeps its own."""
    kept = [
        replace(line, has_tall_initial=False) if line.index in headings or line.calls else line
        for line in lines
    ]
    return with_capitals(kept, frame)


def _capitals(lines: Sequence[SurveyedLine]) -> dict[int, SurveyedLine]:
    """The drop capitals, by the index of the line that each is glued to."""
    return {after.index: before for before, after in pairwise(lines) if before.is_capital}


def _between(lines: Sequence[SurveyedLine], headings: Collection[int]) -> list[list[SurveyedLine]]:
    """The stretches of lines between headings."""
    runs: list[list[SurveyedLine]] = [[]]
    for line in lines:
        if line.index in headings:
            runs.append([])
        else:
            runs[-1].append(line)
    return runs
