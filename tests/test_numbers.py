"""Numbers in answers are written in ASCII digits, and look-alikes are none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.ark import Ark
from gallica_export.gallica.issues import parse_years
from gallica_export.gallica.labels import numbering_of
from gallica_export.gallica.numbers import decimal_number, percent, whole_number
from gallica_export.gallica.pagination import parse_pagination
from gallica_export.gallica.recognition import UnrecognisedError, recognise
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.toc import parse_toc
from gallica_export.model import Numbering
from tests.documents import PIXEL
from tests.mutations import patient

#: "12" in Arabic, Devanagari and full-width digits, raised, circled, and as Python writes it.
LOOK_ALIKES = ["١٢", "१२", "１２", "1²", "①②", "1_2", "+12", "0x12"]
BOOK = Ark.parse("bpt6k9612399b")


@patient
@given(st.one_of(st.text(max_size=8), st.integers(0, 10**9).map(str)))
def test_whole_numbers_are_ascii_digits(text: str) -> None:
    """A text is a whole number exactly where it has one to so many digits and nothing else."""
    is_number = 0 < len(text) <= 6 and set(text) <= set("0123456789")
    assert whole_number(text, digits=6) == (int(text) if is_number else None)


@patient
@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_decimals_come_back(number: float) -> None:
    """Every number that a program prints is read as that number."""
    assert decimal_number(repr(number)) == number


@patient
@given(st.text(alphabet="0123456789.eE+-_ infaN٣²", max_size=12))
def test_a_decimal_is_finite_and_ascii(text: str) -> None:
    """What is read is a number that Python reads alike, without words and without other digits."""
    number = decimal_number(text)
    if number is not None:
        assert text.isascii()
        assert number == float(text)
        assert not math.isnan(number)


@pytest.mark.parametrize("text", ["", ".", "-", "100.1", "-0.1", "nan", "inf", "1e3", *LOOK_ALIKES])
def test_what_is_no_percentage(text: str) -> None:
    """A rate outside 0 to 100, or in other digits, is none."""
    assert percent(text) is None or text == "+12"


@pytest.mark.parametrize("number", LOOK_ALIKES)
def test_look_alikes_are_no_views(number: str) -> None:
    """No view is made of a number in other digits, and the notice or the missing link tells."""
    pages = f"<page><ordre>1</ordre></page><page><ordre>{number}</ordre></page>"
    read = parse_pagination(f"<livre>{pages}</livre>".encode())
    assert [view.order for view in read.views] == [1]
    assert [notice.kind for notice in read.notices] == ["view-unnumbered"]
    link = f'<xref from="FOREIGN(9612399/{number}.jp2)">9</xref>'
    contents = parse_toc(
        f"<TEI.2><list><item><seg>a</seg>{link}</item></list></TEI.2>".encode(), BOOK
    )
    assert [(entry.title, entry.view) for entry in contents.entries] == [("a", None)]


@pytest.mark.parametrize("name", ["f١٢.png", "f1².png", "f１２.png", "①②.png", "x१२.png"])
def test_look_alikes_in_names_of_files_are_no_views(name: str) -> None:
    """A picture whose name has a number in other digits is left, with the reason."""
    with pytest.raises(UnrecognisedError, match="of which view"):
        recognise(name, PIXEL, BOOK)


@pytest.mark.parametrize("number", LOOK_ALIKES)
def test_look_alikes_are_no_rates_days_and_years(number: str) -> None:
    """Rates, days and years in other digits are as good as missing."""
    record = (
        f"<results><nqamoyen>{number}</nqamoyen><first_indexation_date>{number}/01/2010"
        "</first_indexation_date><dc/></results>"
    )
    read = parse_record(record.encode())
    assert read.online_since is None
    assert read.ocr_rate is None or number == "+12"
    years = f"<issues><year>1879</year><year>18{number}</year></issues>"
    assert parse_years(years.encode(), BOOK).years == (1879,)


@pytest.mark.parametrize("number", LOOK_ALIKES)
def test_a_printed_label_is_kept_as_it_is(number: str) -> None:
    """A label in other digits is a label all the same, and no arabic number."""
    assert numbering_of(number) == (number, Numbering.OTHER)
