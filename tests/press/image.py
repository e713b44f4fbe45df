"""Page images: paper, ink and what time does to them. The only module that needs Pillow."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.press.engraving import engrave
from tests.press.fonts import font
from tests.press.ornament import draw_frame, draw_ornament
from tests.press.pages import Drawing, Page, Picture, Placed
from tests.press.typeset import SetWord

_PAPER = (244, 235, 215)
_COVER = (196, 172, 128)
_INK = (46, 36, 30)
_WRITING = (58, 52, 92)
_FINER = 2  # drawn so many times larger, then reduced, for soft edges


def jpeg(page: Page, height: int, *, quality: int) -> bytes:
    """The picture of ``page``, ``height`` pixels high."""
    stream = io.BytesIO()
    render(page, height).save(stream, "JPEG", quality=quality, optimize=True)
    return stream.getvalue()


def render(page: Page, height: int) -> Image.Image:
    """``page`` as a scanner sees it: type in ink on paper that has yellowed."""
    scale = height / page.height
    size = (round(page.width * scale), height)
    ink = _ink(page, (size[0] * _FINER, size[1] * _FINER), scale * _FINER)
    ink = ink.resize(size, Image.Resampling.LANCZOS)
    paper = _paper(page, size)
    colour = _WRITING if page.is_unread else _INK
    printed = Image.composite(Image.new("RGB", size, colour), paper, ink)
    return printed.filter(ImageFilter.GaussianBlur(0.35))


def _ink(page: Page, size: tuple[int, int], scale: float) -> Image.Image:
    """How much ink there is in each place, 0 to 255."""
    ink = Image.new("L", size, 0)
    pen = ImageDraw.Draw(ink)
    for picture in page.pictures:
        _draw(pen, picture, scale, Random(page.order))
    for placed in page.placed:
        for word in placed.line.words:
            _print(ink, pen, placed, word, scale)
    if page.handwriting:
        ink = ImageChops.lighter(ink, _written(page, size, scale))
    return ink


def _draw(pen: ImageDraw.ImageDraw, picture: Picture, scale: float, random: Random) -> None:
    box = picture.box
    corners = tuple(round(v * scale) for v in (box.x, box.y, box.right, box.bottom))
    x, y, right, bottom = corners
    match picture.drawing:
        case Drawing.RULE:
            pen.rectangle((x, y, max(right, x + 1), max(bottom, y + 1)), fill=170)
        case Drawing.FRAME:
            draw_frame(pen, (x, y, right, bottom), scale)
        case Drawing.ORNAMENT:
            draw_ornament(pen, (x, y, right, bottom))
        case Drawing.ENGRAVING:
            engrave(pen, (x, y, right, bottom), random)


def _print(
    ink: Image.Image, pen: ImageDraw.ImageDraw, placed: Placed, word: SetWord, scale: float
) -> None:
    """A word in its box: squeezed or stretched where the face is not the one that was measured."""
    setting = placed.line.setting
    face = font(setting.size * scale, italic=setting.italic)
    x, y, width = (v * scale for v in (placed.x + word.x, placed.baseline, word.width))
    natural = face.getlength(word.text)
    if abs(natural - width) <= max(2.0, width * 0.03):
        pen.text((x, y), word.text, fill=235, font=face, anchor="ls")
        return
    height = round(setting.size * scale * 1.5)
    strip = Image.new("L", (max(round(natural), 1), height), 0)
    ImageDraw.Draw(strip).text((0, height * 0.7), word.text, fill=235, font=face, anchor="ls")
    strip = strip.resize((max(round(width), 1), height))
    ink.paste(255, (round(x), round(y - height * 0.7)), strip)


def _written(page: Page, size: tuple[int, int], scale: float) -> Image.Image:
    """Lines of handwriting, a little askew."""
    sheet = Image.new("L", size, 0)
    pen = ImageDraw.Draw(sheet)
    y = size[1] * 0.3
    for number, line in enumerate(page.handwriting):
        face = font((86 if number == 0 else 64) * scale, italic=True)
        pen.text((size[0] * (0.2 + 0.05 * number), y), line, fill=200, font=face, anchor="ls")
        y += 120 * scale
    x, base = size[0] * 0.2, size[1] * 0.3 + 30 * scale
    points = [(x + i * 6 * scale, base + (i % 7 - 3) ** 2 * scale) for i in range(120)]
    pen.line(points, fill=120, width=max(round(3 * scale), 1))
    return sheet.rotate(5, resample=Image.Resampling.BICUBIC)


def _paper(page: Page, size: tuple[int, int]) -> Image.Image:
    """Paper with clouds, darker edges and the shadow of the gutter."""
    random = Random(f"paper/{page.order}")
    is_cover = any(picture.drawing is Drawing.FRAME for picture in page.pictures)
    base = Image.new("RGB", size, _COVER if is_cover else _PAPER)
    clouds = Image.new("L", (7, 10))
    clouds.putdata([random.randint(241, 255) for _ in range(70)])
    shade = clouds.resize(size, Image.Resampling.BICUBIC)
    shade = ImageChops.multiply(shade, _edges(page, size))
    warm = shade.point(lambda value: 255 - (255 - value) * 8 // 10)
    return ImageChops.multiply(base, Image.merge("RGB", (warm, shade, shade)))


def _edges(page: Page, size: tuple[int, int]) -> Image.Image:
    gutter = 40
    row = [
        255 - round(70 * 2.0 ** (-x / gutter * 2)) - round(25 * 2.0 ** (-(size[0] - x) / 12))
        for x in range(size[0])
    ]
    strip = Image.new("L", (size[0], 1))
    strip.putdata(row if page.is_recto else row[::-1])
    return strip.resize(size)
