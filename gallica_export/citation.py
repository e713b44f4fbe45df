"""How a document is cited, and each of its views: what every style and format needs to know.

All is drawn from the record. What it does not say is left out, and no more is read into it than it
says: an issue of a periodical stays an issue, for the record does not tell which articles it has,
and a name is divided only where the record divides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

from gallica_export.model import Agent, Document, Record, View

#: "Verne, Jules", and not "Société générale, Paris (succursale)".
_NAME = re.compile(r"(?P<family>[^,()]+), (?P<given>[^,()]+)")
_PLACE = re.compile(r"(?P<name>.+?) \((?P<place>[^()]+)\)")
_YEARS = re.compile(r"(?P<first>[12]\d{3})(?:[-/](?P<last>[12]\d{3}))?")
_DAY = re.compile(r"(?P<day>[12]\d{3}-\d\d-\d\d)(?:T.*)?")
_MONTH = re.compile(r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])")


class Kind(StrEnum):
    """What is cited, in the terms of CSL 1.0.2."""

    BOOK = "book"
    #: A whole issue, or a run of issues.
    PERIODICAL = "periodical"
    MANUSCRIPT = "manuscript"
    MAP = "map"
    PICTURE = "graphic"
    SCORE = "musical_score"
    SOUND = "song"
    FILM = "motion_picture"
    #: What the record does not tell.
    DOCUMENT = "document"


#: By the first word of the record's type.
_KINDS = {
    "monographies": Kind.BOOK,
    "periodiques": Kind.PERIODICAL,
    "manuscrits": Kind.MANUSCRIPT,
    "cartes": Kind.MAP,
    "images": Kind.PICTURE,
    "partitions": Kind.SCORE,
    "sonores": Kind.SOUND,
    "videos": Kind.FILM,
}


class Part(StrEnum):
    """What a person did, in the terms of CSL 1.0.2."""

    AUTHOR = "author"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    ILLUSTRATOR = "illustrator"
    COMPOSER = "composer"
    CONTRIBUTOR = "contributor"


#: By the role that the BnF prints, in lower case.
_PARTS = {
    "compositeur": Part.COMPOSER,
    "auteur de la musique": Part.COMPOSER,
    "dessinateur": Part.ILLUSTRATOR,
    "directeur de la publication": Part.EDITOR,
    "directeur de publication": Part.EDITOR,
    "graveur": Part.ILLUSTRATOR,
    "illustrateur": Part.ILLUSTRATOR,
    "traducteur": Part.TRANSLATOR,
    "éditeur intellectuel": Part.EDITOR,
    "éditeur littéraire": Part.EDITOR,
    "éditeur scientifique": Part.EDITOR,
}
#: As which a creator counts as the author: a photographer, an engraver of prints.
_MAY_BE_AUTHORS = frozenset({Part.CONTRIBUTOR, Part.ILLUSTRATOR})


class Person(Struct, frozen=True, kw_only=True):
    """A person or body, and its part in what is cited."""

    part: Part
    #: The family name; the whole name where the record does not divide it.
    family: str
    #: The given names; empty for a name that is not divided.
    given: str = ""
    #: As the record prints it; None if it prints none.
    role: str | None = None

    @property
    def name(self) -> str:
        """As one says it: "Jules Verne"."""
        return f"{self.given} {self.family}" if self.given else self.family

    @property
    def inverted(self) -> str:
        """As one sorts it: "Verne, Jules"."""
        return f"{self.family}, {self.given}" if self.given else self.family


class Publisher(Struct, frozen=True):
    """Who published: "Hetzel (Paris)"."""

    name: str
    #: None if not said.
    place: str | None = None


class Citation(Struct, frozen=True, kw_only=True):
    """What is cited: a document, or one view of it."""

    #: Names it among others: "bpt6k5738219s", "bpt6k5738219s-f12".
    key: str
    kind: Kind
    title: str
    people: tuple[Person, ...] = ()
    publishers: tuple[Publisher, ...] = ()
    #: When it was published, as the record says; None if it does not.
    published: str | None = None
    #: The same as first and last date, each of year, month and day as far as they are known; one
    #: if there is no last; none if the record gives no plain date.
    dates: tuple[tuple[int, ...], ...] = ()
    #: BCP 47 tags, main language first.
    languages: tuple[str, ...] = ()
    ark: str
    #: The address of the document, or of the view; None where it is not online.
    url: str | None
    #: The institution that has the original.
    holder: str
    shelfmark: str | None = None
    #: "Source gallica.bnf.fr / Bibliothèque nationale de France".
    mention: str
    #: The day on which the document was had, "2026-11-20".
    accessed: str
    #: The view; None for the document as a whole.
    view: View | None = None
    #: Who corrected the text of the edition.
    editors: tuple[str, ...] = ()

    def by(self, part: str) -> tuple[Person, ...]:
        """The people who had this `Part`."""
        return tuple(person for person in self.people if person.part == part)

    @property
    def year(self) -> str | None:
        """The year, or the years from the first to the last: "1867", "1880-1968"."""
        return "-".join(str(day[0]) for day in self.dates) or None

    @property
    def date(self) -> str | None:
        """The dates as ISO 8601 writes them: "1867", "1879-07-15", "1880/1968"."""
        days = ("-".join(f"{number:02}" for number in day) for day in self.dates)
        return "/".join(days) or None

    @property
    def page(self) -> str | None:
        """The label that is printed on the view; None if none is, or for the whole."""
        return self.view.label if self.view else None


def cite(document: Document, view: View | None = None) -> Citation:
    """The citation of ``document``, or of one of its views."""
    record, credit = document.record, document.attribution
    return Citation(
        key=f"{document.name}-{view.id}" if view else document.name,
        kind=_kind(record),
        title=document.title,
        people=tuple(map(_person, record.agents)),
        publishers=tuple(map(_publisher, record.publisher)),
        published=next(iter(record.date), None),
        dates=_dates(record),
        languages=record.languages,
        ark=f"{document.ark}/{view.id}" if view else str(document.ark),
        url=credit.permalink_of(view.order if view else None) if credit.is_online else None,
        holder=credit.holder,
        shelfmark=record.shelfmark,
        mention=credit.mention,
        accessed=document.retrieved[:10],
        view=view,
        editors=document.editors,
    )


def citations(document: Document) -> Iterator[Citation]:
    """The citation of each view, in their order."""
    return (cite(document, view) for view in document.views)


def _kind(record: Record) -> Kind:
    return _KINDS.get((record.document_type or "").partition(":")[0], Kind.DOCUMENT)


def _person(agent: Agent) -> Person:
    part = _PARTS.get((agent.role or "").casefold(), Part.CONTRIBUTOR)
    if agent.is_creator and part in _MAY_BE_AUTHORS:
        part = Part.AUTHOR
    found = _NAME.fullmatch(agent.name)
    if not found:
        return Person(part=part, family=agent.name, role=agent.role)
    return Person(part=part, family=found["family"], given=found["given"], role=agent.role)


def _publisher(text: str) -> Publisher:
    found = _PLACE.fullmatch(text)
    return Publisher(found["name"], found["place"]) if found else Publisher(text)


def _dates(record: Record) -> tuple[tuple[int, ...], ...]:
    text = next(iter(record.date), "")
    if found := _YEARS.fullmatch(text):
        years = (found["first"], found["last"])
        return tuple((int(year),) for year in years if year)
    if found := _MONTH.fullmatch(text):
        return ((int(found["year"]), int(found["month"])),)
    found = _DAY.fullmatch(text)
    try:
        day = date.fromisoformat(found["day"]) if found else None
    except ValueError:
        return ()
    return ((day.year, day.month, day.day),) if day else ()
