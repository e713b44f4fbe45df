from __future__ import annotations

from pathlib import Path

import pytest

from gallica_export.ark import Ark
from gallica_export.errors import Blocked, DamagedAnswer, NotFound, QueryError, ServiceError
from gallica_export.gallica.client import Client
from gallica_export.gallica.sru import MOST_AT_ONCE, Found, SearchAnswer, parse_search, search
from tests.emulator import BLOCKED, Gallica, Loopback
from tests.mutations import assert_survives_damage
from tests.press import Book, press

BOOKS = [press(Book.of_size(views=1, seed=seed)) for seed in range(1, 121)]
QUERY = 'dc.title all "eveiller livres"'


def answer(records: str, total: str = "1", diagnostics: str = "") -> bytes:
    return (
        '<srw:searchRetrieveResponse xmlns:srw="http://www.loc.gov/zing/srw/" xmlns:dc="d" '
        f'xmlns:diag="e"><srw:numberOfRecords>{total}</srw:numberOfRecords>{diagnostics}'
        f"<srw:records>{records}</srw:records></srw:searchRetrieveResponse>"
    ).encode()


def record(dublin: str, extra: str = "") -> str:
    return (
        f"<srw:record><srw:recordData>{dublin}</srw:recordData>"
        f"<srw:extraRecordData>{extra}</srw:extraRecordData></srw:record>"
    )


def test_every_recorded_answer_is_read(shared: Path) -> None:
    """The documents of all recorded answers are read, a periodical by its own identifier."""
    found = {
        path.name: parse_search(path.read_bytes())
        for path in (shared / "samples").rglob("*.xml")
        if b"searchRetrieveResponse" in path.read_bytes()[:500]
    }
    assert found.keys() == {"SRU.zero.xml", "SRU.nouvelle-france.xml"}
    assert found["SRU.zero.xml"] == SearchAnswer(total=0)
    answer = found["SRU.nouvelle-france.xml"]
    assert (answer.total, answer.count, answer.skipped) == (6, 6, 0)
    assert answer.found[1] == Found(
        ark=Ark("12148", "cb328261098"),
        date="1879-1885",
        title="La Nouvelle France (Marseille)",
    )
    assert answer.found[0].creator == "Du Breil de Rays, Charles (1832-1893). Auteur du texte"
    assert [str(one.ark).rpartition("/")[2] for one in answer.found[2:]] == [
        "bpt6k58039518",
        "bpt6k58040250",
        "bpt6k58017546",
        "btv1b10870266z",
    ]


@pytest.mark.parametrize(
    ("dublin", "extra", "ark"),
    [
        ("", "<uri>bpt6k58017546</uri>", "bpt6k58017546"),
        ("<dc:identifier>NUMM-1</dc:identifier>", "<uri>bpt6k58017546</uri>", "bpt6k58017546"),
        ("", "<link>https://gallica.bnf.fr/ark:/12148/bpt6k58017546</link>", "bpt6k58017546"),
        ("<dc:identifier>https://numelyo.fr/ark:/75584/x1</dc:identifier>", "", None),
        ("<dc:identifier>ark:/12148/bpt6k58017545</dc:identifier>", "", None),
        ("", "", None),
    ],
)
def test_the_identifier_comes_from_where_there_is_one(
    dublin: str, extra: str, ark: str | None
) -> None:
    """The ARK is the record's own; a record that names none of the BnF is counted as skipped."""
    found = parse_search(answer(record(dublin, extra)))
    assert [one.ark.name for one in found.found] == ([ark] if ark else [])
    assert found.count == 1


def test_a_diagnostic_is_an_error() -> None:
    """What the service refuses with status 200 is told in its words."""
    said = (
        "<srw:diagnostics><diag:diagnostic><diag:message>Unsupported index</diag:message>"
        "<diag:details>dc.x</diag:details></diag:diagnostic></srw:diagnostics>"
    )
    with pytest.raises(QueryError, match=r"Unsupported index: dc\.x"):
        parse_search(answer("", diagnostics=said))


@pytest.mark.parametrize(
    "data", [b"", b"<html/>", answer("")[:-9], answer("", total=""), answer("", total="many")]
)
def test_anything_else_is_damaged(data: bytes) -> None:
    """An answer that breaks off, or does not say how many there are, is refused."""
    with pytest.raises(DamagedAnswer):
        parse_search(data)


def test_no_damaged_bytes_escape(shared: Path) -> None:
    """Any bytes give documents or an error of the program's own."""
    recorded = shared / "samples/colony-cults/sru/SRU.nouvelle-france.xml"
    assert_survives_damage(parse_search, recorded.read_bytes())


@pytest.mark.parametrize(
    ("limit", "sizes"),
    [(None, [50, 50, 20]), (50, [50]), (51, [50, 1]), (7, [7]), (500, [50, 50, 20])],
)
def test_a_long_list_comes_in_pages(limit: int | None, sizes: list[int]) -> None:
    """The search goes on by the count to the last document or the limit, each document once."""
    with Loopback(Gallica(BOOKS)) as server, Client(server.url) as client:
        answers = list(search(client, QUERY, limit=limit))
        asked = len(server.log.lines)
    found = [one.ark for answer in answers for one in answer.found]
    assert [answer.count for answer in answers] == sizes
    assert {answer.total for answer in answers} == {len(BOOKS)}
    assert len(set(found)) == len(found) == sum(sizes)
    assert asked == len(sizes)
    assert max(sizes) <= MOST_AT_ONCE


def test_what_is_no_query_is_told_as_such() -> None:
    """The service's 500 is told as a query that it cannot read, its refusal of an index too."""
    with Loopback(Gallica(BOOKS[:1])) as server, Client(server.url) as client:
        for query in ("verne", 'dc.title all "a" nor', 'dc.nonsense all "a"'):
            with pytest.raises(QueryError):
                list(search(client, query))


def test_a_wall_stays_a_wall() -> None:
    """Where programs are refused, the search is blocked and not the query's fault."""
    with Loopback(Gallica(BOOKS[:1]), BLOCKED) as server, Client(server.url) as client:
        with pytest.raises(Blocked):
            list(search(client, QUERY))
        assert not issubclass(QueryError, (ServiceError, NotFound))
