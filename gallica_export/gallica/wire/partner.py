"""The partner gateway: its key, its tokens, and how it says that it was asked too often.

Facts: gallica-api notes of public client code, after the change of 30 September 2026.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from gallica_export.errors import ServiceError
from gallica_export.gallica.wire.budgets import Clock

AUTHORITY = "https://apimauthproext.bnf.fr"
TOKEN = "/oauth2/token"  # noqa: S105 - a path
#: Environment variables that hold the key of a subscription and its secret.
KEY, SECRET = "GALLICA_EXPORT_KEY", "GALLICA_EXPORT_SECRET"

_BEFORE_EXPIRY = 60.0
_THROTTLED = "9008"
_MONTHS = [
    "janv",
    "févr",
    "mars",
    "avr",
    "mai",
    "juin",
    "juil",
    "août",
    "sept",
    "oct",
    "nov",
    "déc",
]
_NEXT = re.compile(r"(\d{4})-(\w{3,5})\.?-(\d\d) (\d\d):(\d\d):(\d\d)\+0000")


class Credentials(Struct, frozen=True):
    """The key of a subscription to the BnF's APIs, and its secret. Never written anywhere."""

    key: str
    secret: str

    def __repr__(self) -> str:
        return "Credentials(…)"


def credentials_in(environment: Mapping[str, str] = os.environ) -> Credentials | None:
    """Those that the environment holds, if it holds both parts."""
    key, secret = environment.get(KEY), environment.get(SECRET)
    return Credentials(key, secret) if key and secret else None


def stored_credentials() -> Credentials | None:
    """Those in the keyring of the user's desktop, under "gallica-export", where there is one."""
    try:
        import keyring  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    try:
        found = keyring.get_credential("gallica-export", None)
    except keyring.errors.KeyringError:  # locked, or none on this machine
        return None
    return Credentials(found.username, found.password) if found else None


class Tokens:
    """The bearer token of about an hour, made when it is needed and again before it ends."""

    def __init__(self, mint: Callable[[], bytes], clock: Clock) -> None:
        self._mint = mint
        self._clock = clock
        self._token = ""
        self._expires = 0.0
        self._is_refused = False

    def header(self) -> dict[str, str]:
        """What authorises a request. Raises ServiceError, or what ``mint`` raises.

        Credentials that were refused are not tried again.
        """
        if self._clock() >= self._expires - _BEFORE_EXPIRY:
            self.renew()
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> None:
        """Make a new token, when the old one ends or was refused."""
        if self._is_refused:
            raise self._refusal()
        answer = self._mint()
        try:
            said = json.loads(answer)
            self._token = str(said["access_token"])
            self._expires = self._clock() + float(said.get("expires_in", 3600))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._is_refused = True
            raise self._refusal() from error

    @staticmethod
    def _refusal() -> ServiceError:
        return ServiceError(
            "the partner gateway gives no token for these credentials",
            remedy=f"Look at {KEY} and {SECRET}.",
        )


def throttle_of(body: bytes, now: float) -> float | None:
    """Seconds to wait where a refusal says that the subscription's quota is used up."""
    try:
        said = json.loads(body)
    except ValueError:
        return None
    if not isinstance(said, dict) or not str(said.get("code", "")).startswith(_THROTTLED):
        return None
    # Windows are minutes of the clock: without a better word the next one begins the account anew.
    return _until(str(said.get("nextAccessTime", "")), now) or 60.0 - now % 60.0


def _until(text: str, now: float) -> float | None:
    """Seconds until "2026-avr.-22 15:31:00+0000 UTC"."""
    found = _NEXT.match(text)
    month = next((n for n, name in enumerate(_MONTHS, 1) if found and found[2] == name), None)
    if found is None or month is None:
        return None
    year, day, hour, minute, second = (int(found[group]) for group in (1, 3, 4, 5, 6))
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - now)
