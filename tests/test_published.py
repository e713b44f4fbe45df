"""What a site says to machines: on its pages, and in the files of a published one."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import iiif_prezi3
import pytest
from hypothesis import example, given
from lxml import etree
from msgspec.structs import replace

from gallica_export.ark import Ark
from gallica_export.errors import SnapshotError
from gallica_export.model import Document, Image, TocEntry, TocTarget
from gallica_export.output import save
from gallica_export.writers.html import write_html
from gallica_export.writers.html.site import Site, checked_url, downloads_of, with_downloads
from gallica_export.writers.json import write_json
from gallica_export.writers.markdown import write_markdown
from gallica_export.writers.tei import write_tei
from tests.documents import document_with_an_index, small_document, specimen_document
from tests.drawn import documents, hostile_document
from tests.golden import check_golden
from tests.links import broken_links, linked_data, strings
from tests.test_cli import ARK, offline, run
from tests.test_html import drawn, each_edition, pages, templates, watched
from tests.validators import axe, chromium, nu

URL = "https://lib.example.org/livres/le-petit-livre/"
ATOM = "{http://www.w3.org/2005/Atom}"


def published(document: Document, url: str | None = URL, *formats: str) -> dict[str, bytes]:
    """The files of a site that will stand at ``url``, by their path below its root."""
    site = Site(url, downloads_of(document.name, formats))
    files = write_html(document, templates(), site)
    return {file.path.partition("/")[2]: file.content for file in files}


def manifest_of(document: Document, *formats: str) -> Any:
    return json.loads(published(document, URL, *formats)["manifest.json"])


def data_of(page: bytes) -> Any:
    (data,) = linked_data(page)
    return data


def coins_of(page: Any) -> dict[str, list[str]]:
    (span,) = page.find_class("Z3988")
    return parse_qs(span.get("title"), strict_parsing=True)


# --- every page ----------------------------------------------------------------------------------


@each_edition
def test_a_published_site_holds_together(made: Callable[[], Document]) -> None:
    """All that a published site says of its own files is true, on its pages and beside them."""
    assert broken_links(published(made()), URL) == []


def test_the_link_checker_sees_what_machines_are_told_wrong() -> None:
    """Addresses of the site's own in JSON, XML and JSON-LD that lead nowhere are told."""
    files = {
        "index.html": b'<script type="application/ld+json">{"url": "https://a.b/c/x"}</script>'
        b'<a href="/c/y"></a>',
        "manifest.json": b'{"id": "https://a.b/c/manifest.json", "x": ["https://a.b/c/z#f"]}',
        "sitemap.xml": b"<a><loc>https://a.b/c/</loc><loc>https://a.b/c/w</loc></a>",
    }
    assert broken_links(files, "https://a.b/c/") == [
        "index.html: '/c/y' leads nowhere",
        "index.html: 'https://a.b/c/x' leads nowhere",
        "manifest.json: 'https://a.b/c/z#f' leads nowhere",
        "sitemap.xml: 'https://a.b/c/w' leads nowhere",
    ]


def test_without_an_address_nothing_claims_one() -> None:
    """A site for a disk names no address of its own, and has no file that would have to."""
    files = published(specimen_document(), None)
    assert not [path for path in files if path.endswith((".json", ".xml", ".atom"))]
    for page in pages(files).values():
        assert not page.xpath("//link[@rel='canonical'] | //meta[starts-with(@property, 'og:')]")
    said = {
        text for path in pages(files) for data in linked_data(files[path]) for text in strings(data)
    }
    assert {text for text in said if "://" in text} == {"https://schema.org"}


def test_each_page_has_one_address() -> None:
    """Each page worth finding names its own address, once, and the sitemap names just these."""
    files = published(small_document())
    canonical = {
        path: page.xpath("string(//link[@rel='canonical']/@href)")
        for path, page in pages(files).items()
    }
    assert canonical["index.html"] == URL
    assert canonical["views/f4.html"] == f"{URL}views/f4.html"
    assert canonical["404.html"] == ""
    assert canonical["pages/2.html"] == canonical["views/f4.html"]
    urls = etree.fromstring(files["sitemap.xml"]).findall("{*}url")
    told = [url.findtext("{*}loc") or "" for url in urls]
    skipped = {"", f"{URL}search.html"}
    assert sorted(told) == sorted(set(canonical.values()) - skipped)
    assert {url.findtext("{*}lastmod") for url in urls} == {"2026-11-01"}


