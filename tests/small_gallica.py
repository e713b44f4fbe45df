from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

import httpx

from gallica_export.gallica.client import Client
from tests.clock import FakeClock
from tests.documents import PIXEL
from tests.press import Book, Specimen, press

#: A picture as a service sends it, whatever its label.
PICTURE = PIXEL
CAPTCHA = b"<html><body><altcha-widget></altcha-widget></body></html>"

#: For a place in the snapshot: the answer to the nth question for it, or None for the good one.
Fault = Callable[[str, int], httpx.Response | BaseException | None]

_SERVICES = {
    r"/services/OAIRecord\?ark=\w+": "oairecord.xml",
    r"/services/Pagination\?ark=\w+": "pagination.xml",
    r"/services/Toc\?ark=\w+": "toc.xml",
    r"/RequestDigitalElement\?O=\w+&E=ALTO&Deb=(\d+)": "alto/f{}.xml",
    r"/iiif/ark:/99999/\w+/f(\d+)/full/,400/0/native\.jpg": "thumbnails/f{}.png",
    r"/iiif/ark:/99999/\w+/f(\d+)/full/,1000/0/native\.jpg": "images/f{}.png",
    r"/oai2/OAIHandler\?.*": "oai",
}


class Gallica:
    """Serves one document; remembers what it was asked for."""

    def __init__(self, files: Mapping[str, bytes], fault: Fault = lambda _place, _time: None):
        self.files = dict(files)
        self.fault = fault
        self.asked: list[str] = []
        self.clock = FakeClock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        place = self._place(request.url.raw_path.decode())
        self.asked.append(place)
        wrong = self.fault(place, self.asked.count(place))
        if isinstance(wrong, BaseException):
            raise wrong
        if wrong is not None:
            return httpx.Response(wrong.status_code, headers=wrong.headers, content=wrong.content)
        if place.startswith(("images/", "thumbnails/")):
            return httpx.Response(200, content=PICTURE)
        if place not in self.files:
            return httpx.Response(404)
        return httpx.Response(200, content=self.files[place])

    @staticmethod
    def _place(target: str) -> str:
        for pattern, place in _SERVICES.items():
            if found := re.fullmatch(pattern, target):
                return place.format(*found.groups())
        raise AssertionError(f"unexpected request: {target}")

    def client(self) -> Client:
        return Client(
            "http://127.0.0.1:9",
            transport=httpx.MockTransport(self),
            clock=self.clock,
            sleep=self.clock.sleep,
            jitter=lambda: 0.5,
        )


@cache
def specimen(views: int = 8) -> Specimen:
    return press(Book.of_size(views=views, seed=7))


def files(views: int = 8) -> dict[str, bytes]:
    return specimen(views).snapshot_files(images=False)


ARK = specimen().ark
UNREAD = next(page.order for page in specimen().pages if page.is_unread)
