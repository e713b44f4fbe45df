"""The files of an edition, out of a folder or an archive."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import cast
from urllib.parse import unquote, urlsplit

from lxml import etree
from msgspec import Struct

from gallica_export.errors import OutputError
from gallica_export.lint.findings import Code, Finding

#: An edition is no larger, in bytes.
_LARGEST = 4 << 30


class Bundle(Struct, frozen=True):
    """An edition's files by their paths, and the members of its archive in their order."""

    files: dict[str, bytes]
    members: tuple[zipfile.ZipInfo, ...] = ()


def open_bundle(path: Path) -> Bundle:
    """The edition at ``path``; raises OutputError."""
    try:
        if path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.is_file())
            return Bundle({one.relative_to(path).as_posix(): one.read_bytes() for one in found})
        if path.suffix in (".xml", ".json"):
            return Bundle({path.name: path.read_bytes()})
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > _LARGEST:
                raise OutputError(f"{path} holds more than {_LARGEST >> 30} GiB")
            return Bundle({one.filename: archive.read(one) for one in members}, tuple(members))
    except FileNotFoundError as error:
        raise OutputError(f"there is no {path}", remedy="Name an edition.") from error
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise OutputError(f"cannot read {path}: {error}", remedy="Make it anew.") from error


def parsed(name: str, data: bytes) -> etree._Element | Finding:
    """The root of an XML file, or what keeps it from being one."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return Finding(Code.ILL_FORMED, name, error.msg or "no XML", error.lineno or 0)


def line_of(element: etree._Element) -> int:
    """The line of its file on which an element begins; 0 if nobody knows."""
    return cast("int | None", element.sourceline) or 0


def leads_to(address: str, from_: str, base: str = "") -> tuple[str, str] | None:
    """The file under the edition that a link leads to, and the anchor; None if it leads outside.

    ``base`` is the path of a published site on its server, "/book/", which links may begin with.
    """
    try:
        parts = urlsplit(address)
    except ValueError:  # as of "http://[": told as a link that leads nowhere
        return address, ""
    if parts.scheme or parts.netloc:
        return None
    if not parts.path:
        return from_, unquote(parts.fragment)
    is_from_base = bool(base) and parts.path.startswith(base)
    start = PurePosixPath() if is_from_base else PurePosixPath(from_).parent
    joined = start / unquote(parts.path.removeprefix(base) if is_from_base else parts.path)
    kept: list[str] = []
    for part in joined.parts:
        if part == "..":
            kept = kept[:-1]
        elif part != ".":
            kept.append(part)
    return "/".join(kept), unquote(parts.fragment)