def test_a_missing_page_leads_back_from_any_depth() -> None:
    """404.html has its links from the root of the server; without an address, beside it."""
    for url, root in ((URL, "/livres/le-petit-livre/"), ("https://a.b/", "/"), (None, "")):
        page = pages(published(small_document(), url))["404.html"]
        assert page.xpath("//link[@rel='stylesheet']/@href") == [f"{root}style.css"]
        assert page.xpath("//main//a/@href") == [f"{root}index.html"]


# --- what the pages say --------------------------------------------------------------------------


def test_the_title_page_says_what_the_work_is() -> None:
    """JSON-LD gives the work's class, author, date, source and terms, and the other formats."""
    document = small_document()
    data = data_of(published(document, URL, "epub")["index.html"])
    assert data["@type"] == "Book"
    assert (data["@id"], data["url"]) == (URL, URL)
    assert data["author"] == [{"@type": "Person", "name": "Anonyme, Jean"}]
    assert (data["datePublished"], data["inLanguage"]) == ("1867", ["fr"])
    assert data["isBasedOn"] == document.attribution.permalink
    assert data["license"] == document.attribution.conditions
    assert data["creditText"] == document.attribution.mention
    assert data["encoding"][0]["contentUrl"] == f"{URL}bpt6k1234567m.epub"
    assert data["image"] == f"{URL}thumbnails/f1.png"


def test_an_issue_belongs_to_its_periodical() -> None:
    """An issue of a periodical is one to schema.org, to COinS and to citation tags."""
    parent = "https://gallica.bnf.fr/ark:/12148/cb328261098/date"
    record = replace(
        small_document().record,
        document_type="periodiques:fascicules",
        date=("1879-07-15",),
        relation=(parent,),
    )
    document = replace(small_document(), record=record)
    files = published(document)
    data, page = data_of(files["index.html"]), pages(files)["index.html"]
    assert data["@type"] == "PublicationIssue"
    assert data["isPartOf"]["url"] == parent
    assert page.xpath("//meta[@name='citation_journal_title']/@content") == [document.title]
    assert page.xpath("//meta[@name='citation_publication_date']/@content") == ["1879/07/15"]
    assert coins_of(page)["rft.jtitle"] == [document.title]
    assert json.loads(files["manifest.json"])["navDate"] == "1879-07-15T00:00:00Z"


def test_a_date_that_is_none_is_not_told_as_one() -> None:
    """A span of years or an uncertain year is no date of publication to machines."""
    for date in ("1884-1954", "19??", "18..", "1913-13", "1913-????"):
        document = replace(small_document(), record=replace(small_document().record, date=(date,)))
        files = published(document)
        assert "datePublished" not in data_of(files["index.html"])
        index = pages(files)["index.html"]
        assert not index.xpath("//meta[@name='citation_publication_date']")
        assert coins_of(index)["rft.date"] == [date]


def test_a_chapter_says_its_pages() -> None:
    """A chapter is part of the work and names its first and last printed page."""
    data = data_of(published(small_document())["text/s2.html"])
    assert (data["@type"], data["name"]) == ("Chapter", "Avant-propos")
    assert (data["pageStart"], data["pageEnd"]) == ("I", "2")
    assert data["isPartOf"]["@id"] == URL
    assert data["isBasedOn"].endswith("/f3")


def test_a_view_can_be_cited_by_its_page() -> None:
    """COinS of a view names its printed page and its permalink, that of the whole neither page."""
    read = pages(published(small_document()))
    view, whole = coins_of(read["views/f4.html"]), coins_of(read["index.html"])
    assert (view["rft.pages"], view["rft_id"]) == (
        ["2"],
        ["https://gallica.bnf.fr/ark:/99999/bpt6k1234567m/f4"],
    )
    assert "rft.pages" not in whole
    assert whole["rft.btitle"] == view["rft.btitle"] == ["Le petit livre : <essai> & suite"]
    assert (whole["rft.au"], whole["rft.date"]) == (["Anonyme, Jean"], ["1867"])


