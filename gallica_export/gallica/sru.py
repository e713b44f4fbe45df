"""SRU: the documents of Gallica that a query in CQL finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer, NotAnArk, QueryError, ServiceError
from gallica_export.gallica import services
from gallica_export.gallica.client import Client
from gallica_export.gallica.wire.pacing import TransientError, Trouble
from gallica_export.gallica.xml import all_text, parse_xml, text_of
from gallica_export.text import clean_text

#: The service clamps larger wishes without a word.
MOST_AT_ONCE = 50

_WHAT = "the answer of the search"
_COUNT = re.compile(r"[0-9]{1,9}")
_AN_ARK = re.compile("ark:|ark%3A", re.IGNORECASE)


class Found(Struct, frozen=True, kw_only=True):
    """A document that a search found. Each text is on one line, and empty where nothing is said."""

    #: A catalogue record's (cb…) where the service groups the issues of a periodical.
    ark: Ark
    date: str = ""
    #: All of them as the record has them, parted by "; ".
    creator: str = ""
    title: str = ""


class SearchAnswer(Struct, frozen=True, kw_only=True):
    """One answer of the search: at most `MOST_AT_ONCE` documents of `total`."""

    total: int
    found: tuple[Found, ...] = ()
    #: Records that name no document of the BnF, which cannot be asked for.
    skipped: int = 0

    @property
    def count(self) -> int:
        """How many records the answer has: the next one begins behind them."""
        return len(self.found) + self.skipped


def search(client: Client, query: str, *, limit: int | None = None) -> Iterator[SearchAnswer]:
    """The answers to ``query``, one after the other, asked for as they are wanted.

    Together they have all documents, or the first ``limit`` records.

    Raises QueryError, Blocked, DamagedAnswer or ServiceError.
    """
    had, wanted = 0, limit
    while wanted is None or had < wanted:
        most = MOST_AT_ONCE if wanted is None else min(MOST_AT_ONCE, wanted - had)
        answer = _ask(client, query, start=had + 1, most=most)
        yield answer
        had += answer.count
        # The service names a next record on the last page too: only the count tells the end.
        if not answer.count or had >= answer.total:
            return


def parse_search(data: bytes) -> SearchAnswer:
    """The documents in one answer of the service, and how many there are in all.

    Raises QueryError for a diagnostic, which the service sends with status 200, and DamagedAnswer.
    """
    root, _ = parse_xml(data, root="searchRetrieveResponse", what=_WHAT)
    _refuse_diagnostic(root)
    total = _COUNT.fullmatch(text_of(root, "numberOfRecords"))
    if total is None:
        raise DamagedAnswer(f"{_WHAT} does not say how many documents there are")
    records = list(root.iterfind("{*}records/{*}record"))
    found = tuple(filter(None, map(_found, records)))
    return SearchAnswer(total=int(total[0]), found=found, skipped=len(records) - len(found))


def _ask(client: Client, query: str, *, start: int, most: int) -> SearchAnswer:
    request = services.SRU.request(services.COLLECTION, query=query, start=start, most=most)
    try:
        return parse_search(client.get(request, parse_search).body)
    except ServiceError as error:
        if isinstance(error.__cause__, TransientError) and error.__cause__.trouble is Trouble.ERROR:
            raise QueryError(
                f"Gallica answers 500, as it does to a query that it cannot read: {query}"
            ) from error
        raise


def _refuse_diagnostic(root: etree._Element) -> None:
    diagnostic = next(root.iter("{*}diagnostic"), None)
    if diagnostic is not None:
        said = [clean_text(text_of(diagnostic, name)) for name in ("message", "details")]
        reason = ": ".join(filter(None, said)) or "no reason is given"
        raise QueryError(f"Gallica refuses the query: {reason}")


def _found(record: etree._Element) -> Found | None:
    """The document that a record describes; None if it is none of the BnF's."""
    ark = _ark(record)
    if ark is None:
        return None
    return Found(
        ark=ark,
        date=next(_said(record, "date"), ""),
        creator="; ".join(_said(record, "creator")),
        title=next(_said(record, "title"), ""),
    )


def _ark(record: etree._Element) -> Ark | None:
    """The identifier of the document itself; ``uri`` may be that of an issue shown for a title."""
    named = [*_said(record, "identifier"), *_texts(record, "link")]
    for text in (*filter(_AN_ARK.search, named), *_texts(record, "uri")):
        try:
            return Ark.parse(text)
        except NotAnArk:
            continue
    return None


def _said(record: etree._Element, name: str) -> Iterator[str]:
    """The texts of a Dublin Core element, without empty ones."""
    return (text for data in record.iterfind("{*}recordData") for text in _texts(data, name))


def _texts(element: etree._Element, name: str) -> Iterator[str]:
    return filter(None, (clean_text(all_text(one)) for one in element.iter(f"{{*}}{name}")))
