"""The text and the pictures of a document, read from its snapshot when they are asked for."""

from __future__ import annotations

import re
from functools import partial

from msgspec import Struct

from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.alto.scale import Size
from gallica_export.gallica.answers import read_kept
from gallica_export.gallica.iiif.annotations import parse_annotations
from gallica_export.gallica.plain_text import parse_plain_text
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import Box, Line, Notice, TextBlock, View, ViewText, Word

_PLAIN_VIEW = re.compile(r"texteBrut/f([0-9]+)\.html\Z")
#: Plain text says what stands on a view, not where.
_NOWHERE = Box(0, 0, 0, 0)


class SnapshotSource(Struct, frozen=True):
    """A `Source` that reads the best there is of each view: ALTO, annotations, plain text."""

    snapshot: Snapshot
    #: The views' plain texts, where a person saved them.
    plain: dict[int, ViewText]
    #: The width and height of the views' master images.
    sizes: dict[int, Size]
    #: What was odd in a plain text of the whole document.
    notices: tuple[Notice, ...] = ()

    def has(self, order: int) -> bool:
        """Whether there is any text of the view, empty or not."""
        places = (_alto(order), _annotations(order))
        return order in self.plain or any(self.snapshot.has(place) for place in places)

    def was_told(self, order: int) -> bool:
        """Whether the snapshot has the OCR of the view, or the word that there is none."""
        places = ("texteBrut.html", _alto(order), _annotations(order))
        return order in self.plain or any(map(self.snapshot.knows, places))

    def text(self, order: int) -> ViewText:
        """The OCR of a view; empty where the snapshot has none."""
        if self.snapshot.has(_alto(order)):
            reader = partial(parse_alto, order=order, master=self.sizes.get(order))
            return read_kept(self.snapshot, _alto(order), reader)
        if self.snapshot.has(_annotations(order)):
            reader = partial(parse_annotations, order=order)
            return read_kept(self.snapshot, _annotations(order), reader)
        return self.plain.get(order, ViewText(order=order))

    def image_bytes(self, path: str) -> bytes:
        """The bytes of a picture in the snapshot."""
        return self.snapshot.read(path)


def source_of(snapshot: Snapshot, views: tuple[View, ...]) -> SnapshotSource:
    """The source that reads ``snapshot``, whose document has these views."""
    plain: dict[int, ViewText] = {}
    notices: tuple[Notice, ...] = ()
    if snapshot.has("texteBrut.html"):
        whole = read_kept(snapshot, "texteBrut.html", parse_plain_text)
        plain = {order: _from_paragraphs(order, text) for order, text in whole.views.items()}
        notices = whole.notices
    for path in snapshot.paths:
        found = _PLAIN_VIEW.match(path)
        if found:
            page = read_kept(snapshot, path, parse_plain_text)
            plain[int(found[1])] = _from_paragraphs(int(found[1]), page.paragraphs)
    sizes = {view.order: (view.width, view.height) for view in views}
    return SnapshotSource(snapshot, plain, sizes, notices)


def _alto(order: int) -> str:
    return f"alto/f{order}.xml"


def _annotations(order: int) -> str:
    return f"annotations/f{order}.json"


def _from_paragraphs(order: int, paragraphs: tuple[str, ...]) -> ViewText:
    """A view's text without places: each paragraph a block of one line."""
    return ViewText(order=order, blocks=tuple(_block(paragraph) for paragraph in paragraphs))


def _block(paragraph: str) -> TextBlock:
    words = tuple(Word(word, _NOWHERE) for word in paragraph.split())
    return TextBlock((Line(words, _NOWHERE),), _NOWHERE)
