"""What bytes are, by themselves."""

from __future__ import annotations

import pytest

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.services import Kind
from gallica_export.gallica.sniffing import (
    is_whole,
    kind_of,
    refuse_wall,
    root_of,
    without_byte_order_mark,
)

_ELSEWHERE = '<script src="/services/engine/search/altcha/x.js"></script>'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<livre/>", Kind.XML),
        (b"<?xml version='1.0'?><!-- x --><TEI.2>", Kind.XML),
        (b"\xef\xbb\xbf\n<alto:alto>", Kind.XML),
        (b"\xff\xfe" + "<livre/>".encode("utf-16-le"), Kind.XML),
        (b"<html>", Kind.HTML),
        (b"<!DOCTYPE html PUBLIC 'x'><livre/>", Kind.HTML),
        (b"<!doctype html>Maintenance", Kind.HTML),
        (b"<?xml version='1.0'?>\n<HTML>", Kind.HTML),
        (b"<!-- a fragment --><ul><li>", Kind.HTML),
        (b"\xfe\xff" + "<body>".encode("utf-16-be"), Kind.HTML),
        (b' {"a": 1}', Kind.JSON),
        (b"\xef\xbb\xbf[1]", Kind.JSON),
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"", None),
        (b"ok", None),
        (b"<", None),
    ],
)
def test_bytes_tell_their_kind(body: bytes, kind: Kind | None) -> None:
    """One judge says for everybody what an answer is, whatever mark or prologue stands before."""
    assert kind_of(body) is kind


def test_the_root_has_no_prefix() -> None:
    """The root's name is its local one, and what is neither XML nor HTML has none."""
    assert root_of(b"<?xml version='1.0'?><oai:OAI-PMH xmlns:oai='x'>") == "OAI-PMH"
    assert root_of(b"{}") == ""


@pytest.mark.parametrize("body", [b"", b" \n", b"<html><altcha-widget/>", _ELSEWHERE.encode()])
def test_walls_are_refused(body: bytes) -> None:
    """Nothing at all is no answer, and neither is a page with a captcha in it."""
    page = body if not body.startswith(b"<script") else b"<body>" + body
    with pytest.raises(DamagedAnswer, match=r"it is (empty|Gallica's security check)"):
        refuse_wall(page, "it")


def test_the_word_alone_is_no_wall() -> None:
    """A page that speaks of ALTCHA, and an answer that quotes its markup, are not taken for it."""
    refuse_wall(b"<html><p>Altcha is a captcha</p></html>", "it")
    refuse_wall(b"<livre>&lt;x <![CDATA[<altcha-widget>]]></livre>", "it")


def test_pictures_have_an_end() -> None:
    """A picture without its last marker is cut; other kinds are their readers' business."""
    assert is_whole(Kind.JPEG, b"\xff\xd8\xff\xd9\0\n")
    assert not is_whole(Kind.JPEG, b"\xff\xd8\xff")
    assert is_whole(Kind.XML, b"<livre>")


def test_marks_are_taken_off() -> None:
    """Whatever the mark, the bytes behind it come as UTF-8."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le")):
        assert without_byte_order_mark(mark + "é".encode(encoding)) == "é".encode()
