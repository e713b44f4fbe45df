"""Page marks: each view is marked once, in its order, in the text or the note where it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from gallica_export.editing.written import Written, WrittenText
from gallica_export.errors import WorkingCopyError
from gallica_export.markdown import ReadBlock
from gallica_export.model import PageBreak

#: Faults that are told of at one time.
_MOST = 20


class Found(Struct, frozen=True):
    """A block as a file has it now."""

    #: "text/02-avant-propos.md".
    file: str
    block: ReadBlock

    @property
    def place(self) -> str:
        """Where it stands: "text/02-avant-propos.md:14"."""
        return f"{self.file}:{self.block.line}"


class _Mark(Struct, frozen=True):
    view: int
    place: str


def check_marks(written: WrittenText, flow: Sequence[Found], notes: Sequence[Found]) -> None:
    """Raise WorkingCopyError, naming file and line, unless each page mark stands in its place."""
    wanted = list(_views(written.flow))
    found = list(_marks(flow))
    in_notes = [(note, mark) for note in notes for mark in _marks((note,))]
    known = {*wanted, *_views(written.notes.values())}
    faults = [
        *_strange([*found, *(mark for _, mark in in_notes)], known),
        *_lost(wanted, found),
        *_misplaced_in_notes(written, in_notes),
    ]
    if not faults:
        faults = list(_disorder(wanted, found))[:1]
    if faults:
        more = [f"and {len(faults) - _MOST} more"] if len(faults) > _MOST else []
        raise WorkingCopyError("\n".join(faults[:_MOST] + more))


def _views(blocks: Iterable[Written]) -> Iterator[int]:
    runs = chain.from_iterable(chain.from_iterable(one.read.lines for one in blocks))
    return (run.view for run in runs if isinstance(run, PageBreak))


def _marks(blocks: Iterable[Found]) -> Iterator[_Mark]:
    for found in blocks:
        for view, line in found.block.marks:
            yield _Mark(view, f"{found.file}:{line}")


def _strange(marks: Iterable[_Mark], known: set[int]) -> Iterator[str]:
    first: dict[int, str] = {}
    for mark in marks:
        if mark.view not in known:
            yield f"{mark.place}: view {mark.view} is marked, which this edition does not have"
        elif mark.view in first:
            yield (
                f"{mark.place}: view {mark.view} is marked again; its first mark stands in "
                f"{first[mark.view]}"
            )
        first.setdefault(mark.view, mark.place)


def _lost(wanted: Sequence[int], found: Sequence[_Mark]) -> Iterator[str]:
    places = {mark.view: mark.place for mark in found}
    last, last_view = next(iter(places.values()), "text"), None
    for view in wanted:
        if view not in places:
            where = f" after that of view {last_view}" if last_view else ""
            yield f"{last}: the mark of view {view} is lost: []{{#f{view} .pagebreak}} stood{where}"
        else:
            last, last_view = places[view], view


def _misplaced_in_notes(
    written: WrittenText, in_notes: Sequence[tuple[Found, _Mark]]
) -> Iterator[str]:
    here: dict[str, list[_Mark]] = {}
    for note, mark in in_notes:
        here.setdefault(note.block.id or "", []).append(mark)
    for name, one in written.notes.items():
        wanted = list(_views((one,)))
        marks = here.pop(name, [])
        if wanted != [mark.view for mark in marks]:
            place = marks[0].place if marks else f"note {name}"
            yield f"{place}: the page marks in note {name} were: {', '.join(map(str, wanted))}"
    for name, marks in here.items():
        yield f"{marks[0].place}: view {marks[0].view} is marked in note {name}, where it was not"


def _disorder(wanted: Sequence[int], found: Sequence[_Mark]) -> Iterator[str]:
    for view, mark in zip(wanted, found, strict=True):
        if view != mark.view:
            yield f"{mark.place}: view {mark.view} is marked where view {view} should be"
