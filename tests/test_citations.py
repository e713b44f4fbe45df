from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import (
    NameParts,
    SeparateCoAuthors,
    SplitNameParts,
)
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from gallica_export.citation import Kind, Part, Person, cite
from gallica_export.escaping import escape_bibtex
from gallica_export.model import Agent, Document, Record
from gallica_export.templating import LANGUAGES, Templates
from gallica_export.writers.citations import write_citations
from gallica_export.writers.html import write_html
from gallica_export.writers.markdown import write_markdown
from tests.documents import small_document, specimen_document
from tests.drawn import hostile_document, texts
from tests.golden import check_golden
from tests.validators import pandoc_path

TEMPLATES = Templates()
#: What TeX knows, and the reader of LaTeX does not or knows as something else.
_MACROS = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}


def files_of(document: Document, templates: Templates = TEMPLATES) -> dict[str, str]:
    """The files by their names without that of the document: "-pages.bib"."""
    start = len(f"{document.name}-citations/{document.name}")
    return {
        file.path[start:]: file.content.decode() for file in write_citations(document, templates)
    }


def with_record(**fields: Any) -> Document:
    document = small_document()
    return structs.replace(document, record=structs.replace(document.record, **fields))


@cache
def _decoder() -> Any:
    known = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=text) for name, text in _MACROS.items()]
    known.add_context_category("braces", macros=macros, prepend=True)
    return LatexNodes2Text(latex_context=known)


def said(latex: str) -> str:
    """What LaTeX says, with single spaces."""
    return " ".join(_decoder().latex_to_text(latex).split())


def bibtex(text: str) -> list[dict[str, Any]]:
    """The entries of a file of BibTeX, with their names divided and their LaTeX read."""
    stack = [SeparateCoAuthors(), SplitNameParts()]
    library = parse_string(text, append_middleware=stack)
    assert not library.failed_blocks
    return [
        {
            "type": entry.entry_type,
            "key": entry.key,
            **{
                field.key: said(field.value)
                if isinstance(field.value, str)
                else list(map(_name, field.value))
                for field in entry.fields
            },
        }
        for entry in library.entries
    ]


def _name(name: NameParts) -> str:
    return said(", ".join(filter(None, (" ".join(name.von + name.last), " ".join(name.first)))))


def test_the_citations_of_the_small_document(update_golden: bool) -> None:
    """The files are those of the golden folder."""
    check_golden("citations", write_citations(small_document(), TEMPLATES), update_golden)


def test_each_view_is_cited_once_with_label_and_permalink() -> None:
    """Every kind of file has an entry for each view, with the printed label and its own address."""
    document = small_document()
    files = files_of(document)
    expected = [
        (view.label, document.attribution.permalink_of(view.order)) for view in document.views
    ]
    told_by_bibtex = bibtex(files["-pages.bib"])
    assert [(one.get("pages"), one["url"]) for one in told_by_bibtex] == expected
    told_by_ris = rispy.loads(files["-pages.ris"])
    assert [(one.get("start_page"), one["urls"][0]) for one in told_by_ris] == expected
    told_by_csl = json.loads(files["-pages.csl.json"])
    assert [(one.get("page"), one["URL"]) for one in told_by_csl] == expected
    for view, *notes in zip(
        document.views,
        (one["note"] for one in told_by_bibtex),
        (one["notes"][0] for one in told_by_ris),
        (one["note"] for one in told_by_csl),
        strict=True,
    ):
        for note in notes:
            assert note.startswith(f"{document.attribution.mention}. {document.ark}/{view.id}")
            assert f"vue {view.order}" in note


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_is_cited_with_all_that_the_record_says(lang: str) -> None:
    """Publisher, place, year, holder, shelfmark and the day of access stand in their fields."""
    files = files_of(small_document(), Templates(lang=lang))
    (item,) = json.loads(files[".csl.json"])
    assert item["type"] == "book"
    assert item["author"] == [{"family": "Anonyme", "given": "Jean"}]
    assert (item["publisher"], item["publisher-place"]) == ("Chez l’auteur", "Rouen")
    assert item["issued"] == {"date-parts": [[1867]]}
    assert (item["archive"], item["call-number"]) == ("Presse de démonstration", "SPEC-0")
    assert item["accessed"] == {"date-parts": [[2026, 11, 1]]}
    (entry,) = bibtex(files[".bib"])
    assert entry["library"] == "Presse de démonstration, SPEC-0"
    assert (entry["year"], entry["urldate"]) == ("1867", "2026-11-01")
    (record,) = rispy.loads(files[".ris"])
    assert (record["year"], record["access_date"]) == ("1867", "2026/11/01")
    assert (record["database_provider"], record["call_number"]) == (item["archive"], "SPEC-0")


