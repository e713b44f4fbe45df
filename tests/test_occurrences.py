from __future__ import annotations

from pathlib import Path

import pytest

from gallica_export.ark import Ark
from gallica_export.errors import NotFound
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import fetch
from gallica_export.gallica.importing import import_folder
from gallica_export.gallica.occurrences import Occurring, ask_where, look_where
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import NoticeKind
from tests.emulator import Gallica, Loopback
from tests.mock_server import ARK, Mock, ok
from tests.press import Scan, bundled

BOOK = bundled(Scan())


def hits(*views: int, total: int) -> bytes:
    items = "".join(f"<item><p_id>PAG_{view}</p_id><content/></item>" for view in views)
    return (
        f'<results countResults="{total}"><query>x</query><items>{items}</items></results>'
    ).encode()


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("snapshots") / BOOK.ark.name
    with Loopback(Gallica([BOOK])) as server, Client(server.url) as client:
        return fetch(BOOK.ark, client, folder, images="none")


def test_more_than_ten_views_come_in_several_answers() -> None:
    """The service gives ten views at a time; all are had, each answer once."""
    with Loopback(Gallica([BOOK])) as server, Client(server.url) as client:
        found = ask_where("les", BOOK.ark, client)
        asked = [line.target.rpartition("=")[2] for line in server.log.lines]
    assert len(found.views) == found.announced > 10
    assert list(found.views) == sorted(set(found.views))
    assert asked == ["1", "11"]


def test_both_searches_agree(snapshot: Snapshot) -> None:
    """For a word that stands undivided, the kept OCR gives the views that the service gives."""
    with Loopback(Gallica([BOOK])) as server, Client(server.url) as client:
        for query in ("livres", "bibliothèque", '"les livres"'):
            asked = ask_where(query, BOOK.ark, client)
            assert set(asked.views) <= set(look_where(query, snapshot).views)


def test_a_service_that_repeats_itself_is_not_asked_for_ever() -> None:
    """An answer with nothing new ends the search, and what was held back is told."""
    server = Mock(ok(hits(3, 1, total=40)))
    found = ask_where("x", ARK, server.client)
    assert (found.views, found.announced, len(server.asked)) == ((1, 3), 40, 2)
    assert "38 more were announced and not named" in found.notice.message


def test_nothing_found_is_told() -> None:
    """A word that occurs nowhere is not found, and the message says who searched."""
    with pytest.raises(NotFound, match="Gallica's search finds nothing"):
        ask_where("x", ARK, Mock(ok(hits(total=0))).client)


@pytest.mark.parametrize(
    ("query", "view"),
    [
        ("poussiere", 8),
        ("POUSSIÈRE", 8),
        ("pouſſière", 8),
        ("poussière seule", 8),
        ('"poussière est la seule"', 8),
        ("canicien", 13),
        ("mécanicien", 13),
        ("OEIL", 14),
        ("œil", 14),
        ("franÇais grandpere", 14),
    ],
)
def test_accents_ligatures_case_and_line_ends_do_not_count(
    snapshot: Snapshot, query: str, view: int
) -> None:
    """The kept OCR is searched for whole words, however they are written or divided."""
    found = look_where(query, snapshot)
    assert view in found.views
    assert found.how == "in the OCR that the snapshot has of 19 views"


@pytest.mark.parametrize("query", ["poussier", '"seule poussière"', "poussière zut", "lœil"])
def test_what_is_no_whole_word_is_not_found(snapshot: Snapshot, query: str) -> None:
    """Parts of words, words in another order, and words of which one lacks, are not found."""
    with pytest.raises(
        NotFound, match="in the OCR that the snapshot has of 19 views finds nothing"
    ):
        look_where(query, snapshot)


def test_a_real_newspaper_is_searched(shared: Path, tmp_path: Path) -> None:
    """In a real newspaper's OCR, words of its title are found on its first page."""
    ark = Ark.parse("ark:/12148/bpt6k220169n")
    imported = import_folder(
        shared / "snapshots" / ark.name, ark, tmp_path, imported="2026-11-20T10:11:12Z"
    )
    assert 1 in look_where("croix", imported.snapshot).views


def test_the_notice_says_what_was_asked_and_found() -> None:
    """An edition made by a search says that it is an extract, of what, by whom and when."""
    views = tuple(range(1, 16))
    found = Occurring(
        query="mot", views=views, announced=15, how="by Gallica's search on 2026-11-20"
    )
    assert found.notice.kind is NoticeKind.EXTRACT_BY_SEARCH
    assert found.notice.message == (
        "an extract: 'mot' was found by Gallica's search on 2026-11-20, "
        "on views 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 3 more"
    )
