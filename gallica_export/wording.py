"""Sentences of an edition that depend on what they speak of, in the words of its language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from gallica_export.citation import Citation, Part
from gallica_export.model import Document, Notice, Numbering, Record, Summary, View, is_added
from gallica_export.text import ranges


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
        return self._say("ocr_rate", rate=self._decimal(rate))

    def recognition(self, document: Document) -> str:
        """How good the OCR of a document is: as its record says, else as its views do."""
        return self.recognised(Summary.of(document))

    def recognised(self, summary: Summary) -> str:
        """How good the OCR of a document of a collection is, in the same way."""
        said, measured, n = summary.ocr_rate, summary.ocr_measured, summary.ocr_measured_views
        if said or not summary.has_text:
            return self.ocr_rate(said)
        if measured is None:
            return self.ocr_rate(None)
        message = "ocr_measured" if n > 1 else "ocr_measured_on_one"
        return self._say(message, rate=self._decimal(measured), n=n)

    def _decimal(self, number: float) -> str:
        point = "," if self.lang == "fr" else "."
        return f"{number:.1f}".removesuffix(".0").replace(".", point)

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
        if notice.views:
            return f"{sentence} ({self._several(notice.views)})"
        view = f" ({self._say('view_number', n=notice.view)})" if notice.view else ""
        return sentence + view

    def extract(self, document: Document) -> str:
        """Which views an extract has: "Extrait : vues 5 à 7 et 9 sur 20"."""
        views = self._runs(document.ranges)
        message = "extract" if len(document.views) > 1 else "extract_of_one"
        return self._say(message, views=views, total=document.total_views)

    def changes(self, document: Document) -> str:
        """What was done to the text of a document, if the edition has any, and by whom."""
        names = ", ".join(document.editors)
        by = self._say("changes_by", names=names) if names else ""
        reading = document.reading
        if reading.is_corrected:
            said = [self._say("changes_corrected", by=by)]
        else:
            said = [self._say("changes_text" if reading.has_text else "changes_no_text")]
        if any(map(is_added, reading.blocks())):
            said.append(self._say("changes_added", by=by))
        return " ".join(said)

    def conditions(self, document: Document) -> str:
        """What may be done with the images and the text of a document."""
        restrictions = document.record.restrictions
        if restrictions:
            own = document.record.values_in("rights", self.lang)
            rights = [value for value in restrictions if value in own] or restrictions
            return self._say("conditions_restricted", rights=" ; ".join(rights))
        return self._say(
            "conditions_images_text" if document.attribution.conditions else "conditions_own"
        )

    def described(self, record: Record) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
        """The elements of a record for readers: of each value its text and its BCP 47 tag or none.

        Languages are named; of what the record says in several languages, one is told.
        """
        for name, _ in record.dublin_core:
            if name == "language" and record.languages:
                yield name, [(self.language_name(tag), self.lang) for tag in record.languages]
            else:
                values = record.values_in(name, self.lang)
                yield name, [(value, record.language_of(name, value)) for value in values]

    def language_name(self, tag: str) -> str:
        """The name of the language with this BCP 47 tag; for a rare one the tag itself."""
        name: str = self.words["languages"].get(tag.partition("-")[0], tag)
        return name

    def listed(self, names: Iterable[str]) -> str:
        """Names one after another: "A, B et C"."""
        *others, last = names
        return f" {self._say('and')} ".join(filter(None, (", ".join(others), last)))

    def cited_note(self, cited: Citation) -> str:
        """What a citation says beside its fields: source, ARK, view, and who else had a part."""
        said = [cited.mention, cited.ark]
        if cited.view:
            said.append(self.view_name(cited.view))
        said += [
            f"{person.role or self._say('contributor')}{self._say('colon')}{person.name}"
            for person in cited.people
            if person.part in (Part.ILLUSTRATOR, Part.CONTRIBUTOR)
        ]
        if cited.editors:
            said.append(self._say("edited_by", names=", ".join(cited.editors)))
        return ". ".join(said)

    def type_name(self, kind: str) -> str:
        """The name of one of the BnF's sets of types; for one without, of the wider set, or itself.

        "periodiques:fascicules" is "issue of a periodical".
        """
        names = self.words["types"]
        name: str = names.get(kind) or names.get(kind.partition(":")[0], kind)
        return name

    def _several(self, views: tuple[int, ...]) -> str:
        if len(views) == 1:
            return self._say("view_number", n=views[0])
        return self._say("view_numbers", views=self._runs(ranges(views)))

    def _runs(self, runs: Iterable[tuple[int, int]]) -> str:
        """Ranges of views: "5 à 7 et 9"."""
        return self.listed(
            str(first) if first == last else self._say("range", first=first, last=last)
            for first, last in runs
        )

    def _say(self, message: str, **values: object) -> str:
        said: str = self.words[message]
        return said.format_map(values)
