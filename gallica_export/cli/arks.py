"""The identifiers that a command line names: one by one, in files, or on standard input."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from gallica_export.ark import Ark
from gallica_export.errors import NotAnArk

_LIST_REMEDY = "A list of ARKs is a text file with one ARK a line."


def read_arks(given: Iterable[str]) -> tuple[Ark, ...]:
    """Each ARK once, in order. Raises NotAnArk, naming the file and line of one in a list."""
    return tuple(dict.fromkeys(ark for argument in given for ark in _arks(argument)))


def _arks(argument: str) -> Iterator[Ark]:
    if argument == "-":
        yield from _listed(sys.stdin.buffer.read(), "standard input")
        return
    try:
        yield Ark.parse(argument)  # first: the folder of a snapshot may bear the same name
    except NotAnArk:
        path = _existing(argument)
        if path is None and _looks_like_a_path(argument):
            raise NotAnArk(
                f"not an ARK, and there is no file {argument}", remedy=_LIST_REMEDY
            ) from None
        if path is None:
            raise
        if path.is_dir():
            message = f"{argument} is a folder, not a list of ARKs"
            raise NotAnArk(message, remedy=_LIST_REMEDY) from None
        yield from _listed(_bytes(path), argument)


def _existing(argument: str) -> Path | None:
    """What the argument names on disk, if it names anything there."""
    try:
        return Path(argument) if argument and Path(argument).exists() else None
    except (OSError, ValueError):  # a name too long for a file, or with a NUL in it
        return None


def _looks_like_a_path(argument: str) -> bool:
    has_separator = any(sign in argument for sign in filter(None, (os.sep, os.altsep)))
    is_list = argument.endswith((".txt", ".csv", ".tsv"))
    return (has_separator or is_list) and not re.search("ark:|://|12148|99999", argument)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotAnArk(f"cannot read {path}: {error.strerror}", remedy=_LIST_REMEDY) from error


def _listed(data: bytes, name: str) -> Iterator[Ark]:
    """The ARKs in a list: one a line, comments after #, in UTF-8.

    What `search` and `issues` print is such a list: of fields parted by tabs, one is the ARK.
    """
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        message = f"{name} is not a list of ARKs: it is not text in UTF-8"
        raise NotAnArk(message, remedy=_LIST_REMEDY) from error
    found = [(number, line.partition("#")[0].strip()) for number, line in enumerate(lines, 1)]
    if not any(text for _, text in found):
        raise NotAnArk(f"{name} names no ARK", remedy=_LIST_REMEDY)
    for number, text in found:
        if text:
            try:
                yield Ark.parse(_field(text))
            except NotAnArk as error:
                raise NotAnArk(f"{name}, line {number}: {error}") from error


def _field(line: str) -> str:
    """The field of a line that is an ARK; the first, where none looks like one."""
    fields = line.split("\t")
    return next((field for field in fields if "ark:" in field), fields[0])
