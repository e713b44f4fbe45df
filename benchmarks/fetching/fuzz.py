"""Damaged answers for every reader: only the program's own errors, each within a second."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from msgspec import Struct

from gallica_export.errors import GallicaExportError
from gallica_export.gallica.alto import parse_alto
from gallica_export.gallica.content_search import parse_occurrences
from gallica_export.gallica.iiif.annotations import parse_annotations
from gallica_export.gallica.iiif.manifest import parse_manifest
from gallica_export.gallica.pagination import parse_pagination
from gallica_export.gallica.record import parse_record
from gallica_export.gallica.sru import parse_search
from gallica_export.gallica.toc import parse_toc
from gallica_export.gallica.wire.partner import throttle_of
from gallica_export.gallica.wire.verification import decoded
from tests.emulator import Gallica, Request
from tests.mutations import damaged
from tests.press import Book, press
from tests.test_damage import SHAPES, Reader

_LONGEST = 1.0  # seconds of the processor
_GZIP = gzip.compress(b"<alto/>", mtime=0)


class Beaten(Struct, frozen=True):
    """What became of a reader and its damaged answers."""

    reader: str
    inputs: int
    #: Those that were read all the same, and those that were refused in the program's own words.
    read: int
    refused: int
    #: "example 12: KeyError: 'x'", "example 40: 1.2 s".
    faults: tuple[str, ...]
    slowest: float


def beaten(inputs: int) -> Iterator[Beaten]:
    """Each reader against so many damaged forms of an answer that it can read."""
    for name, (read, original) in readers().items():
        read(original)
        yield _beat(name, read, original, inputs)


def _beat(name: str, read: Reader, original: bytes, inputs: int) -> Beaten:
    faults, was_read, was_refused, slowest = [], 0, 0, 0.0
    for number in range(inputs):
        data = damaged(original, Random(f"{name}/{number}"))
        began = time.process_time()
        try:
            read(data)
            was_read += 1
        except GallicaExportError:
            was_refused += 1
        except Exception as fault:
            faults.append(f"example {number}: {type(fault).__name__}: {fault}")
        took = time.process_time() - began
        slowest = max(slowest, took)
        if took > _LONGEST:
            faults.append(f"example {number}: {took:.1f} s")
    return Beaten(name, inputs, was_read, was_refused, tuple(faults), slowest)


def readers() -> dict[str, tuple[Reader, bytes]]:
    """Each reader with an answer of the loopback Gallica, and with the odd shapes of the tests."""
    book = press(Book.of_size(views=12, seed=5))
    gallica = Gallica([book])
    sizes = {page.order: len(book.files.get(f"alto/f{page.order}.xml", "")) for page in book.pages}
    view = sorted(sizes, key=lambda order: sizes[order])[len(sizes) // 2]
    ark, name = book.ark, book.ark.name

    def ask(target: str) -> bytes:
        answer = gallica(Request(target=target, headers={"user-agent": "gallica-export"}))
        assert answer.status == 200, target
        return answer.body

    oai = "/oai2/OAIHandler?identifier=oai:bnf.fr:gallica/"
    presentation = f"/iiif/presentation/v3/{ark}"
    words = f"{presentation}/f{view}/annotationpage/supplementing.json"
    quota = json.dumps({"code": "900802", "nextAccessTime": "2026-avr.-22 15:31:00+0000 UTC"})
    answers: dict[str, tuple[Callable[[bytes], object], bytes]] = {
        "record": (parse_record, ask(f"/services/OAIRecord?ark={name}")),
        "record of the OAI server": (parse_record, ask(f"{oai}{ark}")),
        "pagination": (parse_pagination, ask(f"/services/Pagination?ark={name}")),
        "contents": (partial(parse_toc, ark=ark), ask(f"/services/Toc?ark={name}")),
        "ALTO": (
            partial(parse_alto, order=view),
            ask(f"/RequestDigitalElement?O={name}&E=ALTO&Deb={view}"),
        ),
        "manifest": (parse_manifest, ask(f"{presentation}/manifest.json")),
        "annotations": (partial(parse_annotations, order=view), ask(words)),
        "search": (
            parse_search,
            ask('/SRU?version=1.2&operation=searchRetrieve&query=dc.title+all+"a"'),
        ),
        "occurrences of a word": (
            parse_occurrences,
            ask(f"/services/ContentSearch?ark={name}&query=de&startResult=1"),
        ),
        "refusal of the partner": (lambda data: throttle_of(data, 0.0), quota.encode()),
        "compressed body": (lambda data: decoded(data, "gzip", 1 << 20), _GZIP),
    }
    return answers | SHAPES
