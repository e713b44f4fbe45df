"""The one way in for XML."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.errors import DamagedAnswer, GallicaExportError
from gallica_export.gallica.xml import all_text, local_name, parse_xml, text_of
from tests.mutations import mutated, patient

BILLION_LAUGHS = b"""<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a b="&y;">&y;</a>"""
FRENCH = "<a>Où cœur été naïf façon À l’œuvre</a>"


def read(data: bytes, *, recover: bool = False) -> tuple[str, list[str]]:
    root, notices = parse_xml(data, root="a", what="the answer", recover=recover)
    return all_text(root), [notice.kind for notice in notices]


@pytest.mark.parametrize(
    "data",
    [
        b"<a>\xc3\xa9t\xc3\xa9</a>",
        b"\xef\xbb\xbf<a>\xc3\xa9t\xc3\xa9</a>",
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xc3\xa9t\xc3\xa9</a>',
        b'\xef\xbb\xbf<?xml version="1.0" encoding="iso-8859-1"?><a>\xc3\xa9t\xc3\xa9</a>',
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9t\xe9</a>',
        b"<?xml version='1.0' encoding='windows-1252'?><a>\xe9t\xe9</a>",
        b'<?xml version="1.0" encoding="ISO-8859-15"?><a>\xe9t\xe9</a>',
        b"\xff\xfe" + "<?xml version='1.0' encoding='UTF-16'?><a>été</a>".encode("utf-16-le"),
        b"\xfe\xff" + "<a>été</a>".encode("utf-16-be"),
    ],
)
def test_the_bytes_decide_on_the_encoding(data: bytes) -> None:
    """UTF-8 is read as UTF-8 whatever the prologue claims, and real Latin-1 as what it declares."""
    assert read(data) == ("été", [])


def test_undeclared_latin_1_is_read_with_a_notice() -> None:
    """Bytes that are not the UTF-8 which their prologue promises are read as Windows-1252."""
    assert read(b"<a>\xe9t\xe9 \x9cuvre</a>") == ("été œuvre", ["answer-repaired"])


def test_an_unknown_encoding_is_no_reason_to_fail() -> None:
    """A prologue that names no encoding known is as good as none."""
    data = b"<?xml version='1.0' encoding='x-gallica'?><a>\xe9t\xe9</a>"
    assert read(data) == ("été", ["answer-repaired"])


def test_damaged_utf_8_is_not_taken_for_latin_1() -> None:
    """One wrong byte among French UTF-8 is refused, and replaced only where that is allowed."""
    data = FRENCH.encode().replace(b"fa\xc3\xa7on", b"fa\xc3on")
    with pytest.raises(DamagedAnswer, match="not UTF-8"):
        read(data)
    text, kinds = read(data, recover=True)
    assert "cœur été" in text
    assert "fa\N{REPLACEMENT CHARACTER}on" in text
    assert kinds == ["answer-repaired"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<a>Garnier & fils</a>", "Garnier & fils"),
        (b"<a>Garnier &amp; fils & Cie</a>", "Garnier & fils & Cie"),
        (b"<a>caf&eacute; &lt; th&eacute;&nbsp;!</a>", "café < thé\xa0!"),
        (b"<a>1\x00 2\x0b 3&#0; 4&#x1F; 5&#9999999;</a>", "1 2 3 4 5"),
        (b"<a>&nosuchthing; &lt;</a>", "&nosuchthing; <"),
        (b'<a href="?x=1&y=2">&#233;</a>', "é"),
    ],
)
def test_what_can_be_mended_without_loss_is_mended(data: bytes, text: str) -> None:
    """Control characters, bare ampersands and HTML's entities are repaired, with a notice."""
    assert read(data) == (text, ["answer-repaired"])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"garbage",
        b"{}",
        b"<a>",
        b"<a><b></a>",
        b"<a/><a/>",
        b"<a><x:b/></a>",
        b"\xff\xfe",
    ],
)
def test_what_is_not_xml_is_refused(data: bytes) -> None:
    """Empty, cut and ill-formed answers are damaged."""
    with pytest.raises(DamagedAnswer, match="the answer"):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        BILLION_LAUGHS,
        BILLION_LAUGHS.replace(b"<!ENTITY", b"<!ENT\x00ITY"),
        b"\xff\xfe" + BILLION_LAUGHS.decode().encode("utf-16-le"),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
        b'<?xml version="1.0"?>\n<!-- <a> --><?pi <a>?><!DOCTYPE a [<!ENTITY x "y">]><a/>',
        b"""<!DOCTYPE a PUBLIC "]>" '>' [<!ENTITY x "y">]><a/>""",
    ],
)
def test_entities_are_never_declared(data: bytes) -> None:
    """A document type with declarations of its own is refused, however it is written."""
    with pytest.raises(DamagedAnswer, match="declares"):
        read(data)