def test_citation_tags_name_who_wrote_what() -> None:
    """The tags that indexes of scholars read stand on the title page."""
    page = pages(published(small_document()))["index.html"]
    tags = {
        name: page.xpath(f"//meta[@name='citation_{name}']/@content")
        for name in ("title", "author", "publication_date", "abstract_html_url", "public_url")
    }
    assert tags == {
        "title": ["Le petit livre : <essai> & suite"],
        "author": ["Anonyme, Jean"],
        "publication_date": ["1867"],
        "abstract_html_url": [URL],
        "public_url": ["https://gallica.bnf.fr/ark:/99999/bpt6k1234567m"],
    }


def test_what_is_shared_has_a_picture() -> None:
    """OpenGraph gives a shared page its title, its address and its own picture."""
    page = pages(published(small_document()))["views/f5.html"]
    tags = {tag.get("property"): tag.get("content") for tag in page.xpath("//meta[@property]")}
    assert tags == {
        "og:title": "vue 5",
        "og:type": "article",
        "og:url": f"{URL}views/f5.html",
        "og:site_name": "Le petit livre : <essai> & suite",
        "og:image": f"{URL}images/f5.png",
    }


# --- IIIF ----------------------------------------------------------------------------------------


def check_presentation(files: dict[str, bytes], document: Document) -> None:
    """The manifest and the annotations are valid, and true of ``document``."""
    manifest = json.loads(files["manifest.json"])
    iiif_prezi3.Manifest(**manifest)
    ids = Counter(resource["id"] for resource in _resources(manifest))
    assert max(ids.values()) == 1
    canvases = {canvas["id"]: canvas for canvas in manifest["items"]}
    assert list(canvases) == [f"{URL}canvas/{view.id}" for view in document.views]
    for name in (text for text in strings(manifest.get("structures", [])) if "/canvas/" in text):
        assert name in canvases
    for view, canvas in zip(document.views, manifest["items"], strict=True):
        assert canvas["width"] > 0
        assert canvas["height"] > 0
        lines = document.text(view.order).lines
        assert ("annotations" in canvas) == bool(lines)
        if lines:
            page = json.loads(files[f"annotations/{view.id}.json"])
            iiif_prezi3.AnnotationPage(**page)
            assert canvas["annotations"] == [{"id": page["id"], "type": "AnnotationPage"}]
            assert [item["body"]["value"] for item in page["items"]] == [
                line.text for line in lines
            ]
            targets = {item["target"].partition("#")[0] for item in page["items"]}
            assert targets == {canvas["id"]}


def _resources(manifest: Any) -> Iterator[Any]:
    """The manifest, its canvases with their annotations, and its ranges: each has its own id."""
    yield manifest
    waiting = [*manifest["items"], *manifest.get("structures", [])]
    while waiting:
        one = waiting.pop()
        if len(one) > 2:  # not a reference
            yield one
            waiting += one.get("items", [])


@each_edition
def test_every_manifest_is_valid(made: Callable[[], Document]) -> None:
    """Manifest and annotation pages of any edition are valid, with each line on its canvas."""
    document = made()
    check_presentation(published(document), document)


@drawn
@example(hostile_document())
@given(documents())
def test_any_document_can_be_published(document: Document) -> None:
    """Whatever the text, feeds, manifests and pages are whole and lead where they say."""
    files = published(document, URL, "epub", "tei", "markdown", "json")
    for download in downloads_of(document.name, ("epub", "tei", "markdown", "json")):
        files[download.path] = b"<x/>" if download.path.endswith(".xml") else b"{}"
    assert broken_links(files, URL) == []
    check_presentation(files, document)
    feed = etree.fromstring(files["feed.atom"])
    assert feed.findtext(f"{ATOM}title") == document.title
    for path, page in pages(files).items():
        scripts = [script.get("src") or script.get("type") for script in page.iter("script")]
        assert all(scripts)
        assert bool(scripts) is not path.startswith("pages/")  # those only lead on
        for data in linked_data(files[path]):
            assert data["@context"] == "https://schema.org"
        for span in page.find_class("Z3988"):
            assert parse_qs(span.get("title"), strict_parsing=True)


