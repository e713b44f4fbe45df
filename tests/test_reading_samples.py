"""The words of every recorded OCR are conserved, whatever it looks like; nothing is read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gallica_export.errors import GallicaExportError
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.iiif.annotations import parse_annotations
from gallica_export.model import Document, ViewText
from gallica_export.reading import compose
from tests.conftest import SHARED
from tests.test_reading import document_of, words_of_ocr, words_read
from tests.validators import without_reference_material

FOLDERS = ("samples", "gold/htr-imprime-17e")
_MARKS = (b"<alto", b":alto", b"<ALTO")


def folders_of_ocr() -> list[Path]:
    """The folders with OCR in them, of the samples and the gold pages."""
    found = {path.parent for root in FOLDERS for path in _files(SHARED / root)}
    return sorted(found) or [SHARED]


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.*ml")) + sorted(folder.rglob("*.json")):
        head = path.read_bytes()[:4096]
        if any(mark in head for mark in _MARKS) or b"AnnotationPage" in head:
            yield path


def _read(folder: Path) -> Document:
    texts: list[ViewText] = []
    for path in _files(folder):
        parse = parse_annotations if path.suffix == ".json" else parse_alto
        try:
            texts.append(parse(path.read_bytes(), len(texts) + 1))
        except GallicaExportError:
            continue  # a file that is broken on purpose
    return document_of(*texts)


@pytest.mark.parametrize("folder", folders_of_ocr(), ids=lambda folder: folder.name)
def test_the_words_of_a_sample_are_conserved(folder: Path) -> None:
    """The reading text and what was set aside are exactly the words of the OCR."""
    if folder == SHARED:
        without_reference_material()
    document = compose(_read(folder))
    assert words_read(document) == words_of_ocr(document)


def test_the_words_of_a_real_document_are_conserved(real_document: Document) -> None:
    """A whole book, a booklet and a newspaper keep every word."""
    assert words_read(real_document) == words_of_ocr(real_document)
