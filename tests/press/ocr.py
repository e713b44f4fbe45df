"""The OCR engine of the press: from a page in type to blocks, lines and words with boxes.

It makes the faults of real engines, at a rate that is set and from a seed: letters mistaken for
others, a doubtful confidence, guesses at divided words that are wrong one time in five.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from random import Random

from msgspec import Struct

from gallica_export.model import Box, End
from tests.press.metrics import ink
from tests.press.noise import misread
from tests.press.pages import Page, Placed, Zone
from tests.press.typeset import SetLine, SetWord


class Dialect(StrEnum):
    """The ALTO that the services deliver."""

    #: alto_bnf-v2_0, what is served today: running titles stand in TopMargin.
    BNF = "alto_bnf-v2_0"
    #: alto_prod of before 2013: declared ISO-8859-1, yet UTF-8; all in PrintSpace.
    PROD = "alto_prod"


class Hyphens(StrEnum):
    """Where the hyphen at the end of a line is written."""

    BOTH = "both"
    CONTENT = "content"
    HYP = "hyp"


class Scan(Struct, frozen=True, kw_only=True):
    """How a book is digitised."""

    dialect: Dialect = Dialect.BNF
    #: Share of the characters that are misread.
    noise: float = 0.0
    hyphens: Hyphens = Hyphens.BOTH
    #: Share of the guesses at divided words that are wrong.
    wrong_guesses: float = 0.18
    seed: int = 1


class ReadWord(Struct, frozen=True):
    """A word as the engine reads it, and as it is printed."""

    text: str
    printed: str
    box: Box
    confidence: float


class ReadLine(Struct, frozen=True):
    """A line as the engine sees it: cells side by side are one line."""

    words: tuple[ReadWord, ...]
    box: Box
    #: What was set, left to right, each with the number of its words.
    parts: tuple[SetLine, ...]
    #: The engine's guess at the word that its end divides; None without a guess.
    guess: str | None = None

    @property
    def is_divided(self) -> bool:
        return self.parts[-1].end in {End.JOINED, End.KEPT}


class ReadBlock(Struct, frozen=True):
    """A region of lines."""

    lines: tuple[ReadLine, ...]
    box: Box
    zone: Zone
    language: str | None


class ReadPage(Struct, frozen=True):
    """What the engine makes of a page: its head first, its foot last."""

    page: Page
    blocks: tuple[ReadBlock, ...]

    @property
    def lines(self) -> tuple[ReadLine, ...]:
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def accuracy(self) -> float:
        """Share of characters that are read right, in percent."""
        words = [word for line in self.lines for word in line.words]
        total = sum(len(word.printed) for word in words)
        wrong = sum(a != b for word in words for a, b in zip(word.text, word.printed, strict=True))
        return 100 * (1 - wrong / total) if total else 100.0


def recognise(page: Page, scan: Scan, languages: dict[int, str]) -> ReadPage:
    """``page`` read by the engine; ``languages`` names the blocks that are not in French."""
    random = Random(f"{scan.seed}/{page.order}")
    blocks = []
    for _, group in groupby(page.placed, key=lambda placed: placed.region):
        placed = list(group)
        lines = tuple(_read_lines(placed, scan, random))
        block = placed[0].line.block
        language = None if block is None else languages.get(block)
        box = around([line.box for line in lines])
        blocks.append(ReadBlock(_guessed(lines, scan, random), box, placed[0].zone, language))
    blocks.sort(key=lambda block: list(Zone).index(block.zone))
    return ReadPage(page, tuple(blocks))


def around(boxes: list[Box]) -> Box:
    """The smallest box around ``boxes``."""
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(b.right for b in boxes) - x, max(b.bottom for b in boxes) - y)


def _read_lines(placed: list[Placed], scan: Scan, random: Random) -> Iterator[ReadLine]:
    for _, group in groupby(placed, key=lambda each: each.baseline):
        cells = list(group)
        words = tuple(
            _read_word(word, cell, scan, random) for cell in cells for word in cell.line.words
        )
        parts = tuple(cell.line for cell in cells)
        yield ReadLine(words, around([word.box for word in words]), parts)


def _read_word(word: SetWord, placed: Placed, scan: Scan, random: Random) -> ReadWord:
    size = placed.line.setting.size
    rise, fall = ink(word.text)
    top = round(placed.baseline - rise * size / 1000)
    bottom = round(placed.baseline + fall * size / 1000)
    left = round(placed.x + word.x)
    box = Box(left, top, round(placed.x + word.x + word.width) - left, bottom - top)
    text = misread(word.text, scan.noise, random) if scan.noise else word.text
    confidence = 1.0 if text == word.text else round(random.uniform(0.3, 0.85), 2)
    if scan.noise and confidence == 1.0 and random.random() < scan.noise * 4:
        confidence = round(random.uniform(0.7, 0.99), 2)
    return ReadWord(text, word.text, box, confidence)


def _guessed(lines: tuple[ReadLine, ...], scan: Scan, random: Random) -> tuple[ReadLine, ...]:
    """``lines`` with guesses at the words that are divided inside the block."""
    guessed = []
    for line, following in zip(lines, (*lines[1:], None), strict=True):
        guess = None
        if line.is_divided and following is not None:
            guess = _guess(line, following, scan, random)
        guessed.append(ReadLine(line.words, line.box, line.parts, guess))
    return tuple(guessed)


def _guess(line: ReadLine, following: ReadLine, scan: Scan, random: Random) -> str:
    """The whole word; a wrong guess keeps a hyphen that should go, or drops one that belongs."""
    is_joined = line.parts[-1].end is End.JOINED
    if random.random() < scan.wrong_guesses:
        is_joined = not is_joined
    return line.words[-1].text.rstrip("-") + ("" if is_joined else "-") + following.words[0].text
