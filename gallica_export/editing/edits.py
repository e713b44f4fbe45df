"""Where the words of a person's file are those of the OCR, and where they are not.

Page marks stand in the same order on both sides, so they cut both into the same pieces; within a
piece the longest runs of equal words are found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TypeVar

from msgspec import Struct, field

from gallica_export.editing.marks import Found
from gallica_export.editing.tokens import Token
from gallica_export.editing.written import Written
from gallica_export.errors import WorkingCopyError
from gallica_export.model import Inline

#: Words that tell which view a text is from, and what they share with a view that it is not from.
_TELLING, _STRANGE = 12, 0.4
#: Letters of a word that does not stand on every page.
_LONG = 5
#: A block that shares less of its words with the OCR may be an editor's own.
_ALIKE = 0.5


class Theirs(Struct, frozen=True):
    """A token of the OCR."""

    token: Token
    owner: Written


class Ours(Struct):
    """A token of a file, and what becomes of it."""

    token: Token
    found: Found
    #: The place of its block among those that were changed, and of its line in the block.
    block: int
    line: int
    made: list[Inline] = field(default_factory=list)
    #: The block of the OCR that it comes from.
    origin: Written | None = None


class Edit(Struct, frozen=True):
    """A stretch of tokens between page marks that is equal on both sides, or is not."""

    is_equal: bool
    theirs: Sequence[Theirs]
    ours: Sequence[Ours]
    #: The token of the file before it, and the one after, if they stand on the same view.
    before: Ours | None
    after: Ours | None


_Side = TypeVar("_Side", Theirs, Ours)


def edits(theirs: Sequence[Theirs], ours: Sequence[Ours]) -> Iterator[list[Edit]]:
    """The edits of each piece between two page marks, in their order.

    Raises WorkingCopyError where a mark was moved over words.
    """
    _check_marks(theirs, ours)
    cut = list(zip(_cut(theirs), _cut(ours), strict=True))
    _check_fit([_words(old) for old, _ in cut], [new for _, new in cut])
    pieces = [list(_edits(*piece)) for piece in cut]
    for above, below in pairwise(pieces):
        _check_border(above, below)
    yield from pieces


def own_blocks(theirs: Sequence[Theirs], ours: Sequence[Ours]) -> set[int]:
    """The blocks that an editor wrote, where a file has more blocks than there were.

    A block with a page mark is none of them, nor one of which half the words run as in the OCR.
    """
    surplus = len({one.block for one in ours}) - len({one.owner.place for one in theirs})
    if surplus <= 0:
        return set()
    marked = {one.block for one in ours if one.token.kind == "page"}
    words = [one.token.text for one in theirs if one.token.kind == "word"]
    alike = sorted(
        (_likeness(words, [one.token for one in ours if one.block == block]), block)
        for block in {one.block for one in ours} - marked
    )
    return {block for likeness, block in alike[:surplus] if likeness < _ALIKE}


def _likeness(words: Sequence[str], block: Sequence[Token]) -> float:
    """How much of ``block`` runs as ``words`` do, two words or more at a time: 0 to 1."""
    said = [token.text for token in block if token.kind == "word"]
    matcher = SequenceMatcher(None, words, said, autojunk=False)
    least = min(2, len(said))
    runs = (match.size for match in matcher.get_matching_blocks() if match.size >= least)
    return sum(runs) / len(said) if said else 0.0


def _cut(side: Sequence[_Side]) -> Iterator[list[_Side]]:
    piece: list[_Side] = []
    for one in side:
        if one.token.kind == "page":
            yield piece
            piece = []
        else:
            piece.append(one)
    yield piece


def _edits(theirs: Sequence[Theirs], ours: Sequence[Ours]) -> Iterator[Edit]:
    keys = [one.token.key for one in theirs], [one.token.key for one in ours]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        yield Edit(
            tag == "equal",
            theirs[i1:i2],
            ours[j1:j2],
            ours[j1 - 1] if j1 else None,
            ours[j2] if j2 < len(ours) else None,
        )


def _check_marks(theirs: Sequence[Theirs], ours: Sequence[Ours]) -> None:
    wanted = [one.token.view for one in theirs if one.token.kind == "page"]
    marks = [one for one in ours if one.token.kind == "page"]
    for place, mark in enumerate(marks):
        if place >= len(wanted) or mark.token.view != wanted[place]:
            raise _unfit(mark.found, mark.token.view)
    if len(wanted) > len(marks):
        found = ours[0].found if ours else None
        raise _unfit(found, wanted[len(marks)])


def _check_fit(views: Sequence[Counter[str]], ours: Sequence[Sequence[Ours]]) -> None:
    """Raise WorkingCopyError if the text of a view stands under the mark of another."""
    for place, piece in enumerate(ours):
        said = _words(piece)
        if said.total() < _TELLING or _share(said, views[place]) >= _STRANGE:
            continue
        if any(_share(said, view) > _ALIKE for view in views):
            raise WorkingCopyError(
                f"{piece[0].found.place}: this is the text of another view and no longer fits its "
                "own",
                remedy="Put each text back behind the mark of its page.",
            )


def _words(side: Sequence[Theirs] | Sequence[Ours]) -> Counter[str]:
    """The words by which a text is known: not those that stand on every page."""
    words = (one.token.text for one in side if one.token.kind == "word")
    return Counter(word for word in words if len(word) >= _LONG)


def _share(said: Counter[str], view: Counter[str]) -> float:
    """How many of the words said are those of a view: 0 to 1."""
    return (said & view).total() / said.total()


def _check_border(above: Sequence[Edit], below: Sequence[Edit]) -> None:
    """Raise WorkingCopyError if the words at a page turn were put on its other side."""
    if not above or not below or above[-1].is_equal or below[0].is_equal:
        return
    last, first = above[-1], below[0]
    for from_, to in ((last, first), (first, last)):
        gone = [one.token.text for one in from_.theirs]
        new = [one.token.text for one in to.ours]
        if gone == new and not from_.ours and not to.theirs:
            raise WorkingCopyError(
                f"{to.ours[0].found.place}: “{' '.join(new)}” stands on the other side of a page "
                "mark than on the scan",
                remedy="Put the page mark back between the words where the page turns.",
            )


def _unfit(found: Found | None, view: int) -> WorkingCopyError:
    place = found.place if found else "text"
    return WorkingCopyError(
        f"{place}: text was moved over the mark of view {view} and no longer fits its view",
        remedy="Put the text back between the page marks where it stood.",
    )
