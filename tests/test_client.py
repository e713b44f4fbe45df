from __future__ import annotations

import gzip
import tomllib
from email.utils import formatdate
from pathlib import Path

import httpx
import pytest

from gallica_export import __version__
from gallica_export.errors import (
    AccessRestricted,
    Blocked,
    NotFound,
    ServiceError,
)
from gallica_export.gallica import services
from gallica_export.gallica.client import USER_AGENT
from gallica_export.gallica.services import Kind
from gallica_export.gallica.wire.budgets import Budgets, SharedBudgets
from gallica_export.gallica.wire.pacing import Limits
from tests.clock import FakeClock
from tests.mock_server import (
    ALTO,
    ARK,
    CAPTCHA,
    GOOD,
    PAGINATION,
    SPECIMEN,
    Mock,
    fault,
    gzipped,
    ok,
)

# --- good answers ------------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent


def test_good_answer_carries_its_origin() -> None:
    """A good answer comes with its bytes, kind, address, status, label and time."""
    mock = Mock(httpx.Response(200, headers={"content-type": "text/xml"}, content=GOOD))
    answer = mock.client.get(PAGINATION)
    assert (answer.body, answer.kind, answer.status) == (GOOD, Kind.XML, 200)
    assert answer.url == "https://gallica.bnf.fr/services/Pagination?ark=bpt6k58017546"
    assert answer.content_type == "text/xml"
    assert answer.fetched == "2026-11-20T10:00:00Z"


def test_client_says_who_it_is() -> None:
    """Every request names the program, its version and the project's page, and no browser."""
    mock = Mock(ok())
    mock.client.get(PAGINATION)
    assert mock.asked[0].headers["user-agent"] == USER_AGENT
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = project["urls"]["Homepage"]
    assert f"{project['name']}/{__version__} (+{page})" == USER_AGENT
    assert mock.asked[0].headers["accept-encoding"] == "gzip"


def test_gzip_of_several_members_is_read_whole() -> None:
    """All members of a gzip body are decoded, which httpx by itself does not do."""
    body = gzip.compress(GOOD[:20]) + gzip.compress(GOOD[20:])
    assert Mock(gzipped(body)).client.get(PAGINATION).body == GOOD


def test_each_gateway_has_its_address() -> None:
    """The OAI gateway is asked at its own host."""
    mock = Mock(ok(b"<OAI-PMH/>"))
    assert mock.client.get(services.OAI.request(ARK)).url.startswith("https://oai.bnf.fr/oai2/")


# --- what may pass -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_faults_are_asked_again(status: int) -> None:
    """A fault that may pass is followed by the same question, and its answer counts."""
    mock = Mock(fault(status), ok())
    assert mock.client.get(PAGINATION).body == GOOD
    assert len(mock.asked) == 2


def test_retry_after_in_seconds_is_obeyed() -> None:
    """The server's wait is kept, and a little more."""
    mock = Mock(fault(503, retry_after="17"), ok())
    mock.client.get(PAGINATION)
    assert 17 <= max(mock.clock.pauses) <= 18


def test_retry_after_as_a_date_is_obeyed() -> None:
    """A wait that is given as a date is kept."""
    mock = Mock(ok())
    date = formatdate(mock.clock.now + 90, usegmt=True)
    mock = Mock(fault(503, retry_after=date), ok())
    mock.client.get(PAGINATION)
    assert 89 <= max(mock.clock.pauses) <= 91


@pytest.mark.parametrize("header", ["soon", "", "-5", "1e9", "Thu, 99 Foo"])
def test_senseless_retry_after_is_ignored(header: str) -> None:
    """A Retry-After that makes no sense changes nothing."""
    mock = Mock(fault(503, retry_after=header), ok())
    mock.client.get(PAGINATION)
    assert max(mock.clock.pauses) <= 12


def test_too_long_a_wait_ends_the_request() -> None:
    """A wait of an hour is an error that says so, not an hour of silence."""
    mock = Mock(fault(503, retry_after="3600"), ok())
    with pytest.raises(ServiceError, match=r"503.*asks to wait 60 minutes"):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 1


