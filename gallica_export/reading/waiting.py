"""What waits until the paragraph ends that it stands in: notes, pictures, advertisements."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from gallica_export.reading.arrange import Piece, SetNote
from gallica_export.reading.plates import Plate

_AT_END = re.compile(r"[.!?…»)\"]\s*$")

#: A note, or a picture or an advertisement and its view.
Waiting = SetNote | tuple[int, Plate | Piece]


def _last_foot(notes: Sequence[SetNote]) -> int:
    """The place of the last note at the foot; -1 if there is none."""
    return max((n for n, note in enumerate(notes) if note.place == "foot"), default=-1)


def goes_on(notes: Sequence[SetNote]) -> bool:
    """Whether the last note at the foot stops amid a sentence."""
    last = _last_foot(notes)
    return last >= 0 and not _AT_END.search(notes[last].lines[-1].text)


def view_of(item: Waiting) -> int:
    """The view on which a note begins, or a picture or an advertisement stands."""
    return item.lines[0].view if isinstance(item, SetNote) else item[0]


def longer(note: SetNote, rest: SetNote) -> SetNote:
    """A note with its end, which the next view has."""
    return replace(note, lines=(*note.lines, *rest.lines))
