from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.words.paging import Anchor
from gridtui.ui.kit.row_window import RowWindow


@dataclass
class Numbers:
    """Rows 0, 1, 2 … of a given length, and a record of what was asked."""

    length: int
    asked: list[tuple[int, Anchor | None]] = field(default_factory=list)
    counted: int = 0

    def page(self, offset: int, limit: int, near: Anchor | None) -> Sequence[int]:
        self.asked.append((offset, near))
        return range(self.length)[offset : offset + limit]

    def count(self, ceiling: int | None) -> int:
        self.counted += 1
        return self.length

    def key(self, row: int) -> bytes:
        return row.to_bytes(8, "big")


def test_a_short_list_is_known_after_one_page() -> None:
    window = RowWindow(Numbers(3))
    window.load(0, 18)
    assert (window.total, window.extent, window.unsure) == (3, 3, False)


def test_an_empty_list() -> None:
    window = RowWindow(Numbers(0))
    window.load(0, 18)
    assert (window.total, window.extent, window.last(), window.settle(7)) == (0, 0, -1, 0)


def test_a_long_list_grows_as_it_is_read() -> None:
    source = Numbers(250)
    window = RowWindow(source)
    window.load(0, 18)
    assert (window.total, window.extent) == (None, 101)
    window.load(100, 101)
    assert window.extent == 201
    window.load(200, 230)
    assert (window.total, window.extent) == (250, 250)
    assert source.counted == 0


def test_walking_reads_by_the_neighbour_and_jumping_by_offset() -> None:
    source = Numbers(1_000_000)
    window = RowWindow(source)
    for index in (0, 100, 500_000, 499_999):
        assert window.row(index) == index
    assert source.asked == [
        (0, None),
        (100, Anchor(99, 99)),
        (500_000, None),
        (499_900, Anchor(500_000, 500_000)),
    ]


def test_few_pages_are_kept() -> None:
    source = Numbers(10_000)
    window = RowWindow(source, pages_kept=3)
    for index in range(0, 1000, 100):
        window.row(index)
    window.row(999)
    assert len(source.asked) == 10
    window.row(0)
    assert len(source.asked) == 11


def test_a_capped_count_is_only_a_floor() -> None:
    window = RowWindow(Numbers(1500))
    window.load(0, 18)
    window.set_total(1000, capped=True)
    assert window.extent == 1000
    window.load(990, 1010)
    assert window.extent == 1101
    window.load(1400, 1501)
    assert (window.total, window.capped) == (1500, False)


def test_a_list_that_became_shorter_settles_on_its_last_row() -> None:
    source = Numbers(250)
    window = RowWindow(source)
    window.load(0, 250)
    source.length = 120
    window.forget()
    assert window.settle(249) == 119
    source.length = 0
    window.forget()
    assert window.settle(119) == 0


def test_a_row_is_found_near_its_old_place_or_where_the_source_says() -> None:
    window = RowWindow(Numbers(1000))
    assert window.find((310).to_bytes(8, "big"), near=290) == 310
    assert window.find((900).to_bytes(8, "big"), near=290) is None

    class Placing(Numbers):
        def place(self, key: bytes) -> int | None:
            return int.from_bytes(key, "big")

    assert RowWindow(Placing(1000)).find((900).to_bytes(8, "big"), near=290) == 900


@given(st.integers(0, 450), st.lists(st.integers(0, 500), max_size=20))
def test_any_walk_shows_the_right_rows(length: int, walk: list[int]) -> None:
    window = RowWindow(Numbers(length), pages_kept=2)
    for index in walk:
        assert window.row(index) == (index if index < length else None)
    assert window.total in (None, length)
