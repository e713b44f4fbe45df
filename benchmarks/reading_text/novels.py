"""Hyphens: novels whose text is known, set in lines of 40 to 60 characters and divided by rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

from lxml import etree

from benchmarks.reading_text.documents import SHARED, document_of
from benchmarks.reading_text.roles import ends_of
from benchmarks.reading_text.scores import Scores, score
from gallica_export.model import Box, Document, End, Line, TextBlock, ViewText, Word
from tests.press.hyphenation import cuts

GOLD = SHARED / "gold" / "eltec-fra"
_LINES_A_PAGE = 32
_LEFT, _TOP, _ADVANCE, _LEADING, _HEIGHT = 150, 300, 20, 60, 44
_DASHES = str.maketrans("\u2010\u2011", "--")

SetLine = tuple[str, End | None, bool]


def books() -> list[Path]:
    return sorted(GOLD.glob("*.xml"))


def read_book(path: Path, words: int) -> tuple[Document, dict[tuple[int, int], End]]:
    """The first ``words`` words of a novel as a document, and the true end of divided lines."""
    lines = [line for text in _paragraphs(path, words) for line in _set(text, Random(path.stem))]
    texts: dict[int, ViewText] = {}
    truth: dict[tuple[int, int], End] = {}
    for start in range(0, len(lines), _LINES_A_PAGE):
        page, order = lines[start : start + _LINES_A_PAGE], start // _LINES_A_PAGE + 1
        texts[order] = _page(order, page)
        truth.update({(order, n): end for n, (_, end, _) in enumerate(page) if end is not None})
    return document_of(texts), truth


def measure(document: Document, truth: dict[tuple[int, int], End], scores: Scores) -> None:
    """Add to ``scores`` how often a line end with a hyphen was met as it should be."""
    ends = ends_of(document)
    one = score(scores, "novels joins right")
    for (view, number), end in truth.items():
        found = ends.get((view, number, -1), End.SPACE)
        one.add(right=found is end, missed=found is not end)
        if found is not end:
            lines = [line.text for line in document.text(view).lines[number : number + 2]]
            halves = " ".join((lines[0].split()[-1], *lines[1:2]))[:40]
            one.confuse(end, found, halves)


def _paragraphs(path: Path, words: int) -> Iterator[str]:
    body = etree.parse(path).find(".//{*}body")
    left = words
    for element in () if body is None else body.iter("{*}p"):
        text = " ".join("".join(map(str, element.itertext())).translate(_DASHES).split())
        left -= text.count(" ") + 1
        if text:
            yield text
        if left < 0:
            return


def _set(text: str, random: Random) -> Iterator[SetLine]:
    """The lines of a paragraph: text, how a divided end is met, and whether it is the first."""
    waiting = [word for word in text.split(" ") if word][::-1]
    line, is_first = "", True
    measure = random.randint(40, 60)
    while waiting:
        word = waiting.pop()
        longer = f"{line} {word}" if line else word
        if len(longer) <= measure:
            line = longer
            continue
        head, tail, end = _divide(line, word, measure)
        if not head and not line:
            head, tail = word, ""
        yield (f"{line} {head}".strip(), end, is_first)
        line, is_first = "", False
        measure = random.randint(40, 60)
        if tail:
            waiting.append(tail)
    if line:
        yield (line, None, is_first)


def _divide(line: str, word: str, measure: int) -> tuple[str, str, End | None]:
    for cut, end in reversed(cuts(word)):
        half = word[:cut] + ("" if end is End.KEPT else "-")
        if len(line) + 1 + len(half) <= measure:
            return half, word[cut:], end
    return "", word, None


def _page(order: int, lines: list[SetLine]) -> ViewText:
    made = []
    for number, (text, _, is_first) in enumerate(lines):
        x, y = _LEFT + 50 * is_first, _TOP + _LEADING * number
        words, right = [], x
        for word in text.split():
            words.append(Word(word, Box(right, y, _ADVANCE * len(word), _HEIGHT)))
            right += _ADVANCE * (len(word) + 1)
        made.append(Line(tuple(words), Box(x, y, right - x - _ADVANCE, _HEIGHT)))
    box = Box(_LEFT, _TOP, 1300, _LEADING * len(lines))
    return ViewText(order=order, width=1500, height=2600, blocks=(TextBlock(tuple(made), box),))


def some_books(count: int | None) -> list[Path]:
    return list(islice(books(), count))
