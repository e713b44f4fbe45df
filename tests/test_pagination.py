"""Views and their printed labels."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.errors import DamagedAnswer, GallicaExportError, NotFound
from gallica_export.gallica.pagination import Pagination, parse_pagination
from gallica_export.model import Numbering, View
from tests.mutations import assert_survives_damage, patient

SAMPLES = ("samples/*/*/Pagination.xml", "snapshots/*/pagination.xml")


def page(order: object, label: str = "NP", kind: str = "N", more: str = "") -> str:
    return (
        f"<page><numero>{label}</numero><ordre>{order}</ordre>"
        f"<pagination_type>{kind}</pagination_type>{more}</page>"
    )


def answer(*pages: str, count: object = "", structure: str = "") -> bytes:
    return (
        f"<livre><structure>{structure}<nbVueImages>{count}</nbVueImages></structure>"
        f"<pages>{''.join(pages)}</pages></livre>"
    ).encode()


def only_view(data: bytes) -> View:
    (view,) = parse_pagination(data).views
    return view


def test_every_recorded_answer_is_read(shared: Path) -> None:
    """Each recorded answer gives as many views as it announces, numbered from 1, with sizes."""
    paths = sorted(path for pattern in SAMPLES for path in shared.glob(pattern))
    assert len(paths) >= 4
    for path in paths:
        read = parse_pagination(path.read_bytes())
        found = re.search(r"<nbVueImages>(\d+)<", path.read_text("utf-8"))
        assert found
        assert [view.order for view in read.views] == list(range(1, int(found[1]) + 1))
        assert all(view.width > 1000 and view.height > 1000 for view in read.views)
        assert read.has_text
        assert read.notices == ()


def test_labels_of_a_real_book(shared: Path) -> None:
    """Covers, roman and arabic labels of the book of 1867 are told apart, and NP is no label."""
    data = (shared / "snapshots/bpt6k9612399b/pagination.xml").read_bytes()
    read = parse_pagination(data)
    assert read.has_toc
    assert read.views[0].label == "plat sup."
    assert read.views[0].numbering is Numbering.OTHER
    by_kind = {
        kind: [view.label for view in read.views if view.numbering is kind] for kind in Numbering
    }
    assert set(by_kind[Numbering.NONE]) == {None}
    assert "V" in by_kind[Numbering.ROMAN]
    assert read.views[12] == View(
        order=13, label="7", numbering=Numbering.ARABIC, width=1776, height=2996
    )
    assert data.decode().count("<numero>NP<") == len(by_kind[Numbering.NONE])


@pytest.mark.parametrize(
    ("label", "kind", "numbering"),
    [
        ("12", "A", Numbering.ARABIC),
        ("XII", "R", Numbering.ROMAN),
        ("12v", "F", Numbering.OTHER),
        ("12", "", Numbering.ARABIC),
        ("xii", "", Numbering.ROMAN),
        ("12v", "", Numbering.OTHER),
        ("12 bis", "A", Numbering.ARABIC),
        ("[3]", "N", Numbering.NONE),
    ],
)
def test_the_numbering_is_the_services(label: str, kind: str, numbering: Numbering) -> None:
    """The numbering is what the service says, or what the label looks like where it is silent."""
    view = only_view(answer(page(1, label, kind)))
    assert (view.label, view.numbering) == (label, numbering)


@pytest.mark.parametrize("label", ["NP", "", " "])
@pytest.mark.parametrize("kind", ["N", "A", ""])
def test_an_unnumbered_view_has_no_label(label: str, kind: str) -> None:
    """NP and nothing are both no label and no numbering."""
    assert only_view(answer(page(1, label, kind))) == View(order=1)


def test_captions_are_kept() -> None:
    """The legend of a plate is the view's caption."""
    view = only_view(answer(page(1, more="<legend> Frontispice  gravé </legend>")))
    assert view.caption == "Frontispice gravé"


