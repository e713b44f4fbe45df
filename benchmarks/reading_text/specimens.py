"""Specimens: books from the press of the tests, whose whole reading text is known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

from msgspec.structs import replace

from benchmarks.reading_text.documents import Texts, document_of_specimen
from benchmarks.reading_text.headings import placed
from benchmarks.reading_text.roles import (
    Place,
    Roles,
    blocks_of,
    end_at,
    ends_of,
    line_texts,
    reading_of,
)
from benchmarks.reading_text.scores import Scores, score
from gallica_export.model import Document, End, NoteCall, Role, inlines_of
from tests.press import (
    Book,
    Dialect,
    Hyphens,
    Kind,
    Scan,
    Specimen,
    TrueLine,
    Truth,
    bundled,
    press,
)

#: Blocks whose parts an edition may cut otherwise.
_LOOSE = {Kind.DISPLAY, Kind.CONTENTS, Kind.TABLE}
MEASURED = (
    *(Role.PAGE_NUMBER, Role.RUNNING_TITLE, Role.SIGNATURE, Role.CATCHWORD, Role.MARGINALIA),
    *(Role.NOTE, Role.HEADING, Role.CAPTION, Role.VERSE, Role.TABLE),
)


def specimens(count: int, views: int) -> Iterator[Specimen]:
    """The bundled specimen, then books of several styles and scans."""
    yield bundled()
    for seed in range(1, count + 1):
        dialect = Dialect.PROD if seed % 3 == 0 else Dialect.BNF
        hyphens = list(Hyphens)[seed % 3]
        scan = Scan(dialect=dialect, noise=0.004 * (seed % 4), hyphens=hyphens, seed=seed)
        yield press(Book.of_size(views, seed), seed, scan)


def measure(document: Document, truth: Truth, scores: Scores) -> None:
    """Add to ``scores`` how a composed specimen agrees with its truth."""
    _roles(document, truth, scores)
    _paragraphs(document, truth, scores)
    _ends(document, truth, scores)
    _order(document, truth, scores)
    _calls(document, truth, scores)
    placed(document, score(scores, "specimens contents placed"))


def _roles(document: Document, truth: Truth, scores: Scores) -> None:
    roles = Roles(document)
    loose = {
        n for n, block in enumerate(truth.blocks) if block.kind in {Kind.DISPLAY, Kind.CONTENTS}
    }
    for line in truth.lines:
        if line.block in loose:
            continue
        found = roles.of(line.view, line.line, line.words)
        for role in MEASURED:
            one = score(scores, f"specimens {role} F1")
            one.add(
                right=line.role is found is role,
                wrong=found is role is not line.role,
                missed=line.role is role is not found,
            )
            if found is not line.role and role in (found, line.role):
                one.confuse(line.role, found, f"{line.text} f{line.view}")


def _paragraphs(document: Document, truth: Truth, scores: Scores) -> None:
    """The first words of blocks; what stands in loose blocks or was set aside does not count."""
    skipped = {
        (line.view, line.line)
        for block in truth.blocks
        if block.kind in _LOOSE
        for line in block.lines
    }
    true = {_start(block.lines[0]) for block in truth.blocks if block.kind not in _LOOSE}
    firsts = (next(line_texts(block), None) for block in blocks_of(document))
    found = {
        (line.view, line.line, line.words[0] if line.words else 0)
        for line in firsts
        if line and (line.view, line.line) not in skipped
    }
    one = score(scores, "specimens paragraph boundaries F1")
    one.compare(true, found)
    texts = {_start(line): line.text for line in truth.lines}
    for place in true ^ found:
        kinds = ("boundary", "none") if place in true else ("none", "boundary")
        one.confuse(*kinds, f"{texts.get(place, '?')[:50]} f{place[0]}")


def _start(line: TrueLine) -> Place:
    return line.view, line.line, line.words[0] if line.words else 0


def _ends(document: Document, truth: Truth, scores: Scores) -> None:
    ends = ends_of(document)
    for line in truth.lines:
        if line.end is End.SPACE or line.block is None:
            continue
        name = "specimens drop capitals" if line.end is End.GLUED else "specimens joins right"
        one = score(scores, name)
        stop = line.words[1] if line.words else len(line.text.split())
        found = end_at(ends, line.view, line.line, stop)
        one.add(right=found is line.end, missed=found is not line.end)
        if found is not line.end:
            one.confuse(line.end, found, f"{line.text[-40:]} f{line.view}")


def _order(document: Document, truth: Truth, scores: Scores) -> None:
    """Neighbouring lines of the true text that are neighbours in the reading text."""
    places: dict[tuple[int, int], int] = {}
    for block in blocks_of(document):
        for line in line_texts(block) if block.kind not in {"note", "figure"} else ():
            places.setdefault((line.view, line.line), len(places))
    one = score(scores, "specimens reading order")
    flows = [block for block in truth.blocks if block.kind not in {Kind.NOTE, Kind.FIGURE}]
    lines = [line for block in flows for line in block.lines]
    for before, after in pairwise(lines):
        here, there = places.get((before.view, before.line)), places.get((after.view, after.line))
        if here is None or there is None or before.view != after.view:
            continue
        gap = there - here
        one.add(right=gap in (0, 1), missed=gap not in (0, 1))
        if gap not in (0, 1):
            one.confuse(before.text[:30], after.text[:30], f"f{after.view} {gap}")


def _calls(document: Document, truth: Truth, scores: Scores) -> None:
    """Notes at the foot that a call names."""
    called = {
        inline.note
        for block in blocks_of(document)
        for inline in inlines_of(block)
        if isinstance(inline, NoteCall)
    }
    notes = [block for block in blocks_of(document) if block.kind == "note" and block.id in called]
    found = {(line.view, line.line) for note in notes for line in list(line_texts(note))[:1]}
    true = {
        (block.lines[0].view, block.lines[0].line)
        for block in truth.blocks
        if block.kind is Kind.NOTE and block.place == "foot"
    }
    score(scores, "specimens notes tied F1").compare(true, found)


def conserved(document: Document, scores: Scores) -> None:
    """Every word of the OCR stands once in the reading text or among what was set aside."""
    words: list[tuple[int, int, str]] = []
    for block in blocks_of(document):
        for line in line_texts(block):
            words += ((line.view, line.line, word) for word in line.text.split())
    for aside in reading_of(document).asides:
        words += ((aside.view, aside.line, word) for word in aside.text.split())
    true = [
        (view.order, number, word.text)
        for view in document.views
        for number, line in enumerate(document.text(view.order).lines)
        for word in line.words
    ]
    same = sorted(words) == sorted(true)
    score(scores, "words conserved").add(right=same, missed=not same)


def in_disorder(specimen: Specimen) -> tuple[Document, list[list[str]]]:
    """The specimen with the blocks of every view shuffled, and the true order of the lines of
    each view's text, as the engine read them.
    """
    document = document_of_specimen(specimen)
    random = Random(specimen.book.number)
    texts = {}
    for view in document.views:
        blocks = list(document.text(view.order).blocks)
        random.shuffle(blocks)
        texts[view.order] = replace(document.text(view.order), blocks=tuple(blocks))
    loose = {Kind.NOTE, Kind.FIGURE, Kind.DISPLAY}
    flows = [
        line for block in specimen.truth.blocks if block.kind not in loose for line in block.lines
    ]
    flows = [line for line in flows if line.words is None]
    true = [
        [
            document.text(view.order).lines[line.line].text.rstrip("-")
            for line in flows
            if line.view == view.order
        ]
        for view in document.views
    ]
    return replace(document, source=Texts(texts)), true
