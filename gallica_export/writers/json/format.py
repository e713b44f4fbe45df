"""The classes of NAME.json: with those of the model that they hold, its schema.

docs/gallica-export.schema.json publishes what `schema` gives.
"""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from gallica_export.model import (
    Attribution,
    Box,
    End,
    Illustration,
    Notice,
    Reading,
    Record,
    Role,
    Style,
    View,
    Word,
)

#: Rises whenever a program that reads the file would have to be changed.
FORMAT = 1


class Fate(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a line, or of a stretch of its words. What is not said has its default."""

    role: Role
    block: Annotated[
        str | None, Meta(description="Id of the block of `reading`; absent if it was set aside.")
    ] = None
    end: Annotated[End, Meta(description="How the end meets what follows in the reading text.")] = (
        End.SPACE
    )
    reason: Annotated[str, Meta(description="Why: a code; absent for a plain line.")] = ""


class LinePart(Fate, frozen=True, kw_only=True):
    """A stretch of a line's words that went another way than the rest."""

    words: Annotated[tuple[int, int], Meta(description="The first, from 0, and one past the last.")]


class EditionLine(Fate, frozen=True, kw_only=True):
    """A line of the OCR; one that was cut up has parts, and the fate of the longest."""

    box: Box
    words: tuple[Word, ...]
    parts: Annotated[
        tuple[LinePart, ...], Meta(description="In the order of the words; absent for most lines.")
    ] = ()
    style: Style | None = None
    hyphenated: Annotated[
        str | None, Meta(description="The OCR's guess of the word that the line's end divides.")
    ] = None
    hint: Annotated[str | None, Meta(description="What the source says that the line is.")] = None


class EditionBlock(Struct, frozen=True, kw_only=True):
    """A block of lines, as the OCR engine cut the view."""

    box: Box
    lines: tuple[EditionLine, ...]
    language: Annotated[str | None, Meta(description="BCP 47.")] = None
    hint: Annotated[str | None, Meta(description="What the source says that the block is.")] = None


class EditionView(View, frozen=True, kw_only=True):
    """A view with its text. A line is named by its place among the lines of all blocks, from 0.

    Sizes and boxes are in pixels of the master image. Pictures are files of the snapshot.
    """

    permalink: str
    text_width: Annotated[
        int, Meta(description="Of the space that the boxes are measured in; 0 if unknown.")
    ] = 0
    text_height: int = 0
    accuracy: Annotated[
        float | None, Meta(description="Expected word accuracy of the OCR, in percent.")
    ] = None
    blocks: tuple[EditionBlock, ...] = ()
    illustrations: tuple[Illustration, ...] = ()


class EntryTarget(Struct, frozen=True, kw_only=True):
    """Where an entry of the contents points to."""

    view: int | None = None
    label: Annotated[str | None, Meta(description="As the contents print it.")] = None
    last: Annotated[int | None, Meta(description="The last view of a range.")] = None
    ark: Annotated[str | None, Meta(description="Another document; null for this one.")] = None


class Entry(Struct, frozen=True, kw_only=True):
    """A line of the table of contents, with those below it."""

    title: str
    targets: tuple[EntryTarget, ...] = ()
    section: Annotated[
        str | None, Meta(description="Id of the section of `reading` that begins here.")
    ] = None
    children: tuple[Entry, ...] = ()


class Edition(Struct, frozen=True, kw_only=True):
    """A document of Gallica: record, contents, reading text, and every word of the OCR."""

    format: Annotated[int, Meta(description="Version of this format.")]
    version: Annotated[str, Meta(description="Version of gallica-export.")]
    ark: str
    total_views: Annotated[
        int, Meta(description="How many views Gallica has; more than `views` in an extract.")
    ]
    retrieved: str
    gateways: tuple[str, ...]
    attribution: Attribution
    record: Record
    notices: tuple[Notice, ...]
    words: Annotated[
        str | None,
        Meta(description="Checksum of the words of `reading`, sha256:…; null without words."),
    ]
    editors: Annotated[tuple[str, ...], Meta(description="Who corrected the text and added to it.")]
    contents: tuple[Entry, ...]
    reading: Reading
    #: The last field, because its items are written one at a time.
    views: tuple[EditionView, ...]


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, as docs/gallica-export.schema.json publishes it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"gallica-export, format {FORMAT}",
        **_tidied(msgspec.json.schema(Edition)),
    }


def _tidied(schema: Any) -> Any:
    """``schema`` with its descriptions free of the indentation of the docstrings they come from."""
    match schema:
        case dict():
            return {key: _tidied(value) for key, value in schema.items()}
        case list():
            return [_tidied(value) for value in schema]
        case str():
            return inspect.cleandoc(schema)
        case _:
            return schema
