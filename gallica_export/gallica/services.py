"""The table of the BnF's services: addresses, quotas, what each promises, where its answer is kept.

No I/O here. The figures are dated measurements that users of the services published and, for
images, the BnF's own page on limits (api.bnf.fr, node 232); November 2026.
"""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from gallica_export.ark import BNF, Ark

#: A gateway is one way into the BnF, with quotas and walls of its own: its name → its address.
GATEWAYS = {
    "gallica": "https://gallica.bnf.fr",
    "openapi": "https://openapi.bnf.fr",
    "partner": "https://openapiproext.bnf.fr",
    "oai": "https://oai.bnf.fr",
}

#: Above this width or height an image falls under a quota of five a minute.
LARGEST_SIDE = 1000
THUMBNAIL_HEIGHT = 400

#: What a service is asked about that searches all documents: the collection, which has no name.
COLLECTION = Ark(BNF, "")

_MEBIBYTE = 1 << 20


class Kind(StrEnum):
    """What an answer's bytes are; the value is the extension of its file in a snapshot."""

    XML = "xml"
    HTML = "html"
    JSON = "json"
    JPEG = "jpg"
    PNG = "png"


class Quota(Struct, frozen=True):
    """What a service permits over time. Services that share a quota share its name."""

    name: str
    #: So many requests…
    requests: int
    #: …in so many seconds, for as long as one likes.
    seconds: float
    #: So many at once after a rest.
    burst: int = 1

    @property
    def interval(self) -> float:
        """Seconds from one request to the next at the sustained rate."""
        return self.seconds / self.requests


class Service(Struct, frozen=True, kw_only=True):
    """One service of one gateway."""

    #: The word for it in `snapshot.json`: what `service_at` says of its place. The server of
    #: records for harvesters is another service in the same place.
    name: str
    gateway: str
    #: Path and query with {ark}, {name} (the ARK's last part), {view}…
    address: str
    #: Place in the snapshot without its extension: "alto/f{view}". Empty: never kept.
    place: str
    #: For messages: "the OCR of view {view}".
    title: str
    kinds: tuple[Kind, ...]
    #: Local names of the root elements that an XML answer may have.
    roots: tuple[str, ...] = ()
    quota: Quota
    #: Bytes, decoded; more is refused.
    largest: int = 64 * _MEBIBYTE
    #: Kilobytes of a usual answer, for estimates: measured on the snapshots at hand.
    usual: int = 5
    #: Whether an empty answer, given twice, means that there is nothing.
    may_be_empty: bool = False

    def request(self, ark: Ark, **given: str | int) -> Request:
        """The question that asks this service about ``ark``; ``given`` fills the address."""
        values = {"ark": str(ark), "name": ark.name, **given}
        quoted = {key: quote(str(value), safe=":/,") for key, value in values.items()}
        return Request(
            service=self,
            ark=ark,
            target=self.address.format_map(quoted),
            stem=self.place.format_map(quoted),
            title=self.title.format_map(values),
            view=int(given["view"]) if "view" in given else None,
        )


class Request(Struct, frozen=True):
    """One question to one service."""

    service: Service
    ark: Ark
    #: Path and query, to be put behind the gateway's address.
    target: str
    #: Place in the snapshot without its extension; empty for an answer that is not kept.
    stem: str
    #: "the OCR of view 12".
    title: str
    #: The view asked about, if it is about one.
    view: int | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """Where the answer may stand in a snapshot, by what its bytes turn out to be."""
        return tuple(self.place(kind) for kind in self.service.kinds) if self.stem else ()

    def place(self, kind: Kind) -> str:
        """Where an answer of this kind stands in a snapshot: "toc.xml", "toc.html"."""
        return f"{self.stem}.{kind}"

    def __str__(self) -> str:
        return self.title if self.ark == COLLECTION else f"{self.title} of {self.ark}"


_IIIF = Quota("gallica iiif", requests=1, seconds=1)
_ISSUES = Quota("gallica issues", requests=10, seconds=60)
_SEARCH = Quota("gallica search", requests=1, seconds=3)

