from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from gallica_export.cli.doctor import advice, findings
from gallica_export.errors import AccessRestricted, Blocked, ServiceError, SnapshotError
from gallica_export.gallica.assemble import assemble
from gallica_export.gallica.client import Client
from gallica_export.gallica.fetch import Step, fetch, finish_refresh, refetch
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.gallica.wire.budgets import Budgets, Unlimited
from gallica_export.gallica.wire.pacing import Limits
from gallica_export.gallica.wire.partner import Credentials, credentials_in, throttle_of
from gallica_export.model import NoticeKind
from gallica_export.selection import Selection
from tests.clock import FakeClock
from tests.emulator import Gallica
from tests.press import Book, Specimen, press

KEYS = Credentials("key", "secret")
REFUSAL = httpx.Response(403, content=b"Access Denied: 403 Access Interdit")


@cache
def book() -> Specimen:
    return press(Book.of_size(views=12, seed=7))


class Gates:
    """All gateways over one document, on a clock of their own; some of them may be shut."""

    def __init__(self, *shut: str, links_alto: bool = True) -> None:
        self.gallica = Gallica([book()], links_alto=links_alto)
        self.shut = shut
        self.clock = FakeClock()
        self.budgets = Budgets(self.clock)
        self.asked: list[httpx.URL] = []
        self.tokens = 0
        self.refuse_token_once = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        host = request.url.host
        if host in self.shut:
            return httpx.Response(403, content=REFUSAL.content)
        if host == "apimauthproext.bnf.fr":
            return self._token(request)
        if host == "openapiproext.bnf.fr":
            if self.refuse_token_once:
                self.refuse_token_once = False
                return httpx.Response(401)
            if request.headers.get("authorization") != f"Bearer token{self.tokens}":
                return httpx.Response(401)
        return self.gallica.transport.handler(request)  # type: ignore[return-value]

    def _token(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert request.headers["authorization"].startswith("Basic ")
        self.tokens += 1
        answer = {"access_token": f"token{self.tokens}", "expires_in": 3600}
        return httpx.Response(200, json=answer)

    def client(self, credentials: Credentials | None = None) -> Client:
        return Client(
            transport=httpx.MockTransport(self),
            budgets=self.budgets,
            credentials=credentials,
            clock=self.clock,
            sleep=self.clock.sleep,
            jitter=lambda: 0.5,
        )

    def hosts(self) -> Counter[str]:
        return Counter(url.host.split(".")[0] for url in self.asked)


@pytest.fixture(autouse=True)
def bnf_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Specimens are asked only of loopback gateways; these gateways are no wire at all."""
    monkeypatch.setattr("gallica_export.gallica.client.TEST", "none")


def take(gates: Gates, folder: Path, gateway: str = "auto", **options: object) -> Snapshot:
    credentials = options.pop("credentials", None)
    wanted: dict[str, Any] = {"images": "none", "gateway": gateway, **options}
    with gates.client(credentials) as client:  # type: ignore[arg-type]
        return fetch(book().ark, client, folder, **wanted)


def texts(snapshot: Snapshot) -> Counter[str]:
    return Counter(
        f"{entry.gateway} {entry.path.partition('/')[0]}"
        for entry in snapshot.entries
        if entry.path.startswith(("alto/", "annotations/"))
    )


def test_much_ocr_comes_through_the_gateway_that_gives_it_faster(tmp_path: Path) -> None:
    """A book's OCR is had where its manifest points to, two seconds a view instead of 25."""
    gates = Gates()
    snapshot = take(gates, tmp_path)
    assert set(texts(snapshot)) == {"openapi alto"}
    assert snapshot.has("toc.xml")
    assert gates.clock.passed < 30
    assert snapshot.read("alto/f5.xml") == book().snapshot_files(images=False)["alto/f5.xml"]


def test_a_handful_of_views_comes_from_gallica_itself(tmp_path: Path) -> None:
    """For a few views no manifest is asked for: Gallica gives a few at once."""
    gates = Gates()
    snapshot = take(gates, tmp_path, views=Selection.parse("5-7"))
    assert set(texts(snapshot)) == {"gallica alto"}
    assert gates.hosts() == {"gallica": 6}


def test_without_alto_in_the_manifest_words_are_taken(tmp_path: Path) -> None:
    """Where the manifest points to no ALTO, the words with their places are."""
    snapshot = take(Gates(links_alto=False), tmp_path)
    assert set(texts(snapshot)) == {"openapi annotations"}


def test_a_shut_gallica_costs_one_request(tmp_path: Path) -> None:
    """When gallica refuses, record, views, OCR and pictures come through the others."""
    gates = Gates("gallica.bnf.fr")
    snapshot = take(gates, tmp_path, images="thumbnails")
    assert gates.hosts()["gallica"] == 1
    assert snapshot.gateways == ("oai", "openapi")
    assert snapshot.has("thumbnails/f5.jpg")
    assert set(texts(snapshot)) == {"openapi alto"}


def test_a_shut_openapi_leaves_the_slow_way(tmp_path: Path) -> None:
    """When openapi refuses, Gallica gives the OCR at its own pace."""
    gates = Gates("openapi.bnf.fr")
    snapshot = take(gates, tmp_path)
    assert gates.hosts()["openapi"] == 1
    assert set(texts(snapshot)) == {"gallica alto"}
    assert gates.clock.passed > 7 * 25


def test_when_all_refuse_the_first_refusal_is_told(tmp_path: Path) -> None:
    """With every gateway shut, each was asked once, and the error tells of the first."""
    gates = Gates("gallica.bnf.fr", "openapi.bnf.fr", "oai.bnf.fr")
    with pytest.raises(Blocked, match=r"^gallica: it refuses"):
        take(gates, tmp_path)
    assert set(gates.hosts().values()) == {1}
    with pytest.raises(Blocked):
        take(gates, tmp_path)
    assert set(gates.hosts().values()) == {1}


@pytest.mark.parametrize("name", ["gallica", "openapi"])
def test_a_named_gateway_is_the_only_one_asked(tmp_path: Path, name: str) -> None:
    """With --gateway only that one is asked, and the one that gives records."""
    gates = Gates()
    snapshot = take(gates, tmp_path, name, views=Selection.parse("1-2"), images="pages")
    assert set(gates.hosts()) <= {name, "oai"}
    assert snapshot.has("images/f2.jpg")
    assert {key.split()[0] for key in texts(snapshot)} == {name}


def test_a_run_may_go_on_through_another_gateway(tmp_path: Path) -> None:
    """What came through one gateway is not asked again of another."""
    take(Gates(), tmp_path, "gallica", views=Selection.parse("1-4"))
    gates = Gates("gallica.bnf.fr")
    snapshot = take(gates, tmp_path)
    assert texts(snapshot)["gallica alto"] == 4
    assert gates.hosts()["gallica"] == 0


def test_with_credentials_the_partner_gateway_is_used(tmp_path: Path) -> None:
    """A subscriber's requests bear a token, made once, and its OCR comes through there."""
    gates = Gates("gallica.bnf.fr", "openapi.bnf.fr")
    snapshot = take(gates, tmp_path, credentials=KEYS)
    assert gates.tokens == 1
    assert set(texts(snapshot)) == {"partner alto"}
    assert not any(b"token" in path.read_bytes() for path in tmp_path.rglob("*.json*"))


def test_a_token_that_is_refused_is_made_anew_once(tmp_path: Path) -> None:
    """One 401 renews the token and the request is put again."""
    gates = Gates()
    gates.refuse_token_once = True
    take(gates, tmp_path, "partner", credentials=KEYS, views=Selection.parse("1"))
    assert gates.tokens == 2


def test_without_credentials_the_partner_gateway_says_what_it_wants(tmp_path: Path) -> None:
    """The partner gateway without a key is an error that names the variables."""
    with pytest.raises(ServiceError, match="asks for credentials") as caught:
        take(Gates(), tmp_path, "partner")
    assert "GALLICA_EXPORT_KEY" in caught.value.remedy


def test_credentials_that_are_refused_are_tried_once(tmp_path: Path) -> None:
    """A wrong key is put to the authority once a run, and the others give what is wanted."""
    gates = Gates()
    minted = []

    def refuse(request: httpx.Request) -> httpx.Response:
        minted.append(request)
        return httpx.Response(401, json={"error": "invalid_client"})

    gates._token = refuse  # type: ignore[method-assign]
    snapshot = take(gates, tmp_path, credentials=KEYS)
    assert len(minted) == 1
    assert set(texts(snapshot)) == {"openapi alto"}


def test_an_authority_that_is_gone_for_a_while_is_waited_for(tmp_path: Path) -> None:
    """A lost connection while the token is made is borne like any other."""
    gates = Gates()
    gone = httpx.ConnectError("no route")
    faults: list[Exception | httpx.Response] = [gone, httpx.Response(503), gone]
    token = gates._token

    def sometimes(request: httpx.Request) -> httpx.Response:
        fault = faults.pop() if faults else None
        if isinstance(fault, Exception):
            raise fault
        return fault or token(request)

    gates._token = sometimes  # type: ignore[method-assign]
    take(gates, tmp_path, "partner", credentials=KEYS, views=Selection.parse("1-3"))
    assert gates.tokens == 1


def test_a_subscription_that_ended_shuts_the_partner_gateway(tmp_path: Path) -> None:
    """A 401 that a new token does not cure is a wall: two requests, then the others are asked."""
    gates = Gates()
    handler = gates.gallica.transport.handler
    asked = []

    def refuse(request: httpx.Request) -> httpx.Response:
        if request.url.host == "openapiproext.bnf.fr":
            asked.append(request)
            return httpx.Response(401, json={"code": "900901", "message": "Invalid Credentials"})
        if request.url.host == "apimauthproext.bnf.fr":
            return gates._token(request)
        return handler(request)  # type: ignore[return-value]

    client = gates.client(KEYS)
    client._transport = httpx.MockTransport(refuse)
    snapshot = fetch(book().ark, client, tmp_path, images="none")
    assert len(asked) == 2
    assert set(texts(snapshot)) == {"openapi alto"}


def test_a_throttled_subscription_is_waited_for(tmp_path: Path) -> None:
    """900802 with 503 and 900807 with 429 are waits until the named moment, not walls."""
    gates = Gates()
    said = [
        httpx.Response(503, json={"code": "900802", "nextAccessTime": "x"}),
        httpx.Response(429, json={"code": 900807}),
    ]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "openapiproext.bnf.fr" and said:
            return said.pop()
        return gates(request)

    client = gates.client(KEYS)
    client._transport = httpx.MockTransport(answer)
    one = Selection.parse("1")
    fetch(book().ark, client, tmp_path, images="none", gateway="partner", views=one)
    assert not said
    assert gates.budgets.wall("partner") is None
    assert gates.clock.passed > 60


def test_a_view_without_ocr_is_noted_though_another_gateway_refuses(tmp_path: Path) -> None:
    """That one gateway which knows the document has no OCR of a view is believed."""
    gates = Gates("openapiproext.bnf.fr", "gallica.bnf.fr")
    snapshot = take(gates, tmp_path, credentials=KEYS)
    lacking = [entry for entry in snapshot.entries if entry.status == 404]
    assert [entry.gateway for entry in lacking] == ["openapi"] * len(lacking)
    assert len(lacking) == sum(page.is_unread for page in book().pages) > 0


def test_credentials_are_read_from_the_environment_and_never_shown() -> None:
    """Key and secret come from two variables, both or none, and do not show in a repr."""
    assert credentials_in({"GALLICA_EXPORT_KEY": "k"}) is None
    found = credentials_in({"GALLICA_EXPORT_KEY": "k1", "GALLICA_EXPORT_SECRET": "s1"})
    assert found == Credentials("k1", "s1")
    assert "s1" not in repr(found)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"code": "900802", "nextAccessTime": "2026-avr.-22 15:31:00+0000 UTC"}, 35),
        ({"code": 900807, "nextAccessTime": "soon"}, 35),
        ({"code": "900902"}, None),
        ([], None),
    ],
)
def test_the_partner_gateway_says_when_it_is_open_again(
    said: object, seconds: float | None
) -> None:
    """A spent subscription is waited for until the moment named, or the next minute."""
    assert throttle_of(json.dumps(said).encode(), 1_776_871_825.0) == seconds


