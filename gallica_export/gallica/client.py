"""The one door to the network: identify, pace, verify, repeat; a good answer or an error."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn, cast

from msgspec import Struct

from gallica_export import __version__
from gallica_export.ark import TEST
from gallica_export.errors import Blocked, DamagedAnswer, NotFound, ServiceError
from gallica_export.gallica.services import GATEWAYS, Kind, Request
from gallica_export.gallica.wire.addresses import (
    checked_base,
    host_of,
    is_loopback,
    is_of_the_bnf,
    joined,
)
from gallica_export.gallica.wire.budgets import Budgets, Clock, Unlimited, Wall, user_budgets
from gallica_export.gallica.wire.deadline import Deadlines
from gallica_export.gallica.wire.pacing import (
    Limits,
    Persistence,
    Sleep,
    TransientError,
    Trouble,
    times,
)
from gallica_export.gallica.wire.partner import AUTHORITY, KEY, SECRET, TOKEN, Credentials, Tokens
from gallica_export.gallica.wire.telling import Tell, Telling, tell_nobody
from gallica_export.gallica.wire.verification import CAPTCHA, decoded, judge, verify
from gallica_export.gallica.wire.walls import SILENCE, WALLS, blocked, told

if TYPE_CHECKING:
    import httpx

#: Where people at the BnF learn what the program is: the address that pyproject.toml gives.
HOMEPAGE = "https://pypi.org/project/gallica-export/"
USER_AGENT = f"gallica-export/{__version__} (+{HOMEPAGE})"

#: A service's reader, asked only whether it can read an answer.
Check = Callable[[bytes], object]

_LIMITS = Limits()
_MOST_REDIRECTS = 3
_CHALLENGE_PATH = "/altcha"


class Answer(Struct, frozen=True):
    """A verified answer."""

    #: As received, without its content coding.
    body: bytes
    kind: Kind
    url: str
    status: int
    #: As the server labels it; empty if it does not.
    content_type: str
    #: When it came, UTC: "2026-11-20T10:11:12Z".
    fetched: str


class _Reply(Struct, frozen=True):
    """What came over the wire, before anybody has looked at it."""

    url: str
    status: int
    headers: Mapping[str, str]
    raw: bytes


class Client(AbstractContextManager["Client"]):
    """Asks the BnF's services, one question at a time, as an honest program.

    ``base_url`` is the BnF's (https://*.bnf.fr) or a loopback address, which then stands for every
    gateway, is not paced unless ``budgets`` are given, and alone is asked for specimens. The BnF's
    are those that all processes of the user share. With ``credentials`` the partner gateway may be
    asked too. ``tell`` is told why, in a line, where a wait is longer than ten seconds.
    ``clock``, ``sleep`` and ``jitter`` are there for tests.
    """

    def __init__(  # noqa: PLR0913 - all have defaults, and the last three are for tests
        self,
        base_url: str = GATEWAYS["gallica"],
        *,
        transport: httpx.BaseTransport | None = None,
        limits: Limits = _LIMITS,
        budgets: Budgets | None = None,
        credentials: Credentials | None = None,
        tell: Tell = tell_nobody,
        clock: Clock = time.time,
        sleep: Sleep = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._base = checked_base(base_url)
        self._is_loopback = is_loopback(self._base)
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._budgets = budgets or (Unlimited(clock) if self._is_loopback else user_budgets())
        self._credentials = credentials
        self._persistence = Persistence(limits, jitter)
        self._deadlines = Deadlines(limits)
        self._telling = Telling(tell, clock)
        self._transport = transport

    def close(self) -> None:
        """Close the connections. A closed client asks nothing more."""
        if "_http" in self.__dict__:
            self._http.close()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def budgets(self) -> Budgets:
        """What the gateways permit."""
        return self._budgets

    @property
    def longest_wait(self) -> float:
        """Seconds that a run may wait at one go."""
        return self._limits.longest_wait

    @property
    def has_credentials(self) -> bool:
        """Whether the partner gateway may be asked."""
        return self._credentials is not None

    def now(self) -> str:
        """The time as snapshots write it."""
        return datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def url(self, request: Request) -> str:
        """The address that ``request`` is put to."""
        gateway = GATEWAYS[request.service.gateway]
        base = self._base if self._is_loopback or gateway == GATEWAYS["gallica"] else gateway
        return base + request.target

    def get(self, request: Request, check: Check | None = None) -> Answer:
        """The answer to ``request``: verified, and passed by ``check``, the service's reader.

        Faults that may pass are repeated; ``check`` refuses an answer by raising DamagedAnswer.
        A gateway that refuses programs is waited for, where a run may wait so long.

        Raises NotFound, AccessRestricted, Blocked, DamagedAnswer or ServiceError.
        """
        while True:
            try:
                return self.get_now(request, check)
            except Blocked:
                if not self.sit_out({request.service.gateway}):
                    raise

    def sit_out(self, gateways: Collection[str]) -> bool:
        """Wait until the first of the walls before these comes down; whether one may so long."""
        walls = [wall for gateway in gateways if (wall := self._budgets.wall(gateway))]
        pause = min((wall.not_before - self._clock() for wall in walls), default=0.0)
        if pause > self._limits.longest_wait:
            return False
        reasons = {wall.reason for wall in walls}
        self._telling.before(pause, f"waiting {told(pause)}: {'; '.join(sorted(reasons))}")
        self._sleep(pause)
        return True

    def get_now(self, request: Request, check: Check | None = None) -> Answer:
        """As `get`, for callers that know another gateway to turn to when this one refuses."""
        if request.ark.naan == TEST and not self._is_loopback:
            raise NotFound(
                f"{request.ark} is a specimen, which the BnF does not have",
                remedy="Give --base-url with the loopback address that serves it.",
            )
        faults: list[TransientError] = []
        while True:
            self._await_turn(request)
            began = self._clock()
            try:
                answer = self._ask(request, check)
            except TransientError as fault:
                faults.append(fault)
                self._before_repeat(request, faults, self._clock() - began)
            except NotFound:
                self._note_health(request)
                raise
            except Blocked as error:
                raise self._shut(request, str(error)) from error
            else:
                self._note_health(request)
                return answer

    # --- before and between tries --------------------------------------------------------------

    def _await_turn(self, request: Request) -> None:
        """Wait for a place in the quota's queue; another process may meet a wall meanwhile."""
        quota, longest = request.service.quota, self._limits.longest_wait
        self._refuse_at_wall(request)
        pause = self._budgets.reserve(quota, longest)
        if pause > longest:
            raise ServiceError(
                f"{request} has to wait {told(pause)} for its turn",
                remedy=(
                    "What was fetched is kept. Run the same command again later, or now with "
                    f"--max-wait {int(pause / 60) + 1}m."
                ),
            )
        if pause > 0:
            self._telling.before(pause, f"{request} waits {told(pause)} for its turn")
            try:
                self._sleep(pause)
                self._refuse_at_wall(request)
            except BaseException:
                self._budgets.give_back(quota)
                raise

    def _refuse_at_wall(self, request: Request) -> None:
        if wall := self._budgets.wall(request.service.gateway):
            raise self._told_of(request.service.gateway, wall)

    def _shut(self, request: Request, reason: str) -> Blocked:
        gateway = request.service.gateway
        seconds = WALLS.get(reason, WALLS[SILENCE])
        return self._told_of(gateway, self._budgets.refused(gateway, reason, seconds))

    def _told_of(self, gateway: str, wall: Wall) -> Blocked:
        others = [name for name in ("openapi", "gallica") if name != gateway]
        others = [name for name in others if not self._budgets.wall(name)]
        return blocked(gateway, wall, wall.not_before - self._clock(), others)

    def _note_health(self, request: Request) -> None:
        self._persistence.reward()
        self._telling.over()
        self._budgets.well_answered(request.service.quota, request.service.gateway)

    def _before_repeat(self, request: Request, faults: list[TransientError], lost: float) -> None:
        fault, quota = faults[-1], request.service.quota
        if fault.trouble is Trouble.STALL and self._budgets.is_throttled(quota):
            raise self._shut(request, SILENCE) from fault
        if fault.trouble is Trouble.THROTTLED:
            self._budgets.too_often(quota, times(Trouble.THROTTLED, faults), fault.wait)
        pause = self._persistence.pause_before_repeat(faults, lost)
        if pause is None:
            self._give_up(request, faults)
        self._telling.before(pause, f"{request}: {fault}; trying again", lost)
        self._sleep(pause)

    def _give_up(self, request: Request, faults: list[TransientError]) -> NoReturn:
        if faults[-1].trouble is Trouble.EMPTY and request.service.may_be_empty and len(faults) > 1:
            raise NotFound(f"the BnF gives nothing for {request}") from faults[-1]
        times = f" ({len(faults)} times)" if len(faults) > 1 else ""
        message = f"{request}: {faults[-1]}{times}"
        if faults[-1].fingerprint:
            raise DamagedAnswer(message, remedy=ServiceError.remedy) from faults[-1]
        raise ServiceError(message) from faults[-1]

    # --- one try -------------------------------------------------------------------------------

    def _ask(self, request: Request, check: Check | None) -> Answer:
        reply = self._follow(self.url(request), request)
        if reply.status == 401 and request.service.gateway == "partner":
            self._tokens.renew()
            reply = self._follow(self.url(request), request)
        judge(request, reply.status, reply.headers, reply.raw, self._clock())
        try:
            coding = reply.headers.get("content-encoding", "")
            body = decoded(reply.raw, coding, request.service.largest)
            kind = verify(request.service, body)
            if check:
                check(body)
        except DamagedAnswer as error:
            fingerprint = hashlib.sha256(reply.raw).digest()
            trouble = Trouble.OTHER if reply.raw.strip() else Trouble.EMPTY
            raise TransientError(str(error), trouble, fingerprint=fingerprint) from error
        return Answer(
            body=body,
            kind=kind,
            url=self.url(request),
            status=reply.status,
            content_type=reply.headers.get("content-type", ""),
            fetched=self.now(),
        )

    def _follow(self, url: str, request: Request) -> _Reply:
        for _ in range(_MOST_REDIRECTS + 1):
            reply = self._exchange(url, request)
            location = reply.headers.get("location", "")
            if not 300 <= reply.status < 400 or not location:
                return reply
            url = joined(url, location)
            if _CHALLENGE_PATH in url:
                raise Blocked(CAPTCHA)
            if not self._is_allowed(url):
                raise ServiceError(f"{request}: the service points to another site, {host_of(url)}")
        raise ServiceError(f"{request}: the service points from one address to the next")

    def _is_allowed(self, url: str) -> bool:
        if self._is_loopback:
            return url.startswith(f"{self._base}/")
        return is_of_the_bnf(url)

    # --- the wire ------------------------------------------------------------------------------

    @cached_property
    def _http(self) -> httpx.Client:
        """The connections, made when something is asked: a complete snapshot needs none."""
        import httpx  # noqa: PLC0415 – the dearest import, and only needed here

        try:
            client = httpx.Client(
                transport=self._transport,
                headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"},
                timeout=self._limits.silence,
                follow_redirects=False,
                trust_env=not self._is_loopback,
            )
        except (httpx.InvalidURL, ValueError, ImportError, OSError) as error:
            raise ServiceError(
                f"the connection cannot be set up: {error}",
                remedy="Look at the proxy and certificate settings of this machine.",
            ) from error
        if self._transport is None:
            # httpx offers no public way to name the network backend of its connection pools. Pools
            # of our own would be public, but leave proxies, certificates and the mapping of errors
            # to us; a deadline between chunks would not see a head that comes byte by byte. Tests
            # with such servers fail should these names change.
            for made in filter(None, (client._transport, *client._mounts.values())):
                self._deadlines.guard(cast("httpx.HTTPTransport", made)._pool)
        return client

    @cached_property
    def _tokens(self) -> Tokens:
        return Tokens(self._mint, self._clock)

    def _authorisation(self, request: Request) -> dict[str, str]:
        return self._tokens.header() if request.service.gateway == "partner" else {}

    def _mint(self) -> bytes:
        """The answer of the authority that gives tokens. Raises ServiceError."""
        import httpx  # noqa: PLC0415 – see _http

        if self._credentials is None:
            raise ServiceError(
                "the partner gateway asks for credentials",
                remedy=f"Put them into the environment as {KEY} and {SECRET}.",
            )
        url = (self._base if self._is_loopback else AUTHORITY) + TOKEN
        try:
            answer = self._http.post(
                url,
                data={"grant_type": "client_credentials"},
                auth=(self._credentials.key, self._credentials.secret),
            )
        except httpx.ConnectError as error:
            said = f"no connection for a token: {error}"
            raise TransientError(said, Trouble.DISCONNECTION) from error
        except (httpx.HTTPError, OSError) as error:
            raise TransientError(f"no token came: {error or type(error).__name__}") from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise TransientError(f"asked for a token, the authority answered {answer.status_code}")
        return answer.content

    def _exchange(self, url: str, request: Request) -> _Reply:
        import httpx  # noqa: PLC0415 – see _http

        try:
            self._deadlines.start()
            with self._http.stream("GET", url, headers=self._authorisation(request)) as response:
                raw = _read(response, request)
                return _Reply(url, response.status_code, response.headers, raw)
        except httpx.ConnectTimeout as error:
            # A lost network is silent too; so is a server that was asked too often.
            is_throttled = self._budgets.is_throttled(request.service.quota)
            trouble = Trouble.STALL if is_throttled else Trouble.DISCONNECTION
            raise TransientError("no connection in time", trouble) from error
        except httpx.TimeoutException as error:
            raise TransientError("the service did not answer in time", Trouble.STALL) from error
        except httpx.ConnectError as error:
            reason = str(error) or "no route"
            raise TransientError(f"no connection: {reason}", Trouble.DISCONNECTION) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, RuntimeError) as error:
            raise ServiceError(f"{request}: cannot be asked for at {url}: {error}") from error
        except (httpx.HTTPError, OSError, ValueError, ArithmeticError) as error:
            reason = str(error) or type(error).__name__
            raise TransientError(f"the connection failed: {reason}") from error
        except ExceptionGroup as error:
            raise TransientError(f"the connection failed: {error.exceptions[0]}") from error


def _read(response: httpx.Response, request: Request) -> bytes:
    """The body as it came over the wire, whole."""
    raw, largest = bytearray(), request.service.largest
    for part in cast("httpx.SyncByteStream", response.stream):
        raw += part
        if len(raw) > largest:
            raise ServiceError(f"{request}: the answer is larger than {largest >> 20} MiB")
    announced = response.headers.get("content-length", "")
    if announced.isascii() and announced.isdecimal() and int(announced) != len(raw):
        raise TransientError(f"{len(raw)} of {announced} bytes came")
    return bytes(raw)
