from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from gallica_export.errors import DamagedAnswer
from gallica_export.gallica.plain_text import parse_plain_text
from tests.mutations import assert_survives_damage

WHOLE = "samples/textcavator/bpt6k1048832g/texteBrut.html"
TRIMMED = "samples/textcavator/bpt6k296099q/texteBrut.html"
WARNING = (
    "Le texte affiché peut comporter un certain nombre d'erreurs. "
    "Le taux de reconnaissance estimé pour ce document est de {rate} %."
)


def french(*body: str, rate: str = "95", views: str = "Vues 3 à 5 sur 12") -> bytes:
    """A page in the French interface; each of ``body`` is a paragraph, or "hr" for a rule."""
    header = [
        "Rappel de votre demande:",
        "Format de téléchargement: : Texte",
        views,
        "<strong>Titre : </strong>Fables : livre I",
        "<strong>Identifiant : </strong><a href='x'>ark:/99999/bpt6k9990001w</a>",
        WARNING.format(rate=rate),
    ]
    parts = ["<hr>" if piece == "hr" else f"<p>{piece}</p>" for piece in (*header, "hr", *body)]
    return f"<!DOCTYPE html><html><body>{''.join(parts)}</body></html>".encode()


def test_the_english_page_is_read_whole(shared: Path) -> None:
    """The header's pairs, the rate and all 24 views come from a page of 2025."""
    found = parse_plain_text((shared / WHOLE).read_bytes())
    assert found.header[0] == ("Downloading format", "Text")
    assert ("Contributor", "Audibert, Auguste (18..?-1832). Rédacteur") in found.header
    assert ("Format", "Nombre total de vues : 4371") in found.header
    assert ("Identifier", "ark:/12148/bpt6k1048832g") in found.header
    assert found.ocr_rate == 88.0
    assert list(found.views) == list(range(1, 25))
    assert [order for order, said in found.views.items() if said] == [*range(13, 20), 21, 23]
    assert found.views[13][3] == "— No I. —"
    assert found.notices == ()


def test_no_word_of_the_page_is_lost(shared: Path) -> None:
    """The paragraphs hold every word after the header, those of low confidence included."""
    data = (shared / WHOLE).read_bytes()
    found = parse_plain_text(data)
    body = html.document_fromstring(data.decode()).find("body")
    assert body is not None
    seen = " ".join("".join(map(str, one.itertext())) for one in body.iter("p"))
    words = seen.split()
    assert words[words.index("88%.") + 1 :] == " ".join(found.paragraphs).split()
    assert tuple(one for said in found.views.values() for one in said) == found.paragraphs


def test_views_are_not_guessed(shared: Path) -> None:
    """A page with one part for eight views keeps its text, without views and with a notice."""
    found = parse_plain_text((shared / TRIMMED).read_bytes())
    assert found.ocr_rate == 0.0
    assert found.paragraphs[-1] == "La diplomatie"
    assert found.views == {}
    assert [notice.kind for notice in found.notices] == ["plain-text-undivided"]


@pytest.mark.parametrize("last", [(), ("hr",)], ids=["rules-between", "rules-after"])
def test_the_french_page_is_read_whole(last: tuple[str, ...]) -> None:
    """Views count from the one that was asked for, and a rule may end the last one or not."""
    found = parse_plain_text(french("Un <b>loup</b>", "et un agneau", "hr", "hr", "Fin", *last))
    assert found.header == (
        ("Format de téléchargement", "Texte"),
        ("Titre", "Fables : livre I"),
        ("Identifiant", "ark:/99999/bpt6k9990001w"),
    )
    assert found.views == {3: ("Un loup", "et un agneau"), 4: (), 5: ("Fin",)}
    assert found.paragraphs == ("Un loup", "et un agneau", "Fin")
    assert (found.ocr_rate, found.notices) == (95.0, ())


def test_one_view_is_announced_alone() -> None:
    """A page of one view gives that view."""
    found = parse_plain_text(french("Seul", "hr", views="Vue 7 sur 12"))
    assert found.views == {7: ("Seul",)}


@pytest.mark.parametrize(("said", "rate"), [("97,5", 97.5), ("0", 0.0), ("99.99", 99.99)])
def test_the_rate_is_read(said: str, rate: float) -> None:
    """The rate may have a comma, and may be 0 beside a text."""
    assert parse_plain_text(french("x", rate=said)).ocr_rate == rate


def test_missing_text_is_no_text() -> None:
    """The service's placeholder is left out and told; inside a paragraph it marks the gap."""
    found = parse_plain_text(french("[texte_manquant]", "hr", "a [texte_manquant] b", "hr", "c"))
    assert found.views == {3: (), 4: ("a [texte_manquant] b",), 5: ("c",)}
    assert [notice.kind for notice in found.notices] == ["plain-text-missing"]
    assert "2 places" in found.notices[0].message


def test_a_page_saved_as_text_is_read() -> None:
    """Without markup a line of dashes ends the header, and views cannot be told apart."""
    lines = [
        "Rappel de votre demande:",
        "Vues 1 à 2 sur 2",
        "Titre : Fables",
        WARNING.format(rate=82),
        "----------",
        "Un loup n'avait que les os et la peau,",
        "",
        "-----",
        "Tant les chiens faisaient bonne garde.",
    ]
    found = parse_plain_text("\r\n".join(lines).encode("cp1252"))
    assert found.header == (("Titre", "Fables"),)
    assert found.ocr_rate == 82.0
    assert found.paragraphs == (lines[5], "-----", lines[8])
    assert found.views == {}


def test_a_page_that_breaks_off_is_told() -> None:
    """A cut page keeps the text that it has, without views, since the last may be incomplete."""
    whole = french("Un", "hr", "Deux", "hr", "Trois points")
    found = parse_plain_text(whole[: whole.index(b" points")])
    assert found.paragraphs == ("Un", "Deux", "Trois")
    assert found.views == {}
    assert [notice.kind for notice in found.notices] == ["plain-text-cut"]


def test_text_outside_paragraphs_counts() -> None:
    """Text after a rule or a line break is a paragraph; scripts and comments are none."""
    body = "<p>un<br>deux</p>trois<!-- pas --><script>non</script><div>quatre</div>"
    page = french("x").replace(b"<p>x</p>", body.encode())
    assert parse_plain_text(page).paragraphs == ("un", "deux", "trois", "quatre")


@pytest.mark.parametrize("number", [3, 6])
def test_the_security_check_is_no_answer(shared: Path, number: int) -> None:
    """The page that Gallica sends to programs is called by its name."""
    folder = shared / "samples/xerocr/bpt6k5619759j"
    with pytest.raises(DamagedAnswer, match="security check"):
        parse_plain_text((folder / f"error.altcha.{number}.html").read_bytes())


@pytest.mark.parametrize(
    "data", [b"", b" \n", b"<html></html>", b"<", b"\xff\xfe", b"Titre : x\n----------\nun"]
)
def test_anything_else_is_damaged(data: bytes) -> None:
    """What lacks Gallica's header is refused."""
    with pytest.raises(DamagedAnswer):
        parse_plain_text(data)


def test_text_without_a_header_is_refused(shared: Path) -> None:
    """Lines of text that somebody made of an ALTO file are not taken for the service's page."""
    with pytest.raises(DamagedAnswer, match="header"):
        parse_plain_text((shared / "samples/xerocr/bpt6k5619759j/texteBrut.f8.txt").read_bytes())


def test_no_damaged_bytes_escape(shared: Path) -> None:
    """Any bytes give a text or an error of the program's own."""
    assert_survives_damage(parse_plain_text, (shared / TRIMMED).read_bytes())
