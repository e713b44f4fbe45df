"""The quotation mark that is repeated before each line stands once in every reading text."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from gallica_export.model import (
    Document,
    End,
    LineText,
    Paragraph,
    Reading,
    Section,
    plain,
)
from gallica_export.reading import compose
from gallica_export.reading.quotes import repeating_quotes
from gallica_export.templating import Templates
from gallica_export.writers.tei import write_tei
from tests.documents import small_document
from tests.made_views import LEFT, view_of
from tests.test_reading import blocks, document_of, paragraphs, words_of_ocr, words_read
from tests.test_reading import view_of as text_of
from tests.working_copies import changed, spots


@pytest.mark.parametrize(
    ("lines", "repeated"),
    [
        (("Il dit : « il faut", "« s'en approcher »", "« et partir"), [1]),
        (("« On pose cet instru-", "« ment, puis on", "levè la gaze", "« pour aider"), [1, 3]),
        (("« Oui, disait cette", "» mère, de tous", "» mes enfants. »", "« Non."), [1, 2]),
        (("c'est lui que « cherche", "» ce Dobblard, qui n'ose", "le molester"), []),
        (("Il dit", "« il faut partir"), []),
        (("« Il faut »", "« partir"), []),
        (("« Il faut", "«"), []),
    ],
)
def test_a_mark_repeats_one_that_is_open(lines: tuple[str, ...], repeated: list[int]) -> None:
    """Only within a quotation, never what opens one, nor a mark that is all of its line."""
    view = view_of(1, *((LEFT, 200 + 50 * n, text) for n, text in enumerate(lines)))
    assert sorted(line for _, line in repeating_quotes(view.lines)) == repeated


def _quoting() -> Document:
    lines = ("« On pose dessus cet instru-", "« ment, puis on lève la gaze", "« pour aider. »")
    return document_of(text_of(1, [(100, 100 + 50 * n, text) for n, text in enumerate(lines)]))


def test_a_repeated_mark_parts_no_word() -> None:
    """The reading text has the opening mark alone; the words of the OCR are all kept."""
    document = compose(_quoting())
    assert paragraphs(document) == [
        "« On pose dessus cet instrument, puis on lève la gaze pour aider. »"
    ]
    assert words_read(document) == words_of_ocr(document)
    (paragraph,) = (block for block in blocks(document) if isinstance(block, Paragraph))
    dropped = [one for one in paragraph.inlines if isinstance(one, LineText) and one.words]
    assert [(one.text, one.end, one.reason) for one in dropped[::2]] == [
        ("«", End.DROPPED, "repeated-quote"),
        ("«", End.DROPPED, "repeated-quote"),
    ]


def test_a_repeated_mark_stands_in_tei_where_it_was_printed() -> None:
    """It is punctuation that parts no words, right after the beginning of its line."""
    document = compose(_quoting())
    (file,) = (one for one in write_tei(document, Templates()) if one.path.endswith(".xml"))
    text = file.content.decode()
    second = '<lb xml:id="lb-f1-l1" break="no" n="2" facs="#f1-l1"/>'
    third = '<lb xml:id="lb-f1-l2" n="3" facs="#f1-l2"/>'
    assert f'instru<pc force="weak">-</pc>{second}<pc force="weak">« </pc>ment, puis' in text
    assert f"puis on lève la gaze\n{third}" in text


def test_a_repeated_mark_survives_an_edit() -> None:
    """A file that has no such marks comes back the same; a word corrected beside one keeps it."""
    document = compose(_quoting())
    assert changed(document).reading == document.reading
    edited = changed(document, ("instrument", "objet"), ("pour aider", "pour nous aider"))
    assert paragraphs(edited) == [
        "« On pose dessus cet objet, puis on lève la gaze pour nous aider. »"
    ]
    assert spots(edited) == spots(document)


def test_plain_text_has_no_dropped_stretch() -> None:
    """A dropped stretch leaves no space behind."""
    mark = LineText("«", 1, 1, End.DROPPED, "repeated-quote", (0, 1))
    before, after = LineText("cet instru-", 1, 0, End.JOINED), LineText("ment", 1, 1, words=(1, 2))
    assert plain((before, mark, after)) == "cet instrument"
    assert plain((replace(before, end=End.SPACE), mark, after)) == "cet instru- ment"
    section = Section(id="s1", view=1, level=1, blocks=(Paragraph("p1", (before, mark, after)),))
    assert replace(small_document(), reading=Reading(sections=(section,))).reading.has_text
