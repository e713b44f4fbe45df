"""The finished files, read without any help of the program, say the words of the raw OCR."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree, html

from gallica_export.ark import Ark
from gallica_export.export import make_edition
from gallica_export.gallica.importing import import_folder
from gallica_export.job import Job
from gallica_export.templating import Templates
from gallica_export.writers import TARGETS

SPECIMENS = Path(__file__).parent.parent / "gallica_export" / "specimen"
WITH_TEXT = tuple(name for name in TARGETS if name != "citations")
_WORD = re.compile(r"\w+")


def words_of_ocr(snapshot: Path) -> Counter[str]:
    """The words of the ALTO files as they stand in them, without those that a line end divides."""
    found: Counter[str] = Counter()
    for path in (snapshot / "alto").iterdir():
        divided = False
        for string in etree.parse(path).iter("{*}String"):
            content = string.get("CONTENT", "")
            goes_on, divided = divided, content.endswith(("-", "¬", "\u00ad"))
            if not goes_on and not divided:
                found.update(_WORD.findall(content))
    return found


def words_of(format_: str, path: Path) -> Counter[str]:
    """The words that a reader of a finished edition finds in it."""
    if format_ == "json":
        views = json.loads(path.read_text(encoding="utf-8"))["views"]
        lines = [line for view in views for block in view["blocks"] for line in block["lines"]]
        text = " ".join(word["text"] for line in lines for word in line["words"])
    elif format_ == "epub":
        with zipfile.ZipFile(path) as members:
            names = [name for name in members.namelist() if name.endswith(".xhtml")]
            text = " ".join(_text(members.read(name)) for name in names)
    elif format_ == "html":
        pages = [*path.glob("text/*.html"), *path.glob("views/*.html")]
        text = " ".join(_text(page.read_bytes()) for page in pages)
    elif format_ == "tei":
        body = etree.parse(next(path.glob("*.xml"))).find(".//{*}text")
        assert body is not None
        text = " ".join(map(str, body.itertext()))
    else:
        text = "\n".join(page.read_text(encoding="utf-8") for page in sorted(path.rglob("*.md")))
        text = re.sub(r"\\(.)", r"\1", text)
    return Counter(_WORD.findall(text))


def _text(page: bytes) -> str:
    body = html.fromstring(page).find(".//{*}body")
    assert body is not None
    return " ".join(map(str, body.itertext()))


def _check(ark: Ark, snapshots: Path, output: Path) -> None:
    job = Job(formats=WITH_TEXT, output=output, snapshots=snapshots)
    edition = make_edition(ark, job, Templates())
    ocr = words_of_ocr(snapshots / ark.name)
    assert ocr
    for format_, path in zip(WITH_TEXT, edition.paths, strict=True):
        lost = _lost(ocr, words_of(format_, path))
        assert not lost, f"{format_} lost {lost[:5]}"


def _lost(ocr: Counter[str], edition: Counter[str]) -> list[str]:
    """The words missing: neither whole in the edition nor in a word that two halves made there."""
    made = " ".join(edition - ocr)
    assert not _letters(ocr) - _letters(edition)
    return [word for word in ocr - edition if word not in made]


def _letters(words: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, times in words.items():
        for letter in word:
            found[letter] += times
    return found


def test_every_format_of_the_specimen_has_every_word(tmp_path: Path) -> None:
    """No word of the specimen's OCR is missing from any of its finished editions."""
    name = next(path.name for path in SPECIMENS.iterdir() if path.is_dir())
    _check(Ark("99999", name), SPECIMENS, tmp_path)


@pytest.mark.parametrize("name", ["bpt6k9612399b", "bpt6k62168707", "bpt6k220169n"])
def test_every_format_of_a_real_document_has_every_word(
    name: str, shared: Path, tmp_path: Path
) -> None:
    """No word of a real document's OCR is missing from any of its finished editions."""
    ark = Ark("12148", name)
    moment = "2026-11-01T00:00:00Z"
    import_folder(shared / "snapshots" / name, ark, tmp_path / "snapshots", imported=moment)
    _check(ark, tmp_path / "snapshots", tmp_path / "out")
