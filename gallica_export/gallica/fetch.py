"""From the services to a snapshot: asks for what is missing, keeps only what can be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Any

from msgspec import Struct

from gallica_export.ark import Ark
from gallica_export.errors import Blocked, NotFound, OutputError, ServiceError, SnapshotError
from gallica_export.gallica.answers import Answers
from gallica_export.gallica.assemble import require_open
from gallica_export.gallica.checks import check
from gallica_export.gallica.client import Client
from gallica_export.gallica.cost import Cost, Outlook
from gallica_export.gallica.keeping import keep, keep_absence
from gallica_export.gallica.needs import (
    Need,
    Wanted,
    ladder_of,
    manifest_need,
    record_need,
    views_need,
)
from gallica_export.gallica.services import OAI
from gallica_export.gallica.snapshot import Snapshot, held
from gallica_export.selection import Images, Selection

_MOST_FAILURES = 3  # in a row: then the trouble is the service's, not one answer's
#: Between the name of a snapshot that a newer one replaced, and the day of that.
_UNTIL = ".until-"
_ALL = ladder_of("auto", has_credentials=True)


class Step(Struct, frozen=True):
    """How far a fetch has come."""

    #: Answers that are there, of those wanted.
    done: int
    total: int
    #: What is asked for now: "the OCR of view 12".
    what: str
    #: What is left.
    cost: Cost = Cost(0, 0.0, 0.0)


Progress = Callable[[Step], None]


def no_progress(step: Step) -> None:
    """For callers that do not wait for anybody."""


def fetch(
    ark: Ark,
    client: Client,
    folder: Path,
    *,
    views: Selection | None = None,
    images: Images,
    gateway: str = "auto",
    progress: Progress = no_progress,
) -> Snapshot:
    """The snapshot in ``folder``, completed through ``client`` with what an edition needs.

    Nothing that is already there is asked for again, and nothing is kept that its reader cannot
    read. One answer that cannot be had does not keep the others from being fetched. ``gateway``
    is "auto", or the one way into the BnF that is to be used.

    Raises NotFound, AccessRestricted, a ServiceError, SnapshotError or OutputError; whatever was
    fetched before is kept.
    """
    ladder = ladder_of(gateway, has_credentials=client.has_credentials)
    with Snapshot.create(folder, ark, patience=client.longest_wait) as snapshot:
        _meet_patiently(record_need(ark, ladder), snapshot, client)
        require_open(Answers(snapshot).record)
        _meet_patiently(views_need(ark, ladder), snapshot, client)
        wanted = Wanted(snapshot, ladder, views, images)
        if wanted.is_worth_a_manifest() and _has(manifest_need(ark, ladder), snapshot, client):
            wanted = Wanted(snapshot, ladder, views, images)
        _meet_all(list(wanted.needs()), snapshot, client, progress)
    return snapshot


def refetch(ark: Ark, client: Client, folder: Path, **wanted: Any) -> Snapshot:
    """As `fetch`, all anew: no answer of the snapshot that is there goes into the new one.

    Until the new snapshot is complete it grows beside the old one, and goes on growing in the next
    run; then it takes its place, and the old one is kept under a name that says when it ended.
    """
    aside = _aside(folder)
    done = fetch(ark, client, aside, **wanted)
    try:
        if folder.exists():
            with held(folder, client.longest_wait):
                folder.rename(_free_name(folder, f"{folder.name}{_UNTIL}{done.retrieved[:10]}"))
        aside.rename(folder)
    except OSError as error:
        raise OutputError(f"cannot put {aside} in the place of {folder}: {error}") from error
    return Snapshot.open(folder)


def finish_refresh(folder: Path) -> None:
    """Put a complete new snapshot in its place, where a refresh died just before it did.

    Raises OutputError.
    """
    aside = _aside(folder)
    is_between = not folder.exists() and aside.is_dir()
    if is_between and any(folder.parent.glob(f"{folder.name}{_UNTIL}*")):
        try:
            aside.rename(folder)
        except OSError as error:
            raise OutputError(f"cannot put {aside} in the place of {folder}: {error}") from error


def _aside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.new")


def _free_name(folder: Path, name: str) -> Path:
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(path for path in map(folder.with_name, names) if not path.exists())


def missing(snapshot: Snapshot, *, views: Selection | None = None) -> list[str]:
    """What an edition needs and ``snapshot`` does not have, as messages name it: "view 12".

    An edition can do without pictures.
    """
    essentials = _essentials_missing(snapshot)
    if essentials:
        return essentials
    needs = Wanted(snapshot, _ALL, views, "none").needs()
    has_plain_text = snapshot.has("texteBrut.html")
    return [
        need.title
        for need in needs
        if not need.is_met(snapshot) and not (has_plain_text and need.is_text)
    ]


def _essentials_missing(snapshot: Snapshot) -> list[str]:
    """Those without which nobody can say what else there is."""
    if snapshot.has("manifest.json"):
        return []
    essentials = {"oairecord.xml": "the record", "pagination.xml": "the pagination"}
    return [title for place, title in essentials.items() if not snapshot.has(place)][:1]


def require_complete(snapshot: Snapshot, *, views: Selection | None = None) -> None:
    """Raise SnapshotError, naming what is missing first, unless an edition can be made.

    Of answers that a person saved, the record and the views will do: what else is not there may
    not be to be had.
    """
    lacking = missing(snapshot, views=views)
    if snapshot.is_saved_by_hand and not _essentials_missing(snapshot):
        return
    if lacking:
        more = f", and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        raise SnapshotError(f"{lacking[0]} of {snapshot.ark} is not in the snapshot{more}")


# --- how it is had -----------------------------------------------------------------------------


def _meet_all(needs: list[Need], snapshot: Snapshot, client: Client, progress: Progress) -> None:
    """Meet what can be met; walls are waited for only when nothing else is left to ask for."""
    left = [need for need in needs if not need.is_met(snapshot)]
    outlook = Outlook(left, client.budgets)
    failures: list[ServiceError] = []

    def report(what: str) -> None:
        done = len(needs) - len(failures) - outlook.left
        progress(Step(done, len(needs), what, outlook.cost))

    while left:
        walled: dict[Need, Blocked] = {}
        in_a_row = 0
        for need in left:
            report(need.title)
            try:
                _meet(need, snapshot, client, may_lack=True)
            except Blocked as wall:
                walled[need] = wall
                continue
            except ServiceError as error:
                failures.append(error)
                in_a_row += 1
                if in_a_row == _MOST_FAILURES:
                    raise
            else:
                in_a_row = 0
            outlook.settled(need)
        left = list(walled)
        gateways = {request.service.gateway for need in left for request in need.requests}
        if left and not client.sit_out(gateways):
            raise _first_of(walled)
    if failures:
        _tell(failures)
    report("complete")


def _first_of(walled: dict[Need, Blocked]) -> Blocked:
    wall = next(iter(walled.values()))
    return Blocked(f"{wall} ({len(walled)} answers are missing)", remedy=wall.remedy)


def _has(need: Need, snapshot: Snapshot, client: Client) -> bool:
    """Meet a need that an edition can do without; whether it was met."""
    try:
        _meet(need, snapshot, client)
    except (NotFound, ServiceError):
        return False
    return True


def _meet_patiently(need: Need, snapshot: Snapshot, client: Client) -> None:
    """Meet a need that all else hangs on."""
    while True:
        try:
            _meet(need, snapshot, client)
        except Blocked:
            if not client.sit_out({request.service.gateway for request in need.requests}):
                raise
        else:
            return


def _meet(need: Need, snapshot: Snapshot, client: Client, *, may_lack: bool = False) -> None:
    """Climb the ladder of a need until a gateway answers. Of refusals the first is told.

    What the BnF does not have is noted where it ``may_lack``, and not asked for again.
    """
    if need.is_met(snapshot):
        return
    refusals: list[ServiceError] = []
    for request in need.requests:
        try:
            keep(client.get_now(request, partial(check, request)), request, snapshot)
        except NotFound:
            # Not every gateway knows every document, yet one that does knows all of its views.
            if refusals and not need.is_text and request.service is not OAI:
                continue
            if not may_lack:
                raise
            keep_absence(request, snapshot, client)
            return
        except ServiceError as error:
            refusals.append(error)
        else:
            return
    if refusals:
        raise min(refusals, key=lambda error: isinstance(error, Blocked))


def _tell(failures: list[ServiceError]) -> None:
    more = f" ({len(failures) - 1} more answers are missing)" if len(failures) > 1 else ""
    raise ServiceError(
        f"{failures[0]}{more}",
        remedy=(
            "Run the same command again: what was fetched is kept. If a view can never be had, "
            "leave it out with --views."
        ),
    ) from failures[0]