@given(
    title=texts,
    names=st.lists(texts | st.tuples(texts, texts).map(", ".join), max_size=3, unique=True),
)
def test_hostile_text_is_read_back(title: str, names: list[str]) -> None:
    """Whatever a title and names are made of, readers of each format give the same back."""
    record = Record(title=(title,), agents=tuple(map(Agent, names)))
    document = structs.replace(small_document(), record=record)
    cited, files = cite(document), files_of(document)
    authors = [person.inverted for person in cited.by("author")]
    (entry,) = bibtex(files[".bib"])
    assert entry["title"] == spaced(cited.title)
    assert entry.get("author", []) == [*map(spaced, authors)]
    (read,) = rispy.loads(files[".ris"])
    assert (read["title"], read.get("authors", [])) == (cited.title, authors)
    (item,) = json.loads(files[".csl.json"])
    people = [
        (one.get("family", one.get("literal")), one.get("given")) for one in item.get("author", [])
    ]
    told = [", ".join(filter(None, names)) for names in people]
    assert (item["title"], told) == (cited.title, authors)


def spaced(text: str) -> str:
    return " ".join(text.split())


@given(st.text(min_size=1))
def test_no_text_breaks_a_line_of_ris(text: str) -> None:
    """Whatever characters a value has, a file has as many lines and records as before."""
    document = with_record(shelfmark=text)
    (read,) = rispy.loads(files_of(document)[".ris"])
    plain = files_of(with_record(shelfmark="x"))[".ris"]
    assert len(files_of(document)[".ris"].splitlines()) == len(plain.splitlines())
    assert read["call_number"].strip() == " ".join(text.splitlines()).strip()


@given(st.text())
def test_bibtex_counts_as_many_braces_as_it_opens(text: str) -> None:
    """No text ends its field early: braces are balanced, and never close more than is open."""
    depth = 0
    for character in escape_bibtex(text):
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0


def test_no_field_of_a_hostile_document_breaks_a_file() -> None:
    """With hostile text in every field each file has its entries, and no other."""
    document = hostile_document()
    files, keys = files_of(document), [f"{document.name}-{view.id}" for view in document.views]
    assert [one["key"] for one in bibtex(files["-pages.bib"])] == keys
    assert [one["id"] for one in rispy.loads(files["-pages.ris"])] == keys
    assert [one["id"] for one in json.loads(files["-pages.csl.json"])] == keys


@pytest.mark.parametrize(
    ("format_", "name"),
    [("biblatex", ".bib"), ("bibtex", ".bib"), ("ris", ".ris"), ("csljson", ".csl.json")],
)
def test_pandoc_reads_the_same(format_: str, name: str) -> None:
    """Pandoc finds type, author, title, year and address in each kind of file."""
    done = subprocess.run(
        [pandoc_path(), "--from", format_, "--to", "csljson"],
        input=files_of(small_document())[name],
        capture_output=True,
        text=True,
        check=True,
    )
    (item,) = json.loads(done.stdout)
    assert not done.stderr
    assert item["title"] == "Le petit livre : <essai> & suite"
    assert item["author"] == [{"family": "Anonyme", "given": "Jean"}]
    assert (item["type"], item["issued"]) == ("book", {"date-parts": [[1867]]})
    assert item["URL"] == "https://gallica.bnf.fr/ark:/99999/bpt6k1234567m"


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("monographies", Kind.BOOK),
        ("periodiques:fascicules", Kind.PERIODICAL),
        ("images:photographies", Kind.PICTURE),
        ("manuscrits", Kind.MANUSCRIPT),
        ("objets", Kind.DOCUMENT),
        (None, Kind.DOCUMENT),
    ],
)
def test_a_document_is_cited_as_what_it_is(told: str | None, kind: Kind) -> None:
    """The record's type tells what is cited; where it does not, nothing is guessed."""
    document = with_record(document_type=told)
    assert cite(document).kind is kind
    assert cite(document, document.views[3]).kind is kind


