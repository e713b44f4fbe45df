"""The whole document, and where its many bytes come from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.model.contents import TocEntry
from gallica_export.model.credit import Attribution, Notice
from gallica_export.model.inlines import PageBreak
from gallica_export.model.reading import Reading, Section
from gallica_export.model.record import Record
from gallica_export.model.views import Image, View, ViewText
from gallica_export.text import ranges

#: Languages that are written from right to left.
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "fa", "he", "ota", "syr", "ur", "yi"})


class Source(Protocol):
    """Where a document's many bytes come from, one view at a time."""

    def text(self, order: int) -> ViewText:
        """The OCR of a view; empty for a view without OCR."""

    def image_bytes(self, path: str) -> bytes:
        """The bytes of a picture, by `Image.path`."""


class Document(Struct, frozen=True, kw_only=True):
    """One document of Gallica, assembled from a snapshot."""

    ark: Ark
    record: Record
    views: tuple[View, ...]
    #: How many views Gallica has of it: more than `views` in an extract.
    total_views: int
    contents: tuple[TocEntry, ...] = ()
    attribution: Attribution
    notices: tuple[Notice, ...] = ()
    #: When the last of the answers was fetched, "2026-11-20T10:11:12Z"; the date of the edition.
    retrieved: str
    #: The gateways that the answers came through, sorted: ("gallica",).
    gateways: tuple[str, ...] = ()
    #: The reading text; empty until `reading.compose` has made it.
    reading: Reading = Reading()
    #: Who corrected the reading text and added to it, as they name themselves.
    editors: tuple[str, ...] = ()
    source: Source

    @property
    def name(self) -> str:
        """The ARK's name: that of every output file and folder."""
        return self.ark.name

    @property
    def title(self) -> str:
        """The title of the work; its ARK where the record has none."""
        return self.record.main_title or str(self.ark)

    @property
    def language(self) -> str:
        """BCP 47 tag of the main language; "und" if the record names none."""
        return self.record.languages[0] if self.record.languages else "und"

    @property
    def direction(self) -> str:
        """The direction of the main language: "rtl" from right to left, else "ltr"."""
        return "rtl" if self.language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"

    @property
    def is_extract(self) -> bool:
        """Whether this is a part of the document: some of its views, and not all."""
        return 0 < len(self.views) < self.total_views

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The runs of views that follow each other, first and last: ((1, 20), (35, 35))."""
        return ranges(view.order for view in self.views)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the reading; where it has none, one that holds the views."""
        if self.reading.sections or not self.views:
            return self.reading.sections
        breaks = tuple(PageBreak(view.order) for view in self.views)
        return (Section(id="s1", view=self.views[0].order, level=1, blocks=breaks),)

    def pictures(self) -> Iterator[tuple[str, Image]]:
        """All pictures, each with its place in an edition: "thumbnails/f1.jpg"."""
        for view in self.views:
            for folder, image in (("thumbnails", view.thumbnail), ("images", view.image)):
                if image:
                    yield f"{folder}/{view.id}.{image.extension}", image

    def text(self, order: int) -> ViewText:
        """The OCR of view ``order``: blocks, lines and words with their boxes."""
        return self.source.text(order)

    def image_bytes(self, image: Image) -> bytes:
        """The picture's bytes, as the service sent them."""
        return self.source.image_bytes(image.path)

    def view(self, order: int) -> View:
        """The view with this number; raises KeyError if the edition does not have it."""
        place = bisect_left(self.views, order, key=lambda view: view.order)
        if place == len(self.views) or self.views[place].order != order:
            raise KeyError(order)
        return self.views[place]
