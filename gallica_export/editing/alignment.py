"""What the blocks of a file are made of: the OCR's lines, what was corrected, what was added."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, groupby

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.editing.edits import Edit, Ours, Theirs, edits, own_blocks
from gallica_export.editing.marks import Found
from gallica_export.editing.pieces import Lines, end_of, kept
from gallica_export.editing.tokens import Token, tokens_of_file, tokens_of_ocr
from gallica_export.editing.written import Written, lines_in
from gallica_export.errors import WorkingCopyError
from gallica_export.markdown import Run
from gallica_export.model import (
    Added,
    Aside,
    Correction,
    Inline,
    LineText,
    PageBreak,
    Role,
    Text,
    role_of,
)

#: Why words were set aside: a person took the block out that they stood in.
STRUCK_OUT = "struck-out"

#: Where a link of an editor may lead.
_ADDRESS = re.compile(
    r"https?://(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])(?::\d{1,5})?(?:[/?#].*)?|mailto:[^@]+@[^@]+",
    re.IGNORECASE | re.ASCII,
)

#: Words by which a block is known again that was moved.
_LEAST = 4

#: From a call that the OCR does not have to what stands in its place.
NewCall = Callable[[Token], Inline]


class Aligned(Struct, frozen=True):
    """What a block of a file is made of."""

    #: A line of verse, a paragraph of an advertisement, a cell of a table, or all of another
    #: block.
    lines: tuple[tuple[Inline, ...], ...]
    #: The block of the OCR that its first words come from; None if an editor wrote it.
    origin: Written | None = None


class _Struck(Struct, frozen=True):
    """A token of the OCR that the file lacks, and the token beside which it stood."""

    theirs: Theirs
    beside: Ours | None
    is_before: bool


class Aligner:
    """Aligns blocks that were changed; remembers what was set aside on the way."""

    def __init__(self, notes: Iterable[str], new_call: NewCall) -> None:
        self._notes = frozenset(notes)
        self._new_call = new_call
        self.asides: list[Aside] = []
        #: The words of blocks that are gone, and where blocks with new words stand.
        self._gone: dict[str, Written] = {}
        self._new: dict[str, Found] = {}
        self._lines = Lines()

    def align(self, written: Sequence[Written], found: Sequence[Found]) -> list[Aligned]:
        """What each block of ``found`` is made of, all of which stand in the place of ``written``.

        Raises WorkingCopyError, naming file and line.
        """
        theirs = list(self._theirs(written))
        ours = [
            Ours(token, one, place, number)
            for place, one in enumerate(found)
            for number, line in enumerate(_lines(one))
            for token in tokens_of_file(line)
        ]
        own = own_blocks(theirs, ours)
        pieces = edits(theirs, [one for one in ours if one.block not in own])
        self._strike(list(self._compare(list(chain.from_iterable(pieces)))), theirs)
        blocks = {place: list(group) for place, group in groupby(ours, key=lambda one: one.block)}
        return [self._block(one, blocks.get(place, [])) for place, one in enumerate(found)]

    def check_moves(self) -> None:
        """Raise WorkingCopyError if a block was taken to another view."""
        for words, found in self._new.items():
            if words in self._gone and len(words.split()) >= _LEAST:
                raise WorkingCopyError(
                    f"{found.place}: this text was moved here and no longer fits its view",
                    remedy="Put it back between the page marks where it stood.",
                )

    def set_aside(self, written: Written) -> None:
        """Set aside a block that is gone."""
        self._set_aside(self._theirs((written,)))

    def _theirs(self, written: Iterable[Written]) -> Iterator[Theirs]:
        for one in written:
            for line in lines_in(one.block) if one.block else ():
                self._lines.remember(line)
                for token in tokens_of_ocr(line, self._notes):
                    yield Theirs(token, one)

    def _compare(self, found: Sequence[Edit]) -> Iterator[_Struck]:
        """Say of each token what becomes of it; give those that the file lacks."""
        changed = [edit for edit in found if not edit.is_equal]
        lost = {one.token.key: one for edit in changed for one in edit.theirs if _is_call(one)}
        moved = {
            one.token.key: one
            for edit in changed
            for one in edit.ours
            if _is_call(one) and one.token.key in lost
        }
        for key, new in moved.items():
            _keep(lost[key], new)
        for edit in found:
            if edit.is_equal:
                for old, new in zip(edit.theirs, edit.ours, strict=True):
                    _keep(old, new)
                continue
            gone = [one for one in edit.theirs if not (_is_call(one) and one.token.key in moved)]
            for old in _change(gone, edit.ours):
                yield _Struck(old, edit.before or edit.after, edit.before is None)

    def _strike(self, struck: Sequence[_Struck], theirs: Sequence[Theirs]) -> None:
        """Set aside the blocks of which nothing is left; leave the traces of other words."""
        gone = {id(one.theirs) for one in struck}
        left = {
            one.owner.place for one in theirs if id(one) not in gone and one.token.kind != "page"
        }
        for _, group in groupby(struck, key=lambda one: (id(one.beside), one.is_before)):
            traces = list(group)
            beside = traces[0].beside
            is_left = [beside and one.theirs.owner.place in left for one in traces]
            self._set_aside(
                one.theirs for one, kept_ in zip(traces, is_left, strict=True) if not kept_
            )
            lines = [
                line
                for one, kept_ in zip(traces, is_left, strict=True)
                if kept_
                for line in one.theirs.token.lines
            ]
            if beside and lines:
                trace = Correction(tuple(lines), "")
                beside.made.insert(0 if traces[0].is_before else len(beside.made), trace)

    def _set_aside(self, struck: Iterable[Theirs]) -> None:
        for owner, group in groupby(struck, key=lambda one: one.owner):
            tokens = [one.token for one in group]
            self._gone[" ".join(token.text for token in tokens)] = owner
            role = role_of(owner.block) if owner.block else Role.TEXT
            lines = self._lines.whole(chain.from_iterable(token.lines for token in tokens))
            self.asides += [
                Aside(line.view, line.line, role, line.text, STRUCK_OUT, line.words)
                for line in lines
                if isinstance(line, LineText)
            ]

    def _block(self, found: Found, ours: Sequence[Ours]) -> Aligned:
        origin = next((one.origin for one in ours if one.origin), None)
        if origin is None:
            self._new[" ".join(one.token.text for one in ours)] = found
        elif any(one.token.kind == "added" for one in ours):
            raise WorkingCopyError(
                f"{found.place}: emphasis or a link in text that the OCR read",
                remedy="Take it away, or move it to a paragraph or a note of your own.",
            )
        for one in ours:
            _check_link(found, one.token)
            self._finish(one, is_own=origin is None)
        lines = {
            number: self._lines.whole(chain.from_iterable(one.made for one in group))
            for number, group in groupby(ours, key=lambda one: one.line)
        }
        return Aligned(tuple(lines.get(at, ()) for at, _ in enumerate(_lines(found))), origin)

    def _finish(self, ours: Ours, *, is_own: bool) -> None:
        token = ours.token
        if token.kind == "page":
            ours.made.append(PageBreak(token.view))
        elif token.kind == "call" and ours.origin is None:
            ours.made.append(self._new_call(token))
        elif is_own:
            words = token.inline if isinstance(token.inline, Added) else Added(token.text)
            ours.made = [replace(words, end=end_of(token))]


def _check_link(found: Found, token: Token) -> None:
    """Raise WorkingCopyError for a link that would lead nowhere from an edition."""
    href = token.inline.href if isinstance(token.inline, Added) else None
    if href is not None and not _ADDRESS.fullmatch(href):
        raise WorkingCopyError(
            f"{found.place}: the link to {href} leads nowhere from an edition",
            remedy="Write a whole address, as https://example.org/.",
        )


def _lines(found: Found) -> Sequence[Sequence[Run]]:
    """The lines of a block; of a paragraph, whose line ends mean nothing, all as one."""
    lines = found.block.lines
    if found.block.kind in ("verse", "advertisement", "table", "list", "quote"):
        return lines
    whole: list[Run] = []
    for line in lines:
        whole += [*([Text(" ")] if whole else []), *line]
    return [whole]


def _is_call(one: Theirs | Ours) -> bool:
    return one.token.kind == "call"


def _keep(old: Theirs, new: Ours) -> None:
    new.origin = old.owner
    new.made = list(kept(old.token, new.token))


def _change(theirs: Sequence[Theirs], ours: Sequence[Ours]) -> Sequence[Theirs]:
    """Put the words of a file in the place of the OCR's; return what has no word in its place."""
    old = [one for one in theirs if not _is_call(one)]
    new = [one for one in ours if one.token.kind == "word"]
    if not new:
        return theirs
    if len(old) == len(new):
        for before, after in zip(old, new, strict=True):
            _correct((before,), (after,))
    else:
        runs = list(_runs(ours))
        best = _most_alike(old, runs) if old else None
        for run in runs:
            _correct(old if run is best else (), run)
    return [one for one in theirs if _is_call(one)]


def _correct(old: Sequence[Theirs], new: Sequence[Ours]) -> None:
    sic = tuple(chain.from_iterable(one.token.parts for one in old))
    corr = " ".join(one.token.text for one in new)
    new[0].made = [Correction(sic, corr, end_of(new[-1].token, sic))]
    new[0].origin = old[0].owner if old else None


def _runs(ours: Sequence[Ours]) -> Iterator[Sequence[Ours]]:
    """The words that stand together in one line."""
    run: list[Ours] = []
    for one in ours:
        if run and (one.token.kind != "word" or (one.block, one.line) != _place(run[-1])):
            yield run
            run = []
        if one.token.kind == "word":
            run.append(one)
    if run:
        yield run


def _place(one: Ours) -> tuple[int, int]:
    return one.block, one.line


def _most_alike(old: Sequence[Theirs], runs: Sequence[Sequence[Ours]]) -> Sequence[Ours]:
    said = _said([one.token for one in old])
    return max(
        runs,
        key=lambda run: SequenceMatcher(
            None, said, _said([one.token for one in run]), autojunk=False
        ).ratio(),
    )


def _said(tokens: Iterable[Token]) -> str:
    return " ".join(token.text for token in tokens)
