"""Where a site will stand, and what can be downloaded from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from gallica_export.output import OutputFile, zipped
from gallica_export.text import printable

#: What an address may hold as it is: all else is written with percent signs.
_ADDRESS = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/\[\]-]+")


class Download(Struct, frozen=True):
    """Another format of the same edition, in a file at the root of the site."""

    #: The name of the format, one of `TARGETS`.
    format: str
    #: "bpt6k9612399b.epub".
    path: str
    media_type: str


class Site(Struct, frozen=True):
    """The site as a whole."""

    #: The address of its root, with a final slash; None where nobody said.
    url: str | None = None
    downloads: tuple[Download, ...] = ()

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
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web:
        raise ValueError(f"not an address of the web: {shown!r}")
    if parts.username is not None or not _ADDRESS.fullmatch(url) or "/.." in parts.path:
        raise ValueError(f"not an address that links can hold: {shown!r}")
    if parts.path.endswith(".html"):
        raise ValueError(f"the address of a page, not of the folder that it stands in: {shown!r}")
    return f"{url.rstrip('/')}/"


#: Of each format: the file that the site offers, and its media type.
_FILES = {
    "epub": ("{name}.epub", "application/epub+zip"),
    "tei": ("{name}.xml", "application/tei+xml"),
    "markdown": ("{name}-markdown.zip", "application/zip"),
    "json": ("{name}.json", "application/json"),
}


def downloads_of(name: str, formats: Iterable[str]) -> tuple[Download, ...]:
    """What the site of the document ``name`` offers where ``formats`` are made with it."""
    wanted = set(formats)
    return tuple(
        Download(format_, file.format(name=name), media_type)
        for format_, (file, media_type) in _FILES.items()
        if format_ in wanted
    )


def with_download(
    files: Iterable[OutputFile], download: Download, site: str
) -> Iterator[OutputFile]:
    """``files``, those of a format, and what of them the folder ``site`` offers as one file.

    The pictures of the TEI have the same places as those of the site, so its XML is enough.
    """
    if download.path.endswith(".zip"):
        files = list(files)
        yield OutputFile(f"{site}/{download.path}", zipped(files))
    for file in files:
        yield file
        if file.path.rpartition("/")[2] == download.path:
            yield OutputFile(f"{site}/{download.path}", file.source)
