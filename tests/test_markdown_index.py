from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any
from urllib.parse import unquote, urlsplit

import mdformat
import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it.token import Token
from msgspec.structs import replace
from ruamel.yaml import YAML

from gallica_export import __version__
from gallica_export.ark import Ark
from gallica_export.markdown import dialect
from gallica_export.model import (
    Aside,
    Document,
    Image,
    Reading,
    Record,
    Section,
    TocEntry,
    TocTarget,
)
from gallica_export.templating import LANGUAGES
from gallica_export.writers.markdown import write_markdown
from tests.documents import PIXEL, small_document
from tests.drawn import documents, hostile_document
from tests.markdown_reading import check_reading, edition, templates

drawn = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
PLUGINS = {"frontmatter", "gfm", "footnote"}


def items(markdown: str) -> list[tuple[int, list[Token]]]:
    """The items of lists: how deep each stands, and what it says."""
    tokens, depth, found = dialect().parse(markdown), 0, []
    for token in tokens:
        depth += {"bullet_list_open": 1, "bullet_list_close": -1}.get(token.type, 0)
        if token.type == "inline" and depth:
            found.append((depth, token.children or []))
    return found


def content(tokens: Iterable[Token]) -> str:
    return "".join(token.content for token in tokens if token.type == "text")


def listed_views(markdown: str) -> dict[int, list[tuple[str, str]]]:
    """The views of set-aside.md by number, each with its lines: what they are, and their text."""
    views: dict[int, list[tuple[str, str]]] = {}
    order = 0
    for depth, tokens in items(markdown):
        if depth == 1:
            last = [token for token in tokens if token.type == "link_open"][-1]
            order = int(str(last.attrs["href"]).rpartition("/f")[2])
            views[order] = []
        else:
            place = [token.type for token in tokens].index("em_close")
            views[order].append((content(tokens[:place]), content(tokens[place:])[1:]))
    return views


def check_views(document: Document) -> None:
    asides: dict[int, list[tuple[str, str]]] = {view.order: [] for view in document.views}
    for aside in document.reading.asides if document.reading else ():
        asides[aside.view].append((role(aside), aside.text))
    assert listed_views(edition(document)["set-aside.md"]) == asides


def role(aside: Aside) -> str:
    words: Any = templates().words
    return str(words[f"role_{aside.role}"])


def test_no_line_set_aside_is_lost(real_document: Document) -> None:
    """All views are listed with their way to Gallica, and under each all lines set aside."""
    check_views(real_document)


@drawn
@given(document=documents())
def test_any_line_set_aside_is_listed(document: Document) -> None:
    """Whatever a line says that is set aside, the list says it unchanged."""
    check_views(document)


def front_matter(markdown: str) -> dict[str, Any]:
    source = dialect().parse(markdown)[0]
    assert source.type == "front_matter"
    loaded: dict[str, Any] = YAML(typ="safe").load(StringIO(source.content))
    return loaded


def test_the_front_matter_tells_the_record() -> None:
    """The front matter is YAML that says what the work is and where it comes from."""
    found = front_matter(edition(small_document())["index.md"])
    assert (
        found.items()
        >= {
            "title": "Le petit livre : <essai> & suite",
            "author": ["Anonyme, Jean"],
            "date": "1867",
            "lang": "fr",
            "publisher": "Chez l\u2019auteur (Rouen)",
            "source": "Source gallica.bnf.fr / Presse de démonstration",
            "rights": "domaine public",
            "identifier": "https://gallica.bnf.fr/ark:/99999/bpt6k1234567m",
            "ark": "ark:/99999/bpt6k1234567m",
            "views": 6,
            "ocr-rate": 97.5,
            "retrieved": "2026-11-01T00:00:00Z",
            "generator": f"gallica-export {__version__}",
        }.items()
    )


def test_hostile_front_matter_comes_back() -> None:
    """No text of the record breaks out of its place in the front matter."""
    document = hostile_document()
    found = front_matter(edition(document)["index.md"])
    assert found["title"] == document.record.main_title
    assert found["author"] == [agent.name for agent in document.record.creators]
    for name, values in found["dublin-core"].items():
        assert tuple(values) == getattr(document.record, name)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_says_all_that_is_owed(lang: str) -> None:
    """The index carries the mention, the conditions, the licences, dates, rate and notices."""
    document = small_document()
    index = edition(document, lang)["index.md"]
    owed = (
        document.attribution.mention,
        f"]({document.attribution.permalink})",
        f"]({document.attribution.conditions})",
        f"]({document.attribution.licence_of_metadata})",
        document.attribution.licence_name,
        "2026-11-01",
        "2026-10-01",
        "97,5\u00a0%" if lang == "fr" else "97.5 %",
        f"gallica-export {__version__}",
        "(vue 6)" if lang == "fr" else "(view 6)",
        "OCR",
    )
    for words in owed:
        assert words in index.partition("\n---\n")[2]


