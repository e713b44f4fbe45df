"""What the documents of a collection are sorted and chosen by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from gallica_export.folding import folded_words
from gallica_export.model import Summary
from gallica_export.templating import Templates

#: Over more years than these, a decade is one choice.
_MOST_YEARS = 20


class Choice(Struct, frozen=True):
    """One value of a facet."""

    #: From 1, within its facet.
    number: int
    label: str
    #: How many documents have it.
    total: int


class Facet(Struct, frozen=True):
    """Something by which documents are chosen."""

    #: "author", "date", "type" or "language".
    name: str
    choices: tuple[Choice, ...]


class Row(Struct, frozen=True):
    """A document in the list."""

    document: Summary
    #: Its choices of each facet: {"author": (1, 4)}.
    choices: dict[str, tuple[int, ...]]
    #: Its place in the list by "author", "date" and "title".
    places: dict[str, int]


def facets_of(
    documents: Sequence[Summary], templates: Templates
) -> tuple[tuple[Facet, ...], tuple[Row, ...]]:
    """The facets of ``documents``, and the documents in the order of the list.

    A facet in which all documents are alike offers no choice and is left out.
    """
    said = _said_by(documents, templates)
    facets, numbers = [], {}
    for name, values in said.items():
        facet = _facet(name, [values(document) for document in documents])
        if len(facet.choices) > 1:
            facets.append(facet)
            numbers[name] = {choice.label: choice.number for choice in facet.choices}
    orders = {name: _places(documents, key) for name, key in _ORDERS.items()}
    rows = [
        Row(
            document,
            {name: tuple(numbers[name][v] for v in said[name](document)) for name in numbers},
            {name: places[at] for name, places in orders.items()},
        )
        for at, document in enumerate(documents)
    ]
    return tuple(facets), tuple(sorted(rows, key=lambda row: row.places[order_of(documents)]))


def order_of(documents: Sequence[Summary]) -> str:
    """By what the list of ``documents`` is sorted at first: issues by "date", else by "author"."""
    return "date" if all(document.issue for document in documents) else "author"


def _said_by(
    documents: Sequence[Summary], templates: Templates
) -> dict[str, Callable[[Summary], tuple[str, ...]]]:
    """Of each facet, what a document says in it, in the words of the interface."""
    words, wording = templates.words["collection"], templates.wording
    years = [document.year for document in documents if document.year]
    has_many = bool(years) and max(years) - min(years) > _MOST_YEARS

    def period(document: Summary) -> str:
        if document.year is None:
            return str(words["no_date"])
        first = document.year // 10 * 10
        return f"{first}–{first + 9}" if has_many else str(document.year)

    return {
        "author": lambda one: one.authors or (words["no_author"],),
        "date": lambda one: (period(one),),
        "type": lambda one: (wording.type_name(one.type),),
        "language": lambda one: tuple(
            dict.fromkeys(map(wording.language_name, one.languages or ("und",)))
        ),
    }


def _facet(name: str, values: Iterable[tuple[str, ...]]) -> Facet:
    totals = Counter(value for some in values for value in some)
    ordered = sorted(totals, key=_sortable)
    return Facet(
        name, tuple(Choice(at, value, totals[value]) for at, value in enumerate(ordered, 1))
    )


def _places(documents: Sequence[Summary], key: Callable[[Summary], object]) -> list[int]:
    """Of each document its place once all are sorted by ``key``."""
    order = sorted(range(len(documents)), key=lambda at: key(documents[at]))  # type: ignore[arg-type,return-value] # tuples of like kinds
    places = [0] * len(documents)
    for place, at in enumerate(order):
        places[at] = place
    return places


def _sortable(text: str) -> tuple[str, ...]:
    return tuple(folded_words(text))


def _by_title(one: Summary) -> object:
    return _sortable(one.title), _by_date(one)


def _by_date(one: Summary) -> object:
    return one.year is None, one.year or 0, one.date


def _by_author(one: Summary) -> object:
    return not one.authors, _sortable(" ".join(one.authors)), _by_date(one), _sortable(one.title)


_ORDERS = {"author": _by_author, "date": _by_date, "title": _by_title}