def test_a_document_type_alone_is_harmless(tmp_path: Path) -> None:
    """A document type that only names a DTD is accepted, and the DTD is not read."""
    dtd = tmp_path / "a.dtd"
    dtd.write_text('<!ATTLIST a b CDATA "from the DTD">')
    root, _ = parse_xml(f'<!DOCTYPE a SYSTEM "{dtd}"><a/>'.encode(), root="a", what="it")
    assert root.get("b") is None


def test_a_captcha_page_is_recognised(shared: Path) -> None:
    """Gallica's security check is refused by name wherever XML is due."""
    pages = sorted(shared.glob("samples/xerocr/*/error.altcha.*.html"))
    assert pages
    for page in pages:
        with pytest.raises(DamagedAnswer, match="security check"):
            parse_xml(page.read_bytes(), root="alto", what="the OCR")


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html><body/></html>",
        b"\n <HTML><body/></HTML>",
        b"<?xml version='1.0'?><!-- 1 --><html xmlns='http://www.w3.org/1999/xhtml'/>",
    ],
)
def test_a_web_page_is_refused_as_such(data: bytes) -> None:
    """HTML, which often parses as XML, is called HTML in the message."""
    with pytest.raises(DamagedAnswer, match="HTML page"):
        read(data)


def test_another_root_is_refused_by_name() -> None:
    """The message names the root that came and the one that was due."""
    with pytest.raises(DamagedAnswer, match="begins with <b> where <a> was expected"):
        read(b"<b/>")


@pytest.mark.parametrize("data", [b"<A/>", b"<a xmlns='urn:x'/>", b"<p:a xmlns:p='urn:x'/>"])
def test_elements_are_matched_by_local_name(data: bytes) -> None:
    """Neither case nor namespace of the root matters."""
    root, _ = parse_xml(data, root=("z", "a"), what="it")
    assert local_name(root).casefold() == "a"


def test_text_is_found_by_local_name() -> None:
    """The text of the first element with a name is found at any depth, or is empty."""
    root, _ = parse_xml(b"<a xmlns='urn:x'><b> 1<i>2</i> </b><b>3</b></a>", root="a", what="it")
    assert (text_of(root, "b"), text_of(root, "c")) == ("12", "")


def test_tags_that_do_not_nest_are_mended_on_request() -> None:
    """Recovery keeps every element and says what was wrong."""
    data = b"<a bad'x y='1'><b>1<c>2</b></c><b>3</b></a>'"
    text, kinds = read(data, recover=True)
    assert (text, kinds) == ("123", ["answer-repaired"])


@pytest.mark.parametrize("data", [b"<a><b>1</b><b>2", b"<a><b>1</b>", b"<a><b>1</b></", b"<a"])
def test_recovery_never_hides_a_cut(data: bytes) -> None:
    """A document without its end is refused even where recovery is allowed."""
    with pytest.raises(DamagedAnswer, match="breaks off"):
        read(data, recover=True)


def test_recovery_that_loses_elements_is_refused() -> None:
    """What libxml2 would leave out on the way to a tree is never left out silently."""
    deep = b"<a>" + b"<b>" * 300 + b"</b>" * 299 + b"</a>"
    with pytest.raises(DamagedAnswer, match="too badly damaged"):
        read(deep, recover=True)


@patient
@given(mutated(f"<?xml version='1.0' encoding='utf-8'?>{FRENCH}".encode()), st.booleans())
def test_only_our_own_errors_leave(data: bytes, recover: bool) -> None:
    """Whatever the bytes, the outcome is a tree with the right root or a damaged answer."""
    try:
        root, _ = parse_xml(data, root="a", what="it", recover=recover)
    except GallicaExportError:
        return
    assert local_name(root).casefold() == "a"
