"""How wide words are: the advance widths of a Times-like face, in thousandths of an em.

The press measures with this table and not with a font file, so that the same book is typeset to
the same pixel on every machine; only the page images depend on the fonts that are installed.
"""

from __future__ import annotations

from functools import lru_cache

_ROMAN = {
    180: "'",
    250: " ,.·",
    278: "/:;\\ijltîïſí",
    333: "!()-I[]`frÎÏ’‘",
    389: "Js",
    400: "°",
    408: '"',
    444: "?acezàâäçèéêë“”á",
    500: "#$*0123456789_bdghknopquvxyôöùûü«»–§†óúñß",
    556: "FPS",
    564: "+<=>×",
    611: "ELTZÈÉÊË",
    667: "BCRÇæ",
    722: "ADGHKNOQUVXYwÀÂÄÔÖÙÛÜœ",
    750: "½",
    778: "&m",
    889: "MŒÆ",
    944: "W",
    1000: "—…",
}
_ITALIC = {
    214: "'",
    250: " ,.·",
    278: "/\\fijltîïſí",
    333: "!()-:;I`ÎÏ’‘",
    389: "[]rsz",
    400: "°",
    420: '"',
    444: "Jcekvxyçèéêë",
    500: "#$*0123456789?S_abdghnopquàâäôöùûü«»–§†áóúñß",
    556: "LTYZ“”",
    611: "ABEFPRVXÀÂÄÈÉÊË",
    667: "CKNwÇœæ",
    675: "+<=>×",
    722: "DGHOQUmÔÖÙÛÜ",
    750: "½",
    778: "&",
    833: "MW",
    889: "Æ—…",
    944: "Œ",
}
_USUAL = 500
_FACES = {
    italic: {character: width for width, characters in face.items() for character in characters}
    for italic, face in ((False, _ROMAN), (True, _ITALIC))
}

# How high ink stands over the baseline and how deep it goes, in thousandths of an em.
CAPITAL = 680
X_HEIGHT = 460
DESCENT = 215
_LOW = frozenset("acemnorsuvwxyzpqgçœæ.,-·…«»")
_MIDDLE = frozenset("tiï;:")
_ACCENTED = frozenset("ÀÂÄÈÉÊËÎÏÔÖÙÛÜ")
_DEEP = frozenset("gjpqyçQ,;()[]ſ")


@lru_cache(maxsize=200_000)
def advance(text: str, *, italic: bool = False) -> int:
    """The width of ``text`` in thousandths of an em."""
    widths = _FACES[italic]
    return sum(widths.get(character, _USUAL) for character in text)


@lru_cache(maxsize=200_000)
def ink(text: str) -> tuple[int, int]:
    """How far the ink of ``text`` rises over the baseline and goes below, in thousandths."""
    characters = set(text)
    rise = CAPITAL
    if characters & _ACCENTED:
        rise = 860
    elif characters <= _LOW:
        rise = X_HEIGHT
    elif characters <= _LOW | _MIDDLE:
        rise = 580
    return rise, DESCENT if characters & _DEEP else 10