def test_progress_knows_the_quotas(tmp_path: Path) -> None:
    """Before the OCR is asked for slowly, the first step tells how long it will take."""
    steps: list[Step] = []
    gates = Gates()
    take(gates, tmp_path, "gallica", progress=steps.append)
    first, last = steps[0], steps[-1]
    assert first.cost.requests == first.total - first.done == 13
    assert 8 * 25 - 60 <= first.cost.seconds <= 8 * 25 + 10
    assert (last.done, last.cost.requests, last.cost.seconds) == (13, 0, 0)
    left = [step.cost.seconds for step in steps]
    assert left == sorted(left, reverse=True)


def test_refreshing_asks_for_all_and_keeps_the_old(tmp_path: Path) -> None:
    """With a refresh every answer is asked for anew, and the old snapshot stays beside the new."""
    folder = tmp_path / book().ark.name
    some = Selection.parse("1-3")
    old = take(Gates(), folder, views=some)
    before = {path: old.read(path) for path in old.paths}
    gates = Gates()
    gates.clock.sleep(86_400)
    with gates.client() as client:
        new = refetch(book().ark, client, folder, views=some, images="none")
    assert gates.hosts()["gallica"] == len(old.entries)
    assert new.path == folder
    assert min(entry.fetched for entry in new.entries) > old.retrieved
    kept = Snapshot.open(next(tmp_path.glob("*.until-*")))
    assert {path: kept.read(path) for path in kept.paths} == before


