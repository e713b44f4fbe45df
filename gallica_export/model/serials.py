"""Periodicals and their issues, and the occurrences of a search."""

from __future__ import annotations

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.model.views import Box


class Issue(Struct, frozen=True):
    """One issue of a periodical."""

    ark: Ark
    #: "1879-07-15" as far as year and day of year tell; several issues may share one day.
    date: str
    #: As Gallica prints it: "15 juillet 1879".
    label: str


class Periodical(Struct, frozen=True):
    """A serial title: the years for which there are issues, and those issues that were read."""

    ark: Ark
    years: tuple[int, ...]
    issues: tuple[Issue, ...] = ()
    #: Number of issues over all years, as the service says; None if not said.
    total: int | None = None


class Occurrence(Struct, frozen=True, kw_only=True):
    """A view on which a searched word occurs."""

    view: int
    #: The extract in plain text; empty where boxes were asked for.
    extract: str = ""
    #: Where the word stands, in master pixels.
    boxes: tuple[Box, ...] = ()


class Occurrences(Struct, frozen=True):
    """One answer of a search inside a document."""

    query: str
    #: Number of views on which the query occurs, of which `items` may be the first ten.
    total: int
    items: tuple[Occurrence, ...] = ()
