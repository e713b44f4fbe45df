from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallica_export.ark import Ark, check_character
from gallica_export.errors import GallicaExportError, NotAnArk

NAMES = st.from_regex(r"(bpt6k|btv1b|bd6t)[0-9]{5,9}", fullmatch=True).map(
    lambda stem: stem + check_character(stem)
)


@given(NAMES, st.sampled_from(["12148", "99999"]))
def test_an_ark_written_and_parsed_is_the_same_ark(name: str, naan: str) -> None:
    """An ARK that is written out and parsed again is the same ARK."""
    ark = Ark(naan, name)
    assert Ark.parse(str(ark)) == ark


@given(st.text(max_size=200))
def test_any_text_is_an_ark_or_a_clear_refusal(text: str) -> None:
    """Whatever is typed is either an ARK or refused with a message that fits on a line."""
    try:
        told = str(Ark.parse(text))
    except GallicaExportError as error:
        told = str(error)
    assert told.isprintable()


@pytest.mark.parametrize(
    "pasted",
    [
        "ark:/12148/bpt6k58017546",
        "ark:12148/bpt6k58017546",
        "ARK:/12148/BPT6K58017546",
        "bpt6k58017546",
        " «ark:/12148/bpt6k58017546»\u200b",
        "https://gallica.bnf.fr/ark:/12148/bpt6k58017546",
        "https://gallica.bnf.fr/ark:/12148/bpt6k58017546/f12.item.r=hugo",
        "https://gallica.bnf.fr/ark:/12148/bpt6k58017546.texteBrut",
        "https://gallica.bnf.fr/ark:/12148/bpt6k58017546?rk=21459;2",
        "https://gallica.bnf.fr/iiif/ark:/12148/bpt6k58017546/f3/full/full/0/native.jpg",
        "https://openapi.bnf.fr/iiif/presentation/v3/ark:/12148/bpt6k58017546/manifest.json",
        "https://gallica.bnf.fr/services/OAIRecord?ark=ark%3A%2F12148%2Fbpt6k58017546",
        "http://gallicalabs.bnf.fr/ark:/12148/bpt6k58017546.r=test",
    ],
)
def test_every_pasted_shape_names_the_document(pasted: str) -> None:
    """Every address that people copy from Gallica names its document."""
    assert Ark.parse(pasted) == Ark("12148", "bpt6k58017546")


@pytest.mark.parametrize(
    ("stem", "check"),
    [
        ("bpt6k5603637", "g"),
        ("btv1b10870266", "z"),
        ("cb32826109", "8"),
        ("bd6t54302477", "2"),
        ("bc6p03pc78", "w"),
    ],
)
def test_check_characters_of_known_arks(stem: str, check: str) -> None:
    """The check character of published ARKs is the one computed from the name alone."""
    assert check_character(stem) == check


@given(NAMES, st.data())
def test_a_wrong_check_character_tells_which_ark_was_meant(name: str, data: st.DataObject) -> None:
    """An ARK whose last character is wrong is refused with the right one in the message."""
    wrong = data.draw(
        st.sampled_from("0123456789bcdfghjkmnpqrstvwxz").filter(lambda c: c != name[-1])
    )
    with pytest.raises(NotAnArk, match=f"did you mean ark:/12148/{name}") as refused:
        Ark.parse(f"ark:/12148/{name[:-1]}{wrong}")
    assert refused.value.exit_code == 4


def test_a_lost_check_character_is_suggested() -> None:
    """An ARK that lost its check character is refused with the character to append."""
    with pytest.raises(NotAnArk, match="bpt6k6127905b"):
        Ark.parse("bpt6k6127905")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0",
        "ark:/12148/",
        "ark:/12148/bpt6k58017546\nark",
        "../ark:/12148/bpt6k5801754б",
        "ark:/12148/bpt6k58017546é",
        "ark:/12148/bpt6k58а17546",
        "bpt6\N{KELVIN SIGN}58017546",
        "ark:/١٢١٤٨/bpt6k58017546",
        "ark:/12148/../../etc/passwd",
        "ａｒｋ:/12148/bpt6k58017546",
        "x" * 1_000_000,
        "ark:/13960/t9999999z",
    ],
)
def test_what_names_no_document_is_refused(text: str) -> None:
    """Text that names no document of the BnF is refused in a short message."""
    with pytest.raises(NotAnArk) as refused:
        Ark.parse(text)
    assert len(str(refused.value)) < 200


def test_the_document_number_of_the_contents_gives_its_ark() -> None:
    """The document number that a table of contents uses leads to the ARK of that document."""
    assert Ark.of_document_number("9736027").name == "bpt6k9736027v"