def test_a_refresh_that_was_stopped_goes_on(tmp_path: Path) -> None:
    """A refresh that fails midway leaves the old snapshot in use, and the next one goes on."""
    folder = tmp_path / book().ark.name
    wanted: dict[str, Any] = {"images": "none", "gateway": "gallica"}
    wanted["views"] = Selection.parse("1-4")
    old = take(Gates(), folder, **wanted)
    gates = Gates()
    broken = gates.client()
    broken._exchange = _failing_after(4, broken._exchange)  # type: ignore[method-assign]
    with pytest.raises(ServiceError):
        refetch(book().ark, broken, folder, **wanted)
    assert Snapshot.open(folder).entries == old.entries
    asked = len(gates.asked)
    with gates.client() as client:
        refetch(book().ark, client, folder, **wanted)
    assert asked == 4
    assert len(gates.asked) == len(old.entries)


def test_a_refresh_that_died_before_its_last_step_is_finished(tmp_path: Path) -> None:
    """Killed between its two renames, a refresh is finished by the next run, which asks nothing."""
    folder = tmp_path / book().ark.name
    some = Selection.parse("1-3")
    take(Gates(), folder, views=some)
    new = take(Gates(), tmp_path / f"{folder.name}.new", views=some)
    finish_refresh(folder)
    assert Snapshot.open(folder).paths == new.paths
    assert (tmp_path / f"{folder.name}.new").is_dir()
    folder.rename(tmp_path / f"{folder.name}.until-2026-11-20")
    finish_refresh(folder)
    assert Snapshot.open(folder).entries == new.entries
    assert not (tmp_path / f"{folder.name}.new").exists()


