"""The plate: a librarian's study, drawn in lines as on wood."""

from __future__ import annotations

from random import Random

from PIL import ImageDraw

from tests.press.ornament import Corners

_INK = 225
_SHELVES = 5


def engrave(pen: ImageDraw.ImageDraw, corners: Corners, random: Random) -> None:
    """Shelves over a desk with a book and a lamp, inside a double border."""
    x, y, right, bottom = corners
    width, height = right - x, bottom - y
    unit = width / 100
    pen.rectangle(corners, outline=_INK, width=max(round(unit * 0.5), 1))
    inner = (x + 2 * unit, y + 2 * unit, right - 2 * unit, bottom - 2 * unit)
    pen.rectangle(inner, outline=_INK, width=1)
    floor = y + height * 0.62
    step = (floor - inner[1]) / _SHELVES
    for shelf in range(_SHELVES):
        level = inner[1] + step * (shelf + 1)
        _shelve(pen, (inner[0] + unit, inner[2] - unit), level, step * 0.86, random)
    _hatch(pen, (inner[0], floor, inner[2], inner[3]), unit * 1.1)
    _desk(pen, (x + width * 0.14, y + height * 0.7, right - width * 0.14, inner[3]), unit)
    _book(pen, x + width * 0.44, y + height * 0.7, unit * 15)
    _lamp(pen, x + width * 0.72, y + height * 0.7, unit * 7)


def _shelve(
    pen: ImageDraw.ImageDraw,
    span: tuple[float, float],
    level: float,
    room: float,
    random: Random,
) -> None:
    """Books side by side on one board, some leaning, some missing."""
    x, end = span
    pen.rectangle((x, level - room * 0.04, end, level), fill=_INK)
    base = level - room * 0.05
    while True:
        thick = room * random.uniform(0.1, 0.24)
        tall = room * random.uniform(0.62, 0.95)
        if x + thick > end:
            return
        if random.random() < 0.07:
            x += thick  # a gap: someone reads
            continue
        _spine(pen, (x, base - tall, x + thick * 0.94, base), random)
        x += thick


def _spine(
    pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], random: Random
) -> None:
    left, top, right, bottom = box
    dark = random.choice((0, 60, 110, 160))
    pen.rectangle(box, fill=dark, outline=_INK, width=1)
    for share in (0.1, 0.16, 0.82, 0.88):
        y = top + (bottom - top) * share
        pen.line((left, y, right, y), fill=_INK if dark < 100 else 20)
    label = (left + (right - left) * 0.2, top + (bottom - top) * 0.26)
    pen.rectangle(
        (*label, right - (right - left) * 0.2, top + (bottom - top) * 0.42),
        fill=0 if dark else 90,
    )
    if dark < 100:  # the rounded side of a light spine lies in shadow
        for step in range(1, 4):
            x = right - step * (right - left) * 0.07
            pen.line((x, top, x, bottom), fill=120)


def _hatch(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], step: float) -> None:
    left, top, right, bottom = box
    y = top
    while y < bottom:
        pen.line((left, y, right, y), fill=110)
        y += step * (0.6 + (y - top) / (bottom - top))


def _desk(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], unit: float) -> None:
    left, top, right, bottom = box
    pen.rectangle(
        (left + 5 * unit, top + 3 * unit, right - 5 * unit, bottom), fill=150, outline=_INK
    )
    pen.rectangle((left, top, right, top + 3 * unit), fill=60, outline=_INK)
    for drawer in (0.2, 0.5, 0.8):
        x = left + (right - left) * drawer
        pen.rectangle(
            (x - 8 * unit, top + 6 * unit, x + 8 * unit, top + 13 * unit), fill=90, outline=_INK
        )
        pen.ellipse((x - unit, top + 8.6 * unit, x + unit, top + 10.6 * unit), fill=0)


def _book(pen: ImageDraw.ImageDraw, x: float, y: float, half: float) -> None:
    """An open book that stands on the desk, its lines of type just to be seen."""
    for side in (-1, 1):
        page = [
            (x, y - half * 0.22),
            (x + side * half, y - half * 0.42),
            (x + side * half, y - half * 0.06),
            (x, y),
        ]
        pen.polygon(page, fill=0, outline=_INK)
        for row in range(1, 6):
            drop = half * 0.05 * row
            ends = (x + side * half * 0.12, x + side * half * 0.88)
            pen.line((ends[0], y - half * 0.235 + drop, ends[1], y - half * 0.385 + drop), fill=170)


def _lamp(pen: ImageDraw.ImageDraw, x: float, y: float, size: float) -> None:
    pen.rectangle((x - size * 0.5, y - size * 0.18, x + size * 0.5, y), fill=_INK)
    pen.rectangle((x - size * 0.1, y - size * 1.5, x + size * 0.1, y), fill=_INK)
    shade = [
        (x - size * 0.5, y - size * 2.4),
        (x + size * 0.5, y - size * 2.4),
        (x + size, y - size * 1.4),
        (x - size, y - size * 1.4),
    ]
    pen.polygon(shade, fill=0, outline=_INK)
    for ray in (-0.6, -0.2, 0.2, 0.6):
        pen.line(
            (x + ray * size * 0.7, y - size * 2.3, x + ray * size * 1.4, y - size * 1.45), fill=120
        )
