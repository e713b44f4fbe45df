from __future__ import annotations

from pathlib import Path

import pytest

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.content_search import parse_occurrences
from gallica_export.model import Box, Occurrence, Occurrences
from tests.mutations import assert_survives_damage

RECORDED = "samples/gallica-getter/contentsearch/ContentSearch.xml"
WITH_BOXES = b"""<?xml version="1.0" encoding="UTF-8"?>
<results countResults="1" searchTime="6"><query>garde</query><items><item>
<altoid countResults="2"><altoidstring height="47" hpos="514" vpos="915" width="101"
>PAG_00000173_ST000061</altoidstring><altoidstring height="47" hpos="9" vpos="1" width="x"
>PAG_00000173_ST000062</altoidstring></altoid>
<p_id>PAG_00000173</p_id><p_width>2000</p_width><p_height>3000</p_height><content/><events/>
</item></items></results>"""


def answer(content: str, *, place: str = "PAG_512", total: str = "1") -> bytes:
    item = f"<item><altoid/><p_id>{place}</p_id><content>{content}</content></item>"
    return (
        f'<results countResults="{total}"><query>garde  champêtre</query>'
        f"<items>{item}</items></results>"
    ).encode()


def test_the_recorded_answer_is_read(shared: Path) -> None:
    """Five of 364 views come with plain extracts, their passages parted by an ellipsis."""
    found = parse_occurrences((shared / RECORDED).read_bytes())
    assert (found.query, found.total) == ("garde champêtre", 364)
    assert [item.view for item in found.items] == [512, 513, 514, 515, 516]
    assert found.items[0].extract == "Garde champêtre, Gachon … Garde champêtre, Bastide"
    assert found.items[1].extract == "Garde champêtre, Rieu"


@pytest.mark.parametrize(
    ("content", "extract"),
    [
        ("&lt;span class='highlight'&gt;Titanic&lt;/span&gt; coule", "Titanic coule"),
        ("le(...)&lt;span class='highlight'&gt;d&amp;#233;sert&lt;/span&gt;", "le … désert"),
        ("Durand &amp;amp; fils &amp;lt; 3", "Durand & fils < 3"),
        ("&amp;lt;span class='highlight'&amp;gt;bis&amp;lt;/span&amp;gt;", "bis"),
        ("un <span class='highlight'>mot</span> <span>nu</span>", "un mot nu"),
        ("", ""),
    ],
)
def test_extracts_are_plain_text(content: str, extract: str) -> None:
    """However often the HTML is escaped, its highlighting goes and its letters stay."""
    (item,) = parse_occurrences(answer(content)).items
    assert item == Occurrence(view=512, extract=extract)


def test_boxes_are_in_master_pixels() -> None:
    """The search on one view says where its words stand; a box without a number is left out."""
    found = parse_occurrences(WITH_BOXES)
    assert found == Occurrences(
        "garde", 1, (Occurrence(view=173, boxes=(Box(514, 915, 101, 47),)),)
    )


def test_nothing_found_is_an_answer() -> None:
    """A query that occurs nowhere gives no items."""
    data = b'<results countResults="0"><query>zut</query><items/></results>'
    assert parse_occurrences(data) == Occurrences("zut", 0, ())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b'<results countResults="1"><notice/></results>', "does not name the query"),
        (answer("x", place="PAGE_1"), "on which view"),
        (answer("x", place="PAG_0"), "on which view"),
        (answer("x")[:-20], "breaks off"),
    ],
)
def test_anything_else_is_damaged(data: bytes, message: str) -> None:
    """A record, an item without a view, or half an answer is refused."""
    with pytest.raises(DamagedAnswer, match=message):
        parse_occurrences(data)


@pytest.mark.parametrize("number", [3, 6])
def test_the_security_check_is_no_answer(shared: Path, number: int) -> None:
    """The page that Gallica sends to programs is called by its name."""
    folder = shared / "samples/xerocr/bpt6k5619759j"
    with pytest.raises(DamagedAnswer, match="security check"):
        parse_occurrences((folder / f"error.altcha.{number}.html").read_bytes())


def test_no_damaged_bytes_escape(shared: Path) -> None:
    """Any bytes give occurrences or an error of the program's own."""
    assert_survives_damage(parse_occurrences, (shared / RECORDED).read_bytes())
    assert_survives_damage(parse_occurrences, WITH_BOXES)
