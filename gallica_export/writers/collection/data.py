"""The data of a collection: a row a document, for spreadsheets and for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import msgspec

from gallica_export.model import Summary

#: A spreadsheet takes a cell that begins so for a formula, and may carry it out.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_json(title: str, documents: Sequence[Summary]) -> bytes:
    """``documents`` as JSON, the columns under the names of `Summary`."""
    data = {"title": title, "documents": documents}
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def as_csv(documents: Sequence[Summary]) -> bytes:
    """``documents`` as CSV for spreadsheets: in UTF-8 with its mark, lines as RFC 4180 has them.

    Several values in one cell are parted by " ; ". Text that a spreadsheet would take for a formula
    begins with an apostrophe.
    """
    columns = Summary.__struct_fields__
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(columns)
    for document in documents:
        writer.writerow([_cell(getattr(document, column)) for column in columns])
    return table.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, (int, float)):
        return "" if value is None else str(value)
    text = " ; ".join(value) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text
