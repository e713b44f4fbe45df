from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from gallica_export.export import make_edition
from gallica_export.folding import folded_words, phrases_of
from gallica_export.job import Job
from gallica_export.model import (
    End,
    Inline,
    LineText,
    PageBreak,
    Paragraph,
    Reading,
    Section,
    Text,
    plain,
    runs,
)
from gallica_export.reading.hits import with_hits
from gallica_export.templating import Templates
from tests.documents import small_document
from tests.press import Scan, bundled

SPECIMENS = Path(__file__).parent.parent / "gallica_export" / "specimen"


def marked(query: str, *inlines: Inline) -> list[tuple[str, bool]]:
    """The reading text of a paragraph, in stretches that are hits or not."""
    paragraph = Paragraph("p1", inlines)
    reading = Reading(sections=(Section(id="s1", view=1, level=1, blocks=(paragraph,)),))
    done = with_hits(replace(small_document(), reading=reading), phrases_of(query))
    (block,) = done.reading.sections[0].blocks
    assert isinstance(block, Paragraph)
    assert plain(block.inlines) == plain(inlines)
    return [(run.text, run.is_hit) for run in runs(block.inlines) if isinstance(run, Text)]


def test_a_word_is_marked_whatever_its_accents_and_case() -> None:
    """Accents, ligatures, long s and case do not count, and elision divides words."""
    line = LineText("C'eſt l'ŒUVRE d'un évêque.", 1, 0)
    assert marked("oeuvre", line) == [
        ("C'eſt ", False),
        ("l'ŒUVRE", True),
        (" d'un évêque.", False),
    ]
    assert ("C'eſt", True) in marked("est", line)
    assert ("évêque.", True) in marked("eveque", line)


def test_a_divided_word_is_marked_in_both_its_lines() -> None:
    """A word that a line's end or a page turn divides is one hit, page break and all."""
    halves = (LineText("il a par-", 1, 0, End.JOINED), LineText("couru tout", 1, 1))
    assert marked("parcouru", *halves) == [("il a ", False), ("parcouru", True), (" tout", False)]
    turned = (halves[0], PageBreak(2), LineText("couru tout", 2, 0))
    assert marked("parcouru", *turned) == [
        ("il a ", False),
        ("par", True),
        ("couru", True),
        (" tout", False),
    ]
    assert not any(hit for _, hit in marked("par", *halves))
    apart = (LineText("il a par -", 1, 0, End.JOINED), halves[1])
    assert marked("parcouru", *apart) == [("il a ", False), ("parcouru", True), (" tout", False)]
    assert not any(hit for _, hit in marked("par", *apart))


def test_a_phrase_is_marked_only_where_its_words_follow_each_other() -> None:
    """Between quotes words have to stand together, over the end of a line too."""
    lines = (LineText("le ver à soie et le", 1, 0), LineText("ver luisant ; le ver", 1, 1))
    assert [text for text, hit in marked('"le ver"', *lines) if hit] == [
        "le ver",
        "le ver",
        "le ver",
    ]
    assert [text for text, hit in marked('"ver luisant"', *lines) if hit] == ["ver luisant"]
    assert marked('"soie luisant"', *lines) == [("le ver à soie et le ver luisant ; le ver", False)]


@pytest.mark.parametrize(
    ("format_", "path", "mark"),
    [
        ("html", "NAME-html/text/s*.html", "<mark>poussière</mark>"),
        ("markdown", "NAME-markdown/text/*.md", "[poussière]{.mark}"),
        ("tei", "NAME-tei/NAME.xml", '<seg type="hit">poussière</seg>'),
    ],
)
def test_an_edition_of_a_search_shows_its_hits(
    tmp_path: Path, format_: str, path: str, mark: str
) -> None:
    """What was searched for is marked in every format."""
    ark = bundled(Scan()).ark
    query = Job(formats=(format_,), output=tmp_path, snapshots=SPECIMENS, containing="poussiere")
    make_edition(ark, query, Templates())
    pages = tmp_path.glob(path.replace("NAME", ark.name))
    assert any(mark in page.read_text(encoding="utf-8") for page in pages)


def test_folding_is_what_a_reader_expects() -> None:
    """Folded words have neither accents nor ligatures nor long s."""
    assert folded_words("Fabriqué à Sᵗ-Œdipe, eſpoir") == [
        "fabrique",
        "a",
        "st",
        "oedipe",
        "espoir",
    ]
