from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.lint import lint
from gallica_export.model import (
    Added,
    Correction,
    Document,
    End,
    LineText,
    Note,
    PageBreak,
    Paragraph,
    Reading,
    Section,
)
from gallica_export.output import OutputFile, save
from gallica_export.reading import compose
from gallica_export.templating import Templates
from gallica_export.words import Mark, fingerprint, fingerprint_of, flow_of, lines_of_words
from gallica_export.writers.table import WRITERS
from tests.documents import small_document
from tests.drawn import documents, hostile_document
from tests.words_of_formats import OF_FORMAT, checksum, lines, mark

SPECIMENS = Path(__file__).parent.parent / "gallica_export" / "specimen"
TEMPLATES = Templates()
each_format = pytest.mark.parametrize("format_", OF_FORMAT)


def written(format_: str, document: Document) -> list[OutputFile]:
    return list(WRITERS[format_](document, TEMPLATES))


def lines_of_model(document: Document) -> list[str]:
    return [
        " ".join([name, *words]) + "\n" for name, words in lines_of_words(flow_of(document.reading))
    ]


def check(document: Document, formats: Iterable[str] = OF_FORMAT) -> None:
    """Fail unless each format has the words of ``document``, line by line, and their checksum."""
    expected = lines_of_model(document)
    found = fingerprint_of(document.reading)
    assert checksum(expected) == (found.value if found else None)
    for format_ in formats:
        has, tells = OF_FORMAT[format_](written(format_, document))
        assert has == expected, format_
        assert tells == checksum(expected), format_


def corrected_document() -> Document:
    """The small document as a person left it: words corrected, struck out, supplied and added."""
    document = small_document()
    title, foreword, plate = document.reading.sections
    page, paragraph, *rest = foreword.blocks
    assert isinstance(paragraph, Paragraph)
    first, second, call, third, *others = paragraph.inlines
    assert isinstance(first, LineText)
    assert isinstance(second, LineText)
    corrected = (
        Correction((first,), "Ce livre <est> long", End.SPACE),
        Correction((second,), ""),
        Correction((), "sup", End.GLUED),
        Added("plé*é*"),
        Added("ici", rend="bold", end=End.GLUED),
        Added(", là", href="https://example.org/"),
        *(call, third, *others),
    )
    blocks = (page, structs.replace(paragraph, inlines=corrected), *rest)
    sections = (title, structs.replace(foreword, blocks=blocks), plate)
    added = Paragraph("p9", (Added("Avant l’édition."),))
    front = Section(id="front", view=1, level=1, title="Introduction", blocks=(added,))
    reading = structs.replace(document.reading, sections=(front, *sections))
    return structs.replace(document, reading=reading, editors=("Une Éditrice",))


@given(documents())
def test_all_formats_have_the_same_words_on_the_same_pages(document: Document) -> None:
    """Words taken out of any finished format by a stranger are the same, in order, page by page,
    and have the checksum that each format tells.
    """
    check(document)


@pytest.mark.parametrize(
    "make", [small_document, hostile_document, corrected_document], ids=lambda make: make.__name__
)
def test_a_small_document_has_the_same_words_in_all_formats(make: object) -> None:
    """Every kind of block and of hostile field leaves the words of all formats the same."""
    assert callable(make)
    check(make())


def test_the_specimen_has_the_same_words_in_all_formats() -> None:
    """The bundled specimen has the same words on the same pages in every format."""
    folder = next(path for path in SPECIMENS.iterdir() if path.is_dir())
    check(compose(assemble(Snapshot.open(folder), images="none")))


def test_a_real_document_has_the_same_words_in_all_formats(real_document: Document) -> None:
    """A document of the BnF has the same words on the same pages in every format."""
    assert len(lines_of_model(real_document)) > 2
    check(real_document)


def test_the_words_of_the_small_document_are_as_defined() -> None:
    """A word that runs on over a page turn stands where it begins, and notes stand last."""
    assert lines_of_model(small_document()) == [
        "f2 LE PETIT LIVRE par un Anonyme\n",
        "f3 AVANT-PROPOS. Ce livre est petit ; peut-être trop (1). On l’a parcouru\n",
        "f4 en un jour <& cela suffit>. In fine. Sous le ciel gris le vent écrit un 1 deux 2 "
        "CHOCOLAT LEGRIS Rue du Bac, 3.\n",
        "f5 Fig. 1. — Un œuf.\n",
        "n1 (1) Voyez la fin.\n",
    ]


def test_a_text_without_words_has_no_checksum() -> None:
    """Nothing is told of words where there are none."""
    assert fingerprint([Mark("f1"), "\n", Mark("f2"), " "]) is None


def test_a_checksum_is_short_for_people_and_whole_for_programs() -> None:
    """People read the first 16 digits, programs all 64."""
    found = fingerprint(["un mot"])
    assert found
    assert found.number == 2
    assert found.value.startswith("sha256:" + found.short.replace(" ", ""))
    assert len(found.sha256) == 64


def test_notes_are_sorted_by_number() -> None:
    """Note 2 counts before note 10, wherever they stand."""
    blocks = (
        PageBreak(1),
        Note("n10", "foot", (LineText("dix", 1, 1),)),
        Note("n2", "foot", (LineText("deux", 1, 2),)),
        Paragraph("p1", (LineText("texte", 1, 0),)),
    )
    reading = Reading(sections=(Section(id="s1", view=1, level=1, blocks=blocks),))
    said = [f"{name} {' '.join(words)}" for name, words in lines_of_words(flow_of(reading))]
    assert said == ["f1 texte", "n2 deux", "n10 dix"]


@given(st.lists(st.sampled_from(["a", "b c", " ", "\n", "d ", " e", "", Mark("f1"), Mark("f2")])))
def test_the_definition_is_read_in_one_pass(flow: list[str | Mark]) -> None:
    """Stretches of text cut anywhere give the lines that the whole text gives."""
    text = "".join(mark(piece.name) if isinstance(piece, Mark) else piece for piece in flow)
    said = [" ".join([name, *words]) + "\n" for name, words in lines_of_words(flow)]
    assert said == lines(text, {})


@each_format
@given(document=documents())
def test_lint_finds_the_words_as_they_are_told(
    tmp_path_factory: pytest.TempPathFactory, format_: str, document: Document
) -> None:
    """Lint never doubts the words of an edition that the program has just made."""
    folder = tmp_path_factory.mktemp("made")
    (path,) = save(written(format_, document), folder)
    assert "words-differ" not in {finding.code for finding in lint(path)}


def test_the_words_are_counted_in_no_time(real_document: Document) -> None:
    """The checksum costs less than 0.1 ms a view with text, of a CPU that does nothing else."""
    spent = []
    for _ in range(5):
        began = process_time()
        fingerprint_of(real_document.reading)
        spent.append(process_time() - began)
    words = sum(len(words) for _, words in lines_of_words(flow_of(real_document.reading)))
    assert min(spent) / words < 0.0001 / 100  # 100 words are a quarter of a page
