"""A serial title with its issues, as the Issues service tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import groupby

from lxml import etree
from msgspec import Struct

from gallica_export.ark import TEST, Ark, check_character
from tests.press.xml import add, xml_bytes

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


class Dated(Struct, frozen=True, order=True):
    """An issue of the serial and the day of its date."""

    day: date
    ark: Ark


class Serial:
    """A periodical of the test authority; ``issues`` are given in any order."""

    def __init__(self, number: str, issues: tuple[Dated, ...]) -> None:
        stem = f"cb{number}"
        self.ark = Ark(TEST, stem + check_character(stem))
        self.issues = tuple(sorted(issues))

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """The answers under their paths in a snapshot: years, then the issues of each."""
        years = {
            year: tuple(issues)
            for year, issues in groupby(self.issues, key=lambda issue: issue.day.year)
        }
        listed = {f"issues/{year}.xml": self._year(year, of) for year, of in years.items()}
        return {"issues.xml": self._years(list(years)), **listed}

    def _years(self, years: list[int]) -> bytes:
        root = etree.Element(
            "issues",
            {
                "compile_time": "0:00:00.014",
                "listType": "years",
                "parentArk": f"{self.ark.name}/date",
                "totalIssues": str(len(self.issues)),
                "uc3": "no",
            },
        )
        for year in years:
            add(root, "year", str(year))
        return xml_bytes(root)

    def _year(self, year: int, issues: tuple[Dated, ...]) -> bytes:
        parent = {"listType": "issue", "parentArk": f"{self.ark.name}/date"}
        root = etree.Element("issues", {"compile_time": "0:00:00.081", "date": str(year), **parent})
        for issue in issues:
            day = {"ark": issue.ark.name, "dayOfYear": str(issue.day.timetuple().tm_yday)}
            label = f"{issue.day.day:02} {_MONTHS[issue.day.month - 1]} {issue.day.year}"
            add(root, "issue", label, day)
        return xml_bytes(root)
