"""Where a site will stand, and what can be downloaded from it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from urllib.parse import urlsplit

from msgspec import Struct

from gallica_export.output import OutputFile, zipped
from gallica_export.text import printable
from gallica_export.writers import Layout

#: What an address may hold as it is: all else is written with percent signs.
_ADDRESS = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/\[\]-]+")
#: In a path: a way up, a percent sign that stands for no character, brackets.
_AMISS = re.compile(r"/\.\.|%(?![0-9A-Fa-f]{2})|[\[\]]")


class Download(Struct, frozen=True):
    """Another form of the same edition, in a file at the root of the site."""

    #: What it is, a key of `t.downloads`: "epub", "tei"…
    kind: str
    #: "bpt6k9612399b.epub".
    path: str
    media_type: str
    #: The format that it comes from, one of `TARGETS`.
    format: str


class Site(Struct, frozen=True):
    """The site as a whole."""

    #: The address of its root, with a final slash; None where nobody said.
    url: str | None = None
    downloads: tuple[Download, ...] = ()
    #: Whether it stands in the folder of a collection, whose first page is "../index.html".
    in_collection: bool = False

    def address(self, path: str) -> str | None:
        """The full address of a file of the site; None if nobody said where it will stand."""
        return None if self.url is None else self.url + path

    @property
    def base(self) -> str:
        """The way to the root of the site from a page that may be shown at any depth."""
        return "" if self.url is None else urlsplit(self.url).path


#: A site on a disk, or anywhere.
ANYWHERE = Site()


def checked_url(url: str) -> str:
    """``url`` with a final slash; raises ValueError if no site can stand there."""
    shown = printable(url[:200])
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").strip(".-")
        is_web = parts.scheme in ("http", "https") and bool(host) and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web:
        raise ValueError(f"not an address of the web: {shown!r}")
    is_plain = parts.username is None and _ADDRESS.fullmatch(url)
    if not is_plain or _AMISS.search(parts.path):
        raise ValueError(f"not an address that links can hold: {shown!r}")
    if parts.path.endswith((".html", ".htm")):
        raise ValueError(f"the address of a page, not of the folder that it stands in: {shown!r}")
    return f"{url.rstrip('/')}/"


#: What a site offers: kind, file, media type, and the format that it comes from.
_OFFERED = (
    ("facsimile", "{name}-facsimile.epub", "application/epub+zip", "epub"),
    ("epub", "{name}.epub", "application/epub+zip", "epub"),
    ("tei", "{name}.xml", "application/tei+xml", "tei"),
    ("markdown", "{name}-markdown.zip", "application/zip", "markdown"),
    ("json", "{name}.json", "application/json", "json"),
    ("bibtex", "{name}.bib", "application/x-bibtex", "citations"),
    ("ris", "{name}.ris", "application/x-research-info-systems", "citations"),
    ("csl", "{name}.csl.json", "application/vnd.citationstyles.csl+json", "citations"),
)


def downloads_of(
    name: str, formats: Collection[str], layout: Layout = "reflowable"
) -> tuple[Download, ...]:
    """What the site of the document ``name`` offers where ``formats`` are made with it."""
    other = "epub" if layout == "facsimile" else "facsimile"
    return tuple(
        Download(kind, file.format(name=name), media_type, format_)
        for kind, file, media_type, format_ in _OFFERED
        if format_ in formats and kind != other
    )


def with_downloads(
    files: Iterable[OutputFile], downloads: Iterable[Download], folder: str
) -> Iterator[OutputFile]:
    """``files``, those of a format, and once more in ``folder`` those of its ``downloads``.

    An archive has all files of its format. The pictures of the TEI have the same places as those
    of the site, so its XML is enough.
    """
    paths = {download.path for download in downloads}
    archives = [path for path in paths if path.endswith(".zip")]
    if archives:
        files = list(files)
    for archive in archives:
        yield OutputFile(f"{folder}/{archive}", partial(zipped, files))
    for file in files:
        yield file
        name = file.path.rpartition("/")[2]
        if name in paths:
            yield OutputFile(f"{folder}/{name}", file.source, same_as=file.path)
