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


class Gap(Struct, frozen=True):
    """Days without an issue, both included, or whole years."""

    first: str
    last: str

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first} to {self.last}"


class IssueDates(Struct, frozen=True, kw_only=True):
    """When the issues of a periodical came out, as far as they were asked for."""

    ark: Ark
    #: The days asked for, both included, "1898-01-01".
    first: str
    last: str
    #: By date; several may share one day.
    issues: tuple[Issue, ...]
    #: Years between the periodical's first and its last for which there is no issue.
    missing_years: tuple[int, ...] = ()
    #: Where the next issue came later than is usual.
    gaps: tuple[Gap, ...] = ()


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
