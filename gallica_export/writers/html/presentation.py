"""The site as IIIF Presentation 3: a manifest, and the text line by line as annotation pages.

    manifest.json           canvases in master pixels, ranges from the contents
    annotations/f12.json    the OCR of a view as printed; the target of a line is its box

Both name things by their full addresses, so they are made only where it is known where the site
will stand. A view whose picture the site lacks has a canvas on which nothing is painted: viewers
are not sent to the BnF on its readers' behalf.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from gallica_export.model import Box, Document, Image, View, ViewText
from gallica_export.templating import Templates
from gallica_export.writers.contents import ContentsItem
from gallica_export.writers.html.linked_data import picture_of
from gallica_export.writers.html.ranges import ranges_of
from gallica_export.writers.html.resources import (
    CONTEXT,
    LanguageMap,
    Resource,
    encoded,
    known,
    plain,
    tag,
)
from gallica_export.writers.html.site import Download

#: What `rights` may be; the spec wants them with "http:".
_RIGHTS = re.compile(
    r"https?://((?:creativecommons\.org/(?:licenses|publicdomain)|rightsstatements\.org/vocab)"
    r"/[\w.-]+/[\d.]+/)",
    re.ASCII,
)
#: Width and height of a canvas where neither master, nor OCR, nor picture tells any.
_NOMINAL = (1000, 1000)
_DIRECTIONS = {"ltr": "left-to-right", "rtl": "right-to-left"}
#: Downloads that are data about the edition rather than ways to read it.
_DATA = frozenset({"tei", "json", "bibtex", "ris", "csl"})


class Presentation:
    """What a site at ``url`` hands to viewers of IIIF."""

    def __init__(self, document: Document, url: str, templates: Templates) -> None:
        self._document = document
        self._url = url
        self._words = templates.words
        self._wording = templates.wording
        self._lang = templates.lang
        self._canvases: list[Resource] = []

    def manifest(
        self,
        contents: Sequence[ContentsItem],
        cover: View | None,
        downloads: Sequence[Download],
    ) -> tuple[str, bytes]:
        """Path and bytes of the manifest: the views taken in, and ranges from ``contents``."""
        document, wording = self._document, self._wording
        other = [(one.kind in _DATA, self._download(one)) for one in downloads]
        manifest = {
            "@context": CONTEXT,
            "id": f"{self._url}manifest.json",
            "type": "Manifest",
            "label": self._own(document.title),
            "summary": self._said(f"{wording.changes(document)} {wording.recognition(document)}"),
            "metadata": list(self._metadata()),
            "requiredStatement": self._statement(),
            "rights": next(filter(None, map(_rights, document.record.rights)), None),
            "provider": self._provider(),
            "homepage": [self._page("", self._own(document.title))],
            "seeAlso": [resource for is_data, resource in other if is_data],
            "rendering": [resource for is_data, resource in other if not is_data],
            "thumbnail": self._thumbnail(cover),
            "viewingDirection": _DIRECTIONS[document.direction],
            "navDate": self._day(),
            "items": self._canvases,
            "structures": self._structures(contents),
        }
        return "manifest.json", encoded(known(manifest))

    def view(self, view: View, text: ViewText) -> Iterator[tuple[str, bytes]]:
        """Take ``view`` into the manifest; where it has text, path and bytes of its lines."""
        canvas = self._canvas(view, text)
        if text.blocks:
            page = self._annotations(view, text)
            canvas["annotations"] = [{"id": page["id"], "type": page["type"]}]
            yield f"annotations/{view.id}.json", encoded({"@context": CONTEXT, **page})
        self._canvases.append(canvas)

    def _annotations(self, view: View, text: ViewText) -> Resource:
        """The lines of ``view``, each with its place on the canvas."""
        line_id = f"{self._url}views/{view.id}.html#{view.id}-l"
        canvas = f"{self._url}canvas/{view.id}"
        items = []
        for place, (block, line) in enumerate((b, line) for b in text.blocks for line in b.lines):
            body = {"type": "TextualBody", "value": line.text, "format": "text/plain"}
            language = tag(block.language or self._document.language)
            if language != "none":
                body["language"] = language
            items.append(
                {
                    "id": f"{line_id}{place}",
                    "type": "Annotation",
                    "motivation": "supplementing",
                    "body": body,
                    "target": canvas + _fragment(line.box),
                }
            )
        id_ = f"{self._url}annotations/{view.id}.json"
        return {"id": id_, "type": "AnnotationPage", "items": items}

    def _canvas(self, view: View, text: ViewText) -> Resource:
        id_ = f"{self._url}canvas/{view.id}"
        width, height = _size(view, text)
        picture = picture_of(view)
        canvas = {
            "id": id_,
            "type": "Canvas",
            "label": self._said(self._wording.view_name(view)),
            "width": width,
            "height": height,
            "homepage": [self._page(f"views/{view.id}.html", self._own(self._document.title))],
            "thumbnail": self._thumbnail(view),
            "items": [self._painted(id_, *picture)] if picture else [],
        }
        return known(canvas)

    def _painted(self, canvas: str, path: str, image: Image) -> Resource:
        annotation = {
            "id": f"{canvas}/painting",
            "type": "Annotation",
            "motivation": "painting",
            "body": self._image(path, image),
            "target": canvas,
        }
        return {"id": f"{canvas}/page", "type": "AnnotationPage", "items": [annotation]}

    def _image(self, path: str, image: Image) -> Resource:
        return {
            "id": self._url + path,
            "type": "Image",
            "format": image.media_type,
            "width": image.width,
            "height": image.height,
        }

    def _thumbnail(self, view: View | None) -> list[Resource]:
        if view is None or view.thumbnail is None:
            return []
        path = f"thumbnails/{view.id}.{view.thumbnail.extension}"
        return [self._image(path, view.thumbnail)]

    def _metadata(self) -> Iterator[Resource]:
        for name, values in self._wording.described(self._document.record):
            by_language: LanguageMap = {}
            for value, language in values:
                by_language.setdefault(tag(language), []).append(plain(value))
            yield {"label": self._said(self._words["dublin_core"][name]), "value": by_language}
        permalink = self._document.attribution.permalink
        yield {"label": self._said(self._words["permalink"]), "value": {"none": [permalink]}}

    def _provider(self) -> list[Resource]:
        """Gallica, where the document is to be found there."""
        credit = self._document.attribution
        if not credit.is_online:
            return []
        homepage = {
            "id": credit.permalink,
            "type": "Text",
            "label": self._said(self._words["on_gallica"]),
            "format": "text/html",
        }
        label = {"none": [plain(credit.mention.removeprefix("Source "))]}
        service = urljoin(credit.permalink, "/")
        return [{"id": service, "type": "Agent", "label": label, "homepage": [homepage]}]

    def _page(self, path: str, label: LanguageMap) -> Resource:
        page = {"id": self._url + path, "type": "Text", "label": label, "format": "text/html"}
        return {**page, "language": [self._lang]}

    def _download(self, download: Download) -> Resource:
        return {
            "id": self._url + download.path,
            "type": "Dataset" if download.kind in _DATA else "Text",
            "label": self._said(self._words["downloads"][download.kind]),
            "format": download.media_type,
        }

    def _day(self) -> str | None:
        day = self._document.record.published or ""
        return f"{day}T00:00:00Z" if len(day) == 10 else None

    def _statement(self) -> Resource:
        """What viewers have to show."""
        label = self._words["attribution"]
        mention = self._document.attribution.mention
        conditions = self._wording.conditions(self._document)
        return {"label": self._said(label), "value": self._said(mention, conditions)}

    def _structures(self, contents: Sequence[ContentsItem]) -> list[Resource]:
        ranges = ranges_of(self._document, self._url, self._titled, contents)
        id_, label = f"{self._url}range/0", self._said(self._words["contents"])
        return [{"id": id_, "type": "Range", "label": label, "items": ranges}] if ranges else []

    def _said(self, *values: str) -> LanguageMap:
        """Words of the interface."""
        return {self._lang: [plain(value) for value in values]}

    def _titled(self, title: str) -> LanguageMap:
        return self._own(title) if title else self._said(self._words["front"])

    def _own(self, value: str) -> LanguageMap:
        """Words of the document."""
        return {tag(self._document.language): [plain(value)]}


def _size(view: View, text: ViewText) -> tuple[int, int]:
    """Width and height of a canvas: of the master, else of the OCR's space, else of the picture."""
    picture = picture_of(view)
    sizes = [(view.width, view.height), (text.width, text.height)]
    sizes += [(picture[1].width, picture[1].height)] if picture else []
    return next((size for size in sizes if all(size)), _NOMINAL)


def _fragment(box: Box) -> str:
    """The part of a canvas that ``box`` is; all of it for a box without extent."""
    x, y = max(box.x, 0), max(box.y, 0)
    width, height = box.right - x, box.bottom - y
    return f"#xywh={x},{y},{width},{height}" if width > 0 and height > 0 else ""


def _rights(value: str) -> str | None:
    """The address of a licence as IIIF wants it, if ``value`` is one that it knows."""
    found = _RIGHTS.fullmatch(value)
    return f"http://{found[1]}" if found else None
