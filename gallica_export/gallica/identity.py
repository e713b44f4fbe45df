"""Which document, and which view of it, an answer says that it belongs to.

A server under strain, or a person with many open tabs, mixes answers up; the bytes tell.
"""

from __future__ import annotations

import re

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer

_HEAD = 65_536
_ARK = re.compile(rb"ark:/?(\d{5})/([0-9a-z]{5,})")
_UPN = re.compile(rb"<idUPN>\s*((?:bpt6k|btv1b|bd6t)[0-9a-z]+)\s*<")
_PARENT = re.compile(rb"""\sparentArk=["'](?:ark:/?\d{5}/)?(cb[0-9a-z]+)""")
_OCR_OF = re.compile(rb"<fileIdentifier>\s*ark:/?\d{5}/[0-9a-z]+/f(\d+)\s*<")
_OCR_NUMBER = re.compile(
    rb"""<alto\b[^>]*?\sID=["']alto\.(\d+)["']|<documentIdentifier\b[^>]*>\s*(\d+)\s*<"""
)
_OCR_FILE = re.compile(rb"<fileName>[^<]*?(\d+)\.\w+\s*<")
_PRINTED = re.compile(r"bpt6k0*(\d+)[0-9a-z]\Z")


def require_document(body: bytes, ark: Ark) -> None:
    """Raise DamagedAnswer if ``body`` names documents, and ``ark`` is not among them.

    Records of the catalogue (cb…) do not count: every answer may name them.
    """
    named = {
        f"ark:/{naan.decode()}/{name.decode()}"
        for naan, name in _ARK.findall(body)
        if not name.startswith(b"cb") or ark.is_periodical
    }
    bare = _UPN.findall(body[:_HEAD]) + _PARENT.findall(body[:_HEAD])
    named |= {f"ark:/{ark.naan}/{name.decode()}" for name in bare}
    if named and str(ark) not in named:
        raise DamagedAnswer(f"it belongs to {min(named)}, not to {ark}")


def require_ocr_of(body: bytes, ark: Ark, view: int | None) -> None:
    """Raise DamagedAnswer if an ALTO file says that it is another document's or another view's."""
    require_document(body[:_HEAD], ark)
    found, printed = _OCR_NUMBER.search(body[:_HEAD]), _PRINTED.match(ark.name)
    number = (found[1] or found[2]).decode().lstrip("0") if found else ""
    if found and printed and number != printed[1]:
        raise DamagedAnswer(f"it is the OCR of document {number}, not of {ark}")
    said = _OCR_OF.search(body[:_HEAD])
    if said and view is not None and int(said[1]) != view:
        raise DamagedAnswer(f"it is the OCR of view {int(said[1])}, not of view {view}")


def view_of_ocr(body: bytes) -> int | None:
    """The view that an ALTO file is the OCR of, by its identifier or its image's name."""
    said = _OCR_OF.search(body[:_HEAD]) or _OCR_FILE.search(body[:_HEAD])
    return int(said[1]) if said else None
