"""A printed book, as the services would serve it, and the truth about its text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from gallica_export.ark import Ark
from tests.press.alto import alto
from tests.press.answers import Answers
from tests.press.book import Book
from tests.press.compose import compose
from tests.press.ocr import ReadPage, Scan, recognise
from tests.press.pages import Composition, Page
from tests.press.plain_text import plain_text
from tests.press.services import oairecord, pagination, toc
from tests.press.truth import Truth, truth_of

#: Pixels; the most that the services give without a quota of their own is 1000.
THUMBNAIL_HEIGHT, IMAGE_HEIGHT = 320, 1000
_THUMBNAIL_QUALITY, _IMAGE_QUALITY = 42, 27
#: An engine that misreads nothing.
CLEAN = Scan()


def press(book: Book, seed: int = 1, scan: Scan = CLEAN) -> Specimen:
    """``book`` printed and digitised; the same arguments give the same bytes (but for images)."""
    composition = compose(book.parts, book.style, running=book.running, seed=seed)
    return Specimen(book, composition, scan)


class Specimen:
    """A digitised book. Every answer is made when it is asked for."""

    def __init__(self, book: Book, composition: Composition, scan: Scan) -> None:
        self.book = book
        self.composition = composition
        self.scan = scan

    @property
    def ark(self) -> Ark:
        return self.book.ark

    @property
    def pages(self) -> tuple[Page, ...]:
        """The views, from f1 on."""
        return self.composition.pages

    @property
    def ocr_rate(self) -> float:
        """Expected share of characters read right, in percent."""
        return 100 * (1 - self.scan.noise)

    @cached_property
    def truth(self) -> Truth:
        """The true reading text."""
        return truth_of(self.composition, map(self.read, self.pages))

    def read(self, page: Page) -> ReadPage:
        """What the OCR engine makes of ``page``."""
        return recognise(page, self.scan, self._languages)

    def alto(self, order: int) -> bytes:
        """The ALTO of a view; the services have none for one that is unread."""
        return alto(self.read(self.pages[order - 1]), self.scan, number=self.book.number)

    @property
    def files(self) -> Answers:
        """All answers under their paths in a snapshot, images included, made when asked for."""
        return Answers(self._texts() | self._images())

    def snapshot_files(self, *, images: bool = True) -> dict[str, bytes]:
        """All answers under their paths in a snapshot; only images need Pillow, and time."""
        makers = self._texts() | (self._images() if images else {})
        return {path: make() for path, make in makers.items()}

    def plain_text(self) -> bytes:
        """The page of the texteBrut service, which programs cannot fetch: for tests of import."""
        return plain_text(self.book, map(self.read, self.pages), len(self.pages), self.ocr_rate)

    def _texts(self) -> dict[str, Callable[[], bytes]]:
        book, composition = self.book, self.composition
        makers: dict[str, Callable[[], bytes]] = {
            "oairecord.xml": lambda: oairecord(book, composition, self.ocr_rate),
            "pagination.xml": lambda: pagination(book, composition),
        }
        if composition.headings:
            makers["toc.xml"] = lambda: toc(book, composition)
        for page in self.pages:
            if not page.is_unread:
                makers[f"alto/f{page.order}.xml"] = partial(self.alto, page.order)
        return makers

    def _images(self) -> dict[str, Callable[[], bytes]]:
        return {
            f"{folder}/f{page.order}.jpg": partial(_picture, page, height, quality)
            for folder, height, quality in (
                ("thumbnails", THUMBNAIL_HEIGHT, _THUMBNAIL_QUALITY),
                ("images", IMAGE_HEIGHT, _IMAGE_QUALITY),
            )
            for page in self.pages
        }

    @cached_property
    def _languages(self) -> dict[int, str]:
        seeds = enumerate(self.composition.seeds)
        return {number: seed.language for number, seed in seeds if seed.language}


def _picture(page: Page, height: int, quality: int) -> bytes:
    from tests.press.image import jpeg  # noqa: PLC0415 - Pillow is needed for this alone

    return jpeg(page, height, quality=quality)
