r"""The words of an edition, page by page, and their checksum: the same for every format.

The words are those of the reading text: corrections and an editor's additions as they read, the
signs of notes' calls included; without titles that the page does not print, and without what was
set aside from the text. A word is what stands between white space or the borders of blocks, of
verses and of cells.

They are written as lines of UTF-8, each ended by "\n": a name, and the words that follow, with
one space before each. A line begins at each view ("f12") and at each note ("n3"); one that has no
words is left out. First comes the text, in its order, without its notes ("f0" is what precedes the
first view); then come the notes, those with the shortest names first, and by name among these. A
word that runs on over the beginning of a view belongs to the line where it begins.

    f11 … il y fut par-
    f12 courus …                is        f11 … il y fut parcourus
                                          f12 …

The checksum is the SHA-256 of these lines. Anyone can make them from any format, for each marks
its views and names its notes alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from msgspec import Struct

from gallica_export.model import (
    Block,
    Note,
    NoteCall,
    PageBreak,
    Reading,
    parts_of,
    runs,
)

#: Between the words of two blocks.
BORDER = "\n"
#: The line before the first view.
_BEFORE = "f0"
_SPACE = re.compile(r"\s")


class Mark(Struct, frozen=True):
    """Here the line of a view or of a note begins."""

    #: "f12", "n3".
    name: str


class Fingerprint(Struct, frozen=True):
    """What tells whether two editions have the same words."""

    #: How many words there are; at least one.
    number: int
    #: 64 hexadecimal digits.
    sha256: str

    @property
    def value(self) -> str:
        """The checksum with its method, "sha256:…", as editions carry it for programs."""
        return f"sha256:{self.sha256}"

    @property
    def short(self) -> str:
        """The beginning of the checksum, for people: "1a2b 3c4d 5e6f 7a8b"."""
        return " ".join(self.sha256[start : start + 4] for start in range(0, 16, 4))


def fingerprint_of(reading: Reading) -> Fingerprint | None:
    """The fingerprint of the words of ``reading``; None if it has none."""
    return fingerprint(flow_of(reading))


def fingerprint(flow: Iterable[str | Mark]) -> Fingerprint | None:
    """The fingerprint of the words of ``flow``: stretches of text, and what begins between them."""
    digest, number = sha256(), 0
    for name, words in lines_of_words(flow):
        digest.update(f"{name} {' '.join(words)}\n".encode(errors="replace"))
        number += len(words)
    return Fingerprint(number, digest.hexdigest()) if number else None


def lines_of_words(flow: Iterable[str | Mark]) -> Iterator[tuple[str, list[str]]]:
    """The name and the words of each view or note that has any, in the order of ``flow``."""
    name, begun, text = _BEFORE, "", [""]
    for piece in flow:
        if isinstance(piece, Mark):
            begun = piece.name
            continue
        said = piece
        if begun and said:
            rest = _end_of_word(said) if not _SPACE.match(text[-1][-1:] or " ") else 0
            text.append(said[:rest])
            if rest == len(said):
                continue  # a word without end as yet
            if words := "".join(text).split():
                yield name, words
            name, begun, text = begun, "", [""]
            said = said[rest:]
        if said:
            text.append(said)
    if words := "".join(text).split():
        yield name, words


def flow_of(reading: Reading) -> Iterator[str | Mark]:
    """The words of ``reading`` in the order in which they count."""
    notes = []
    for block in reading.blocks():
        if isinstance(block, Note):
            notes.append(block)
        else:
            yield from _said(block)
    for note in sorted(notes, key=lambda note: rank_of_note(note.id)):
        yield BORDER
        yield Mark(note.id)
        yield from _said(note)


def rank_of_note(name: str) -> tuple[int, str]:
    """By which notes are sorted: "n2" before "n10"."""
    return len(name), name


def _said(block: Block) -> Iterator[str | Mark]:
    for inlines in parts_of(block):
        yield BORDER
        for run in runs(inlines):
            if isinstance(run, PageBreak):
                yield Mark(f"f{run.view}")
            else:
                yield run.sign.text if isinstance(run, NoteCall) else run.text


def _end_of_word(text: str) -> int:
    found = _SPACE.search(text)
    return found.start() if found else len(text)
