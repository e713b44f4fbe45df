"""Documents out of gold data and specimens, held in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.pagination import parse_pagination
from gallica_export.gallica.toc import parse_toc
from gallica_export.model import Attribution, Document, Record, View, ViewText
from tests.press import Specimen

#: The reference material that stands beside the project.
SHARED = Path(__file__).parents[3] / "shared"


class Texts(Struct, frozen=True):
    """A Source that holds the OCR of its views and no pictures."""

    views: Mapping[int, ViewText]

    def text(self, order: int) -> ViewText:
        return self.views.get(order, ViewText(order=order))

    def image_bytes(self, path: str) -> bytes:
        raise KeyError(path)


def document_of(texts: Mapping[int, ViewText], views: tuple[View, ...] | None = None) -> Document:
    """A document in French with this OCR; its views bear no labels unless ``views`` says so."""
    named = tuple(View(order=order, has_ocr=True) for order in sorted(texts))
    return Document(
        ark=Ark.parse("ark:/99999/bpt6k1234567m"),
        record=Record(languages=("fr",)),
        views=views or named,
        attribution=Attribution(
            mention="",
            holder="",
            is_partner=False,
            conditions="",
            licence_of_metadata="",
            licence_name="",
            permalink="",
        ),
        retrieved="2026-11-01T00:00:00Z",
        source=Texts(texts),
    )


def document_of_files(files: Mapping[str, bytes], ark: Ark) -> Document:
    """A document out of the answers of a snapshot, under their paths."""
    texts = {
        (order := int(Path(path).stem[1:])): parse_alto(data, order)
        for path, data in files.items()
        if path.startswith("alto/")
    }
    made = document_of(texts, parse_pagination(files["pagination.xml"]).views)
    if "toc.xml" not in files:
        return made
    contents = parse_toc(files["toc.xml"], ark).entries
    return Document(
        ark=ark,
        record=made.record,
        views=made.views,
        contents=contents,
        attribution=made.attribution,
        retrieved=made.retrieved,
        source=made.source,
    )


def document_of_specimen(specimen: Specimen) -> Document:
    return document_of_files(specimen.snapshot_files(images=False), specimen.ark)


def document_of_snapshot(name: str) -> Document:
    """One of the real documents of the reference material."""
    folder = SHARED / "snapshots" / name
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.xml")
    }
    return document_of_files(files, Ark.parse(f"ark:/12148/{name}"))
