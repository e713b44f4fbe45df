"""Whether an answer can be read, asked of each service's reader before it is kept."""

from __future__ import annotations

from collections.abc import Callable

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica import services
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.identity import require_document, require_ocr_of
from gallica_export.gallica.iiif.annotations import parse_annotations
from gallica_export.gallica.iiif.manifest import parse_manifest
from gallica_export.gallica.images import read_image
from gallica_export.gallica.pagination import parse_pagination
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.services import Request
from gallica_export.gallica.toc import parse_toc


def check(request: Request, body: bytes) -> None:
    """Raise DamagedAnswer or NotFound unless ``body`` can be read, and answers ``request``."""
    _CHECKS[request.service.name](request, body)


def _check_record(request: Request, body: bytes) -> None:
    parse_record(body)
    require_document(body, request.ark)


def _check_pagination(request: Request, body: bytes) -> None:
    parse_pagination(body)
    require_document(body, request.ark)


def _check_toc(request: Request, body: bytes) -> None:
    parse_toc(body, request.ark)


def _check_alto(request: Request, body: bytes) -> None:
    parse_alto(body, request.view or 0)
    require_ocr_of(body, request.ark, request.view)


def _check_image(request: Request, body: bytes) -> None:
    read_image(request.stem, body)


def _check_manifest(request: Request, body: bytes) -> None:
    manifest = parse_manifest(body)
    if manifest.ark != request.ark:
        raise DamagedAnswer(f"it is the manifest of {manifest.ark}")


def _check_annotations(request: Request, body: bytes) -> None:
    parse_annotations(body, request.view or 0)
    require_document(body, request.ark)


#: By the names of the services: what they are called is what they give, through any gateway.
_CHECKS: dict[str, Callable[[Request, bytes], None]] = {
    services.OAIRECORD.name: _check_record,
    services.OAI.name: _check_record,
    services.PAGINATION.name: _check_pagination,
    services.TOC.name: _check_toc,
    services.ALTO.name: _check_alto,
    services.ANNOTATIONS.name: _check_annotations,
    services.MANIFEST.name: _check_manifest,
    services.THUMBNAIL.name: _check_image,
    services.IMAGE.name: _check_image,
}