def test_boxes_are_in_master_pixels() -> None:
    """A line's annotation targets its box on a canvas as large as the master image."""
    files = published(small_document())
    canvas = json.loads(files["manifest.json"])["items"][1]
    assert (canvas["width"], canvas["height"]) == (1200, 1800)
    line = json.loads(files["annotations/f2.json"])["items"][0]
    box = small_document().text(2).lines[0].box
    assert line["target"] == (f"{URL}canvas/f2#xywh={box.x},{box.y},{box.width},{box.height}")
    assert line["body"] == {
        "type": "TextualBody",
        "value": "LE PETIT LIVRE",
        "format": "text/plain",
        "language": "fr",
    }


def test_a_canvas_shows_the_picture_that_the_site_has() -> None:
    """The best picture of a view is painted in its own size; without any nothing is."""
    canvases = manifest_of(small_document())["items"]
    (page,) = canvases[4]["items"]
    (painting,) = page["items"]
    assert painting["motivation"] == "painting"
    assert painting["body"] == {
        "id": f"{URL}images/f5.png",
        "type": "Image",
        "format": "image/png",
        "width": 1,
        "height": 1,
    }
    assert "items" not in canvases[5]


def test_a_view_of_unknown_size_still_has_a_canvas() -> None:
    """Where the master's size is unknown, the OCR's space or the picture gives the canvas one."""
    document = small_document()
    views = tuple(replace(view, width=0, height=0) for view in document.views)
    views = (replace(views[0], image=Image("thumbnails/f1.png", "image/png", 30, 40)), *views[1:])
    sizes = [
        (canvas["width"], canvas["height"])
        for canvas in manifest_of(replace(document, views=views))["items"]
    ]
    assert sizes == [(30, 40), *[(1200, 1800)] * 4, (1000, 1000)]


def ranges_in(document: Document) -> list[Any]:
    """The ranges as nested lists: title, views, ranges below."""

    def told(range_: Any) -> Any:
        views = [i["id"].rpartition("/f")[2] for i in range_["items"] if i["type"] == "Canvas"]
        below = [told(item) for item in range_["items"] if item["type"] == "Range"]
        ((title,),) = range_["label"].values()
        return [title, " ".join(views), *below]

    (top,) = manifest_of(document)["structures"]
    return [told(item) for item in top["items"]]


def test_ranges_follow_the_contents() -> None:
    """Each entry has the views up to the next one's; one without a view has no range."""
    assert ranges_in(small_document()) == [
        ["Pages liminaires", "1 2"],
        ["Avant-propos", "3", ["Fin", "4"]],
        ["Planche", "5 6"],
    ]


def test_an_index_names_single_views() -> None:
    """Where the contents lead to and fro, each entry has the view that it names, and no more."""
    assert [row[1] for row in ranges_in(document_with_an_index())[1:]] == ["3", "5", "2", "4", "2"]


def test_entries_into_other_documents_are_no_ranges() -> None:
    """An entry that leads to another document has no canvas here."""
    other = Ark.parse("ark:/99999/bpt6k7654321p")
    contents = (
        TocEntry(title="Ici", target=TocTarget(view=3)),
        TocEntry(title="Ailleurs", target=TocTarget(view=4, ark=other)),
    )
    titles = [row[0] for row in ranges_in(replace(small_document(), contents=contents))]
    assert titles[-1] == "Ici"


def test_the_manifest_carries_the_credit() -> None:
    """A viewer has to show the mention and the conditions; rights are only those IIIF knows."""
    document = small_document()
    manifest = manifest_of(document)
    ((mention, conditions),) = manifest["requiredStatement"]["value"].values()
    assert mention == document.attribution.mention
    assert conditions
    assert "rights" not in manifest
    (provider,) = manifest["provider"]
    assert provider["homepage"][0]["id"] == document.attribution.permalink
    licensed = replace(
        document.record, rights=("libre", "https://creativecommons.org/licenses/by/4.0/")
    )
    rights = manifest_of(replace(document, record=licensed))["rights"]
    assert rights == "http://creativecommons.org/licenses/by/4.0/"


