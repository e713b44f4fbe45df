from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer, GallicaExportError
from gallica_export.gallica.iiif.manifest import Manifest, parse_manifest
from gallica_export.model import Numbering, TocEntry
from tests.mutations import assert_survives_damage, json_values, patient, reshaped

HUGO = "samples/altomator/bpt6k1264641j/manifest.v3.json"
MOLIERE = "samples/xerocr/bpt6k5619759j/manifest.v2.json"
BASE = "https://openapi.bnf.fr/iiif/presentation/v3/ark:/12148/bpt6k5738219s"


def canvas(order: int, label: str = "NP", **more: Any) -> dict[str, Any]:
    said = {"id": f"{BASE}/f{order}/canvas", "type": "Canvas", "width": 1400, "height": 2200}
    return {**said, "label": {"none": [label]}, **more}


def manifest(*canvases: Any, **more: Any) -> dict[str, Any]:
    """A version 3 manifest, as openapi.bnf.fr writes it."""
    said = {"id": f"{BASE}/manifest.json", "type": "Manifest", "label": {"none": ["8-Z-1"]}}
    return {**said, "items": list(canvases), **more}


def parsed(answer: Any) -> Manifest:
    return parse_manifest(json.dumps(answer).encode())


def pair(label: Any, value: Any) -> dict[str, Any]:
    return {"label": label, "value": value}


def entry_range(label: Any, *items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "Range", "label": label, "items": list(items), **more}


def outline(entries: tuple[TocEntry, ...]) -> list[Any]:
    """Titles with the views that they point to, nested."""
    return [
        (entry.title, entry.view, *([outline(entry.children)] if entry.children else []))
        for entry in entries
    ]


def printed_titles(ranges: list[dict[str, Any]]) -> Iterator[str]:
    """The titles in the ranges that are in no language, hence the book's own."""
    for one in ranges:
        yield from one.get("label", {}).get("none", [])
        yield from printed_titles([part for part in one["items"] if part["type"] == "Range"])


def test_a_version_3_manifest_tells_of_every_view(shared: Path) -> None:
    """All 522 views of a volume of Hugo come with label, numbering, size and addresses."""
    found = parse_manifest((shared / HUGO).read_bytes())
    assert found.ark == Ark("12148", "bpt6k1264641j")
    assert found.label == "BnF, département Littérature et art, 4-Z-1628 (A,2)"
    assert found.title.startswith("Oeuvres complètes de Victor Hugo. Roman. 2 / [publiées par")
    assert [view.order for view in found.views] == list(range(1, 523))
    labels = {view.order: (view.label, view.numbering) for view in found.views}
    assert labels[1] == (None, Numbering.NONE)
    assert labels[16] == ("III", Numbering.ROMAN)
    assert labels[31] == ("10", Numbering.ARABIC)
    assert (found.views[0].width, found.views[0].height) == (6332, 4692)
    assert len(found.alto) == len(found.annotations) == 522
    assert found.alto[512].endswith("/f512/alto.xml")
    assert found.annotations[512].endswith("/f512/annotationpage/supplementing.json")
    assert found.has_text
    assert found.notices == ()


def test_the_contents_are_those_of_the_book(shared: Path) -> None:
    """The ranges nest as the book does; what the service calls "Non renseigné" is no title."""
    data = (shared / HUGO).read_bytes()
    (table,) = parse_manifest(data).contents
    entries = list(table.walk())
    assert [entry.title for entry in entries] == list(
        printed_titles(json.loads(data)["structures"])
    )
    novel = next(entry for entry in entries if entry.title == "NOTRE-DAME DE PARIS.")
    assert [entry.title for entry in novel.children][0::10] == ["LIVRE PREMIER.", "LIVRE ONZIÈME."]
    assert outline(novel.children[2:3]) == [
        ("LIVRE TROISIÈME.", 106, [("I. Notre-Dame", 106), ("II. Paris à vol d’oiseau", 113)])
    ]
    assert not any("Non renseigné" in entry.title for entry in entries)
    assert all(entry.view in range(1, 523) for entry in entries)


def test_a_version_2_manifest_tells_of_every_view(shared: Path) -> None:
    """All 544 views of a volume of Molière; no OCR is announced in this version."""
    found = parse_manifest((shared / MOLIERE).read_bytes())
    assert found.ark == Ark("12148", "bpt6k5619759j")
    assert found.title.startswith("Oeuvres complètes de Molière")
    assert [view.order for view in found.views] == list(range(1, 545))
    first, eighth = found.views[0], found.views[7]
    assert (first.label, first.numbering, first.width, first.height) == (
        None,
        Numbering.NONE,
        1401,
        2271,
    )
    assert (eighth.label, eighth.numbering) == ("2", Numbering.ARABIC)
    metadata = dict(found.metadata)
    assert metadata["Date"] == ("1867",)
    assert metadata["Creator"][1] == "Voltaire (1694-1778). Auteur du texte"
    assert [label for label, _ in found.metadata].count("Relation") == 2
    assert (found.contents, found.alto, found.has_text) == ((), {}, False)


