"""What a file is that a person saved: which answer, about which view."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer, NotFound
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.identity import require_document, require_ocr_of, view_of_ocr
from gallica_export.gallica.iiif.annotations import parse_annotations
from gallica_export.gallica.iiif.manifest import parse_manifest
from gallica_export.gallica.images import read_image
from gallica_export.gallica.issues import parse_issues, parse_years
from gallica_export.gallica.pagination import parse_pagination
from gallica_export.gallica.plain_text import parse_plain_text
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.services import Kind
from gallica_export.gallica.toc import parse_toc
from gallica_export.gallica.wire.verification import is_challenge, is_whole, kind_of, root_of

# "f12.xml", "alto.f12.xml", "bpt6k9612399b_f12.jpg"; not "f1n374.pdf", which is 374 views.
_NAMED = re.compile(r"(?:^|[^0-9a-z])f0*([1-9]\d{0,5})(?![0-9a-z])")
# "X0000012.xml", "00000012.jpg", "12.xml": how the BnF numbers the files of a package.
_NUMBERED = re.compile(r"[a-z]?0*([1-9]\d{0,5})\.\w+")
_YEAR = re.compile(rb"""<issues\b[^>]*\sdate=["'](\d{4})["']""")
_ANNOTATED = re.compile(rb"/f([1-9]\d{0,5})/")


class UnrecognisedError(Exception):
    """The file is no answer of the BnF, or not one that can be read. The message says why."""


def recognise(name: str, data: bytes, ark: Ark) -> str:
    """The place in a snapshot that the file ``name`` belongs to: "alto/f12.xml".

    Raises UnrecognisedError for a file that is to be left, and DamagedAnswer for one that is
    another document's, or whose name and content disagree.
    """
    kind = kind_of(data)
    if kind is None:
        raise UnrecognisedError("it is not an answer of the BnF")
    if kind is Kind.HTML:
        place = _html(name, data, ark)
    elif kind is Kind.JSON:
        place = _json(name, data)
    elif kind is Kind.XML:
        return _xml(name, data, ark)
    else:
        return _picture(name, data, kind)
    require_document(data, ark)
    return place


def _readable(parse: Callable[..., Any], *given: Any) -> Any:
    """What a reader makes of a file; an unreadable one is left, and no reason to stop."""
    try:
        return parse(*given)
    except (DamagedAnswer, NotFound) as error:
        raise UnrecognisedError(str(error)) from error


def _xml(name: str, data: bytes, ark: Ark) -> str:
    root = root_of(data).casefold()
    if root == "alto":
        return _alto(name, data, ark)
    if root in ("results", "oai-pmh"):
        _readable(parse_record, data)
        place = "oairecord.xml"
    elif root == "livre":
        _readable(parse_pagination, data)
        place = "pagination.xml"
    elif root == "tei.2" or (root == "tei" and _is_named_toc(name)):
        _readable(parse_toc, data, ark)
        place = "toc.xml"
    elif root == "issues":
        place = _issues(data, ark)
    else:
        raise UnrecognisedError(f"no service of the BnF answers with <{root_of(data)}>")
    require_document(data, ark)
    return place


def _alto(name: str, data: bytes, ark: Ark) -> str:
    view = _view_of_ocr(name, data)
    _readable(parse_alto, data, view)
    require_ocr_of(data, ark, view)
    return f"alto/f{view}.xml"


def _view_of_ocr(name: str, data: bytes) -> int:
    named, numbered, said = _view_named(name), _view_numbered(name), view_of_ocr(data)
    if named:
        return named
    if numbered and said and numbered != said:
        raise DamagedAnswer(f"it is numbered {numbered} and says that it is view {said}")
    return _required(said or numbered, "f12.xml")


def _issues(data: bytes, ark: Ark) -> str:
    require_document(data, ark)  # first: the reader of years would refuse another title's
    year = _YEAR.search(data)
    if year:
        _readable(parse_issues, data)
        return f"issues/{year[1].decode()}.xml"
    _readable(parse_years, data, ark)
    return "issues.xml"


def _html(name: str, data: bytes, ark: Ark) -> str:
    if is_challenge(data):
        raise UnrecognisedError("it is the captcha page, which Gallica sent instead of an answer")
    if _is_named_toc(name):
        _readable(parse_toc, data, ark)
        return "toc.html"
    _readable(parse_plain_text, data)
    view = _view_named(name)
    return f"texteBrut/f{view}.html" if view else "texteBrut.html"


def _json(name: str, data: bytes) -> str:
    try:
        answer = json.loads(data)
    except ValueError as error:
        raise UnrecognisedError("it is not JSON as the BnF writes it") from error
    kind = answer.get("type", answer.get("@type")) if isinstance(answer, dict) else None
    if kind in ("Manifest", "sc:Manifest"):
        _readable(parse_manifest, data)
        return "manifest.json"
    if kind != "AnnotationPage":
        raise UnrecognisedError("it is neither a manifest nor a page of annotations")
    said = _ANNOTATED.search(data)
    view = _required(_view_named(name) or (int(said[1]) if said else None), "f12.json")
    _readable(parse_annotations, data, view)
    return f"annotations/f{view}.json"


def _picture(name: str, data: bytes, kind: Kind) -> str:
    view = _required(_view_named(name) or _view_numbered(name), f"f12.{kind}")
    folder = "thumbnails" if "thumb" in name.casefold() else "images"
    place = f"{folder}/f{view}.{kind}"
    _readable(read_image, place, data)
    if not is_whole(kind, data):
        raise UnrecognisedError("the picture lacks its end")
    return place


def _is_named_toc(name: str) -> bool:
    return PurePosixPath(name).name.casefold().startswith("toc")


def _view_named(name: str) -> int | None:
    found = _NAMED.search(PurePosixPath(name).name.casefold())
    return int(found[1]) if found else None


def _view_numbered(name: str) -> int | None:
    found = _NUMBERED.fullmatch(PurePosixPath(name).name.casefold())
    return int(found[1]) if found else None


def _required(view: int | None, example: str) -> int:
    if view is None:
        raise UnrecognisedError(f"nothing tells of which view it is: give it a name like {example}")
    return view
