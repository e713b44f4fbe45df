"""What every format tells alike."""

from __future__ import annotations

import re

import pytest
from lxml import etree, html
from msgspec import structs

from gallica_export.model import Accuracy, Document
from gallica_export.output import unzipped
from gallica_export.templating import LANGUAGES, Templates
from gallica_export.writers import TARGETS
from gallica_export.writers.table import WRITERS
from tests.documents import (
    document_with_an_index,
    extract_document,
    restricted_document,
    small_document,
    specimen_document,
)

PROSE = tuple(name for name in TARGETS if name not in ("json", "citations"))
each_prose = pytest.mark.parametrize("format_", PROSE)


def files_of(format_: str, document: Document, lang: str = "fr") -> dict[str, str]:
    """The texts of an edition by their paths; spaces that do not break are as others."""
    found: dict[str, str] = {}
    for file in WRITERS[format_](document, Templates(lang=lang)):
        members = unzipped(file.content) if file.path.endswith(".epub") else [file]
        for member in members:
            if not member.path.endswith((".png", ".jpg")):
                found[member.path.partition("/")[2]] = member.content.decode().replace(
                    "\u00a0", " "
                )
    return found


#: Where each format says what the whole edition is: of the reader's pages, and of the metadata.
_FRONTS = {
    "html": {"index.html": 3},
    "markdown": {"index.md": 2},
    "epub": {"titlepage.xhtml": 1, "colophon.xhtml": 1, "content.opf": 1},
    "tei": {"bpt6k1234567m.xml": 3},
}


@pytest.mark.parametrize("lang", LANGUAGES)
@each_prose
def test_an_extract_says_so(format_: str, lang: str) -> None:
    """An edition of some views says which, where it says what it is; a whole one says nothing."""
    sentence = {"fr": "Extrait : vues 3 à 4 et 6 sur 6", "en": "Extract: views 3 to 4 and 6 of 6"}[
        lang
    ]
    files = files_of(format_, extract_document(), lang)
    assert {name: files[name].count(sentence) for name in _FRONTS[format_]} == _FRONTS[format_]
    whole = files_of(format_, small_document(), lang)
    assert not [name for name, text in whole.items() if re.search("Extrait|Extract:", text)]


def test_an_extract_has_its_fields() -> None:
    """Metadata say what an extract is, each format in its own terms."""
    document = extract_document()
    index = files_of("markdown", document)["index.md"]
    assert 'views: 3\nviews-in-all: 6\nextract: "Extrait : vues 3 à 4 et 6 sur 6"\n' in index
    package = files_of("epub", document)["content.opf"]
    assert '<dc:description xml:lang="fr">Extrait' in package
    tei = files_of("tei", document)["bpt6k1234567m.xml"]
    assert '<extent><measure unit="view" quantity="3">Extrait' in tei
    assert "<samplingDecl><p>Extrait" in tei


@each_prose
def test_a_measured_rate_is_told(format_: str) -> None:
    """Where the record has no rate of recognition, each format tells what the views measured."""
    document = small_document()
    unsaid = structs.replace(
        document,
        record=structs.replace(document.record, ocr_rate=None),
        reading=structs.replace(document.reading, accuracy=Accuracy(91.26, 3)),
    )
    whole = "\n".join(files_of(format_, unsaid).values())
    assert "91,3 % (mesuré sur 3 vues)" in whole
    assert "non indiqué" not in whole


@pytest.mark.parametrize("lang", LANGUAGES)
def test_readers_are_told_the_record_in_their_language(lang: str) -> None:
    """Of what the record says in two languages readers get one, and a language by its name."""
    own, other, name = {
        "fr": ("domaine public", "public domain", "français"),
        "en": ("public domain", "domaine public", "French"),
    }[lang]
    for format_, page in (("html", "index.html"), ("epub", "colophon.xhtml")):
        text = files_of(format_, small_document(), lang)[page]
        assert f">{own}</dd>" in text
        assert f">{other}</dd>" not in text
        assert f">{name}</dd>" in text
        assert ">fre</dd>" not in text
    assert f'\nrights: "{own}"\n' in files_of("markdown", small_document(), lang)["index.md"]


def test_metadata_name_the_language_of_each_value() -> None:
    """Programs get all values of the record, each with the language that the record gives it."""
    for format_, page in (("epub", "content.opf"), ("tei", "bpt6k1234567m.xml")):
        text = files_of(format_, small_document())[page]
        assert '<dc:rights xml:lang="fr">domaine public</dc:rights>' in text
        assert '<dc:rights xml:lang="en">public domain</dc:rights>' in text
    assert '<term xml:lang="en">printed monograph</term>' in text


@each_prose
def test_restricted_rights_promise_nothing(format_: str) -> None:
    """No page of a restricted document promises free reuse, and the restriction is told."""
    text = "\n".join(files_of(format_, restricted_document()).values())
    assert "libre et gratuite" not in text
    assert "aucune réutilisation" in text
    assert "libre et gratuite" in "\n".join(files_of(format_, small_document()).values())


@each_prose
def test_a_specimen_leads_nowhere_outside(format_: str) -> None:
    """Under the test authority nothing leads to Gallica or to an ARK, for neither has it."""
    for name, text in files_of(format_, specimen_document()).items():
        assert "gallica.bnf.fr" not in text, name
        assert not re.search(r'(?:href|target|corresp)="ark:|\]\(ark:', text), name


def ways(format_: str, document: Document) -> list[str]:
    """Where the entries of the contents lead, in their order."""
    files = files_of(format_, document)
    if format_ == "html":
        links = html.fromstring(files["index.html"]).xpath("//nav//div[@class='entry']/a/@href")
    elif format_ == "epub":
        links = etree.fromstring(files["contents.xhtml"].encode()).xpath("//*[@class]//@href")
    elif format_ == "tei":
        header = etree.fromstring(files["bpt6k1234567m.xml"].encode())[0]
        links = header.xpath(".//*[local-name()='item']/*/@target")
    else:
        contents = files["index.md"].partition("## Table")[2].partition("set-aside.md")[0]
        links = re.findall(r"^ *- \[(?!Pages).*?\]\((.*?)\)", contents, re.MULTILINE)
    assert isinstance(links, list)
    return [re.sub(r".*#(?:pb-)?|^text/|\.html$", "", str(link)) for link in links]


@each_prose
def test_an_index_leads_to_its_views(format_: str) -> None:
    """Entries stay in Gallica's order; one that leads back begins no section and has its view."""
    assert ways(format_, document_with_an_index()) == ["s2", "s3", "f2", "f4", "f2"]


@each_prose
def test_contents_lead_out_of_an_extract(format_: str) -> None:
    """What an extract leaves out is on Gallica, in every format alike."""
    gallica = "https://gallica.bnf.fr/ark:/99999/bpt6k1234567m"
    assert ways(format_, extract_document()) == ["s2", "s2-1", f"{gallica}/f5"]


@pytest.mark.parametrize("format_", ["html", "epub", "tei"])
def test_apostrophes_stay_as_they_are(format_: str) -> None:
    """No character reference stands for an apostrophe."""
    files = files_of(format_, restricted_document())
    assert any("d'utilisation" in text for text in files.values())
    assert not [name for name, text in files.items() if "&#39;" in text or "&apos;" in text]
