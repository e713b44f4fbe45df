"""The rows of a table of contents, before they are nested, and where they point to."""

from __future__ import annotations

import re

from lxml import etree
from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.errors import NotAnArk
from gallica_export.gallica.xml import all_text
from gallica_export.model import TocTarget
from gallica_export.text import clean_text

# "FOREIGN(9736027/000011.jp2)", "FOREIGN (5518984/000002.TIF)": document number and view
_FOREIGN = re.compile(
    r"FOREIGN\s*\(\s*(?:NUMM-|IFN-)?0*([0-9a-z]{4,12})\s*/\s*0*([1-9]\d{0,5})(?:\.\w+)?\s*\)",
    re.IGNORECASE,
)
_VIEW_IN_ADDRESS = re.compile(r"(?:^|/)f([1-9]\d{0,5})(?:n\d+)?(?=[./?#]|$)")
_PRINTED = "bpt6k"
_ONE_LABEL = r"[\[(]?(?:\d{1,5}|[ivxlcdm]{1,12})[\])]?"
_LABEL = re.compile(
    rf"(?:p\.|pp\.|pages?)?\s*{_ONE_LABEL}(?:\s*(?:[-–,;/]|et|à)\s*{_ONE_LABEL})?\.?", re.IGNORECASE
)


class Row(Struct):
    """One line of the contents; levels count from 0."""

    level: int
    title: str
    targets: list[TocTarget]


def without_leader(text: str) -> str:
    """``text`` without the dots that lead to a page number; an ellipsis at its end stays."""
    stripped = text.rstrip(" .…·_")
    return stripped if len(text) - len(stripped) > 3 else text.rstrip(" ,;")


def is_label(text: str) -> bool:
    """Whether ``text`` is a page number, or two: "321", "XII", "246 à 253"."""
    return _LABEL.fullmatch(text) is not None


class Targets:
    """Makes targets from links, as seen from one document."""

    def __init__(self, ark: Ark, number: str) -> None:
        """``number`` is the document's number as the contents themselves name it, if they do."""
        self.ark = ark
        # Only a printed document's ARK tells its number; any other has to be believed.
        own = ark.name[len(_PRINTED) : -1] if ark.name.startswith(_PRINTED) else number
        self.number = own.lstrip("0")

    def of_reference(self, element: etree._Element) -> TocTarget:
        """The target of a TEI ``xref``, whose text is the printed label."""
        label = clean_text(all_text(element)) or None
        first = _FOREIGN.search(element.get("from", ""))
        if first is None:
            return TocTarget(label=label)
        last = _FOREIGN.search(element.get("to", ""))
        view = int(first[2])
        is_range = last is not None and last[1] == first[1] and int(last[2]) > view
        return TocTarget(
            view=view,
            label=label,
            last=int(last[2]) if last and is_range else None,
            ark=self._document(first[1].lower()),
        )

    def of_anchor(self, element: etree._Element) -> TocTarget | None:
        """The target of an HTML link; None if it leads to no view.

        Its text is the label if it looks like one, and a title if not.
        """
        address = element.get("href", "")
        found = _VIEW_IN_ADDRESS.search(address)
        if found is None:
            return None
        try:
            ark = Ark.parse(address) if "ark:" in address.replace("%3A", ":") else self.ark
        except NotAnArk:
            return None
        text = clean_text(all_text(element))
        return TocTarget(
            view=int(found[1]),
            label=text if is_label(text) else None,
            ark=None if ark == self.ark else ark,
        )

    def _document(self, number: str) -> Ark | None:
        if not self.number or number == self.number:
            return None
        return Ark.of_document_number(number, naan=self.ark.naan)
