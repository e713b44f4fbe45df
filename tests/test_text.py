from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gallica_export.text import clean_text


@given(st.text())
def test_clean_text_is_fit_for_every_format(text: str) -> None:
    """Cleaned text is NFC, on one line, and holds nothing that XML forbids."""
    cleaned = clean_text(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in cleaned)


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """Text that was cleaned once stays as it is."""
    assert clean_text(clean_text(text)) == clean_text(text)


def test_overrides_that_hide_in_titles_are_gone() -> None:
    """Bidirectional overrides, zero-width spaces and byte order marks do not reach the model."""
    assert clean_text("\ufeffa\u202eb\u200bc\x00d") == "abcd"