def test_sound_and_film_are_no_views() -> None:
    """A canvas without /fN is left out and counted, and the sleeve beside it stays."""
    sound = {"id": f"{BASE}/canvas/4-4-6-2-4", "type": "Canvas", "duration": 180.2}
    found = parsed(manifest(sound, canvas(1), sound))
    assert [view.order for view in found.views] == [1]
    (notice,) = found.notices
    assert notice.kind == "canvases-skipped"
    assert notice.message.startswith("2 canvases")


def test_a_view_may_be_known_by_its_image_alone() -> None:
    """Where the canvas does not name a view its image service does, in both versions."""
    service = [{"id": "https://openapi.bnf.fr/iiif/image/v3/ark:/12148/bpt6k5738219s/f7"}]
    painting: dict[str, Any] = {
        "items": [{"items": [{"body": {"type": "Image", "service": service}}]}]
    }
    third = parsed(manifest(canvas(1, id=f"{BASE}/canvas/p1", **painting)))
    resource = {"service": {"@id": "https://gallica.bnf.fr/iiif/ark:/12148/bpt6k5738219s/f8"}}
    second = parsed(
        {
            "@id": "https://gallica.bnf.fr/iiif/ark:/12148/bpt6k5738219s/manifest.json",
            "sequences": [{"canvases": [{"@id": "x", "images": [{"resource": resource}]}]}],
        }
    )
    assert [view.order for view in (*third.views, *second.views)] == [7, 8]


def test_views_come_in_order_and_once() -> None:
    """Canvases in disorder are sorted, and of two for one view the first counts, with a notice."""
    found = parsed(manifest(canvas(3, "III"), canvas(1, "I"), canvas(3, "IV")))
    assert [(view.order, view.label) for view in found.views] == [(1, "I"), (3, "III")]
    assert [(notice.kind, notice.view) for notice in found.notices] == [("view-repeated", 3)]


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        ("92.79 %", 92.79),
        ("97,5%", 97.5),
        ("0 %", 0.0),
        ("100 %", 100.0),
        ("120 %", None),
        ("haut", None),
    ],
)
def test_the_ocr_rate_is_a_percentage(said: str, rate: float | None) -> None:
    """The rate is read from "Taux OCR" with a point or a comma, and an impossible one is none."""
    metadata = [pair({"fr": ["Taux OCR"], "en": ["OCR rate"]}, {"none": [said]})]
    assert parsed(manifest(canvas(1), metadata=metadata)).ocr_rate == rate


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ({"en": ["Book"], "fr": ["Livre", "Imprimé"]}, ("Livre", "Imprimé")),
        ({"en": ["Book"], "de": ["Buch"]}, ("Book",)),
        ({"none": ["1867"]}, ("1867",)),
        ("1867", ("1867",)),
        (["un", "deux"], ("un", "deux")),
        (
            [{"@value": "Book", "@language": "en"}, {"@value": "Livre", "@language": "fre"}],
            ("Livre",),
        ),
        ([{"@value": "Molière"}, {"@value": "Voltaire"}], ("Molière", "Voltaire")),
    ],
)
def test_values_are_taken_in_french(value: Any, texts: tuple[str, ...]) -> None:
    """Of several languages French is taken, or else the first, in the forms of both versions."""
    found = parsed(manifest(canvas(1), metadata=[pair("Type", value)]))
    assert found.metadata == (("Type", texts),)


def test_the_title_is_in_the_metadata() -> None:
    """The title comes from "Titre" or "Title", and is the label where there is neither."""
    titled = manifest(canvas(1), metadata=[pair({"fr": ["Titre"]}, {"none": ["La Fable"]})])
    assert (parsed(titled).title, parsed(titled).label) == ("La Fable", "8-Z-1")
    assert parsed(manifest(canvas(1))).title == "8-Z-1"


def test_only_alto_counts_as_alto() -> None:
    """Of what a view refers to, the profile tells the ALTO; without profile, XML is trusted."""
    refers = {
        1: [{"id": "https://x/1.xml", "format": "application/xml", "profile": "http://oai/2.0/"}],
        2: [{"id": "https://x/2.xml", "format": "application/xml"}],
        3: {"@id": "https://x/3.xml", "profile": "http://www.loc.gov/standards/alto/"},
        4: "https://x/4.xml",
        5: [{"id": "file:///etc/passwd", "format": "application/xml"}],
    }
    found = parsed(manifest(*(canvas(order, seeAlso=said) for order, said in refers.items())))
    assert found.alto == {2: "https://x/2.xml", 3: "https://x/3.xml"}


