"""Books of any number of views, made of the sentences of the bundled specimen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import TypeVar

from tests.press.compose import set_part
from tests.press.compositor import Compositor
from tests.press.markup import read_source
from tests.press.pages import Style, roman
from tests.press.parts import (
    Blank,
    Columns,
    Display,
    Heading,
    Numbering,
    Part,
    Plate,
    Prose,
    Rows,
    Stanza,
    Unread,
)

#: The text of the bundled specimen.
SOURCE = Path(__file__).parent / "specimen.txt"

P = TypeVar("P", bound=Part)
_SENTENCE = re.compile(r"[^.!?]+[.!?]+(?=\s|$)")
_NOTES = re.compile(r"\s*\{[^{}]*\}|\s*\[\[[^]]*\]\]")
_TITLES = ("De la poussière", "De la lumière", "Des encres", "Du silence", "De la patience")
_FRONT: tuple[Part, ...] = (
    Display((("# L'ART", "## D'ÉVEILLER LES LIVRES"), ("MONTCENDRE",)), is_framed=True),
    Blank(),
    Unread(("Ex libris",)),
    Display((("# L'ART", "## D'ÉVEILLER LES LIVRES"), ("TOME SECOND",), ("MONTCENDRE",))),
)
_PREFACE_FROM = 12  # views; a shorter book has no preface


def style_of(seed: int) -> Style:
    """One of the house styles."""
    random = Random(f"style/{seed}")
    return Style(
        gathering=random.choice((8, 16)),
        has_catchwords=random.random() < 0.3,
        has_running_titles=random.random() < 0.7,
        has_drop_capitals=random.random() < 0.3,
    )


def parts_of_size(views: int, seed: int) -> tuple[Part, ...]:
    """Parts that fill exactly ``views`` views when they are set in the style of ``seed``.

    No group of parts begins more than one view, a plate apart, so no view is ever overshot.
    """
    press = Compositor(style_of(seed), _TITLES[0], seed)
    chosen: list[Part] = []
    for group in _endless(Random(f"book/{seed}"), views):
        if press.views >= views:
            break
        if isinstance(group[0], Plate) and press.views + 2 > views:
            continue
        for part in group:
            set_part(press, part)
        chosen += group
    return tuple(chosen)


def _endless(random: Random, views: int) -> Iterator[tuple[Part, ...]]:
    """Covers, a preface, then chapters for ever."""
    yield from ((page,) for page in _FRONT)
    if views >= _PREFACE_FROM:
        yield Numbering(is_roman=True, first=5), Heading(("PRÉFACE",)), _paragraph(random, 2)
        yield from ((_paragraph(random),) for _ in range(random.randint(3, 12)))
    yield (Numbering(is_roman=False, first=1),)
    for number in count(1):
        title = (f"CHAPITRE {roman(number)}.", random.choice(_TITLES))
        yield Heading(title), _paragraph(random, 2)
        for _ in range(random.randint(8, 40)):
            yield _something(random)


def _something(random: Random) -> tuple[Part, ...]:
    """A paragraph mostly, now and then something rarer."""
    [make] = random.choices(list(_MAKERS), list(_MAKERS.values()))
    return make(random)


def _subdivision(random: Random) -> tuple[Part, ...]:
    title = f"§ {random.randint(1, 9)}. {random.choice(_TITLES)}"
    return Heading((title,), level=2), _paragraph(random)


def _columns(random: Random) -> tuple[Part, ...]:
    entries = _of_kind(Columns)[0].entries
    return (Columns(tuple(random.sample(entries, random.randint(4, len(entries))))),)


def _paragraph(random: Random, most: int = 4) -> Prose:
    sentences = [_sentence(random) for _ in range(random.randint(1, most))]
    if random.random() < 0.12:
        sentences.insert(random.randint(1, len(sentences)), f"{{{_sentence(random)}}}")
    if random.random() < 0.04:
        sentences.insert(1, f"[[{random.choice(_TITLES)}.]]")
    return Prose(" ".join(sentences))


#: What there is besides headings, and how often in a hundred.
_MAKERS: dict[Callable[[Random], tuple[Part, ...]], float] = {
    lambda random: (_paragraph(random),): 90,
    _subdivision: 3,
    lambda random: (Prose(_sentence(random), is_quotation=True),): 3,
    lambda random: (random.choice(_of_kind(Stanza)),): 2,
    lambda random: (random.choice(_of_kind(Rows)),): 1,
    _columns: 0.5,
    lambda random: (Plate(random.choice(_TITLES)),): 0.5,
}


def _sentence(random: Random) -> str:
    return random.choice(_sentences())


@cache
def _sentences() -> tuple[str, ...]:
    """Sentences of a line to five lines."""
    texts = (_NOTES.sub("", prose.text) for prose in _of_kind(Prose) if not prose.language)
    found = (match[0].strip() for text in texts for match in _SENTENCE.finditer(text))
    return tuple(sentence for sentence in found if 20 < len(sentence) < 260)


@cache
def _source() -> tuple[Part, ...]:
    return read_source(SOURCE).parts


def _of_kind(kind: type[P]) -> list[P]:
    return [part for part in _source() if isinstance(part, kind)]
