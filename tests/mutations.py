"""Damage of every kind, for readers that must take any of it without a stray exception."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gallica_export.errors import GallicaExportError

#: A machine that is busy with other things makes no example wrong.
patient = settings(deadline=None)

_NUMBERS = st.one_of(st.integers(), st.integers(-2, 9), st.floats(allow_nan=False))
_LEAVES = st.one_of(st.none(), st.booleans(), _NUMBERS, st.text(max_size=8))
json_values = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=8,
)
_SPLINTERS = (
    b"<",
    b">",
    b"&",
    b"\0",
    b"\xff",
    b"\xc3",
    b'"',
    b"<!--",
    b"]]>",
    b"{}",
    b"[",
    b"-1",
    b"9" * 30,
)
#: What an attribute, an element or a member may hold instead.
_VALUES = (
    "", " ", "0", "-1", "1e400", "nan", "9" * 400, "12,5", "\u0663", "\u200b", "x" * 3000,
    "ark:/12148/bpt6k9612399b", "../../f1", "<b>&amp;</b>", "&lt;i&gt;", "0000-00-00", "1879",
    "https://[", "f99999999999", "PAG_00000000_ST", "\ud7ff\ufffd", "FOREIGN (0/0.TIF)",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """``original`` with stretches replaced or swapped and bits turned, and perhaps cut short."""
    data = bytearray(original)
    for _ in range(draw(st.integers(1, 4))):
        damage = draw(st.sampled_from((_replace, _swap, _flip)))
        damage(draw, data)
    return bytes(data[: draw(st.integers(0, len(data)))]) if draw(st.booleans()) else bytes(data)


def _replace(draw: st.DrawFn, data: bytearray) -> None:
    at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 30))
    data[at : at + length] = draw(st.one_of(st.sampled_from(_SPLINTERS), st.binary(max_size=8)))


def _swap(draw: st.DrawFn, data: bytearray) -> None:
    one, other = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
    length = draw(st.integers(1, 40))
    first, second = data[one : one + length], data[other : other + length]
    data[other : other + length], data[one : one + length] = first, second


def _flip(draw: st.DrawFn, data: bytearray) -> None:
    if data:
        data[draw(st.integers(0, len(data) - 1))] ^= 1 << draw(st.integers(0, 7))


def damaged(original: bytes, chance: Random) -> bytes:
    """As `mutated`, at the speed that campaigns of many thousands want.

    Every other time what is damaged is not the bytes but what they say, so that the damage lies
    deeper than where a parser stops.
    """
    if chance.randrange(2):
        if original.lstrip().startswith(b"{"):
            return json.dumps(_reworked_value(json.loads(original), chance)).encode()
        if original.lstrip().startswith(b"<"):
            return _reworked_xml(original, chance)
    return _with_other_bytes(original, chance)


def _with_other_bytes(original: bytes, chance: Random) -> bytes:
    data = bytearray(original)
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randint(0, len(data)), chance.randint(0, 40)
        other = chance.randint(0, len(data))
        match chance.randrange(4):
            case 0:
                data[at : at + length] = chance.choice(_SPLINTERS)
            case 1:
                data[at : at + length] = chance.randbytes(chance.randint(0, 8))
            case 2:
                data[at : at + length] = data[other : other + length]
            case _ if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
    return bytes(data[: chance.randint(0, len(data))]) if chance.randrange(3) == 0 else bytes(data)


def _reworked_xml(original: bytes, chance: Random) -> bytes:
    """``original`` with elements lost, doubled or moved, and other values in it."""
    root = etree.fromstring(original)
    for _ in range(chance.randint(1, 4)):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        element, other = chance.choice(elements), chance.choice(elements)
        match chance.randrange(5):
            case 0:
                element.text = chance.choice(_VALUES)
            case 1 if element.attrib:
                element.set(chance.choice(list(element.attrib)), chance.choice(_VALUES))
            case 2 if element.attrib:
                del element.attrib[chance.choice(list(element.attrib))]
            case 3 if (parent := element.getparent()) is not None:
                parent.remove(element)
            case 4:
                element.append(deepcopy(other))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _reworked_value(value: Any, chance: Random) -> Any:
    """``value`` with one of its members replaced, lost or doubled."""
    if not value or not isinstance(value, dict | list) or not chance.randrange(8):
        return chance.choice([*_VALUES, None, -1, 1.5, 10**30, True, [], {}, [[]], {"none": 3}])
    if isinstance(value, list):
        place = chance.randrange(len(value))
        members = [_reworked_value(value[place], chance)] if chance.randrange(8) else []
        return [*value[:place], *members, *value[place + bool(chance.randrange(8)) :]]
    key = chance.choice(list(value))
    rest = {name: member for name, member in value.items() if name != key}
    return rest | {key: _reworked_value(value[key], chance)} if chance.randrange(8) else rest


@st.composite
def reshaped(draw: st.DrawFn, original: Any) -> Any:
    """``original``, a JSON value, with one of its members replaced, or removed."""
    if isinstance(original, dict) and original and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(original)))
        rest = {name: value for name, value in original.items() if name != key}
        return rest | {key: draw(reshaped(original[key]))} if draw(st.integers(0, 9)) else rest
    if isinstance(original, list) and original and draw(st.integers(0, 9)):
        place = draw(st.integers(0, len(original) - 1))
        return [*original[:place], draw(reshaped(original[place])), *original[place + 1 :]]
    return draw(json_values)


def assert_survives_damage(parse: Callable[[bytes], object], original: bytes) -> None:
    """Nothing but the program's own errors leaves ``parse`` for damaged forms of ``original``."""

    @settings(patient, max_examples=250)
    @given(mutated(original))
    def check(data: bytes) -> None:
        try:
            parse(data)
        except GallicaExportError:
            return

    parse(original)
    check()
