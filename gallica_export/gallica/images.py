"""What a picture file says of itself: its kind and its size, from its first bytes."""

from __future__ import annotations

import struct

from gallica_export.errors import DamagedAnswer
from gallica_export.model import Image

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
#: Markers of a frame header: all of C0 to CF but those for tables and arithmetic coding.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: Markers that no length follows; 0xFF is padding.
_BARE = frozenset({0x01, 0xFF, *range(0xD0, 0xD9)})


def read_image(path: str, data: bytes) -> Image:
    """The picture at ``path``; raises DamagedAnswer if the bytes are neither a JPEG nor a PNG."""
    try:
        if data.startswith(_PNG):
            width, height = struct.unpack_from(">II", data, 16)
            return Image(path, "image/png", width, height)
        if data.startswith(_JPEG):
            return Image(path, "image/jpeg", *_jpeg_size(data))
    except (struct.error, IndexError) as error:
        raise DamagedAnswer(f"{path} is a picture that is cut short") from error
    raise DamagedAnswer(f"{path} is neither a JPEG nor a PNG")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the first frame header."""
    place = 2
    while True:
        if data[place] != 0xFF:
            raise IndexError(place)
        marker = data[place + 1]
        if marker in _BARE:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        (length,) = struct.unpack_from(">H", data, place + 2)
        place += 2 + length