def test_titles_are_text_to_viewers() -> None:
    """A title between angle brackets ends in a space, or viewers would take it for HTML."""
    record = replace(small_document().record, title=("<b>Gras</b>",))
    assert manifest_of(replace(small_document(), record=record))["label"] == {
        "fr": ["<b>Gras</b> "]
    }


# --- other formats -------------------------------------------------------------------------------


def test_a_download_is_what_was_made() -> None:
    """The site offers each format as one file: a folder's XML, or all of it in an archive."""
    document = small_document()
    made: dict[str, bytes] = {}
    for download, write in zip(
        downloads_of(document.name, ("tei", "markdown", "json")),
        (write_tei, write_markdown, write_json),
        strict=True,
    ):
        files = with_downloads(write(document, templates()), [download], "site")
        made |= {file.path: file.content for file in files}
    name = document.name
    assert made[f"site/{name}.xml"] == made[f"{name}-tei/{name}.xml"]
    assert made[f"site/{name}.json"] == made[f"{name}.json"]
    archive = zipfile.ZipFile(BytesIO(made[f"site/{name}-markdown.zip"]))
    assert {path: archive.read(path) for path in archive.namelist()} == {
        path: content for path, content in made.items() if path.startswith(f"{name}-markdown/")
    }


def test_the_pictures_of_the_downloaded_tei_are_those_of_the_site() -> None:
    """The TEI that the site offers leads to pictures that the site has at the same places."""
    document = small_document()
    download = downloads_of(document.name, ("tei",))[0]
    tei = {
        file.path: file.content
        for file in with_downloads(write_tei(document, templates()), [download], "site")
    }
    files = published(document)
    root = etree.fromstring(tei[f"site/{document.name}.xml"])
    places = [graphic.get("url", "") for graphic in root.iter("{*}graphic")]
    local = [place for place in places if not place.startswith("https:")]
    assert local
    assert all(files[place] == tei[f"{document.name}-tei/{place}"] for place in local)


def test_formats_made_together_are_offered_on_the_site(tmp_path: Path) -> None:
    """Formats made in one run can be downloaded from the site; one made alone offers none."""
    done = offline(tmp_path, "--format", "all", "--site-url", URL, ARK)
    assert done.returncode == 0, done.stderr
    name = ARK.rpartition("/")[2]
    site = tmp_path / f"{name}-html"
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }
    assert broken_links(files, URL) == []
    offered = pages(files)["index.html"].xpath("//section[@id='downloads']//a/@href")
    assert offered == [
        f"{name}.epub",
        f"{name}.xml",
        f"{name}-markdown.zip",
        f"{name}.json",
        f"{name}.bib",
        f"{name}.ris",
        f"{name}.csl.json",
        "manifest.json",
        "feed.atom",
    ]
    assert files[f"{name}.epub"] == (tmp_path / f"{name}.epub").read_bytes()
    manifest = json.loads(files["manifest.json"])
    assert [one["id"] for one in manifest["rendering"]] == [
        f"{URL}{name}.epub",
        f"{URL}{name}-markdown.zip",
    ]
    data = (".xml", ".json", ".bib", ".ris", ".csl.json")
    assert [one["id"] for one in manifest["seeAlso"]] == [f"{URL}{name}{end}" for end in data]
    assert b'id="downloads"' not in published(small_document(), None)["index.html"]


# --- the option ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("https://a.b", "https://a.b/"),
        ("https://a.b/c", "https://a.b/c/"),
        ("http://localhost:8000/c/d/", "http://localhost:8000/c/d/"),
        ("https://a.b/%C3%A9/", "https://a.b/%C3%A9/"),
    ],
)
def test_an_address_ends_in_a_slash(typed: str, means: str) -> None:
    """The address of a site may be typed with or without its last slash."""
    assert checked_url(typed) == means


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a.b",
        "//a.b/",
        "ftp://a.b/",
        "https://",
        "https:///c",
        "javascript:alert(1)",
        "https://a.b/?q=1",
        "https://a.b/#x",
        "https://a.b/é/",
        "https://a.b/ x",
        "https://a b/",
        "https://me:word@a.b/",
        "https://a.b/../c",
        "https://a.b/index.html",
        "https://[a/",
        'https://a.b/"><script>',
        "https://a.b:99999/",
        "https://a.b/\n",
    ],
)
def test_no_site_can_stand_just_anywhere(tmp_path: Path, typed: str) -> None:
    """What is no address of a folder on the web is refused before anything is made."""
    with pytest.raises(ValueError, match="address"):
        checked_url(typed)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--format", "html", "--site-url", "example.org"), "something like https://example.org"),
        (("--format", "epub", "--site-url", URL), "add --format html"),
    ],
)
def test_a_wrong_use_of_the_address_is_told(
    tmp_path: Path, args: tuple[str, ...], told: str
) -> None:
    """An address that is none, or a site that is not made, is a mistake of the command line."""
    done = offline(tmp_path, *args, ARK)
    assert done.returncode == 2
    assert told in done.stderr
    assert not list(tmp_path.iterdir())


