from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

import pytest
from msgspec import structs

from gallica_export.ark import Ark
from gallica_export.errors import AccessRestricted, DamagedAnswer, NotFound, SnapshotError
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.fetch import missing
from gallica_export.gallica.snapshot import Origin, Snapshot
from gallica_export.model import Document, Notice, NoticeKind, ViewText
from gallica_export.output import unzipped
from gallica_export.reading import compose
from gallica_export.selection import Images, Selection
from gallica_export.templating import Templates
from gallica_export.writers.table import WRITERS
from tests.press import Scan, bundled

ORIGIN = Origin(
    url="press", gateway="press", service="press", status=200, content_type="",
    fetched="2026-11-01T00:00:00Z",
)  # fmt: skip
SPECIMEN = bundled(Scan())
BNF = Ark("12148", "bpt6k9612399b")
assembled = partial(assemble, images="pages")


UNREAD = tuple(f"alto/f{page.order}.xml" for page in SPECIMEN.pages if page.is_unread)
ALL_TEXTS = tuple(f"alto/f{page.order}.xml" for page in SPECIMEN.pages)


def snapshot_of(
    folder: Path,
    files: Mapping[str, bytes],
    ark: Ark = SPECIMEN.ark,
    *,
    refused: Collection[str] = UNREAD,
) -> Snapshot:
    """The snapshot that has ``files``, and the word that the BnF has nothing at ``refused``."""
    with Snapshot.create(folder / ark.name, ark) as snapshot:
        for path, data in files.items():
            snapshot.store(path, data, ORIGIN)
        for path in refused if ark == SPECIMEN.ark else ():
            snapshot.store_absence(path, structs.replace(ORIGIN, status=404))
    return snapshot


@pytest.fixture
def files() -> dict[str, bytes]:
    """The specimen's answers, without pictures."""
    return SPECIMEN.snapshot_files(images=False)


def words(text: ViewText) -> list[str]:
    return [word.text for line in text.lines for word in line.words]


def kinds(document: Document) -> set[str]:
    return {notice.kind for notice in document.notices}


