"""From several sites in one folder to a collection on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gallica_export.errors import OutputError
from gallica_export.gathering import Gathered, with_collection_record
from gallica_export.model import Summary
from gallica_export.output import save
from gallica_export.templating import Templates
from gallica_export.writers.collection import write_collection
from gallica_export.writers.html.search import read_words


def save_collection(gathered: Gathered, folder: Path, templates: Templates) -> Path:
    """Make the collection in ``folder``, where its sites are; return its first page.

    What an earlier run wrote there and this one has no use for is removed.

    Raises OutputError if a name is taken that may not be replaced, or if writing fails.
    """

    def words_of(document: Summary) -> Iterator[str]:
        for path in sorted((folder / document.site).parent.glob("search/words-*.js")):
            try:
                yield from read_words(path.read_bytes())
            except (OSError, ValueError) as error:
                raise OutputError(
                    f"cannot read {path}: {error}",
                    remedy="Make the site again with --force.",
                ) from error

    files = write_collection(gathered.collection, templates, words_of, gathered.url)
    paths = save(with_collection_record(files, gathered.record), folder, force=gathered.may_replace)
    for name in sorted(gathered.earlier - {path.name for path in paths}):
        _remove(folder / name)
    return paths[-1]


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot remove {path}: {error.strerror}") from error