def test_each_of_many_sites_has_its_own_address(tmp_path: Path) -> None:
    """With several documents the output folder is what is published, each site a folder in it."""
    unknown = str(small_document().ark)
    done = offline(tmp_path, "--format", "html", "--site-url", URL, ARK, unknown)
    assert done.returncode == SnapshotError.exit_code
    name = ARK.rpartition("/")[2]
    manifest = json.loads((tmp_path / f"{name}-html" / "manifest.json").read_bytes())
    assert manifest["id"] == f"{URL}{name}-html/manifest.json"


def test_a_published_site_is_sound_to_the_linter(tmp_path: Path) -> None:
    """`lint` finds nothing wrong with a published site, whose 404 page has links from the root."""
    assert offline(tmp_path, "--format", "html", "--site-url", URL, ARK).returncode == 0
    done = run("lint", str(tmp_path / f"{ARK.rpartition('/')[2]}-html"))
    assert (done.returncode, done.stdout) == (0, "")


def test_the_same_document_is_published_the_same(update_golden: bool) -> None:
    """What a published site has that one on a disk has not is golden, byte for byte."""
    kept = ("index.html", "404.html", "f3.html", "f3.json", "manifest.json", ".xml", ".atom")
    document = small_document()
    site = Site(URL, downloads_of(document.name, ("epub", "tei")))
    files = [file for file in write_html(document, templates(), site) if file.path.endswith(kept)]
    check_golden("published", files, update_golden)


# --- judges --------------------------------------------------------------------------------------


@pytest.mark.validator
def test_the_judges_find_nothing_in_a_published_site(tmp_path: Path) -> None:
    """The Nu checker and axe have nothing to say of published pages, hostile or not."""
    for made in (small_document, hostile_document):
        site = Site(URL, downloads_of(made().name, ("epub", "tei", "markdown", "json")))
        save(write_html(made(), templates(), site), tmp_path / made.__name__)
    assert nu(tmp_path) == []
    with chromium() as browser:
        page = browser.new_context(bypass_csp=True).new_page()
        for path in (tmp_path / "small_document").rglob("*.html"):
            if path.name in ("index.html", "f4.html"):  # 404.html: its links need a server
                page.goto(path.as_uri())
                assert axe(page) == []


@pytest.mark.validator
def test_real_documents_can_be_published(real_document: Document) -> None:
    """A real book, a partner's booklet and a newspaper: sound addresses, valid IIIF."""
    files = published(real_document)
    assert broken_links(files, URL) == []
    check_presentation(files, real_document)
    assert len(etree.fromstring(files["sitemap.xml"])) > len(real_document.views)


@pytest.mark.validator
def test_the_policy_lets_data_through_and_a_browser_asks_nobody(tmp_path: Path) -> None:
    """With all that it says to machines, a published page runs nothing and asks no one else."""
    site = Site(URL, downloads_of(hostile_document().name, ("epub",)))
    (root,) = save(write_html(hostile_document(), templates(), site), tmp_path)
    asked: list[str] = []
    told: list[str] = []
    with chromium() as browser:
        page = watched(browser, asked, told)
        for path in ("index.html", "views/f3.html", "text/s2.html"):
            page.goto((root / path).as_uri())
            data = page.evaluate(
                "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)"
            )
            assert data["@context"] == "https://schema.org"
    assert told == []
    assert [address for address in asked if not address.startswith(root.as_uri())] == []
