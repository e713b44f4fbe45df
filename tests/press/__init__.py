"""The specimen press: documents of any size whose true reading text is known.

How it is used:

    specimen = press(Book.of_size(views=200, seed=7), scan=Scan(noise=0.01))
    specimen.snapshot_files(images=False)   # path → bytes, in the layout of a snapshot
    specimen.truth                          # what a perfect reader makes of them
"""

from __future__ import annotations

from tests.press.book import Book
from tests.press.bundled import bundled, bundled_folder
from tests.press.ocr import Dialect, Hyphens, Scan
from tests.press.pages import Kind, Style
from tests.press.specimen import Specimen, press
from tests.press.truth import TrueBlock, TrueLine, TrueSection, Truth

__all__ = [
    "Book",
    "Dialect",
    "Hyphens",
    "Kind",
    "Scan",
    "Specimen",
    "Style",
    "TrueBlock",
    "TrueLine",
    "TrueSection",
    "Truth",
    "bundled",
    "bundled_folder",
    "press",
]
