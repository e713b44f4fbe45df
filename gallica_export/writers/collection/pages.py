"""What the pages of a collection are given."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from gallica_export import __version__
from gallica_export.model import Summary
from gallica_export.templating import Context
from gallica_export.writers.collection.facets import Facet, Row
from gallica_export.writers.collection.years import Calendar, Year
from gallica_export.writers.html.linked_data import LinkedData

#: The folder of the collection's own files.
OWN = "collection/"


class Holdings(Struct, frozen=True):
    """What a collection holds."""

    title: str
    #: The documents in the order of the list.
    rows: tuple[Row, ...]

    @property
    def documents(self) -> tuple[Summary, ...]:
        """The documents, in the same order."""
        return tuple(row.document for row in self.rows)

    @property
    def with_text(self) -> int:
        """Number of documents that have text, and so can be searched."""
        return sum(document.has_text for document in self.documents)

    @property
    def views(self) -> int:
        """Number of views of all documents."""
        return sum(document.views for document in self.documents)

    @property
    def years(self) -> tuple[int, ...]:
        """The first and the last year of the documents; empty if no date says a year."""
        years = [document.year for document in self.documents if document.year]
        return (min(years), max(years)) if years else ()

    @property
    def mentions(self) -> tuple[str, ...]:
        """The credits that the documents ask for, each once."""
        return tuple(sorted({document.mention for document in self.documents}))


class CollectionPage(Context, frozen=True, kw_only=True):
    """What every page of a collection is given; its template extends html/collection/layout."""

    #: What the collection holds.
    holdings: Holdings
    #: The way from this page to the folder of the collection: "" or "../../".
    home: str = ""
    #: The way from this page to the collection's own files: "collection/" or "../".
    root: str = OWN
    #: The page's own full address; None where nobody said, or it is not worth finding.
    canonical: str | None = None
    #: What it says of itself to machines, schema.org as JSON-LD; None where it says nothing.
    linked_data: LinkedData | None = None
    #: Whether the collection has the files that need to know where it stands.
    is_published: bool = False
    #: The version of the program.
    version: str = __version__


class CollectionIndexPage(CollectionPage, frozen=True, kw_only=True):
    """The way into the collection, index.html."""

    template: ClassVar[str] = "html/collection/index.html.j2"
    #: What the documents can be chosen by; empty where all are alike.
    facets: tuple[Facet, ...]
    #: By what the list is sorted: "author" or "date".
    sorted_by: str
    #: The calendars of its periodicals.
    calendars: tuple[Calendar, ...]


class CollectionSearchPage(CollectionPage, frozen=True, kw_only=True):
    """Where words of all documents are found, search.html."""

    template: ClassVar[str] = "html/collection/search.html.j2"


class CollectionYearPage(CollectionPage, frozen=True, kw_only=True):
    """A year of a periodical, collection/cb328261098/1898.html."""

    template: ClassVar[str] = "html/collection/year.html.j2"
    #: The periodical with all its years.
    calendar: Calendar
    #: The year itself.
    year: Year
    #: The year before that has issues; None for the first.
    previous: Year | None
    #: The year after that has issues; None for the last.
    next: Year | None


class CollectionNotFoundPage(CollectionPage, frozen=True, kw_only=True):
    """What a server shows for an address that the collection does not have, 404.html."""

    template: ClassVar[str] = "html/collection/404.html.j2"


class FacetStyle(Context, frozen=True, kw_only=True):
    """The rules by which a choice hides the other documents, collection/facets.css."""

    template: ClassVar[str] = "html/collection/facets.css.j2"
    #: What documents can be chosen by.
    facets: tuple[Facet, ...]
