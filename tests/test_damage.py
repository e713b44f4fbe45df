"""Damaged bytes in every reader, for the shapes of answers that no other test damages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from gallica_export.ark import Ark
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.content_search import parse_occurrences
from gallica_export.gallica.images import read_image
from gallica_export.gallica.issues import parse_issues, parse_years
from gallica_export.gallica.plain_text import parse_plain_text
from gallica_export.gallica.recognition import UnrecognisedError, recognise
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.sniffing import kind_of, refuse_wall
from gallica_export.gallica.toc import parse_toc
from tests.documents import PIXEL
from tests.mutations import assert_survives_damage

BOOK = Ark.parse("bpt6k9612399b")
PERIODICAL = Ark.parse("cb328261098")
TABLE = b"""<TEI.2><text id="tdm.9612399"><front><div0 type="tdm"><head>Table</head>
<table><row><cell>Pages.</cell></row><row><cell><seg n="a.1">Livre l?un</seg></cell><cell>
<xref n="b.1" type="image" from="FOREIGN (9612399/000011.TIF)" to="FOREIGN(9612399/000012.jp2)">
12 \xc3\xa0 14</xref></cell></row><row><cell>Index</cell><cell><xref
from="FOREIGN(9736027/000003.jp2)">IX</xref></cell></row></table></div0></front></text></TEI.2>"""
PLAIN = """Titre : Un livre\nÉditeur : X\nIdentifiant : ark:/12148/bpt6k9612399b\nVue 1 à 2 sur 9
Le taux de reconnaissance estimé pour ce document est de 92,5 %\n--------\nUn\nDeux\n""".encode()
YEARS = b"""<issues listType="years" parentArk="cb328261098/date" totalIssues="3"><year>1879</year>
<year>1880</year></issues>"""
ISSUES = b"""<issues listType="issue" date="1879" parentArk="ark:/12148/cb328261098/date">
<issue ark="bpt6k5619759j" dayOfYear="196">15 juillet 1879</issue></issues>"""
SEARCH = b"""<results countResults="2"><query>x</query><items><item><p_id>PAG_512</p_id>
<content>a &amp;lt;span class='h'&amp;gt;x&amp;lt;/span&amp;gt; (...) b</content></item><item>
<altoidstring hpos="1" vpos="2" width="3" height="4">PAG_00000513_ST000061</altoidstring></item>
</items></results>"""
STRAY = b"""<alto><Description><MeasurementUnit>mm10</MeasurementUnit></Description><Layout>
<Page WIDTH="100" HEIGHT="200"><String CONTENT="a b" HPOS="1" VPOS="2" WIDTH="30" HEIGHT="4"/>
<TextBlock><TextLine><String CONTENT="c" HPOS="5"/><HYP/></TextLine><String CONTENT="d"/>
</TextBlock></Page><Page><TextLine><String CONTENT="e"/></TextLine></Page></Layout></alto>"""

Reader = Callable[[bytes], object]
SHAPES: dict[str, tuple[Reader, bytes]] = {
    "ALTO of odd shape": (partial(parse_alto, order=1, master=(1000, 2000)), STRAY),
    "contents in a table": (partial(parse_toc, ark=BOOK), TABLE),
    "plain text as text": (parse_plain_text, PLAIN),
    "years": (partial(parse_years, ark=PERIODICAL), YEARS),
    "issues": (partial(parse_issues, ark=PERIODICAL), ISSUES),
    "occurrences": (parse_occurrences, SEARCH),
    "picture": (partial(read_image, "images/f1.png"), PIXEL),
}


@pytest.mark.parametrize(("read", "answer"), SHAPES.values(), ids=SHAPES)
def test_damage_leads_to_our_own_errors_only(read: Reader, answer: bytes) -> None:
    """Bytes replaced, swapped, turned or left out give part of a model or one of our errors."""
    assert_survives_damage(read, answer)


def test_damaged_records_of_the_oai_server_lead_to_our_own_errors_only(shared: Path) -> None:
    """The same holds for the record as the server for harvesters has it."""
    sample = shared / "samples/bnf-openiti/btv1b11000434f/OAI-PMH.GetRecord.xml"
    assert_survives_damage(parse_record, sample.read_bytes())


@pytest.mark.parametrize("answer", [TABLE, STRAY, PIXEL, b'{"type": "Manifest"}'])
def test_whatever_a_person_saved_is_told(answer: bytes) -> None:
    """A damaged file in a folder is recognised, left for a reason, or refused; never a crash."""

    def told(data: bytes) -> None:
        try:
            recognise("f12.xml", data, BOOK)
        except UnrecognisedError:
            return

    assert_survives_damage(told, answer)


def test_bytes_are_judged_without_an_error() -> None:
    """Any bytes have a kind or none, and only a wall is refused."""
    assert_survives_damage(kind_of, b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><TEI.2/>")
    assert_survives_damage(partial(refuse_wall, what="it"), b"<!doctype html><html><p>x</p></html>")
