"""Printed labels as names of files."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gallica_export.model import View

#: What no file system and no address takes amiss.
_OTHER = re.compile(r"[^\w.]+")
#: Longer names than a label has.
_LONGEST = 60


def by_label(views: Iterable[View]) -> dict[str, tuple[View, ...]]:
    """The views that bear a label, by the name of its file, in the order of the views.

    Labels that some disk could not tell apart share a file: "xii" and "XII".
    """
    found: dict[str, list[View]] = {}
    names: dict[str, str] = {}
    for view in views:
        name = _OTHER.sub("-", view.label or "").strip("-.")[:_LONGEST]
        if name:
            found.setdefault(names.setdefault(name.casefold(), name), []).append(view)
    return {name: tuple(bearing) for name, bearing in found.items()}
