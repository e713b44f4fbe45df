"""The order in which the blocks of a view are read."""

from __future__ import annotations

from gallica_export.model import NoticeKind
from gallica_export.reading.order import in_reading_order
from tests.made_views import Made, texts, view_of


def block(number: int, x: int, y: int, *lines: str) -> list[Made]:
    return [(x, y + 50 * place, text, {"block": number}) for place, text in enumerate(lines)]


def test_blocks_in_order_are_left_alone() -> None:
    """Two columns in the OCR's own order stay as they are, without a notice."""
    view = view_of(1, *block(0, 100, 100, "un", "deux"), *block(1, 600, 100, "trois", "quatre"))
    assert in_reading_order(view) == (view, None)


def test_columns_in_disorder_are_read_one_after_the_other() -> None:
    """A head over two columns comes first, then the left one, then the right one."""
    view = view_of(
        1,
        *block(0, 100, 400, *4 * ["deux mots encore"]),
        *block(1, 100, 190, *4 * ["un mot ou deux"]),
        *block(2, 600, 400, *4 * ["quatre mots ici"]),
        *block(3, 600, 190, *4 * ["trois mots là"]),
        *block(4, 100, 50, "tout en haut, un titre au-dessus des colonnes"),
    )
    ordered, notice = in_reading_order(view)
    firsts = list(dict.fromkeys(text.split()[0] for text in texts(ordered.lines)))
    assert firsts == ["tout", "un", "deux", "trois", "quatre"]
    assert notice
    assert notice.kind is NoticeKind.READING_ORDER_BY_LAYOUT


def test_disorder_that_the_layout_cannot_mend_is_told() -> None:
    """Blocks that overlap so that no cut parts them keep their order, and a notice says so."""
    lines: list[Made] = []
    for number in range(4):
        y = 400 - 100 * number
        lines += [(100, y, "large", {"block": number, "width": 600, "height": 40})]
        lines += [(100, y + 500, "large", {"block": number, "width": 600, "height": 40})]
    view = view_of(1, *lines, *block(5, 100, 1500, "bas"), *block(6, 100, 20, "haut"))
    ordered, notice = in_reading_order(view)
    assert sorted(texts(ordered.lines)) == sorted(texts(view.lines))
    assert notice