@pytest.mark.parametrize("size", ["", "0", "-5", "abc", "99999999", "1.5"])
def test_an_impossible_size_is_unknown(size: str) -> None:
    """A width that is no number of pixels is 0."""
    view = only_view(answer(page(1, more=f"<image_width>{size}</image_width>")))
    assert (view.width, view.height) == (0, 0)


def test_views_are_put_in_order() -> None:
    """Views stand in ascending order whatever the answer's, and the labels go with them."""
    read = parse_pagination(answer(page(3, "c"), page(1, "a"), page(2, "b"), count=3))
    assert [(view.order, view.label) for view in read.views] == [(1, "a"), (2, "b"), (3, "c")]
    assert read.notices == ()


def test_what_does_not_fit_is_said() -> None:
    """A repeated, an unnumbered and a missing view are noticed, and the others are read."""
    read = parse_pagination(answer(page(1), page(1, "x"), page("?"), page(0), page(4), count=9))
    assert [view.order for view in read.views] == [1, 4]
    assert [notice.kind for notice in read.notices] == [
        "view-repeated",
        "view-unnumbered",
        "view-unnumbered",
        "views-differ",
    ]


@pytest.mark.parametrize(
    ("structure", "expected"),
    [
        ("<hasToc>true</hasToc>", (True, False)),
        ("<hasToc>false</hasToc><hasContent>true</hasContent>", (False, True)),
        ("<hasToc>TRUE</hasToc><hasContent>1</hasContent>", (False, False)),
    ],
)
def test_the_structure(structure: str, expected: tuple[bool, bool]) -> None:
    """Truth values are read literally."""
    read = parse_pagination(answer(page(1), structure=structure))
    assert (read.has_toc, read.has_text) == expected


@pytest.mark.parametrize("count", ["", "0", "x"])
def test_a_document_without_views_is_not_found(count: str) -> None:
    """An answer without views, which is what an unknown ARK gets, is one for no document."""
    with pytest.raises(NotFound):
        parse_pagination(answer(count=count))


def test_views_that_are_only_announced_are_damaged() -> None:
    """An answer that promises views and describes none is no answer."""
    with pytest.raises(DamagedAnswer, match="announces 5 views"):
        parse_pagination(answer(count=5))


@pytest.mark.parametrize("data", [b"", b"<html/>", b"<results/>", b"<livre>"])
def test_what_is_no_pagination_is_refused(data: bytes) -> None:
    """Anything else is damaged, and the message says what was due."""
    with pytest.raises(DamagedAnswer, match="the pagination"):
        parse_pagination(data)


def test_repairs_are_noticed() -> None:
    """A bare ampersand in a caption is repaired with a notice."""
    read = parse_pagination(answer(page(1, more="<legend>A & B</legend>")))
    assert read.views[0].caption == "A & B"
    assert [notice.kind for notice in read.notices] == ["answer-repaired"]


@given(st.lists(st.integers(1, 1_000_000), min_size=1, max_size=30))
def test_every_view_stands_once(orders: list[int]) -> None:
    """Whatever the order and the repeats, each number is one view, in ascending order."""
    read: Pagination = parse_pagination(answer(*map(page, orders)))
    assert [view.order for view in read.views] == sorted(set(orders))
    assert len(read.notices) == len(orders) - len(set(orders))


def test_damage_leads_to_our_own_errors_only(shared: Path) -> None:
    """Bytes replaced, put in and left out give a pagination or one of our errors."""
    sample = shared / "samples/colony-cults/bpt6k5603637g/Pagination.xml"
    assert_survives_damage(parse_pagination, sample.read_bytes())


@patient
@given(st.integers(0, 10_000))
def test_a_cut_answer_is_never_a_pagination(length: int) -> None:
    """No beginning of an answer passes for the whole."""
    data = answer(*map(page, range(1, 100)))
    with pytest.raises(GallicaExportError):
        parse_pagination(data[: length % len(data)])
