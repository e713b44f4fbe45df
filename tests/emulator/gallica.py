"""Gallica as a pure function: a request in, the answer of its services out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

from tests.emulator import openapi, pages, pictures, search, sru
from tests.emulator.holdings import Holding
from tests.emulator.messages import HTML, JPEG, JSON, XML, Answer, Request
from tests.press.periodical import Serial
from tests.press.specimen import Specimen

#: Programs that do not say who they are, which the real one refuses.
_NAMELESS = re.compile(r"(?:python-|curl/|wget/|\Z)", re.IGNORECASE)
_NAME = re.compile(r"(?:ark:/?\d+/)?(?P<name>[0-9a-z]+)(?:/date)?")
_DOCUMENT = r"/ark:/\d+/(?P<name>[0-9a-z]+)"
_IIIF = re.compile(
    rf"/iiif{_DOCUMENT}/f(?P<view>\d+)/full/(?P<size>[^/]+)/0/(?:native|color|gray)\.(?:jpg|jpeg)"
)
_INFO = re.compile(rf"/iiif{_DOCUMENT}/f(?P<view>\d+)/info\.json")
_SMALL = re.compile(rf"{_DOCUMENT}(?:/f(?P<view>\d+))?\.(?P<size>thumbnail|lowres|medres|highres)")
_WALLED = re.compile(rf"{_DOCUMENT}(?:/f\d+(?:n\d+)?)?\.(?:texteBrut|pdf|epub)")
_OAI_NAME = re.compile(r"oai:bnf\.fr:gallica/(?P<ark>ark:/\d+/[0-9a-z]+)")
_HEIGHTS = {"thumbnail": ",150", "lowres": ",300", "medres": ",600", "highres": ",1000"}

Fields = dict[str, str]


class Gallica:
    """The services over some documents; call it, or hand `transport` to httpx."""

    def __init__(
        self, sources: Iterable[Specimen | Serial | Path], *, links_alto: bool = True
    ) -> None:
        self._links_alto = links_alto
        holdings = map(Holding.of, sources)
        self.holdings = {holding.ark.name: holding for holding in holdings}
        self._services: dict[str, Callable[[Fields], Answer]] = {
            "/services/OAIRecord": self._record,
            "/services/Pagination": self._pagination,
            "/services/Toc": self._toc,
            "/services/Issues": self._issues,
            "/services/ContentSearch": self._search,
            "/SRU": lambda fields: sru.answer(self.holdings.values(), fields),
            "/RequestDigitalElement": self._alto,
            "/oai2/OAIHandler": self._oai,
            pages.ALTCHA_PATH: lambda fields: pages.altcha(),
        }
        self._patterns: tuple[tuple[re.Pattern[str], Callable[[Fields], Answer]], ...] = (
            (_IIIF, self._image),
            (_INFO, self._info),
            (_SMALL, self._small),
            (_WALLED, lambda fields: pages.to_altcha()),
            (openapi.PATTERNS["manifest"], self._manifest),
            (openapi.PATTERNS["alto"], self._linked_alto),
            (openapi.PATTERNS["annotations"], self._annotations),
            (openapi.PATTERNS["image"], self._image),
        )

    def __call__(self, request: Request) -> Answer:
        if request.method != "GET":
            return Answer(405)
        if _NAMELESS.match(request.headers.get("user-agent", "")):
            return pages.forbidden()
        url = urlsplit(request.target)
        path = unquote(url.path)
        if service := self._services.get(path):
            return service({key: values[0] for key, values in parse_qs(url.query).items()})
        for pattern, answer in self._patterns:
            if match := pattern.fullmatch(path):
                return answer({key: value or "" for key, value in match.groupdict().items()})
        return pages.not_found()

    @property
    def transport(self) -> httpx.MockTransport:
        """A transport for httpx clients that asks this Gallica and no network."""

        def answer(request: httpx.Request) -> httpx.Response:
            target = request.url.raw_path.decode("ascii")
            given = self(
                Request(
                    method=request.method,
                    host=request.url.host,
                    target=target,
                    headers={key.lower(): value for key, value in request.headers.items()},
                )
            )
            headers = {"content-type": given.content_type, **given.headers}
            return httpx.Response(given.status, headers=headers, content=given.body)

        return httpx.MockTransport(answer)

    # --- one service a method ---

    def _record(self, fields: Fields) -> Answer:
        return self._file(fields.get("ark", ""), "oairecord.xml") or pages.no_record()

    def _pagination(self, fields: Fields) -> Answer:
        return self._file(fields.get("ark", ""), "pagination.xml") or pages.broken()

    def _toc(self, fields: Fields) -> Answer:
        ark = fields.get("ark", "")
        found = self._file(ark, "toc.xml") or self._file(ark, "toc.html", HTML)
        return found or pages.not_found()

    def _issues(self, fields: Fields) -> Answer:
        year = fields.get("date")
        path = f"issues/{year}.xml" if year else "issues.xml"
        return self._file(fields.get("ark", ""), path) or pages.no_issues(fields.get("ark", ""))

    def _alto(self, fields: Fields) -> Answer:
        if fields.get("E") != "ALTO":
            return pages.broken()
        path = f"alto/f{fields.get('Deb', '')}.xml"
        return self._file(fields.get("O", ""), path) or pages.not_found()

    def _search(self, fields: Fields) -> Answer:
        holding = self._holding(fields.get("ark", ""))
        if holding is None or "query" not in fields:
            return pages.broken()
        return Answer(200, search.occurrences(holding.files, fields), XML)

    def _oai(self, fields: Fields) -> Answer:
        match = _OAI_NAME.fullmatch(fields.get("identifier", ""))
        found = self._file(match["ark"], "oairecord.xml") if match else None
        return pages.oai_record(found.body) if found else pages.no_oai_record()

    def _image(self, fields: Fields) -> Answer:
        master = self._master(fields)
        if master is None:
            return pages.not_found()
        size = pictures.wanted(fields["size"], master.width, master.height)
        if size is None:
            return Answer(400)
        return Answer(200, pictures.picture(master, *size), JPEG)

    def _manifest(self, fields: Fields) -> Answer:
        if kept := self._file(fields["ark"], "manifest.json", JSON):
            return kept
        holding = self._holding(fields["ark"])
        if holding is None or "pagination.xml" not in holding.files:
            return pages.not_found()
        ark, files = fields["ark"], holding.files
        return Answer(200, openapi.manifest(ark, files, links_alto=self._links_alto), JSON)

    def _linked_alto(self, fields: Fields) -> Answer:
        return self._file(fields["ark"], f"alto/f{fields['view']}.xml") or pages.not_found()

    def _annotations(self, fields: Fields) -> Answer:
        if kept := self._file(fields["ark"], f"annotations/f{fields['view']}.json", JSON):
            return kept
        found = self._linked_alto(fields)
        if found.status != 200:
            return found
        return Answer(
            200, openapi.word_annotations(fields["ark"], fields["view"], found.body), JSON
        )

    def _small(self, fields: Fields) -> Answer:
        view, size = fields["view"] or "1", _HEIGHTS[fields["size"]]
        return self._image({"name": fields["name"], "view": view, "size": size})

    def _info(self, fields: Fields) -> Answer:
        master = self._master(fields)
        if master is None:
            return pages.not_found()
        return Answer(200, pictures.info(master), JSON)

    def _master(self, fields: Fields) -> pictures.Master | None:
        holding = self._holding(fields["name"])
        return pictures.master(holding.files, int(fields["view"])) if holding else None

    # --- what there is ---

    def _holding(self, ark: str) -> Holding | None:
        match = _NAME.fullmatch(ark)
        return self.holdings.get(match["name"]) if match else None

    def _file(self, ark: str, path: str, content_type: str = XML) -> Answer | None:
        holding = self._holding(ark)
        if holding is None or path not in holding.files:
            return None
        return Answer(200, holding.files[path], content_type)
