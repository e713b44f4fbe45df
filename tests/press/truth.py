"""The true reading text of a specimen, with the place of every word of it in the OCR."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from msgspec import Struct

from gallica_export.model import End, Role
from tests.press.ocr import ReadLine, ReadPage
from tests.press.pages import Composition, Kind, Seed
from tests.press.typeset import SetLine


class TrueLine(Struct, frozen=True, kw_only=True):
    """A line of type as it is printed, or the words of an OCR line that are one cell or part."""

    view: int
    #: The line's place in `ViewText.lines`, from 0.
    line: int
    #: The words of the line that stand here: first and one past last; None for all of them.
    words: tuple[int, int] | None = None
    #: As printed, its hyphen included.
    text: str
    role: Role
    end: End = End.SPACE
    #: The place of its block in `Truth.blocks`; None for what belongs to no text.
    block: int | None = None


class TrueBlock(Struct, frozen=True, kw_only=True):
    """A paragraph, heading, stanza, table, note… of the text."""

    kind: Kind
    #: Words whole again; verse lines and rows parted by newlines, cells by tabs.
    text: str
    lines: tuple[TrueLine, ...]
    level: int = 0
    language: str | None = None
    #: "foot" or "margin", of a note.
    place: str = ""
    #: The place in the contents, in preorder from 0, of a heading that they list.
    entry: int | None = None

    @property
    def view(self) -> int:
        """The view on which it begins."""
        return self.lines[0].view


class TrueSection(Struct, frozen=True, kw_only=True):
    """A division: its heading first; what stands before the first heading has level 0."""

    title: str
    level: int
    blocks: tuple[TrueBlock, ...]
    sections: tuple[TrueSection, ...] = ()

    def walk(self) -> Iterator[TrueSection]:
        """The section and all below it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


class Truth(Struct, frozen=True):
    """All that there is to know about a specimen's text."""

    #: Every line of every view, in the order of the OCR.
    lines: tuple[TrueLine, ...]
    #: In reading order; a note follows the block that calls it.
    blocks: tuple[TrueBlock, ...]
    #: The same blocks in their divisions.
    sections: tuple[TrueSection, ...]

    def words(self, order: int) -> tuple[str, ...]:
        """The words of a view as they are printed, in the order of the OCR."""
        texts = (line.text for line in self.lines if line.view == order)
        return tuple(word for text in texts for word in text.split())


def truth_of(composition: Composition, pages: Iterable[ReadPage]) -> Truth:
    """The truth about ``composition``, in the lines of ``pages``."""
    lines = tuple(line for page in pages for line in _true_lines(page))
    of_block: dict[int, list[TrueLine]] = defaultdict(list)
    for line in lines:
        if line.block is not None:
            of_block[line.block].append(line)
    entries = {block: entry for entry, block in enumerate(composition.headings)}
    blocks = tuple(
        _block(seed, tuple(of_block[number]), entries.get(number))
        for number, seed in enumerate(composition.seeds)
    )
    return Truth(lines, blocks, tuple(_sections(blocks)))


def _true_lines(page: ReadPage) -> Iterator[TrueLine]:
    for number, line in enumerate(page.lines):
        start = 0
        for part, words in _parts(line):
            end = start + len(words)
            yield TrueLine(
                view=page.page.order,
                line=number,
                words=None if len(line.parts) == 1 else (start, end),
                text=" ".join(words),
                role=part.role,
                end=part.end,
                block=part.block,
            )
            start = end


def _parts(line: ReadLine) -> Iterator[tuple[SetLine, list[str]]]:
    words = iter(line.words)
    for part in line.parts:
        yield part, [next(words).printed for _ in part.words]


def _block(seed: Seed, lines: tuple[TrueLine, ...], entry: int | None) -> TrueBlock:
    return TrueBlock(
        kind=seed.kind,
        text=_text(seed.kind, lines),
        lines=lines,
        level=seed.level,
        language=seed.language,
        place=seed.place,
        entry=entry,
    )


def _text(kind: Kind, lines: tuple[TrueLine, ...]) -> str:
    if kind is Kind.VERSE:
        return "\n".join(line.text for line in lines)
    if kind in {Kind.TABLE, Kind.CONTENTS}:
        rows = groupby(lines, key=lambda line: (line.view, line.line))
        return "\n".join("\t".join(cell.text for cell in cells) for _, cells in rows)
    return joined(lines)


def joined(lines: Iterable[TrueLine]) -> str:
    """The text of ``lines``, words whole again."""
    text = ""
    for line in lines:
        text += line.text.removesuffix("-") if line.end is End.JOINED else line.text
        text += " " if line.end is End.SPACE else ""
    return text.rstrip()


def _sections(blocks: tuple[TrueBlock, ...]) -> Iterator[TrueSection]:
    spans = list(_spans(blocks, 1))
    before = blocks[: spans[0][0]] if spans else blocks
    if before:
        yield TrueSection(title="", level=0, blocks=before)
    for start, end in spans:
        yield _section(blocks[start:end], 1)


def _section(blocks: tuple[TrueBlock, ...], level: int) -> TrueSection:
    """The section that the first of ``blocks``, its heading, opens."""
    spans = list(_spans(blocks, level + 1))
    return TrueSection(
        title=blocks[0].text,
        level=level,
        blocks=blocks[: spans[0][0]] if spans else blocks,
        sections=tuple(_section(blocks[start:end], level + 1) for start, end in spans),
    )


def _spans(blocks: tuple[TrueBlock, ...], level: int) -> Iterator[tuple[int, int]]:
    """Where each section of ``level`` starts and ends in ``blocks``."""
    starts = [place for place, block in enumerate(blocks) if block.level == level]
    return pairwise([*starts, len(blocks)]) if starts else iter(())
