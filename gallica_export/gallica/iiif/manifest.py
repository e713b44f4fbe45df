"""IIIF manifests, versions 2 and 3: views, labels, metadata and contents in one answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer, NotAnArk
from gallica_export.gallica.iiif import (
    address_of,
    as_list,
    as_object,
    as_text,
    parse_json,
    texts_of,
    view_of,
)
from gallica_export.gallica.iiif.ranges import entries_of
from gallica_export.gallica.labels import numbering_of
from gallica_export.model import Notice, NoticeKind, TocEntry, View

_WHAT = "the manifest"
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?) ?%")
_LARGEST = 1 << 20  # beyond the side of any image
_Json = dict[str, object]


class Manifest(Struct, frozen=True, kw_only=True):
    """What a manifest says of a document."""

    ark: Ark
    #: The manifest's own label, which is often the shelfmark.
    label: str
    title: str
    views: tuple[View, ...]
    #: Labels and their values in the manifest's order, in French where it has it.
    metadata: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: Mean OCR quality in percent, 0 to 100; None if not said.
    ocr_rate: float | None = None
    contents: tuple[TocEntry, ...] = ()
    #: View → address of its ALTO. Whoever asks there has to judge the host first.
    alto: dict[int, str] = field(default_factory=dict)
    #: View → address of its page of word annotations.
    annotations: dict[int, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether some view has OCR to offer."""
        return bool(self.alto or self.annotations)


def parse_manifest(data: bytes) -> Manifest:
    """The manifest of a document; canvases of sound and film, which are no views, are left out.

    Raises DamagedAnswer.
    """
    answer = parse_json(data, what=_WHAT)
    canvases = _canvases(answer)
    placed, notices = _placed(canvases)
    metadata = tuple(_metadata(answer))
    label = next(iter(texts_of(answer.get("label"))), "")
    return Manifest(
        ark=_ark([answer, *canvases]),
        label=label,
        title=next(_values(metadata, "titre", "title"), label),
        views=tuple(_view(order, canvas) for order, canvas in placed.items()),
        metadata=metadata,
        ocr_rate=_rate(_values(metadata, "taux ocr", "ocr rate")),
        contents=entries_of(answer.get("structures"), what=_WHAT),
        alto=_addresses(placed, "seeAlso", _is_alto),
        annotations=_addresses(placed, "annotations", bool),
        notices=tuple(notices),
    )


def _canvases(answer: _Json) -> list[_Json]:
    """The canvases: `items` in version 3, those of the first sequence in version 2."""
    sequence = as_object(next(iter(as_list(answer.get("sequences"))), None))
    found = answer.get("items", sequence.get("canvases"))
    if isinstance(found, list):
        return [as_object(canvas) for canvas in found]
    said = as_text(answer.get("error")) or as_text(answer.get("reason"))
    raise DamagedAnswer(
        f"{_WHAT} is an error of the service: {said[:200]}" if said else f"{_WHAT} has no canvases"
    )


def _placed(canvases: list[_Json]) -> tuple[dict[int, _Json], list[Notice]]:
    """View → canvas, in ascending order."""
    placed: dict[int, _Json] = {}
    notices: list[Notice] = []
    without = 0
    for canvas in canvases:
        order = _order(canvas)
        if order is None:
            without += 1
        elif order in placed:
            notices.append(
                Notice(NoticeKind.VIEW_REPEATED, f"{_WHAT} has view {order} twice", order)
            )
        else:
            placed[order] = canvas
    if without:
        message = f"{without} canvases of {_WHAT} are no views: sound or film, perhaps"
        notices.append(Notice(NoticeKind.CANVASES_SKIPPED, message))
    return dict(sorted(placed.items())), notices


def _view(order: int, canvas: _Json) -> View:
    label, numbering = numbering_of(next(iter(texts_of(canvas.get("label"))), ""))
    return View(
        order=order,
        label=label,
        numbering=numbering,
        width=_side(canvas.get("width")),
        height=_side(canvas.get("height")),
    )


def _order(canvas: _Json) -> int | None:
    """The view that the canvas names, or its image; sound and film name none."""
    addresses = [address_of(canvas), *map(address_of, _images(canvas))]
    return next(filter(None, map(view_of, addresses)), None)


def _images(canvas: _Json) -> Iterator[object]:
    """The images that are painted on a canvas, and their services."""
    pages = [as_object(page) for page in as_list(canvas.get("items"))]
    painted = [as_object(one).get("body") for page in pages for one in as_list(page.get("items"))]
    painted += [as_object(one).get("resource") for one in as_list(canvas.get("images"))]
    for image in painted:
        yield image
        yield from as_list(as_object(image).get("service"))


def _side(value: object) -> int:
    """A length in pixels; 0 if it is not said, or impossible."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return round(value) if 0 < value < _LARGEST else 0


def _metadata(answer: _Json) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pair in map(as_object, as_list(answer.get("metadata"))):
        label = next(iter(texts_of(pair.get("label"))), "")
        values = texts_of(pair.get("value"))
        if label and values:
            yield label, values


def _values(metadata: Iterable[tuple[str, tuple[str, ...]]], *labels: str) -> Iterator[str]:
    return (value for label, values in metadata if label.casefold() in labels for value in values)


def _rate(values: Iterable[str]) -> float | None:
    """The first percentage between 0 and 100: 92.79 for "92.79 %"."""
    found = (_PERCENT.fullmatch(value) for value in values)
    rates = (float(match[1].replace(",", ".")) for match in found if match)
    return next((rate for rate in rates if rate <= 100), None)


def _addresses(
    placed: dict[int, _Json], member: str, is_wanted: Callable[[_Json], bool]
) -> dict[int, str]:
    """View → the first web address in a member of its canvas."""
    found: dict[int, str] = {}
    for order, canvas in placed.items():
        for resource in map(as_object, as_list(canvas.get(member))):
            address = address_of(resource)
            if is_wanted(resource) and address.startswith(("https://", "http://")):
                found.setdefault(order, address)
    return found


def _is_alto(resource: _Json) -> bool:
    said = as_text(resource.get("profile")).casefold()
    return "alto" in said or (not said and as_text(resource.get("format")) == "application/xml")


def _ark(resources: list[_Json]) -> Ark:
    for resource in resources:
        try:
            return Ark.parse(address_of(resource))
        except NotAnArk:
            continue
    raise DamagedAnswer(f"{_WHAT} does not say which document it describes")
