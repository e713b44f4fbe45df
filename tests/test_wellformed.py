from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gallica_export.errors import TemplateError
from gallica_export.templating import Templates
from gallica_export.wellformed import IllFormed, check_html, checked_xml
from gallica_export.writers.table import WRITERS
from tests.documents import small_document


@given(st.text("<>/ab&;\"'= \n", max_size=30), st.integers(1, 5))
def test_what_is_let_through_is_xml(text: str, size: int) -> None:
    """A text passes unchanged exactly if an XML parser of another make reads it."""
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    try:
        etree.fromstring(text.encode())
    except etree.XMLSyntaxError:
        with pytest.raises(IllFormed):
            list(checked_xml(pieces))
    else:
        assert "".join(checked_xml(pieces)) == text


def test_a_long_text_is_told_where_it_breaks() -> None:
    """The line and the words around the fault are told, wherever in a long text it stands."""
    lines = ["<é>é</é>\n"] * 40_000
    lines[30_000] = "<p>ici</q>\n"
    with pytest.raises(IllFormed, match=r"mismatched tag in line 30002, at .*ici</"):
        list(checked_xml(["<a>\n", *lines, "</a>"]))


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><html><body><p>un<p>deux<br><img src=x alt='>'></body>",
        "<ul><li>un<li>deux</ul><DIV></div>",
        "<!-- </div> <b> --><script>if (a<b) c('</i>')</script><style>a>b{}</style>",
        "<svg><path/><g><image/></g></svg>",
        "<p hidden>a < b & c &nbsp; <my-part></my-part>",
    ],
)
def test_loose_html_passes(text: str) -> None:
    """All that HTML allows passes: void elements, end tags left out, comments, scripts, SVG."""
    check_html(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<p>\n<b>gras</p>\n<i>x</i></b></em>", "mismatched tag in line 3, at .*</em>"),
        ("<div><span></div></span>", "mismatched tag in line 1, at .*</div>"),
        ("<div>\n<div/>\n</div>", "unclosed element in line 1"),
        ("</div>", "mismatched tag"),
        ("<section><h1>x</h1>", "unclosed element in line 1, at '<section>"),
    ],
)
def test_broken_html_is_told(text: str, told: str) -> None:
    """An element that is not closed, or closed twice or out of turn, is told with its line."""
    with pytest.raises(IllFormed, match=told):
        check_html(text)


@pytest.mark.parametrize(
    ("format_", "template", "block"),
    [
        ("epub", "epub/colophon.xhtml.j2", "body"),
        ("tei", "tei/document.xml.j2", "header"),
        ("html", "html/chapter.html.j2", "pager"),
    ],
)
def test_a_template_that_breaks_its_page_is_named(
    format_: str, template: str, block: str, tmp_path: Path
) -> None:
    """A template of one's own whose output is not well formed stops with its name and the place."""
    (tmp_path / template).parent.mkdir()
    (tmp_path / template).write_text(
        f'{{% extends "default:{template}" %}}{{% block {block} %}}<em>ours{{% endblock %}}'
    )

    def write() -> None:
        for file in WRITERS[format_](small_document(), Templates([tmp_path])):
            _ = file.content  # which may be made only now

    with pytest.raises(
        TemplateError, match=rf"{template} makes is not well formed: .* in line \d+"
    ):
        write()
