"""What an edition needs, and the ladder of services that may answer each need.

Each gateway fails on its own, by day and by network: what one refuses another may give.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.ark import Ark
from gallica_export.gallica import services
from gallica_export.gallica.answers import Answers
from gallica_export.gallica.iiif.manifest import Manifest
from gallica_export.gallica.services import GATEWAYS, Request, Service
from gallica_export.gallica.snapshot import Snapshot
from gallica_export.model import View
from gallica_export.selection import Images, Selection

#: So many views of OCR are had at once from Gallica's own service, which is slow after that.
FEW = services.ALTO.quota.burst


class Need(Struct, frozen=True):
    """One thing that an edition needs, and the questions that may get it, the best first."""

    requests: tuple[Request, ...]

    @property
    def title(self) -> str:
        """As messages name it: "the OCR of view 12"."""
        return self.requests[0].title

    @property
    def is_text(self) -> bool:
        """Whether this is the OCR of a view."""
        return self.requests[0].stem.startswith(("alto/", "annotations/"))

    @property
    def places(self) -> tuple[str, ...]:
        """The places in a snapshot of answers that serve the need."""
        found = {place: None for request in self.requests for place in request.places}
        if self.is_text:
            view = f"f{self.requests[0].view}"
            others = (f"alto/{view}.xml", f"annotations/{view}.json", f"texteBrut/{view}.html")
            found |= dict.fromkeys(others)
        return tuple(found)

    def is_met(self, snapshot: Snapshot) -> bool:
        """Whether there is an answer, if only that the BnF has nothing."""
        return any(map(snapshot.knows, self.places))


class Ladder(Struct, frozen=True):
    """Which gateways may be asked, in the order of preference."""

    gateways: tuple[str, ...]

    def need(self, ark: Ark, *choice: Service, **given: str | int) -> Need:
        """The need that any of the services meets, of those that may be asked."""
        allowed = (service for service in choice if service.gateway in self.gateways)
        return Need(tuple(service.request(ark, **given) for service in allowed))


def ladder_of(gateway: str, *, has_credentials: bool = False) -> Ladder:
    """The gateways of "auto", or those that go with the one that is named.

    The OAI gateway has no walls and gives records alone; it goes with all.
    """
    if gateway == "auto":
        return Ladder(tuple(name for name in GATEWAYS if name != "partner" or has_credentials))
    return Ladder((gateway, "oai"))


def record_need(ark: Ark, ladder: Ladder) -> Need:
    """The bibliographic record; a manifest says the least of it."""
    return ladder.need(
        ark, services.OAIRECORD, services.OAI, services.PARTNER_MANIFEST, services.MANIFEST
    )


def views_need(ark: Ark, ladder: Ladder) -> Need:
    """The views, with their labels and sizes."""
    return ladder.need(ark, services.PAGINATION, services.PARTNER_MANIFEST, services.MANIFEST)


def manifest_need(ark: Ark, ladder: Ladder) -> Need:
    """The manifest, which knows where the OCR of each view is had faster."""
    return ladder.need(ark, services.PARTNER_MANIFEST, services.MANIFEST)


class Wanted:
    """All that an edition needs behind the record and the views, which the snapshot has by now."""

    def __init__(
        self, snapshot: Snapshot, ladder: Ladder, views: Selection | None, images: Images
    ) -> None:
        self._snapshot = snapshot
        self._ladder = ladder
        self._images = images
        answers = Answers(snapshot)
        self._manifest = answers.manifest
        self._has_toc, self._has_text = answers.has_toc, answers.has_text
        self._views = views.of(answers.views) if views else answers.views

    def needs(self) -> Iterator[Need]:
        """In the order of asking; what no gateway of the ladder gives is left out."""
        return (need for need in self._needs() if need.requests)

    def _needs(self) -> Iterator[Need]:
        if self._has_toc:
            yield self._ladder.need(self._snapshot.ark, services.TOC)
        for view in self._views:
            if self._has_text:
                yield self._text(view.order)
            yield from self._pictures(view)

    def is_worth_a_manifest(self) -> bool:
        """Whether so much OCR is missing that the gateway is wanted that gives it faster."""
        gateways = self._ladder.gateways
        if self._snapshot.knows("manifest.json") or not {"openapi", "partner"} & {*gateways}:
            return False
        texts = (need for need in self.needs() if need.is_text)
        missing = sum(not need.is_met(self._snapshot) for need in texts)
        return missing > FEW or "gallica" not in gateways

    def _text(self, order: int) -> Need:
        """ALTO where the manifest points to it, else words alone; Gallica's own OCR, for a few."""
        ark, slow = self._snapshot.ark, (services.ALTO,)
        need = self._ladder.need(ark, *self._fast_text(order), *slow, view=order)
        target = _path_at_openapi(self._manifest, order)
        return Need(
            tuple(
                replace(request, target=target)
                if target and request.service is services.LINKED_ALTO
                else request
                for request in need.requests
            )
        )

    def _fast_text(self, order: int) -> Collection[Service]:
        if self._manifest is None:
            is_only_way = "gallica" not in self._ladder.gateways
            return (services.PARTNER_ALTO, services.ANNOTATIONS) if is_only_way else ()
        # A view that the manifest gives no OCR of is asked for where the others are: a 404 is soon
        # had.
        has_alto = order in self._manifest.alto or order not in self._manifest.annotations
        linked = (services.PARTNER_ALTO, services.LINKED_ALTO)
        return linked if self._manifest.alto and has_alto else (services.ANNOTATIONS,)

    def _pictures(self, view: View) -> Iterator[Need]:
        """One picture of the view: that for reading serves in lists too."""
        ark, order = self._snapshot.ark, view.order
        if self._images == "thumbnails":
            size = services.size_within(view.width, view.height, services.THUMBNAIL_HEIGHT)
            choice = (services.THUMBNAIL, services.PARTNER_THUMBNAIL, services.OPENAPI_THUMBNAIL)
            yield self._ladder.need(ark, *choice, view=order, size=size)
        elif self._images == "pages":
            size = services.size_within(view.width, view.height, services.LARGEST_SIDE)
            choice = (services.IMAGE, services.PARTNER_IMAGE, services.OPENAPI_IMAGE)
            yield self._ladder.need(ark, *choice, view=order, size=size)


def _path_at_openapi(manifest: Manifest | None, order: int) -> str | None:
    """The path that the manifest gives for a view's ALTO, if it is on the gateway itself."""
    parts = urlsplit(manifest.alto.get(order, "")) if manifest else None
    if parts is None or parts.hostname != urlsplit(GATEWAYS["openapi"]).hostname:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