def test_ranges_may_refer_to_one_another() -> None:
    """Version 2 lists its ranges side by side, with references; a circle ends somewhere."""
    structures = [
        {"@id": "r0", "viewingHint": "top", "label": "Contents", "ranges": ["r1", "r3"]},
        {"@id": "r1", "label": "Livre I", "ranges": ["r2"], "canvases": [f"{BASE}/canvas/f3"]},
        {"@id": "r2", "label": "Chapitre 1", "canvases": [f"{BASE}/canvas/f5"], "ranges": ["r1"]},
        {"@id": "r3", "label": "Livre II", "members": [{"@id": f"{BASE}/canvas/f9"}]},
    ]
    canvases = [{"@id": f"{BASE}/canvas/f{order}"} for order in (3, 5, 9)]
    answer = {
        "@id": f"{BASE}/manifest.json",
        "sequences": [{"canvases": canvases}],
        "structures": structures,
    }
    found = parsed(answer)
    assert outline(found.contents) == [("Livre I", 5, [("Chapitre 1", 5)]), ("Livre II", 9)]


def test_a_range_points_to_its_first_canvas() -> None:
    """Canvases come as references, as specific resources, or only further down."""
    part = {"type": "SpecificResource", "source": {"id": f"{BASE}/f4/canvas#xywh=0,0,9,9"}}
    inner = entry_range({"none": ["Chapitre"]}, part, canvas(5, items=[{"items": []}]))
    found = parsed(manifest(canvas(4), structures=[entry_range({"none": ["Livre"]}, inner)]))
    assert outline(found.contents) == [("Livre", 4, [("Chapitre", 4)])]


def test_contents_nested_beyond_reason_are_refused() -> None:
    """A hundred levels are no table of contents but an attack on whoever walks them."""
    inner: dict[str, Any] = entry_range("fond", canvas(1))
    for _ in range(100):
        inner = entry_range("plus haut", inner)
    with pytest.raises(DamagedAnswer, match="nested too deeply"):
        parsed(manifest(canvas(1), structures=[inner]))


@pytest.mark.parametrize("number", [3, 6])
def test_the_security_check_is_no_answer(shared: Path, number: int) -> None:
    """The page that Gallica sends to programs is called by its name."""
    folder = shared / "samples/xerocr/bpt6k5619759j"
    with pytest.raises(DamagedAnswer, match="security check"):
        parse_manifest((folder / f"error.altcha.{number}.html").read_bytes())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"<html></html>", "HTML or XML"),
        (b'{"items": [', "not well-formed"),
        (b"[" * 100_000, "not well-formed"),
        (b"[]", "not a JSON object"),
        (b"{}", "no canvases"),
        (b'{"items": []}', "which document"),
        (b'{"reason":"Forbidden"}', "error of the service: Forbidden"),
    ],
)
def test_anything_else_is_damaged(data: bytes, message: str) -> None:
    """What is no manifest is refused, in words that say why."""
    with pytest.raises(DamagedAnswer, match=message):
        parse_manifest(data)


SMALL = manifest(
    canvas(
        1, "I", seeAlso=[{"id": "https://x/1.xml", "profile": "alto"}], annotations=[{"id": "x"}]
    ),
    canvas(2, "II", items=[{"items": [{"body": {"service": [{"id": f"{BASE}/f2"}]}}]}]),
    metadata=[pair({"fr": ["Taux OCR"]}, {"none": ["92 %"]})],
    structures=[entry_range({"none": ["Livre"]}, entry_range("Un", canvas(1)), id="r1")],
)


@patient
@given(reshaped(SMALL) | json_values)
def test_no_shape_of_json_escapes(answer: Any) -> None:
    """Any JSON gives a manifest with its views in order, or an error of the program's own."""
    try:
        found = parse_manifest(json.dumps(answer).encode())
    except GallicaExportError:
        return
    orders = [view.order for view in found.views]
    assert orders == sorted(set(orders))
    assert set(found.alto) | set(found.annotations) <= set(orders)


@pytest.mark.parametrize("name", [HUGO, MOLIERE])
def test_no_damaged_bytes_escape(shared: Path, name: str) -> None:
    """Any bytes give a manifest or an error of the program's own."""
    answer = json.loads((shared / name).read_bytes())
    del (answer.get("items") or answer["sequences"][0]["canvases"])[8:]
    assert_survives_damage(parse_manifest, json.dumps(answer).encode())
