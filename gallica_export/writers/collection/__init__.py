"""The pages that make several sites one collection; the sites stand beside them.

    index.html               what the collection holds, its calendars, the list with its facets
    search.html              finds words in all documents, with a script
    collection.csv  collection.json    the same list as data
    collection/              style sheets, scripts, and search/*.js: which documents have a word
    collection/cb…/1898.html           a year of a periodical

Every address is relative, so that the folder works from a disk as from any server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from msgspec import Struct

from gallica_export import __version__
from gallica_export.model import Collection, Summary
from gallica_export.output import OutputFile
from gallica_export.templating import Context, Templates
from gallica_export.writers.collection.data import as_csv, as_json
from gallica_export.writers.collection.facets import Facet, Row, facets_of, order_of
from gallica_export.writers.collection.years import Calendar, Year, calendar_of
from gallica_export.writers.html.search import vocabulary_files

_OWN = "collection/"
_STYLES = {"style.css": "html/style.css", "collection.css": "html/collection/collection.css"}
_SCRIPTS = (
    *("fold.js", "page.js", "search.js", "search-form.js"),
    *("collection.js", "collection-search.js"),
)


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
    root: str = _OWN
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


class FacetStyle(Context, frozen=True, kw_only=True):
    """The rules by which a choice hides the other documents, collection/facets.css."""

    template: ClassVar[str] = "html/collection/facets.css.j2"
    #: What documents can be chosen by.
    facets: tuple[Facet, ...]


class Catalogued(Struct, frozen=True, array_like=True):
    """What the page of results needs of a document."""

    title: str
    #: Authors and date, or the date of an issue.
    about: str
    #: The folder of its site.
    folder: str
    #: BCP 47 tag; empty if not known.
    language: str


def write_collection(
    collection: Collection, templates: Templates, words_of: Callable[[Summary], Iterable[str]]
) -> Iterator[OutputFile]:
    """The files of ``collection``; ``words_of`` gives the folded words of a document's text."""
    facets, rows = facets_of(collection.documents, templates)
    calendars = _calendars(collection)
    title = title_of(collection, calendars) or templates.words["collection"]["title"]
    holdings = Holdings(title, rows)
    documents = holdings.documents
    for style, source in _STYLES.items():
        yield OutputFile(_OWN + style, templates.read(source).encode())
    for script in _SCRIPTS:
        source = templates.read(f"html/scripts/{script}")
        yield OutputFile(f"{_OWN}scripts/{script}", source.encode())
    yield _rendered(f"{_OWN}facets.css", FacetStyle(facets=facets), templates)
    words = map(words_of, documents)
    for path, content in vocabulary_files(words, [_catalogued(one) for one in documents]):
        yield OutputFile(_OWN + path, content)
    yield OutputFile("collection.csv", as_csv(documents))
    yield OutputFile("collection.json", as_json(title, documents))
    for path, page in _pages(holdings, calendars, facets):
        yield _rendered(path, page, templates)


def title_of(collection: Collection, calendars: Sequence[Calendar]) -> str:
    """The title of the one periodical; or the title, or else the author, that all documents share.

    Empty if they share neither.
    """
    documents = collection.documents
    if len(calendars) == 1 and all(document.issue for document in documents):
        return calendars[0].title
    titles = {document.title for document in documents}
    authors = {document.authors for document in documents}
    if len(titles) == 1:
        return titles.pop()
    return ", ".join(authors.pop()) if len(authors) == 1 else ""


def _rendered(path: str, context: Context, templates: Templates) -> OutputFile:
    return OutputFile(path, templates.render(context).encode())


def _catalogued(document: Summary) -> Catalogued:
    about = document.issue or ", ".join(filter(None, (*document.authors, document.date)))
    language = document.languages[0] if document.languages else ""
    return Catalogued(document.title, about, document.site.partition("/")[0], language)


def _pages(
    holdings: Holdings, calendars: tuple[Calendar, ...], facets: tuple[Facet, ...]
) -> Iterator[tuple[str, CollectionPage]]:
    for calendar in calendars:
        for page in _year_pages(holdings, calendar):
            yield _OWN + calendar.path(page.year.number), page
    if holdings.with_text:
        yield "search.html", CollectionSearchPage(holdings=holdings)
    index = CollectionIndexPage(
        holdings=holdings,
        facets=facets,
        sorted_by=order_of(holdings.documents),
        calendars=calendars,
    )
    yield "index.html", index


def _year_pages(holdings: Holdings, calendar: Calendar) -> Iterator[CollectionYearPage]:
    years = calendar.years
    for before, year, after in zip((None, *years), years, (*years[1:], None), strict=False):
        yield CollectionYearPage(
            holdings=holdings,
            home="../../",
            root="../",
            calendar=calendar,
            year=year,
            previous=before,
            next=after,
        )


def _calendars(collection: Collection) -> tuple[Calendar, ...]:
    by_ark = {document.ark: document for document in collection.documents}
    made = []
    for dates in collection.periodicals:
        own = [by_ark[str(one.ark)] for one in dates.issues if str(one.ark) in by_ark]
        titles = Counter(document.title for document in own).most_common(1)
        made.append(calendar_of(dates, titles[0][0] if titles else str(dates.ark), by_ark))
    return tuple(made)
