"""Printers' flowers: frames and tail-pieces."""

from __future__ import annotations

from math import cos, pi

from PIL import ImageDraw

Corners = tuple[int, int, int, int]


def draw_frame(pen: ImageDraw.ImageDraw, corners: Corners, scale: float) -> None:
    """A double rule with a flower in each corner."""
    x, y, right, bottom = corners
    for inset, width in ((0, 7), (22, 2)):
        edge = round(inset * scale)
        box = (x + edge, y + edge, right - edge, bottom - edge)
        pen.rectangle(box, outline=225, width=max(round(width * scale), 1))
    radius, inset = round(34 * scale), round(80 * scale)
    for flower_x in (x + inset, right - inset):
        for flower_y in (y + inset, bottom - inset):
            draw_flower(pen, flower_x, flower_y, radius)


def draw_flower(pen: ImageDraw.ImageDraw, x: int, y: int, radius: int) -> None:
    """Eight petals around a heart."""
    petals = [2 * pi * step / 48 for step in range(48)]
    outline = [
        (x + radius * abs(cos(4 * a)) * cos(a), y + radius * abs(cos(4 * a)) * cos(a - pi / 2))
        for a in petals
    ]
    pen.polygon(outline, fill=215)
    pen.ellipse((x - radius // 5, y - radius // 5, x + radius // 5, y + radius // 5), fill=0)


def draw_ornament(pen: ImageDraw.ImageDraw, corners: Corners) -> None:
    """A swelled rule with a flower in its middle."""
    x, y, right, bottom = corners
    middle, half = (x + right) // 2, (bottom - y) // 2
    level = y + half
    gap = round(half * 1.5)
    for start, end in ((x, middle - gap), (right, middle + gap)):
        centre = (start + end) // 2
        swell = max(half // 7, 1)
        pen.polygon(
            [(start, level), (centre, level - swell), (end, level), (centre, level + swell)],
            fill=220,
        )
    draw_flower(pen, middle, level, half)
