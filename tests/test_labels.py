from __future__ import annotations

import pytest

from gallica_export.gallica.labels import numbering_of
from gallica_export.model import Numbering


@pytest.mark.parametrize(
    ("label", "numbering"),
    [
        *((label, Numbering.ARABIC) for label in ("1", "12", "[12]", "0")),
        *((label, Numbering.ROMAN) for label in ("I", "IV", "XII", "xij", "viiij", "LXXXX", "[V]")),
        *(
            (label, Numbering.ROMAN)
            for label in ("MDCCCLXVII", "iv", "C", "XC", "IIII", "xlj", "j")
        ),
        *(
            (label, Numbering.OTHER)
            for label in ("12v", "plat sup.", "A", "1-2", "XIIv", "Ij", "٣")
        ),
        *((label, Numbering.OTHER) for label in ("IIX", "VX", "ill", "[]", "12 bis")),
    ],
)
def test_a_label_tells_its_numbering(label: str, numbering: Numbering) -> None:
    """Roman figures may be old-fashioned; whatever is no plain number is of another kind."""
    assert numbering_of(label) == (label, numbering)


@pytest.mark.parametrize("label", ["NP", "", "  ", " NP\n"])
def test_an_unnumbered_view_has_no_label(label: str) -> None:
    """Both "NP" and nothing at all say that no number is printed."""
    assert numbering_of(label) == (None, Numbering.NONE)
