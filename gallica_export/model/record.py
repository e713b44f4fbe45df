"""The bibliographic record."""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

#: The elements of Dublin Core, in the order in which an edition shows them.
DUBLIN_CORE = (
    "title",
    "creator",
    "contributor",
    "publisher",
    "date",
    "type",
    "format",
    "language",
    "subject",
    "coverage",
    "description",
    "relation",
    "source",
    "rights",
    "identifier",
)

#: What the rights of a document say where its use is not free.
_RESTRICTION = re.compile(
    "restricted (?:use|access)|conditions spécifiques|accès restreint|consultable sur place",
    re.IGNORECASE,
)


# "Notice du catalogue : http://catalogue.bnf.fr/ark:/12148/cb30067131v"
_CATALOGUE = re.compile(
    r"Notice du catalogue\b.* : (https?://[\w.-]+(?:/[\w./:?&=%~+,;@-]*)?)", re.ASCII
)


class Agent(Struct, frozen=True):
    """A person or body with a part in the document: "Verne, Jules (1828-1905). Auteur du texte"."""

    #: "Verne, Jules"; a corporate body keeps its inner full stops.
    name: str
    #: "1828-1905", "1515?-1566?", "18..-1899": as printed, without the parentheses.
    dates: str | None = None
    #: "Auteur du texte", "Illustrateur"…: one of the roles that the BnF uses.
    role: str | None = None
    #: Whether the record names this agent as creator rather than contributor.
    is_creator: bool = True


# "(Volume 1)", "(Tome II, partie 2)": as the catalogue closes the title of a part.
_VOLUME = re.compile(
    r"\s\((?:volume|vol\.|tome|t\.|partie|livre|série|fascicule|numéro|n°)\s[^()]*\)\Z",
    re.IGNORECASE,
)


class Record(Struct, frozen=True, kw_only=True):
    """The bibliographic record: the Dublin Core elements as given, then what they say.

    Each Dublin Core element is a tuple in the record's order, stripped of empties and repeats.
    """

    identifier: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    creator: tuple[str, ...] = ()
    contributor: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()

    #: BCP 47 tags of the values that the record gives a language, by element and value:
    #: {"type": {"printed monograph": "en"}}.
    value_languages: dict[str, dict[str, str]] = {}
    #: The creators and contributors, parsed, in the record's order.
    agents: tuple[Agent, ...] = ()
    #: BCP 47 tags ("fr", "la") of `language`, main language first; may be empty.
    languages: tuple[str, ...] = ()
    #: The institution that holds the original: `source` up to its first ", "; None if not said.
    holder: str | None = None
    #: What follows the holder in `source`: department and shelfmark; None if not said.
    shelfmark: str | None = None
    #: The most telling of the record's sets: "monographies", "periodiques:fascicules"…
    document_type: str | None = None
    #: Mean OCR quality of the words in percent, 0 to 100; None if not said. 0 means no OCR.
    ocr_rate: float | None = None
    #: The day on which the BnF last changed the record, "2024-02-09"; None if not said.
    datestamp: str | None = None
    #: The day on which the document came online, "2010-01-25"; None if not said.
    online_since: str | None = None
    #: The repository that serves the document: "bnf.fr", or a partner's own site.
    provenance: str | None = None
    #: Who may see the document: "all", or a restriction.
    visibility: str | None = None

    @property
    def dublin_core(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The name and the values of each Dublin Core element that the record has."""
        elements = ((name, getattr(self, name)) for name in DUBLIN_CORE)
        return tuple((name, values) for name, values in elements if values)

    def language_of(self, name: str, value: str) -> str | None:
        """BCP 47 tag of a value of the element ``name``; None if the record does not say."""
        return self.value_languages.get(name, {}).get(value)

    def values_in(self, name: str, language: str) -> tuple[str, ...]:
        """The values of an element for readers of ``language``.

        Where some are said to be in it, those said to be in another are translations, left out.
        """
        values: tuple[str, ...] = getattr(self, name)
        if all(self.language_of(name, value) != language for value in values):
            return values
        return tuple(v for v in values if self.language_of(name, v) in (None, language))

    @property
    def main_title(self) -> str:
        """The title without the statement of responsibility that follows " / ".

        The volume, which the record names behind both, belongs to the title: "… etc. (Volume 1)".
        """
        title, _, volume = self._title_responsibility_volume
        return f"{title} {volume}".strip()

    @property
    def responsibility(self) -> str | None:
        """The statement of responsibility: what follows " / " in the title."""
        return self._title_responsibility_volume[1] or None

    @property
    def _title_responsibility_volume(self) -> tuple[str, str, str]:
        title, slash, rest = (self.title[0] if self.title else "").partition(" / ")
        found = _VOLUME.search(rest) if slash else None
        volume = found[0] if found else ""
        return title.strip(), rest.removesuffix(volume).strip(), volume.strip()

    @property
    def published(self) -> str | None:
        """The first of its dates that is a year, a month or a day, "1867" or "1879-07-15".

        None if there is no such: "[18..]", "1880-1968".
        """
        return next(filter(_is_date, self.date), None)

    @property
    def creators(self) -> tuple[Agent, ...]:
        """The agents that the record names as creators."""
        return tuple(agent for agent in self.agents if agent.is_creator)

    @property
    def contributors(self) -> tuple[Agent, ...]:
        """The agents that the record names as contributors."""
        return tuple(agent for agent in self.agents if not agent.is_creator)

    @property
    def restrictions(self) -> tuple[str, ...]:
        """The values of `rights` that restrict the use of the document."""
        return tuple(value for value in self.rights if _RESTRICTION.search(value))

    @property
    def catalogue(self) -> str | None:
        """The address of the notice in the BnF's general catalogue; None if it is no address."""
        notices = map(_CATALOGUE.fullmatch, self.relation)
        return next((notice[1] for notice in notices if notice), None)


def _is_date(text: str) -> bool:
    try:
        day = date.fromisoformat(text + "0000-01-01"[len(text) :])
    except ValueError:
        return False
    return len(text) in (4, 7, 10) and day.isoformat().startswith(text)
