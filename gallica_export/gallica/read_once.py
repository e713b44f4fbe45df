"""Each view's OCR is read once in a run, however many formats are made of it."""

from __future__ import annotations

import tempfile
import weakref
from typing import TYPE_CHECKING

import msgspec

from gallica_export.model import Source, ViewText

if TYPE_CHECKING:
    from typing import IO

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(ViewText)


class ReadOnce:
    """A `Source` that keeps what it read of each view in a temporary file.

    Reading ALTO is nearly all that an edition costs, and the model of a view takes twenty times
    less to load again. In memory a long book would have no room. Nothing is kept after the run.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        #: Of each view the first byte in the file, and how many.
        self._places: dict[int, tuple[int, int]] = {}
        self._file: IO[bytes] | None = None

    def text(self, order: int) -> ViewText:
        """The OCR of a view; empty for a view without OCR."""
        place = self._places.get(order)
        if place is None or self._file is None:
            return self._keep(order, self._source.text(order))
        self._file.seek(place[0])
        return _DECODER.decode(self._file.read(place[1]))

    def image_bytes(self, path: str) -> bytes:
        """The bytes of a picture, by `Image.path`."""
        return self._source.image_bytes(path)

    def _keep(self, order: int, text: ViewText) -> ViewText:
        data = _ENCODER.encode(text)
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the source
                weakref.finalize(self, self._file.close)
            start = self._file.seek(0, 2)
            self._file.write(data)
        except OSError:  # no room: the view is read again when it is asked for again
            return text
        self._places[order] = (start, len(data))
        return text
