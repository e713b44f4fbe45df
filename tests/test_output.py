from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gallica_export.errors import OutputError
from gallica_export.output import OutputFile, check_free, save, zipped

FILES = [OutputFile("book-html/index.html", b"<p>"), OutputFile("book.epub", b"PK")]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_stand_where_they_were_named(tmp_path: Path) -> None:
    """Saved files stand under the output folder, and each top-level name is returned once."""
    paths = save([*FILES, OutputFile("book-html/a/b.css", b"p{}")], tmp_path)
    assert paths == [tmp_path / "book-html", tmp_path / "book.epub"]
    assert (tmp_path / "book-html/a/b.css").read_bytes() == b"p{}"
    assert names(tmp_path) == ["book-html", "book.epub"]


def test_what_is_there_is_not_replaced_without_force(tmp_path: Path) -> None:
    """An edition that is already there is refused, and stays as it was."""
    save(FILES, tmp_path)
    with pytest.raises(OutputError, match="exists already"):
        save([OutputFile("book.epub", b"new")], tmp_path)
    assert (tmp_path / "book.epub").read_bytes() == b"PK"


def test_force_replaces_the_whole_folder(tmp_path: Path) -> None:
    """With force, a folder is replaced whole: no file of the old edition stays behind."""
    save(FILES, tmp_path)
    save([OutputFile("book-html/new.html", b"new")], tmp_path, force=True)
    assert names(tmp_path / "book-html") == ["new.html"]


def test_an_error_midway_leaves_the_good_output(tmp_path: Path) -> None:
    """When a writer fails midway, what stood there before is untouched and nothing is left over."""

    def failing() -> Iterator[OutputFile]:
        yield OutputFile("book-html/index.html", b"half")
        raise OutputError("stopped")

    save(FILES, tmp_path)
    with pytest.raises(OutputError, match="stopped"):
        save(failing(), tmp_path, force=True)
    assert (tmp_path / "book-html/index.html").read_bytes() == b"<p>"
    assert names(tmp_path) == ["book-html", "book.epub"]


def test_an_interrupted_replacement_leaves_the_good_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that is stopped between its two renames puts the old edition back."""
    save(FILES, tmp_path)
    rename, calls = Path.rename, iter((False, True, False))

    def stopping(self: Path, target: Path) -> Path:
        if next(calls):
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stopping)
    with pytest.raises(KeyboardInterrupt):
        save([OutputFile("book-html/index.html", b"new")], tmp_path, force=True)
    assert (tmp_path / "book-html/index.html").read_bytes() == b"<p>"
    assert names(tmp_path) == ["book-html", "book.epub"]


def test_what_a_killed_run_left_is_put_right(tmp_path: Path) -> None:
    """After a run was killed while replacing, the next one puts the old edition back first."""
    save(FILES, tmp_path)
    left = tmp_path / ".gallica-export-killed"
    left.mkdir()
    (left / ".lock").touch()
    (tmp_path / "book-html").rename(left / "book-html.old")
    save([OutputFile("other.json", b"{}")], tmp_path)
    assert names(tmp_path) == ["book-html", "book.epub", "other.json"]
    assert (tmp_path / "book-html/index.html").read_bytes() == b"<p>"


def test_a_living_run_is_left_alone(tmp_path: Path) -> None:
    """What another run is still building is not swept away."""

    def files() -> Iterator[OutputFile]:
        yield OutputFile("first.json", b"1")
        save([OutputFile("second.json", b"2")], tmp_path)

    save(files(), tmp_path)
    assert names(tmp_path) == ["first.json", "second.json"]


@pytest.mark.parametrize("path", ["../book.epub", "/book.epub", "a/../../b", ""])
def test_no_file_leaves_the_output_folder(tmp_path: Path, path: str) -> None:
    """A file that would stand outside the output folder is never written."""
    with pytest.raises(OutputError):
        save([OutputFile(path, b"x")], tmp_path / "out")
    assert not list(tmp_path.glob("*.epub"))


def test_an_output_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """An output folder that cannot be made is named in the refusal."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        check_free(["book.epub"], tmp_path / "file", force=False)


def test_a_zip_is_the_same_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same files give the same archive, whatever the clock and the time zone say."""
    first = b"".join(zipped(FILES))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    assert b"".join(zipped(FILES)) == first
    monkeypatch.undo()
    time.tzset()


def test_the_mimetype_comes_first_and_stored() -> None:
    """A first member called mimetype is stored without compression, as EPUB asks."""
    archive = b"".join(zipped([OutputFile("mimetype", b"application/epub+zip"), *FILES]))
    first = zipfile.ZipFile(io.BytesIO(archive)).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
