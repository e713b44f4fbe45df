"""Whose answer it is, by its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.ark import Ark
from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.identity import require_ocr_of, view_of_ocr
from tests.mutations import patient

ARK = Ark.parse("bpt6k9612399b")


def alto(head: str) -> bytes:
    return f'<?xml version="1.0"?><alto x="é" {head}</alto>'.encode("latin-1")


def test_the_number_of_another_document_is_named() -> None:
    """The OCR of another document is refused by its number alone, whatever else stands beside."""
    with pytest.raises(DamagedAnswer, match=r"it is the OCR of document 999, not of ark:"):
        require_ocr_of(alto('ID="alto.0999">'), ARK, 1)
    identifier = ">é<documentIdentifier> 5738219 </documentIdentifier>"
    with pytest.raises(DamagedAnswer, match=r"it is the OCR of document 5738219, not of ark:"):
        require_ocr_of(alto(identifier), ARK, 1)


def test_a_documents_own_ocr_passes() -> None:
    """Its own number, or none, is no reason to refuse a file."""
    require_ocr_of(alto('ID="alto.9612399">'), ARK, 1)
    require_ocr_of(alto(">"), ARK, 1)


def test_the_ocr_of_another_view_is_refused_by_both_numbers() -> None:
    """A file that says which view it is of is refused as another's."""
    data = alto(f"><fileIdentifier>{ARK}/f12</fileIdentifier>")
    require_ocr_of(data, ARK, 12)
    with pytest.raises(DamagedAnswer, match="it is the OCR of view 12, not of view 13"):
        require_ocr_of(data, ARK, 13)


@patient
@given(st.binary(max_size=30), st.binary(max_size=30))
def test_no_bytes_lead_to_a_stray_error(before: bytes, after: bytes) -> None:
    """Whatever stands around an identifier, the file is judged or refused by the program itself."""
    data = b"<alto " + before + b' ID="alto.9">' + after + b"<fileName>" + before + b"12.jp2</"
    try:
        require_ocr_of(data, ARK, 1)
    except DamagedAnswer:
        return
    assert view_of_ocr(data) in (None, 12)