@pytest.mark.parametrize(
    ("text", "date", "year"),
    [
        ("1867", "1867", "1867"),
        ("1879-07-15", "1879-07-15", "1879"),
        ("1879-07", "1879-07", "1879"),
        ("1880-1968", "1880/1968", "1880-1968"),
        ("1879-13-45", None, None),
        ("[s.d.]", None, None),
        ("18..", None, None),
    ],
)
def test_a_date_is_no_finer_than_the_record_says(
    text: str, date: str | None, year: str | None
) -> None:
    """Years, months, days and spans are told as such; what is no plain date stays as it reads."""
    document = with_record(date=(text,))
    cited = cite(document)
    assert (cited.published, cited.date, cited.year) == (text, date, year)
    for name in (".bib", ".ris", ".csl.json"):
        assert text.split("-", maxsplit=1)[0] in files_of(document)[name]


@pytest.mark.parametrize(
    ("agent", "person"),
    [
        (
            Agent("Verne, Jules", "1828-1905", "Auteur du texte"),
            Person(part=Part.AUTHOR, family="Verne", given="Jules", role="Auteur du texte"),
        ),
        (
            Agent("Académie des sciences (France)"),
            Person(part=Part.AUTHOR, family="Académie des sciences (France)"),
        ),
        (
            Agent("Doré, Gustave", None, "Illustrateur", False),
            Person(part=Part.ILLUSTRATOR, family="Doré", given="Gustave", role="Illustrateur"),
        ),
        (
            Agent("Doré, Gustave", None, "Graveur"),
            Person(part=Part.AUTHOR, family="Doré", given="Gustave", role="Graveur"),
        ),
        (
            Agent("Hugo, François-Victor", None, "Traducteur"),
            Person(part=Part.TRANSLATOR, family="Hugo", given="François-Victor", role="Traducteur"),
        ),
        (
            Agent("Imprimerie nationale", None, "Imprimeur", False),
            Person(part=Part.CONTRIBUTOR, family="Imprimerie nationale", role="Imprimeur"),
        ),
    ],
)
def test_people_have_their_parts(agent: Agent, person: Person) -> None:
    """A name is divided where the record divides it, and its role decides the part."""
    assert cite(with_record(agents=(agent,))).people == (person,)


def test_a_specimen_is_cited_without_an_address() -> None:
    """What is nowhere online has its ARK, and no link that would lead nowhere."""
    document = specimen_document()
    assert cite(document).url is None
    files = files_of(document)
    assert "http" not in "".join(files.values())
    assert all(f"{document.ark}/f3" in text for name, text in files.items() if "pages" in name)


def test_the_pages_of_a_large_document_are_made_one_by_one() -> None:
    """A file of pages comes in pieces, so that nothing holds ten thousand of them."""
    files = {file.path: file for file in write_citations(small_document(), TEMPLATES)}
    for path, file in files.items():
        if "-pages" in path:
            assert sum(1 for _ in file.pieces()) >= len(small_document().views)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_readers_find_how_to_cite(lang: str) -> None:
    """The site tells how to cite the whole and each view, the Markdown the whole, in words."""
    document, templates = small_document(), Templates(lang=lang)
    words = templates.words
    pages = (file for file in write_html(document, templates) if file.path.endswith(".html"))
    site = {file.path.partition("/")[2]: file.content.decode() for file in pages}
    markdown = next(write_markdown(document, templates)).content.decode()
    accessed = words["accessed"].format(date="2026-11-01")
    for page, told in (("index.html", words["cite"]), ("views/f4.html", words["cite_view"])):
        assert f"<b>{told}</b>" in site[page]
        assert accessed in site[page]
    assert "ark:/99999/bpt6k1234567m/f4</a>" in site["views/f4.html"]
    assert "Jean Anonyme, *Le petit livre : \\<essai> & suite*, Rouen, Chez l’auteur" in markdown
    assert accessed in markdown


def test_who_corrected_the_text_is_cited() -> None:
    """The sentence by which an edition is cited names the editors of its text."""
    document = structs.replace(small_document(), editors=("Jeanne Dupont", "Luc *Rey*"))
    site = {file.path.partition("/")[2]: file for file in write_html(document, TEMPLATES)}
    book = {file.path.partition("/")[2]: file for file in write_markdown(document, TEMPLATES)}
    named = "Texte établi par Jeanne Dupont et Luc {} Source gallica.bnf.fr"
    assert named.format("*Rey*.") in site["index.html"].content.decode()
    assert named.format("*Rey*.") in site["views/f3.html"].content.decode()
    assert named.format(r"\*Rey\*.") in book["index.md"].content.decode()
