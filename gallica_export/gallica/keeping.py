"""What a gateway said, written into a snapshot with where it came from."""

from __future__ import annotations

from gallica_export.gallica.client import Answer, Client
from gallica_export.gallica.services import Request
from gallica_export.gallica.snapshot import Origin, Snapshot


def keep(answer: Answer, request: Request, snapshot: Snapshot) -> None:
    """Keep the answer to ``request``, in place of an older one."""
    origin = _origin(request, answer.url, answer.status, answer.content_type, answer.fetched)
    snapshot.store(request.place(answer.kind), answer.body, origin)


def keep_absence(request: Request, snapshot: Snapshot, client: Client) -> None:
    """Keep that the BnF has nothing to say to ``request``."""
    origin = _origin(request, client.url(request), 404, "", client.now())
    snapshot.store_absence(request.places[0], origin)


def _origin(request: Request, url: str, status: int, content_type: str, fetched: str) -> Origin:
    return Origin(
        url=url,
        gateway=request.service.gateway,
        service=request.service.name,
        status=status,
        content_type=content_type,
        fetched=fetched,
    )
