"""Escaping of text for Markdown: what a CommonMark reader gives back unchanged."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~^$&:=\"']")


def escape_markdown(text: str) -> str:
    """``text`` with every character escaped that Markdown could take for markup."""
    return _SPECIAL.sub(r"\\\g<0>", text)