def test_six_tries_at_most() -> None:
    """A question is put six times and no more."""
    mock = Mock(fault(503), limits=Limits(outage=1e6))
    with pytest.raises(ServiceError, match=r"the pagination of ark:/12148/.*503 \(6 times\)"):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 6


def test_server_error_is_asked_thrice() -> None:
    """A 500 often means an unknown document, so it is not repeated for long."""
    mock = Mock(fault(500))
    with pytest.raises(ServiceError):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 3


def test_pauses_grow_and_are_jittered() -> None:
    """Without a Retry-After the pauses double, and chance shortens them."""
    longest = Mock(fault(503), base_url="http://127.0.0.1:9")
    with pytest.raises(ServiceError):
        longest.client.get(PAGINATION)
    assert longest.clock.pauses == [0.5, 1, 2, 4, 8]
    shortest = Mock(fault(503), base_url="http://127.0.0.1:9", jitter=lambda: 0.0)
    with pytest.raises(ServiceError):
        shortest.client.get(PAGINATION)
    assert sum(shortest.clock.pauses) == 0


def test_an_outage_ends_within_a_minute() -> None:
    """When nothing is answered at all, a run gives up before a minute has passed."""
    mock = Mock(httpx.ReadTimeout("silence"), base_url="http://127.0.0.1:9")
    mock.clock.each_request_takes = 15
    mock.client._exchange = mock.clock.timed(mock.client._exchange)  # type: ignore[method-assign]
    for service in (services.OAIRECORD, services.OAI):
        with pytest.raises(ServiceError, match="in time"):
            mock.client.get(service.request(ARK))
    assert mock.clock.passed < 60


