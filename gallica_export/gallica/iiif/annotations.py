"""IIIF annotations: the OCR of one view as the public IIIF service gives it, a word at a time."""

from __future__ import annotations

import math
import re

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.iiif import (
    address_of,
    as_list,
    as_object,
    as_text,
    parse_json,
    view_of,
)
from gallica_export.gallica.iiif.layout import blocks_of
from gallica_export.model import Box, Notice, NoticeKind, ViewText, Word

_NUMBER = r"([0-9]{1,7}(?:\.[0-9]{1,20})?)"
_PIXELS = re.compile(rf"(?:^|[#&])xywh=(?:pixel:)?{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}(?:$|&)")
_LARGEST = 1 << 20  # beyond the side of any image


def parse_annotations(data: bytes, order: int) -> ViewText:
    """The OCR of view ``order`` from a Presentation 3 AnnotationPage with an annotation a word.

    Boxes are in pixels of the canvas, which the BnF gives the size of the master image. The lines
    and blocks are rebuilt from the words; the page knows of no others. A page without ``items`` is
    that of a view without OCR.

    Raises DamagedAnswer.
    """
    what = f"the annotations of view {order}"
    page = parse_json(data, what=what)
    if page.get("type") != "AnnotationPage":
        raise DamagedAnswer(f"{what} are not an AnnotationPage")
    items = page.get("items", [])
    if not isinstance(items, list):
        raise DamagedAnswer(f"{what} are not a list")
    found = [_word(as_object(item), order, what) for item in items]
    words = [word for word in found if word is not None]
    notices = _lost(len(found) - len(words), order)
    return ViewText(order=order, blocks=blocks_of(words), notices=notices)


def _word(annotation: dict[str, object], order: int, what: str) -> Word | None:
    """The word that an annotation gives, with its box; None if it lacks one of them."""
    text = _text(annotation)
    for target in as_list(annotation.get("target")):
        canvas, *selectors = _addressed(target)
        if view_of(canvas) not in (order, None):
            raise DamagedAnswer(f"{what} speak of view {view_of(canvas)}")
        box = next(filter(None, map(_box, (canvas, *selectors))), None)
        if text and box:
            return Word(text, box)
    return None


def _text(annotation: dict[str, object]) -> str:
    texts = (as_text(as_object(body).get("value")) for body in as_list(annotation.get("body")))
    return next(filter(None, texts), "")


def _addressed(target: object) -> list[str]:
    """The address of the canvas, with its fragment if it has one, and the values of selectors."""
    resource = as_object(target)
    selectors = map(as_object, as_list(resource.get("selector")))
    values = (as_text(selector.get("value")) for selector in selectors)
    return [address_of(resource.get("source", target)), *values]


def _box(fragment: str) -> Box | None:
    """The box of a media fragment "xywh=10,20,30,40", in whole pixels; None if it has none."""
    found = _PIXELS.search(fragment)
    if not found:
        return None
    x, y, width, height = map(float, found.groups())
    left, top = math.floor(x), math.floor(y)
    box = Box(left, top, math.ceil(x + width) - left, math.ceil(y + height) - top)
    return box if max(box.right, box.bottom) < _LARGEST else None


def _lost(count: int, order: int) -> tuple[Notice, ...]:
    if not count:
        return ()
    message = f"{count} annotations of view {order} have no text or no box in pixels"
    return (Notice(NoticeKind.ANNOTATIONS_SKIPPED, message, order),)
