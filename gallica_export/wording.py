"""Sentences of an edition that depend on what they speak of, in the words of its language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from gallica_export.model import Document, Notice, Numbering, View, is_added


class Wording(Struct, frozen=True):
    """The words of the interface in one language, and what is made of them.

    Each method is a filter of the templates under its own name.
    """

    lang: str
    #: "shared/fr.toml", read.
    words: Mapping[str, Any]

    def ocr_rate(self, rate: float | None) -> str:
        """How good the OCR is, 97.5 percent as the language writes it: "97,5 %"."""
        if rate is None:
            return self._say("ocr_unknown")
        if rate == 0:
            return self._say("ocr_none")
        digits = f"{rate:.1f}".removesuffix(".0")
        point = "," if self.lang == "fr" else "."
        return self._say("ocr_rate", rate=digits.replace(".", point))

    def view_name(self, view: View) -> str:
        """The full name of a view: "page 12 (vue 20)", "plat sup. (vue 1)", "vue 3"."""
        number = self._say("view_number", n=view.order)
        if view.label is None:
            return number
        if view.numbering is Numbering.OTHER:
            return f"{view.label} ({number})"
        return self._say("page_and_view", label=view.label, n=view.order)

    def page_name(self, view: View) -> str:
        """The short name of a view: "page 12", "plat sup.", "vue 3"."""
        if view.label is None:
            return self._say("view_number", n=view.order)
        if view.numbering is Numbering.OTHER:
            return view.label
        return self._say("page_number", label=view.label)

    def notice(self, notice: Notice) -> str:
        """What a notice says, and of which view."""
        sentence: str = self.words["notice"][notice.kind]
        view = f" ({self._say('view_number', n=notice.view)})" if notice.view else ""
        return sentence + view

    def extract(self, document: Document) -> str:
        """Which views an extract has: "Extrait : vues 5 à 7 et 9 sur 20"."""
        *others, last_range = [
            str(first) if first == last else self._say("range", first=first, last=last)
            for first, last in document.ranges
        ]
        views = f" {self._say('and')} ".join(filter(None, (", ".join(others), last_range)))
        message = "extract" if len(document.views) > 1 else "extract_of_one"
        return self._say(message, views=views, total=document.total_views)

    def changes(self, document: Document) -> str:
        """What was done to the text of a document, and by whom."""
        names = ", ".join(document.editors)
        by = self._say("changes_by", names=names) if names else ""
        reading = document.reading
        said = [
            self._say("changes_corrected", by=by)
            if reading.is_corrected
            else self._say("changes_text")
        ]
        if any(map(is_added, reading.blocks())):
            said.append(self._say("changes_added", by=by))
        return " ".join(said)

    def conditions(self, document: Document) -> str:
        """What may be done with the images and the text of a document."""
        restrictions = document.record.restrictions
        if restrictions:
            return self._say("conditions_restricted", rights=" ; ".join(restrictions))
        return self._say(
            "conditions_images_text" if document.attribution.conditions else "conditions_own"
        )

    def _say(self, message: str, **values: object) -> str:
        said: str = self.words[message]
        return said.format_map(values)