def test_repeats_are_rationed() -> None:
    """A run that gets no good answer stops repeating, so that an outage is not made worse."""
    mock = Mock(fault(503), limits=Limits(outage=1e6))
    for _ in range(30):
        with pytest.raises(ServiceError):
            mock.client.get(PAGINATION)
    assert len(mock.asked) == 30 + Limits().repeats


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("no route"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("cut"),
        httpx.ReadTimeout("late"),
        httpx.PoolTimeout("full"),
        httpx.TooManyRedirects("round"),
        httpx.UnsupportedProtocol("odd"),
        httpx.InvalidURL("bad"),
        httpx.DecodingError("gzip"),
        httpx.StreamClosed(),
        OverflowError("port must be 0-65535"),
        OSError("odd"),
        ValueError("odd"),
        ExceptionGroup("several", [OSError("odd")]),
        RuntimeError("client is closed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_foreign_exceptions_are_mapped(error: Exception) -> None:
    """Whatever httpx raises becomes one of the program's own errors, in one line."""
    with pytest.raises(ServiceError) as caught:
        Mock(error).client.get(PAGINATION)
    assert "\n" not in str(caught.value)
    assert "the pagination of ark:/12148/bpt6k58017546" in str(caught.value)


# --- what is not there, or not for us ----------------------------------------------------------


def test_absence_is_final() -> None:
    """A 404 is said at once, as an absence and not as a fault."""
    mock = Mock(fault(404))
    with pytest.raises(NotFound, match="the OCR of view 12"):
        mock.client.get(ALTO)
    assert len(mock.asked) == 1


def test_restricted_document_is_told_from_a_wall() -> None:
    """A 403 about the document does not make the client give the gateway up."""
    body = b'{"reason":"Forbidden"}'
    mock = Mock(httpx.Response(403, content=body), ok())
    with pytest.raises(AccessRestricted):
        mock.client.get(PAGINATION)
    assert mock.client.get(PAGINATION).body == GOOD


WALLS = {
    "403": httpx.Response(403, content=b"Access Denied: 403 Access Interdit"),
    "captcha": ok(CAPTCHA),
    "captcha with 503": httpx.Response(503, content=CAPTCHA),
    "redirect": httpx.Response(302, headers={"location": "/services/engine/search/altcha?x=1"}),
}


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS.keys())
def test_nothing_is_asked_after_a_wall(wall: httpx.Response) -> None:
    """After a refusal of programs the gateway is not asked again in this run; others are."""
    mock = Mock(wall, ok(b"<OAI-PMH/>"))
    for _ in range(3):
        with pytest.raises(Blocked):
            mock.client.get(PAGINATION)
    assert len(mock.asked) == 1
    mock.client.get(services.OAI.request(ARK))


def test_recorded_captcha_is_recognised(shared: Path) -> None:
    """The captcha page as Gallica really serves it is a wall, for XML and for pictures."""
    pages = sorted(shared.glob("samples/xerocr/*/error.altcha.*.html"))
    assert pages
    for page in pages:
        for request in (ALTO, services.IMAGE.request(ARK, view=1, size=",1000")):
            with pytest.raises(Blocked):
                Mock(ok(page.read_bytes())).client.get(request)


def test_a_wall_tells_until_when_and_what_to_do() -> None:
    """A refusal is told with its end, and with the ways that are open meanwhile."""
    mock = Mock(WALLS["403"])
    with pytest.raises(Blocked, match=r"gallica: it refuses .*before 2026-11-2") as caught:
        mock.client.get(PAGINATION)
    assert "--gateway openapi" in caught.value.remedy
    assert "gallica-export import" in caught.value.remedy


def test_a_wall_is_waited_for_when_that_is_wanted() -> None:
    """With a longest wait beyond the wall's end, the run sleeps until then and goes on."""
    mock = Mock(WALLS["403"], ok(), limits=Limits(longest_wait=1000))
    assert mock.client.get(PAGINATION).body == GOOD
    assert mock.clock.passed >= 900


def test_a_wall_holds_for_other_processes(tmp_path: Path) -> None:
    """A gateway that refused one process is asked nothing by the next one."""
    clock = FakeClock()
    first = Mock(WALLS["403"], budgets=SharedBudgets(tmp_path, clock))
    with pytest.raises(Blocked):
        first.client.get(PAGINATION)
    second = Mock(ok(), budgets=SharedBudgets(tmp_path, clock))
    with pytest.raises(Blocked):
        second.client.get(PAGINATION)
    assert second.asked == []


def test_a_lost_network_is_waited_for_in_a_run_that_had_one() -> None:
    """When the connection goes away amid a run, the run is patient for an hour, not for ever."""
    gone = [httpx.ConnectError("no route")] * 40
    mock = Mock(ok(), *gone, ok())
    mock.client.get(PAGINATION)
    assert mock.client.get(PAGINATION).body == GOOD
    assert 1800 < mock.clock.passed < 3600
    lost = Mock(ok(), httpx.ConnectError("no route"))
    lost.client.get(PAGINATION)
    with pytest.raises(ServiceError, match="no connection"):
        lost.client.get(PAGINATION)
    assert 3500 < lost.clock.passed < 3800


def test_a_long_wait_is_told_while_it_lasts() -> None:
    """Ten seconds without an answer are told with their reason, then again every minute or two."""
    told: list[str] = []
    gone = [httpx.ConnectError("no route")] * 8
    mock = Mock(ok(), *gone, ok(), tell=told.append)
    mock.client.get(PAGINATION)
    mock.client.get(PAGINATION)
    assert mock.clock.passed > 120
    assert [line.partition(": ")[2] for line in told] == [
        "no connection: no route; trying again",
        "no connection: no route; trying again",
    ]
    brief: list[str] = []
    quick = Mock(*gone[:3], ok(), tell=brief.append)
    quick.client.get(PAGINATION)
    assert brief == []


def test_a_network_that_was_never_there_is_told_soon() -> None:
    """Without any connection from the start, a run gives up within a minute."""
    mock = Mock(httpx.ConnectError("no route"))
    with pytest.raises(ServiceError, match="no connection"):
        mock.client.get(PAGINATION)
    assert mock.clock.passed < 60


def test_a_turn_that_comes_too_late_is_told() -> None:
    """When others used the budget up for longer than one waits, the error says for how long."""
    budgets = Budgets(FakeClock())
    for _ in range(9):
        budgets.reserve(ALTO.service.quota)
    mock = Mock(ok(b"<alto/>"), limits=Limits(longest_wait=60), budgets=budgets)
    with pytest.raises(ServiceError, match="has to wait 2 minutes") as caught:
        mock.client.get(ALTO)
    assert "--max-wait" in caught.value.remedy


def test_a_run_that_ends_while_it_waits_gives_its_turn_back() -> None:
    """Ctrl-C amid a wait leaves the account as it was, and so does a wait that is too long."""
    budgets = Budgets(FakeClock())
    for _ in range(4):
        budgets.reserve(ALTO.service.quota)
    mock = Mock(ok(b"<alto/>"), limits=Limits(longest_wait=60), budgets=budgets)

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    mock.client._sleep = interrupt
    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            mock.client.get(ALTO)
    assert budgets.reserve(ALTO.service.quota) == 25


def test_a_wall_that_another_process_met_ends_the_wait() -> None:
    """Who waits for a turn while another process is refused asks nothing when the turn comes."""
    budgets = Budgets(FakeClock())
    for _ in range(4):
        budgets.reserve(ALTO.service.quota)
    mock = Mock(ok(b"<alto/>"), budgets=budgets)

    def meet_wall(_: float) -> None:
        budgets.refused("gallica", "it refuses", 900)

    mock.client._sleep = meet_wall
    with pytest.raises(Blocked):
        mock.client.get(ALTO)
    assert mock.asked == []


def test_a_fault_right_after_a_lost_network_is_no_end() -> None:
    """The time without a network is not counted against the server that is back."""
    gone = [httpx.ConnectError("no route")] * 20
    mock = Mock(ok(), *gone, fault(503), ok())
    mock.client.get(PAGINATION)
    assert mock.client.get(PAGINATION).body == GOOD


def test_silence_after_a_refusal_is_a_wall() -> None:
    """A server that falls silent after a 429 is refusing, and is left in peace."""
    mock = Mock(fault(429), httpx.ReadTimeout("silence"), ok())
    with pytest.raises(Blocked, match="fell silent"):
        mock.client.get(ALTO)
    with pytest.raises(Blocked):
        mock.client.get(PAGINATION)
    assert len(mock.asked) == 2


def test_a_view_that_is_not_there_is_an_answer_after_a_429() -> None:
    """A 404 after a 429 shows that the service is well again, so a silence later is only that."""
    mock = Mock(fault(429), fault(404), httpx.ReadTimeout("silence"), ok(b"<alto/>"))
    with pytest.raises(NotFound):
        mock.client.get(ALTO)
    assert mock.client.get(ALTO).body == b"<alto/>"


def test_specimens_are_never_asked_of_the_bnf() -> None:
    """A document of the test authority is asked only of a loopback gateway."""
    mock = Mock(ok())
    with pytest.raises(NotFound, match="specimen"):
        mock.client.get(services.PAGINATION.request(SPECIMEN))
    assert mock.asked == []
    loopback = Mock(ok(), base_url="http://localhost:9")
    loopback.client.get(services.PAGINATION.request(SPECIMEN))
    assert loopback.asked[0].url.host == "localhost"


# --- pace --------------------------------------------------------------------------------------


def test_ocr_is_asked_for_at_the_pace_that_gallica_bears() -> None:
    """Four views at once, then one in 25 seconds."""
    mock = Mock(ok(b"<alto/>"))
    for view in range(1, 8):
        mock.client.get(services.ALTO.request(ARK, view=view))
    assert mock.clock.pauses == [25, 25, 25]


def test_a_refusal_empties_the_bucket() -> None:
    """After a 429 the burst is gone and the next request waits an interval, a longer one."""
    mock = Mock(fault(429), ok(b"<alto/>"), jitter=lambda: 0.0)
    mock.client.get(ALTO)
    assert mock.clock.passed == 25 * 1.25


def test_a_loopback_gateway_is_not_paced() -> None:
    """A gateway on this machine is asked as fast as it answers, unless budgets are given."""
    fast = Mock(ok(b"<alto/>"), base_url="http://127.0.0.1:9")
    for _ in range(20):
        fast.client.get(ALTO)
    assert fast.clock.passed == 0
    clock = FakeClock()
    slow = Mock(
        ok(b"<alto/>"),
        base_url="http://127.0.0.1:9",
        budgets=Budgets(clock),
        clock=clock,
        sleep=clock.sleep,
    )
    for _ in range(5):
        slow.client.get(ALTO)
    assert clock.passed == 25
