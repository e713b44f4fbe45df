"""Fonts for the page images: a real serif face where the machine has one."""

from __future__ import annotations

from functools import lru_cache

from PIL import ImageFont

_NAMES = {
    False: ("LiberationSerif-Regular.ttf", "Times New Roman.ttf", "times.ttf", "DejaVuSerif.ttf"),
    True: (
        "LiberationSerif-Italic.ttf",
        "Times New Roman Italic.ttf",
        "timesi.ttf",
        "DejaVuSerif-Italic.ttf",
    ),
}


@lru_cache(maxsize=64)
def font(size: float, *, italic: bool = False) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The best serif face there is, ``size`` pixels high; Pillow's own if there is none."""
    for name in _NAMES[italic]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
