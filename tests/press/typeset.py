"""From words to lines of type: French spacing, division of words, justification."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from msgspec import Struct

from gallica_export.model import End, Role
from tests.press.hyphenation import cuts
from tests.press.metrics import advance

#: A note call in a word is one private character, and its number is known with its page.
FIRST_CALL = 0xE000
#: A word followed by this many-th private character has a note in the margin.
FIRST_MARGINAL = 0xF000
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARGINAL = re.compile("[\uf000-\uf8ff]")
_TIED_BEFORE = frozenset(";:?!»(")
_LIGHT = 5  # characters: ";", "(1).", "?…"
_THIN_BEFORE = frozenset(";:?!»")
_SPACE, _THIN, _TIGHTEST = 250, 170, 190


class Setting(Struct, frozen=True):
    """How a text is set: size and leading in master pixels."""

    size: int
    leading: int
    italic: bool = False

    def width(self, text: str) -> float:
        """The width of ``text`` in pixels."""
        return advance(_shown(text), italic=self.italic) * self.size / 1000

    def gap(self, before: str, after: str) -> tuple[float, bool]:
        """The natural space between two words in pixels, and whether it may stretch."""
        is_thin = after[0] in _THIN_BEFORE or before[-1] == "«"
        return (_THIN if is_thin else _SPACE) * self.size / 1000, not is_thin


class SetWord(Struct, frozen=True):
    """A word in type; ``x`` is its distance from the line's origin."""

    text: str
    x: float
    width: float


class SetLine(Struct, frozen=True, kw_only=True):
    """A line in type, or one cell of a row."""

    words: tuple[SetWord, ...]
    setting: Setting
    role: Role
    end: End = End.SPACE
    #: The place of its block in the book's true text; None for what belongs to no text.
    block: int | None = None

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def width(self) -> float:
        last = self.words[-1]
        return last.x + last.width


class Chunk(Struct, frozen=True):
    """The words that fit on a line, and how it ends."""

    words: tuple[str, ...]
    end: End = End.SPACE
    is_last: bool = False


def tie(words: list[str]) -> list[list[str]]:
    """``words`` in groups that no line end may part: "mot ;" and "« mot"."""
    groups: list[list[str]] = []
    for word in words:
        is_light = word[0] in _TIED_BEFORE and len(word) < _LIGHT
        if groups and (is_light or groups[-1][-1] in {"«", "—"}):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def break_lines(
    text: str, setting: Setting, room: Callable[[int], float], *, divides: bool = True
) -> Iterator[Chunk]:
    """The words of ``text`` line by line; ``room`` tells the width of the line of that number."""
    waiting = tie(text.split())[::-1]
    words: list[str] = []
    number = 0
    while waiting:
        group = waiting.pop()
        free = room(number) - _natural(words + group, setting)
        if free >= 0:
            words += group
            continue
        head, tail, end = _whole(group)
        if divides:
            head, tail, end = _divide(words, group, setting, room(number))
        if not head and not words:
            head, tail = group, []  # too long for any line
        yield Chunk(tuple(words + head), end)
        words, number = [], number + 1
        if tail:
            waiting.append(tail)
    if words:
        yield Chunk(tuple(words), is_last=True)


def _divide(
    words: list[str], group: list[str], setting: Setting, room: float
) -> tuple[list[str], list[str], End]:
    """As much of ``group`` as fits on the line after ``words``, the rest, and the line's end."""
    for place, word in enumerate(group):
        if _PRIVATE.match(word):
            break
        for cut, end in reversed(cuts(word)):
            half = word[:cut] + ("" if end is End.KEPT else "-")
            head = [*group[:place], half]
            if _natural(words + head, setting) <= room:
                return head, [word[cut:], *group[place + 1 :]], end
    return _whole(group)


def _whole(group: list[str]) -> tuple[list[str], list[str], End]:
    """``group`` undivided on the next line."""
    return [], group, End.SPACE


def _natural(words: list[str], setting: Setting) -> float:
    """The least width of ``words`` on one line, its spaces a little tighter than natural."""
    gaps = (setting.gap(a, b) for a, b in pairwise(words))
    slack = _TIGHTEST / _SPACE
    return sum(map(setting.width, words)) + sum(g * (slack if s else 1) for g, s in gaps)


def place_words(
    chunk: Chunk, setting: Setting, start: float, room: float, *, justified: bool
) -> tuple[SetWord, ...]:
    """The words of ``chunk`` from ``start`` on; a justified line fills ``room`` exactly."""
    words = chunk.words
    widths = [setting.width(word) for word in words]
    gaps = [setting.gap(a, b) for a, b in pairwise(words)]
    free = room - sum(widths) - sum(gap for gap, _ in gaps)
    elastic = sum(stretches for _, stretches in gaps)
    fills = elastic and (free < 0 or (justified and not chunk.is_last))
    extra = free / elastic if fills else 0.0
    placed, x = [], start
    for place, word in enumerate(words):
        placed.append(SetWord(word, x, widths[place]))
        if place < len(gaps):
            gap, stretches = gaps[place]
            x += widths[place] + gap + (extra if stretches else 0)
    return tuple(placed)


def set_text(
    text: str,
    setting: Setting,
    width: float,
    *,
    role: Role,
    block: int | None,
    start: Callable[[int], float] = lambda number: 0.0,
    is_ragged: bool = False,
) -> list[SetLine]:
    """``text`` as justified lines ``width`` wide; line ``n`` begins at ``start(n)``."""
    chunks = break_lines(text, setting, lambda n: width - start(n), divides=not is_ragged)
    return [
        SetLine(
            words=place_words(chunk, setting, start(n), width - start(n), justified=not is_ragged),
            setting=setting,
            role=role,
            end=chunk.end,
            block=block,
        )
        for n, chunk in enumerate(chunks)
    ]


def set_centred(
    text: str, setting: Setting, width: float, *, role: Role, block: int | None
) -> list[SetLine]:
    """``text`` as centred lines, words undivided."""
    lines = set_text(text, setting, width * 0.9, role=role, block=block, is_ragged=True)
    return [shifted(line, (width - line.width) / 2) for line in lines]


def shifted(line: SetLine, distance: float) -> SetLine:
    """``line`` moved to the right."""
    words = tuple(SetWord(w.text, w.x + distance, w.width) for w in line.words)
    return SetLine(
        words=words, setting=line.setting, role=line.role, end=line.end, block=line.block
    )


def calls(line: SetLine) -> list[str]:
    """The private characters of ``line``: its note calls and marginal marks, in order."""
    return _PRIVATE.findall(line.text) if not line.text.isascii() else []


def numbered(line: SetLine, numbers: dict[str, str]) -> SetLine:
    """``line`` with its private characters replaced by the numbers of the notes."""
    if not calls(line):
        return line
    words = tuple(
        SetWord(_PRIVATE.sub(lambda m: numbers.get(m[0], ""), w.text), w.x, w.width)
        for w in line.words
    )
    return SetLine(
        words=words, setting=line.setting, role=line.role, end=line.end, block=line.block
    )


def is_call(character: str) -> bool:
    """Whether a private character calls a note at the foot, not one in the margin."""
    return ord(character) < FIRST_MARGINAL


def _shown(text: str) -> str:
    """What is measured: a call is as wide as one figure, a marginal mark has no width."""
    if text.isascii():
        return text
    return _PRIVATE.sub("0", _MARGINAL.sub("", text))
