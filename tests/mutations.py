"""Damage of every kind, for readers that must take any of it without a stray exception."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

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