def test_a_refresh_waits_for_who_is_writing(tmp_path: Path) -> None:
    """While another run writes to the old snapshot, it is not moved away under its hands."""
    folder = tmp_path / book().ark.name
    some = Selection.parse("1-2")
    take(Gates(), folder, views=some)
    gates = Gates()
    with gates.client() as client, Snapshot.create(folder, book().ark):
        client._limits = Limits(longest_wait=0.3)
        client._budgets = Unlimited(gates.clock)
        with pytest.raises(SnapshotError, match="another run"):
            refetch(book().ark, client, folder, views=some, images="none")
    with gates.client() as client:
        asked = len(gates.asked)
        refetch(book().ark, client, folder, views=some, images="none")
    assert len(gates.asked) == asked
    assert len(list(tmp_path.iterdir())) == 2


def _failing_after(good: int, exchange: Any) -> Any:
    left = iter(range(good))

    def exchanged(*given: Any) -> Any:
        if next(left, None) is None:
            raise ServiceError("the cable was pulled")
        return exchange(*given)

    return exchanged


def test_answers_of_several_months_are_noticed(tmp_path: Path) -> None:
    """A snapshot that was completed months later says so in its editions."""
    gates = Gates()
    take(gates, tmp_path, "gallica", views=Selection.parse("1-2"))
    gates.clock.sleep(40 * 86_400)
    snapshot = take(gates, tmp_path, "gallica", views=Selection.parse("1-4"))
    document = assemble(snapshot, views=Selection.parse("1-4"), images="none")
    assert NoticeKind.SNAPSHOT_SPREAD in [notice.kind for notice in document.notices]


def test_the_doctor_tells_what_works() -> None:
    """One request for each kind of answer tells which gateways are open, and what to do."""
    gates = Gates()
    with gates.client(KEYS) as client:
        found = list(findings(client, book().ark))
    assert all(finding.is_good for finding in found), found
    assert len(gates.asked) == len(found) + 1  # the token
    assert "no option" in advice(found)


@pytest.mark.parametrize(
    ("shut", "told"),
    [
        (["gallica"], "--gateway openapi"),
        (["gallica", "openapi"], "gallica-export import"),
        (["gallica", "openapi", "oai"], "Nothing is to be had"),
    ],
)
def test_the_doctor_asks_a_shut_gateway_once(shut: list[str], told: str) -> None:
    """A gateway that refuses is asked no more, and the advice names the ways that are left."""
    gates = Gates(*(f"{name}.bnf.fr" for name in shut))
    with gates.client() as client:
        found = list(findings(client, book().ark))
    assert all(gates.hosts()[name] == 1 for name in shut)
    assert told in advice(found)


def test_a_restricted_document_is_asked_of_nobody_else(tmp_path: Path) -> None:
    """That a document is not open is an answer, not a refusal to be got round."""
    gates = Gates()
    forbidden = httpx.Response(403, json={"reason": "Forbidden"})
    client = Client(transport=httpx.MockTransport(lambda _: forbidden), budgets=gates.budgets)
    with pytest.raises(AccessRestricted):
        fetch(book().ark, client, tmp_path, images="none")