def test_the_contents_nest_as_gallica_gives_them() -> None:
    """Contents are nested lists: links into the chapters, other documents, and plain lines."""
    entries = (
        TocEntry(
            title="1. *Un*",
            target=TocTarget(view=3, label="I"),
            others=(TocTarget(view=4, label="2"),),
            children=(TocEntry(title="Fin", target=TocTarget(view=4)),),
        ),
        TocEntry(title="[Planche]", target=TocTarget(view=5)),
        TocEntry(title="- Hors de l'édition", target=TocTarget(view=9, label="8")),
        TocEntry(title="Ailleurs", target=TocTarget(view=3, label="7", ark=Ark("99999", "bd6t1"))),
        TocEntry(title="2. Sans lien"),
    )
    index = edition(replace(small_document(), contents=entries))["index.md"]
    assert (
        "- [Pages liminaires](text/01.md#s1), plat sup.\n"
        "- [1. \\*Un\\*](text/02-avant-propos.md#s2), I, [2](text/02-avant-propos.md#f4)\n"
        "  - [Fin](text/02-avant-propos.md#s2-1), 2\n"
        "- [\\[Planche\\]](text/03-planche.md#s3)\n"
        "- [- Hors de l'édition](https://gallica.bnf.fr/ark:/99999/bpt6k1234567m/f9), 8\n"
        "- [Ailleurs](https://gallica.bnf.fr/ark:/99999/bd6t1/f3), 7\n"
        "- 2\\. Sans lien\n"
    ) in index


def broken_links(files: Mapping[str, str], pictures: set[str]) -> list[str]:
    """Relative links that lead to no file, or to no anchor in it."""
    anchors: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for path, text in files.items():
        anchors[path] = set()
        for token in _all_tokens(dialect().parse(text)):
            anchors[path].add(str(token.attrs.get("id")))
            links += [
                (path, str(token.attrs[name])) for name in ("href", "src") if name in token.attrs
            ]
    told = []
    for path, link in links:
        parts = urlsplit(link)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
        if parts.scheme or target in pictures:
            continue
        if target not in files or (parts.fragment and parts.fragment not in anchors[target]):
            told.append(f"{path}: {link}")
    return told


def _all_tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all_tokens(token.children or [])


@pytest.mark.parametrize(
    "document", [small_document(), hostile_document()], ids=["small", "hostile"]
)
def test_links_lead_somewhere(document: Document) -> None:
    """Every link within the edition leads to a file and an anchor that are there."""
    assert not broken_links(edition(document), {"thumbnails/f1.png", "images/f5.png"})


def test_links_of_real_documents_lead_somewhere(real_document: Document) -> None:
    """Every link within the edition of a real document leads to what is there."""
    pictures = {
        f"{folder}/{view.id}.jpg"
        for view in real_document.views
        for folder in ("thumbnails", "images")
    }
    assert not broken_links(edition(real_document), pictures)


def test_pictures_are_there() -> None:
    """Thumbnails and pictures of views are files of the edition, byte for byte."""
    made = {file.path: file.content for file in write_markdown(small_document(), templates())}
    assert made["bpt6k1234567m-markdown/thumbnails/f1.png"] == PIXEL
    assert made["bpt6k1234567m-markdown/images/f5.png"] == PIXEL


def test_names_of_files_are_plain() -> None:
    """Names of files are short ASCII, whatever the titles are."""
    image = Image("images/../../x.png", "image/png", 1, 1)
    titles = ("../../etc/passwd", "Œuvres d'Été " * 20, "שלום", "a/b\\c:d", "x" * 300, "CON")
    sections = tuple(
        Section(id=f"s{number}", view=1, level=1, title=title)
        for number, title in enumerate(titles, 1)
    )
    document = replace(
        small_document(),
        views=(replace(small_document().views[0], image=image, thumbnail=None),),
        reading=Reading(sections=sections),
    )
    source: Any = document.source
    source.images[image.path] = PIXEL
    paths = [file.path for file in write_markdown(document, templates())]
    assert all(re.fullmatch(r"bpt6k1234567m-markdown/[a-z0-9/-]{1,60}\.(md|png)", p) for p in paths)
    assert len(set(paths)) == len(paths)


# Documents that lack something


BARE = replace(small_document(), record=Record(), contents=(), notices=())


@pytest.mark.parametrize(
    "document",
    [
        BARE,
        replace(BARE, reading=Reading()),
        replace(BARE, views=BARE.views[:1], reading=Reading()),
        replace(small_document(), reading=Reading()),
        replace(small_document(), contents=()),
    ],
    ids=["bare", "no text", "one view", "contents, no text", "text, no contents"],
)
def test_what_is_missing_is_left_out(document: Document) -> None:
    """A document without record, contents, text or reading is an edition all the same."""
    files = edition(document)
    assert front_matter(files["index.md"])["views"] == len(document.views)
    assert list(listed_views(files["set-aside.md"])) == [view.order for view in document.views]
    assert not broken_links(files, {"thumbnails/f1.png", "images/f5.png"})
    for text in files.values():
        assert mdformat.text(text, extensions=PLUGINS) == text
    if document.reading:
        check_reading(document)
