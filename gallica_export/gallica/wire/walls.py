"""How a gateway refuses programs, for how long it is then left alone, and what to tell."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from gallica_export.errors import Blocked
from gallica_export.gallica.wire.budgets import Wall
from gallica_export.gallica.wire.verification import CAPTCHA, NO_ENTRY, REFUSAL

SILENCE = "it refused a request as one too many, then fell silent"

#: Seconds for which a gateway is asked nothing after its first refusal. A challenge holds for
#: hours, a 403 was seen to lift after minutes, an overdrawn bucket to fill in two.
WALLS = {CAPTCHA: 4 * 3600.0, REFUSAL: 900.0, SILENCE: 600.0, NO_ENTRY: 900.0}


def blocked(gateway: str, wall: Wall, pause: float, others: Collection[str]) -> Blocked:
    """The error that tells of ``wall``: until when, and what can be done meanwhile.

    ``pause`` is how many seconds are left, ``others`` the gateways that are not known to refuse.
    """
    until = datetime.fromtimestamp(wall.not_before).astimezone()
    open_ones = " or ".join(f"--gateway {name}" for name in others)
    return Blocked(
        f"{gateway}: {wall.reason}; nothing is asked of it before {until:%Y-%m-%d %H:%M}",
        remedy=(
            "What was fetched is kept. Run the same command again then, or now with "
            f"{f'{open_ones}, or with ' if open_ones else ''}--max-wait {int(pause / 60) + 1}m "
            "to sit it out; or save the files in a browser and hand them over with "
            "`gallica-export import FOLDER --ark ARK`."
        ),
    )


def told(seconds: float) -> str:
    """A stretch of time as people say it: "40 s", "12 minutes", "2 h 05"."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02}"