def test_the_parts_come_together(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A document has the record, the views, the contents and the text of its snapshot."""
    document = assembled(snapshot_of(tmp_path, files))
    assert document.record.main_title.startswith("L'art d'éveiller")
    assert [view.order for view in document.views] == list(range(1, 21))
    assert document.contents
    assert words(document.text(8))[:2] == ["CHAPITRE", "PREMIER."]
    assert document.retrieved == ORIGIN.fetched


def test_a_view_without_ocr_is_noticed(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A view that has no OCR is empty, and the edition says so."""
    document = assembled(snapshot_of(tmp_path, files))
    lacking = [view.order for view in document.views if not view.has_ocr]
    assert lacking
    assert document.text(lacking[0]) == ViewText(order=lacking[0])
    assert "view-without-ocr" in kinds(document)


def test_a_document_without_ocr_is_noticed_once(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A document that has no OCR at all gets one notice, not one a view."""
    bare = {path: data for path, data in files.items() if not path.startswith("alto/")}
    document = assembled(snapshot_of(tmp_path, bare, refused=ALL_TEXTS))
    assert [notice.kind for notice in document.notices] == ["document-without-ocr"]


@pytest.mark.parametrize("rate", ["98.5", ""])
def test_ocr_that_nobody_collected_is_no_absence(
    tmp_path: Path, files: dict[str, bytes], rate: str
) -> None:
    """Where the BnF has OCR, by record or pagination, its lack is the snapshot's: one notice."""
    bare = {path: data for path, data in files.items() if not path.startswith("alto/")}
    record = re.sub(rb"<nqamoyen>.*?<", f"<nqamoyen>{rate}<".encode(), files["oairecord.xml"])
    document = assembled(
        snapshot_of(tmp_path, bare | {"oairecord.xml": record}, refused=("alto/f4.xml",))
    )
    unasked = tuple(order for order in range(1, 21) if order != 4)
    assert document.notices == (
        Notice(
            NoticeKind.OCR_MISSING,
            "the snapshot lacks the OCR of views 1-3, 5-20",
            views=unasked,
        ),
        Notice(NoticeKind.VIEW_WITHOUT_OCR, "view 4 has no OCR", 4),
    )


def test_an_edition_without_text_speaks_of_none(tmp_path: Path, files: dict[str, bytes]) -> None:
    """An edition that has no text does not say what was done to it, nor that there is no OCR."""
    bare = {path: data for path, data in files.items() if not path.startswith("alto/")}
    document = compose(assembled(snapshot_of(tmp_path, bare, refused=())))
    for name, write in WRITERS.items():
        texts = [
            member.content.decode()
            for file in write(document, Templates())
            for member in (unzipped(file.content) if name == "epub" else [file])
            if not member.path.endswith((".jpg", ".png"))
        ]
        whole = "\n".join(texts)
        assert "reconnaissance automatique" not in whole, name
        assert "Aucune vue du document" not in whole, name
        assert name in ("json", "citations") or "n’a pas été recueilli. (vues 1 à 20)" in whole, (
            name
        )


def test_an_extract_knows_the_whole(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A selection of views knows how many there are, and what of them follows each other."""
    snapshot = snapshot_of(tmp_path, files)
    document = assembled(snapshot, views=Selection.parse("3-5,8"))
    assert (document.total_views, document.is_extract) == (20, True)
    assert document.ranges == ((3, 5), (8, 8))
    whole = assembled(snapshot)
    assert (whole.total_views, whole.is_extract, whole.ranges) == (20, False, ((1, 20),))


def test_an_extract_does_not_speak_for_the_whole(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Blank views alone are noticed one by one, for the document may have OCR elsewhere."""
    blank = assembled(snapshot_of(tmp_path, files))
    order = next(view.order for view in blank.views if not view.has_ocr)
    selection = Selection.parse(str(order))
    fetched = {path: data for path, data in files.items() if not path.startswith("alto/")}
    for name, some in (("all", files), ("asked for", fetched)):
        document = assembled(snapshot_of(tmp_path / name, some), views=selection)
        assert not document.views[0].has_ocr
        assert [(notice.kind, notice.view) for notice in document.notices] == [
            ("view-without-ocr", order)
        ]


def test_contents_beyond_the_views_are_noticed(tmp_path: Path, files: dict[str, bytes]) -> None:
    """An entry that points to a view that does not exist keeps its title and loses its link."""
    toc = files["toc.xml"].replace(b"/000008.jp2", b"/000099.jp2")
    whole = assembled(snapshot_of(tmp_path, files))
    document = assembled(snapshot_of(tmp_path / "beyond", files | {"toc.xml": toc}))
    assert [one.title for top in document.contents for one in top.walk()] == [
        one.title for top in whole.contents for one in top.walk()
    ]
    (notice,) = [one for one in document.notices if one.kind == "toc-beyond-views"]
    assert notice.message.endswith(": 99")
    lost = {one.view for top in whole.contents for one in top.walk()}
    assert lost - {one.view for top in document.contents for one in top.walk()} == {8}
    assert "toc-beyond-views" not in kinds(whole)
    some = assembled(snapshot_of(tmp_path / "some", files), views=Selection.parse("1-3"))
    assert some.contents == whole.contents


@pytest.mark.parametrize(
    ("rights", "restricted"),
    [
        (("domaine public", "public domain"), False),
        (("Consultable en ligne",), False),
        (("conditions spécifiques d'utilisation - Société de Géographie", "restricted use"), True),
        (("domaine public", "Restricted use"), True),
        (("Accès restreint",), True),
        (("consultable sur place à la BnF",), True),
    ],
)
def test_restricted_rights_are_noticed(
    tmp_path: Path, files: dict[str, bytes], rights: tuple[str, ...], restricted: bool
) -> None:
    """Where the record restricts the use of a document, the edition says so."""
    said = "".join(f"<dc:rights>{value}</dc:rights>" for value in rights).encode()
    record = re.sub(rb"(<dc:rights.*</dc:rights>)", said, files["oairecord.xml"], flags=re.DOTALL)
    document = assembled(snapshot_of(tmp_path, files | {"oairecord.xml": record}))
    assert document.record.rights == rights
    assert ("rights-restricted" in kinds(document)) is restricted


def test_selected_views_only(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A selection leaves the other views out; one that the document lacks is an error."""
    snapshot = snapshot_of(tmp_path, files)
    document = assembled(snapshot, views=Selection.parse("3-5,8"))
    assert [view.order for view in document.views] == [3, 4, 5, 8]
    with pytest.raises(NotFound, match="no view 21: its views are 1 to 20"):
        assembled(snapshot, views=Selection.parse("19-21"))


@pytest.mark.parametrize(
    ("images", "thumbnails", "pages"),
    [("none", False, False), ("thumbnails", True, False), ("pages", True, True)],
)
def test_pictures_as_many_as_wanted(
    tmp_path: Path, files: dict[str, bytes], images: Images, thumbnails: bool, pages: bool
) -> None:
    """An edition shows no picture, thumbnails, or page images too."""
    whole = SPECIMEN.snapshot_files()
    pictures = {path: whole[path] for path in ("thumbnails/f1.jpg", "images/f1.jpg")}
    view = assembled(snapshot_of(tmp_path, files | pictures), images=images).view(1)
    assert (view.thumbnail is not None, view.image is not None) == (thumbnails, pages)
    if view.image:
        assert max(view.image.width, view.image.height) <= 1000


def test_a_missing_record_is_told(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A snapshot without record or manifest is told to be incomplete."""
    del files["oairecord.xml"]
    with pytest.raises(SnapshotError, match="record"):
        assembled(snapshot_of(tmp_path, files))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"<provenance>erara.ch</provenance>", "erara.ch"),
        (b"<visibility_rights>intramuros</visibility_rights>", "intramuros"),
    ],
)
def test_what_is_not_open_is_refused(
    tmp_path: Path, files: dict[str, bytes], said: bytes, told: str
) -> None:
    """A document that another site serves, or that not everyone may see, is refused."""
    tag = said.split(b">")[0][1:]
    record = files["oairecord.xml"]
    if b"<" + tag in record:
        before, rest = record.split(b"<" + tag, 1)
        record = before + said + rest.split(b"</" + tag + b">", 1)[1]
    else:
        record = record.replace(b"</results>", said + b"</results>")
    with pytest.raises(AccessRestricted, match=told):
        assembled(snapshot_of(tmp_path, files | {"oairecord.xml": record}))


def test_the_mention_names_the_holder(shared: Path, tmp_path: Path) -> None:
    """The mention names the institution that holds the original, partner or not."""
    for name, holder, partner in (
        ("bpt6k9612399b", "Bibliothèque nationale de France", False),
        ("bpt6k62168707", "Service historique de la Défense", True),
    ):
        folder = shared / "snapshots" / name
        parts = ("oairecord.xml", "pagination.xml")
        given = {part: (folder / part).read_bytes() for part in parts}
        credit = assembled(snapshot_of(tmp_path, given, Ark("12148", name))).attribution
        assert credit.mention == f"Source gallica.bnf.fr / {holder}"
        assert credit.is_partner is partner
        assert credit.is_online
        assert credit.permalink_of(12) == f"https://gallica.bnf.fr/ark:/12148/{name}/f12"
        assert credit.permalink_of(None, BNF) == f"https://gallica.bnf.fr/{BNF}"


def test_an_unknown_holder_is_noticed(shared: Path, tmp_path: Path) -> None:
    """Where the record does not name the holder, the BnF is credited and a notice says why."""
    folder = shared / "snapshots" / BNF.name
    record = (folder / "oairecord.xml").read_bytes()
    start, end = record.index(b"<dc:source>"), record.index(b"</dc:source>") + len("</dc:source>")
    given = {
        "oairecord.xml": record[:start] + record[end:],
        "pagination.xml": (folder / "pagination.xml").read_bytes(),
    }
    document = assembled(snapshot_of(tmp_path, given, BNF))
    assert document.attribution.mention.endswith("Bibliothèque nationale de France")
    assert "holder-unknown" in kinds(document)


def test_a_specimen_claims_nothing_of_the_bnf(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A document of the test authority is credited to its maker and never to Gallica."""
    credit = assembled(snapshot_of(tmp_path, files)).attribution
    assert "gallica.bnf.fr" not in credit.mention + credit.permalink + credit.conditions
    assert (credit.permalink, credit.is_online) == (str(SPECIMEN.ark), False)
    assert credit.permalink_of(12) == f"{SPECIMEN.ark}/f12"


def test_plain_text_saved_by_hand_is_read(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Without ALTO, the views get their words from a texteBrut that a person saved."""
    bare = {path: data for path, data in files.items() if not path.startswith("alto/")}
    snapshot = snapshot_of(tmp_path, bare | {"texteBrut.html": SPECIMEN.plain_text()})
    assert not missing(snapshot)
    document = compose(assembled(snapshot))
    whole = assembled(snapshot_of(tmp_path / "whole", files))
    for view in document.views:
        assert words(document.text(view.order)) == words(whole.text(view.order)), view.order
    for write in WRITERS.values():
        assert list(write(document, Templates()))


def test_a_manifest_stands_in_for_record_and_pagination(shared: Path, tmp_path: Path) -> None:
    """With a manifest alone, its metadata and its canvases make the document."""
    manifest = shared / "samples/xerocr/bpt6k5619759j/manifest.v2.json"
    ark = Ark("12148", "bpt6k5619759j")
    document = assembled(snapshot_of(tmp_path, {"manifest.json": manifest.read_bytes()}, ark))
    assert document.record.main_title.startswith("Oeuvres complètes de Molière")
    assert document.record.creators[0].name == "Molière"
    assert document.record.languages == ("fr",)
    assert document.attribution.holder == "Bibliothèque nationale de France"
    assert len(document.views) == 544


@pytest.mark.parametrize("rate", ["0.0", "98.5", ""])
def test_a_document_has_ocr_where_it_has_words(
    tmp_path: Path, files: dict[str, bytes], rate: str
) -> None:
    """Files of OCR without a word make no document with OCR, whatever its record says."""
    empty = {path: b"<alto><Layout><Page/></Layout></alto>" for path in files if "alto" in path}
    record = re.sub(rb"<nqamoyen>.*?<", f"<nqamoyen>{rate}<".encode(), files["oairecord.xml"])
    found = kinds(assembled(snapshot_of(tmp_path, files | empty | {"oairecord.xml": record})))
    assert found & {"document-without-ocr", "view-without-ocr", "ocr-rate-unknown"} == {
        "document-without-ocr"
    }


def test_a_rate_of_nought_beside_words_is_noticed(tmp_path: Path, files: dict[str, bytes]) -> None:
    """A record that says 0 % where there are words is contradicted, and only by that notice."""
    record = re.sub(rb"<nqamoyen>.*?<", b"<nqamoyen>0.0<", files["oairecord.xml"])
    found = kinds(assembled(snapshot_of(tmp_path, files | {"oairecord.xml": record})))
    assert "ocr-rate-unknown" in found
    assert "document-without-ocr" not in found


def test_views_without_ocr_are_no_document_without(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Selected views that lack OCR are named one by one where the document has some."""
    unread = next(
        view.order for view in assembled(snapshot_of(tmp_path, files)).views if not view.has_ocr
    )
    snapshot = Snapshot.open(tmp_path / SPECIMEN.ark.name)
    document = assembled(snapshot, views=Selection.parse(str(unread)))
    assert kinds(document) & {"document-without-ocr", "view-without-ocr"} == {"view-without-ocr"}


def test_views_are_judged_by_the_record_where_only_they_are_kept(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    """Two views without words are not the whole of a document that has OCR by its record."""
    bare = {path: data for path, data in files.items() if not path.startswith("alto/")}
    document = assembled(snapshot_of(tmp_path, bare), views=Selection.parse("1-2"))
    assert (document.record.ocr_rate or 0) > 0
    assert "document-without-ocr" not in kinds(document)


def test_what_cannot_be_read_is_named(tmp_path: Path, files: dict[str, bytes]) -> None:
    """An error about a kept answer names its file, and the view where it is about one."""
    broken = {"alto/f9.xml": b"<alto>", "toc.xml": b"<TEI.2><text>"}
    document = assembled(snapshot_of(tmp_path / "one", files | {"alto/f9.xml": b"<alto>"}))
    with pytest.raises(DamagedAnswer, match=r"alto/f9\.xml: the OCR of view 9"):
        document.text(9)
    for place in ("toc.xml", "pagination.xml", "oairecord.xml"):
        given = files | {place: broken["toc.xml"]}
        with pytest.raises(DamagedAnswer, match=re.escape(f"{SPECIMEN.ark.name}/{place}: the ")):
            assembled(snapshot_of(tmp_path / place, given))


def test_the_manifest_is_read_once(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Record, views and contents come out of one reading of a large manifest."""
    manifest = shared / "samples/xerocr/bpt6k5619759j/manifest.v2.json"
    ark = Ark("12148", "bpt6k5619759j")
    snapshot = snapshot_of(tmp_path, {"manifest.json": manifest.read_bytes()}, ark)
    read: list[str] = []

    def noted(place: str) -> bytes:
        read.append(place)
        return Snapshot.read(snapshot, place)

    monkeypatch.setattr(snapshot, "read", noted)
    assembled(snapshot)
    assert read == ["manifest.json"]


def test_ocr_on_another_scale_is_placed_on_the_image(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    """Boxes of a half-size OCR come out in master pixels, by the size in the pagination."""
    half = {
        path: re.sub(rb'(HPOS|VPOS|WIDTH|HEIGHT)="(\d+)"', _halved, data)
        for path, data in files.items()
        if path.startswith("alto/")
    }
    small = assembled(snapshot_of(tmp_path / "half", files | half)).text(8)
    whole = assembled(snapshot_of(tmp_path / "whole", files)).text(8)
    assert (small.width, small.height) == (whole.width, whole.height)
    for one, other in zip(small.lines, whole.lines, strict=True):
        assert abs(one.box.x - other.box.x) <= 2
        assert abs(one.box.bottom - other.box.bottom) <= 4


def _halved(found: re.Match[bytes]) -> bytes:
    return b'%s="%d"' % (found[1], int(found[2]) // 2)
