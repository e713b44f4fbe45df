"""The roles of persons, which readers and writers know each in their own way."""

from __future__ import annotations

from gallica_export.gallica.roles import is_role
from gallica_export.writers.epub.roles import _RELATORS


def test_every_role_that_editions_translate_is_told_from_a_name() -> None:
    """A role with a code of its own in EPUB is one that the reader of records knows."""
    assert _RELATORS
    assert [role for role in _RELATORS if not is_role(role)] == []
