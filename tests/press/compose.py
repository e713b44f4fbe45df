"""From the parts of a book to its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.press import matter, parts, prose
from tests.press.compositor import Compositor
from tests.press.pages import Composition, Style

_SETTERS: dict[type[parts.Part], Callable[[Compositor, Any], None]] = {
    parts.Heading: prose.set_heading,
    parts.Prose: prose.set_prose,
    parts.Stanza: prose.set_stanza,
    parts.Rows: prose.set_table,
    parts.Numbering: matter.set_numbering,
    parts.Columns: matter.set_columns,
    parts.Ornament: matter.set_ornament,
    parts.Blank: matter.set_blank,
    parts.Unread: matter.set_unread,
    parts.Plate: matter.set_plate,
    parts.Display: matter.set_display,
    parts.Contents: matter.set_contents,
}


def compose(book: Iterable[parts.Part], style: Style, *, running: str, seed: int) -> Composition:
    """``book`` set in type and made up into pages; the same arguments give the same pages.

    ``running`` is the title at the head of the left-hand pages.
    """
    press = Compositor(style, running, seed)
    for part in book:
        set_part(press, part)
    return press.finished()


def set_part(press: Compositor, part: parts.Part) -> None:
    """``part`` after all that ``press`` has set before."""
    _SETTERS[type(part)](press, part)