OAIRECORD = Service(
    name="oairecord",
    gateway="gallica",
    address="/services/OAIRecord?ark={name}",
    place="oairecord",
    title="the record",
    kinds=(Kind.XML,),
    roots=("results",),
    quota=Quota("gallica oairecord", requests=5, seconds=60),
)
PAGINATION = Service(
    name="pagination",
    gateway="gallica",
    address="/services/Pagination?ark={name}",
    place="pagination",
    title="the pagination",
    kinds=(Kind.XML,),
    roots=("livre",),
    quota=Quota("gallica pagination", requests=30, seconds=60),
)
TOC = Service(
    name="toc",
    gateway="gallica",
    address="/services/Toc?ark={name}",
    place="toc",
    title="the contents",
    kinds=(Kind.XML, Kind.HTML),
    roots=("TEI.2", "TEI"),
    quota=Quota("gallica toc", requests=10, seconds=60),
)
ALTO = Service(
    name="alto",
    gateway="gallica",
    address="/RequestDigitalElement?O={name}&E=ALTO&Deb={view}",
    place="alto/f{view}",
    title="the OCR of view {view}",
    kinds=(Kind.XML,),
    roots=("alto",),
    quota=Quota("gallica alto", requests=1, seconds=25, burst=4),
    largest=128 * _MEBIBYTE,
    usual=60,
    may_be_empty=True,
)
THUMBNAIL = Service(
    name="thumbnails",
    gateway="gallica",
    address="/iiif/{ark}/f{view}/full/{size}/0/native.jpg",
    place="thumbnails/f{view}",
    title="the thumbnail of view {view}",
    kinds=(Kind.JPEG, Kind.PNG),
    quota=_IIIF,
    usual=20,
)
IMAGE = Service(
    name="images",
    gateway="gallica",
    address="/iiif/{ark}/f{view}/full/{size}/0/native.jpg",
    place="images/f{view}",
    title="the image of view {view}",
    kinds=(Kind.JPEG, Kind.PNG),
    quota=_IIIF,
    usual=150,
)
YEARS = Service(
    name="issues",
    gateway="gallica",
    address="/services/Issues?ark={ark}/date",
    place="issues",
    title="the years",
    kinds=(Kind.XML,),
    roots=("issues",),
    quota=_ISSUES,
)
ISSUES = Service(
    name="issues",
    gateway="gallica",
    address="/services/Issues?ark={ark}/date&date={year}",
    place="issues/{year}",
    title="the issues of {year}",
    kinds=(Kind.XML,),
    roots=("issues",),
    quota=_ISSUES,
)
CONTENT_SEARCH = Service(
    name="content_search",
    gateway="gallica",
    address="/services/ContentSearch?ark={name}&query={query}&startResult={start}",
    place="",
    title="the occurrences",
    kinds=(Kind.XML,),
    roots=("results",),
    quota=_SEARCH,
)
SRU = Service(
    name="sru",
    gateway="gallica",
    address=(
        "/SRU?version=1.2&operation=searchRetrieve&collapsing=false"
        "&query={query}&startRecord={start}&maximumRecords={most}"
    ),
    place="",
    title="the search",
    kinds=(Kind.XML,),
    roots=("searchRetrieveResponse",),
    quota=_SEARCH,
)
OAI = replace(
    OAIRECORD,
    name="oai",
    gateway="oai",
    address=(
        "/oai2/OAIHandler?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:bnf.fr:gallica/{ark}"
    ),
    roots=("OAI-PMH",),
    quota=Quota("oai", requests=30, seconds=60),
)

_OPENAPI = Quota("openapi", requests=1, seconds=2)
MANIFEST = Service(
    name="manifest",
    gateway="openapi",
    address="/iiif/presentation/v3/{ark}/manifest.json",
    place="manifest",
    title="the manifest",
    kinds=(Kind.JSON,),
    quota=_OPENAPI,
    usual=100,
)
ANNOTATIONS = Service(
    name="annotations",
    gateway="openapi",
    address="/iiif/presentation/v3/{ark}/f{view}/annotationpage/supplementing.json",
    place="annotations/f{view}",
    title="the words of view {view}",
    kinds=(Kind.JSON,),
    quota=_OPENAPI,
    usual=120,
)


def _at_openapi(service: Service, address: str) -> Service:
    """What the gateway of the same name gives as well."""
    return replace(service, gateway="openapi", address=address, quota=_OPENAPI, may_be_empty=False)


_SIZED = "/iiif/image/v3/{ark}/f{view}/full/{size}/0/default.jpg"
#: The ALTO that a manifest points to; whoever makes the request may fill its target.
LINKED_ALTO = _at_openapi(ALTO, "/iiif/presentation/v3/{ark}/f{view}/alto.xml")
OPENAPI_THUMBNAIL = _at_openapi(THUMBNAIL, _SIZED)
OPENAPI_IMAGE = _at_openapi(IMAGE, _SIZED)


def _at_partner(service: Service, prefix: str, quota: Quota) -> Service:
    """The same service behind the partner gateway, which names its APIs by a prefix."""
    return replace(
        service,
        gateway="partner",
        address=prefix + service.address.removeprefix("/iiif"),
        quota=quota,
    )


_PARTNER = Quota("partner", requests=300, seconds=60)
_PRESENTATION, _IMAGES = "/presentation/iiif/gallica/1.0.0", "/image/iiif/gallica/1.0.0"
PARTNER_MANIFEST = _at_partner(
    MANIFEST, _PRESENTATION, Quota("partner manifest", requests=40, seconds=60)
)
PARTNER_ALTO = _at_partner(LINKED_ALTO, _PRESENTATION, _PARTNER)
PARTNER_THUMBNAIL = _at_partner(OPENAPI_THUMBNAIL, _IMAGES, _PARTNER)
PARTNER_IMAGE = _at_partner(OPENAPI_IMAGE, _IMAGES, _PARTNER)


def service_at(place: str) -> str:
    """The word for the service whose answer stands at ``place``: "alto" for "alto/f12.xml"."""
    return place.partition("/")[0].partition(".")[0]


def size_within(width: int, height: int, wanted: int) -> str:
    """The IIIF size that makes a master of ``width`` × ``height`` at most ``wanted`` pixels high.

    Neither side exceeds LARGEST_SIDE, and nothing is enlarged. Where the master's size is unknown
    (0) the height stays low enough for a view that is wider than high.
    """
    if not width or not height:
        return f",{min(wanted, LARGEST_SIDE * 3 // 5)}"
    if width * wanted > LARGEST_SIDE * height:
        return f"{min(width, LARGEST_SIDE)},"
    return f",{min(height, wanted)}"
