"""The pages that make several sites one collection; the sites stand beside them.

    index.html               what the collection holds, its calendars, the list with its facets
    search.html              finds words in all documents, with a script
    collection.csv  collection.json    the same list as data
    collection/              style sheets, scripts, and search/*.js: which documents have a word
    collection/cb…/1898.html           a year of a periodical

and where it is known where the collection will stand

    404.html                 what a server shows in the place of what it does not have
    sitemap.xml  sitemap-pages.xml  feed.atom
    iiif.json                the manifests of all documents, for viewers of IIIF

Every link is relative, so that the folder works from a disk as from any server; only 404.html,
which stands for pages at any depth, has links from the root of the server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.model import Collection, Summary
from gallica_export.output import OutputFile
from gallica_export.templating import Context, Templates
from gallica_export.writers.collection.data import as_csv, as_json
from gallica_export.writers.collection.facets import Facet, facets_of, order_of
from gallica_export.writers.collection.pages import (
    OWN,
    CollectionIndexPage,
    CollectionNotFoundPage,
    CollectionPage,
    CollectionSearchPage,
    CollectionYearPage,
    FacetStyle,
    Holdings,
)
from gallica_export.writers.collection.published import described, published_files
from gallica_export.writers.collection.years import Calendar, calendar_of
from gallica_export.writers.html.search import vocabulary_files

_STYLES = {"style.css": "html/style.css", "collection.css": "html/collection/collection.css"}
_SCRIPTS = (
    *("fold.js", "page.js", "search.js", "search-form.js"),
    *("collection.js", "collection-search.js"),
)


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
    collection: Collection,
    templates: Templates,
    words_of: Callable[[Summary], Iterable[str]],
    url: str | None = None,
) -> Iterator[OutputFile]:
    """The files of ``collection``; ``words_of`` gives the folded words of a document's text.

    ``url`` is where its folder will stand, with a final slash; None if nobody said.
    """
    facets, rows = facets_of(collection.documents, templates)
    calendars = _calendars(collection)
    title = title_of(collection, calendars) or templates.words["collection"]["title"]
    holdings = Holdings(title, rows)
    documents = holdings.documents
    for style, source in _STYLES.items():
        yield OutputFile(OWN + style, templates.read(source).encode())
    for script in _SCRIPTS:
        source = templates.read(f"html/scripts/{script}")
        yield OutputFile(f"{OWN}scripts/{script}", source.encode())
    yield _rendered(f"{OWN}facets.css", FacetStyle(facets=facets), templates)
    words = map(words_of, documents)
    for path, content in vocabulary_files(words, [_catalogued(one) for one in documents]):
        yield OutputFile(OWN + path, content)
    yield OutputFile("collection.csv", as_csv(documents))
    yield OutputFile("collection.json", as_json(title, documents))
    if url:
        home = urlsplit(url).path
        missing = CollectionNotFoundPage(holdings=holdings, home=home, root=home + OWN)
        yield _rendered("404.html", missing, templates)
        pages = [url, *(url + path for path, _ in _year_pages(holdings, calendars))]
        yield from published_files(holdings, pages, url, templates)
    for path, page in _pages(holdings, calendars, facets):
        yield _rendered(path, _addressed(path, page, url), templates)


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


def _addressed(path: str, page: CollectionPage, url: str | None) -> CollectionPage:
    """``page`` with its own address, if its folder is to stand at ``url``."""
    if url is None:
        return page
    if isinstance(page, CollectionSearchPage):
        return replace(page, is_published=True)
    canonical = url + path.removesuffix("index.html")
    if isinstance(page, CollectionIndexPage):
        page = replace(page, linked_data=described(page.holdings, url))
    return replace(page, is_published=True, canonical=canonical)


def _pages(
    holdings: Holdings, calendars: tuple[Calendar, ...], facets: tuple[Facet, ...]
) -> Iterator[tuple[str, CollectionPage]]:
    yield from _year_pages(holdings, calendars)
    if holdings.with_text:
        yield "search.html", CollectionSearchPage(holdings=holdings)
    index = CollectionIndexPage(
        holdings=holdings,
        facets=facets,
        sorted_by=order_of(holdings.documents),
        calendars=calendars,
    )
    yield "index.html", index


def _year_pages(
    holdings: Holdings, calendars: Iterable[Calendar]
) -> Iterator[tuple[str, CollectionYearPage]]:
    for calendar in calendars:
        years = calendar.years
        for before, year, after in zip((None, *years), years, (*years[1:], None), strict=False):
            page = CollectionYearPage(
                holdings=holdings,
                home="../../",
                root="../",
                calendar=calendar,
                year=year,
                previous=before,
                next=after,
            )
            yield OWN + calendar.path(year.number), page


def _calendars(collection: Collection) -> tuple[Calendar, ...]:
    by_ark = {document.ark: document for document in collection.documents}
    made = []
    for dates in collection.periodicals:
        own = [by_ark[str(one.ark)] for one in dates.issues if str(one.ark) in by_ark]
        titles = Counter(document.title for document in own).most_common(1)
        made.append(calendar_of(dates, titles[0][0] if titles else str(dates.ark), by_ark))
    return tuple(made)
