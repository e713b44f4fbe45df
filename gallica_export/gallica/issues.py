"""Issues: the calendar of a periodical, first its years, then the issues of one of them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from lxml import etree
from msgspec import Struct

from gallica_export.ark import BNF, Ark
from gallica_export.errors import DamagedAnswer, NotAnArk, NotFound
from gallica_export.gallica.numbers import whole_number
from gallica_export.gallica.xml import all_text, parse_xml
from gallica_export.model import Issue, Notice, NoticeKind, Periodical
from gallica_export.text import clean_text

_YEARS = "the list of years"
_ISSUES = "the list of issues"
# Without accents, since labels come with and without.
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_SAID = re.compile(rf"(?:(?:(\d\d?)(?:er)? )?({'|'.join(_MONTHS)}) )?(\d{{4}})\D*", re.ASCII)
_PARENT = re.compile(r"(?:ark:/?(\d{5,9})/)?([0-9a-z]+)(?:/date)?", re.IGNORECASE | re.ASCII)


class IssuesOfYear(Struct, frozen=True):
    """The issues that the service lists for one year, in its order."""

    #: None if not said.
    year: int | None
    issues: tuple[Issue, ...]
    notices: tuple[Notice, ...] = ()


def parse_years(data: bytes, ark: Ark) -> Periodical:
    """The years for which the periodical ``ark`` has issues, ascending; the issues are yet to read.

    Raises NotFound if there are none, and DamagedAnswer.
    """
    root = _root(data, "years", _YEARS)
    _authority(root, ark, _YEARS)
    said = {_number(all_text(element)) for element in root.iterchildren("{*}year")}
    years = tuple(sorted(year for year in said if year))
    if not years:
        raise NotFound(f"{ark} is no periodical with issues on Gallica")
    return Periodical(ark, years, total=_number(root.get("totalIssues"), digits=7))


def parse_issues(data: bytes, ark: Ark | None = None) -> IssuesOfYear:
    """The issues of one year of the periodical ``ark``, several on one day included.

    Issues bear a name only, and so may the periodical: the authority is that of ``ark``, and the
    BnF where it is not known either. An issue whose identifier is misspelt cannot be asked for: it
    is left out, with a Notice.

    Raises DamagedAnswer.
    """
    root = _root(data, "issue", _ISSUES)
    year = _number(root.get("date"))
    naan = _authority(root, ark, _ISSUES)
    issues: list[Issue] = []
    notices: list[Notice] = []
    for element in root.iterchildren("{*}issue"):
        label = clean_text(all_text(element))
        name = element.get("ark", "").rpartition("/")[2]
        try:
            issue = Ark.parse(f"ark:/{naan}/{name}")
        except NotAnArk as error:
            notices.append(
                Notice(NoticeKind.ISSUE_SKIPPED, f"the issue of {label!r} is left out: {error}")
            )
            continue
        day = _date(year, _number(element.get("dayOfYear"), digits=3), label)
        issues.append(Issue(issue, day, label or day))
    return IssuesOfYear(year, tuple(issues), tuple(notices))


def _root(data: bytes, kind: str, what: str) -> etree._Element:
    root, _ = parse_xml(data, root="issues", what=what)
    if root.get("listType", kind) != kind:
        raise DamagedAnswer(f"{what} was expected, and this is a list of {root.get('listType')}")
    return root


def _authority(root: etree._Element, ark: Ark | None, what: str) -> str:
    """The authority of the periodical, which a list names: "ark:/12148/cb328261098/date", or short.

    Raises DamagedAnswer if it is not that of ``ark``.
    """
    found = _PARENT.fullmatch(root.get("parentArk", ""))
    known = ark.naan if ark else BNF
    if found is None:
        return known
    naan, name = found[1] or known, found[2].lower()
    if ark and (naan, name) != (ark.naan, ark.name):
        raise DamagedAnswer(f"{what} is that of ark:/{naan}/{name}, not of {ark}")
    return naan


def _number(text: str | None, *, digits: int = 4) -> int | None:
    """A positive number of so many digits at most; None for anything else."""
    return whole_number((text or "").strip(), digits=digits) or None


def _date(year: int | None, day: int | None, label: str) -> str:
    """The day of the issue in ISO 8601, no more exact than its label: "avril 1883" is "1883-04".

    The day of the year decides where the two contradict each other, or the label cannot be read.
    """
    counted = _counted(year, day)
    said = _said(label)
    if said and (not counted or counted.startswith(said)):
        return said
    return counted or (f"{year:04}" if year else "")


def _counted(year: int | None, day: int | None) -> str:
    """The date of a day of the year, from 1; empty if the year has no such day."""
    if not year or not day:
        return ""
    try:
        found = date(year, 1, 1) + timedelta(day - 1)
    except OverflowError:
        return ""
    return found.isoformat() if found.year == year else ""


def _said(label: str) -> str:
    """The date that a French label is: "1er août 1879", "avril 1883", "1884"; empty for others."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    found = _SAID.fullmatch(plain)
    if not found:
        return ""
    day, month, year = found.groups()
    if not month:
        return year
    try:
        said = date(int(year), _MONTHS.index(month) + 1, int(day or 1)).isoformat()
    except ValueError:
        return ""
    return said if day else said[: len("1883-04")]
