"""The image service: any size of a view, from what pictures there are."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping

from lxml import etree
from msgspec import Struct
from PIL import Image

_SIZE = re.compile(r"(?P<fit>!)?(?P<width>\d*),(?P<height>\d*)")
_PAPER = (238, 230, 212)


class Master(Struct, frozen=True):
    """A view at its full size, and the best picture of it there is; None if there is none."""

    width: int
    height: int
    best: bytes | None


def master(files: Mapping[str, bytes], view: int) -> Master | None:
    """The master image of a view; None if the document has no such view."""
    for page in etree.fromstring(files["pagination.xml"]).iter("page"):
        if page.findtext("ordre") == str(view):
            best = files.get(f"images/f{view}.jpg") or files.get(f"thumbnails/f{view}.jpg")
            width, height = page.findtext("image_width"), page.findtext("image_height")
            return Master(int(width or 1000), int(height or 1500), best)
    return None


def wanted(size: str, width: int, height: int) -> tuple[int, int] | None:
    """The size in pixels that an IIIF ``size`` asks of such a master; None if it is not one."""
    if size in {"full", "max"}:
        return width, height
    match = _SIZE.fullmatch(size)
    if match is None or not (match["width"] or match["height"]):
        return None
    w, h = int(match["width"] or 0), int(match["height"] or 0)
    if match["fit"] and w and h:
        scale = min(w / width, h / height)
        return max(round(width * scale), 1), max(round(height * scale), 1)
    return w or max(round(width * h / height), 1), h or max(round(height * w / width), 1)


def picture(master: Master, width: int, height: int) -> bytes:
    """The view at that size; a sheet of empty paper where there is no picture of it."""
    if master.best is None:
        image = Image.new("RGB", (width, height), _PAPER)
    else:
        with Image.open(io.BytesIO(master.best)) as kept:
            if kept.size == (width, height):
                return master.best
            image = kept.resize((width, height))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=60)
    return stream.getvalue()


def info(master: Master) -> bytes:
    """The description of a view for viewers."""
    return json.dumps({"width": master.width, "height": master.height}).encode()
