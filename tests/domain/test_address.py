"""Door addresses as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.places.address import (
    DoorAddress,
    door_key,
    door_prefix,
    find_door,
    floor_of,
    label_key,
    parse_buildings,
    parse_door,
)


@pytest.mark.parametrize(
    "written",
    ["3-2-501", " 3 - 2 - 501 ", "３－２－５０１", "3—2—501", "3栋2单元501", "三栋二单元501室",
     "3幢2单元501号",
     "3号楼2单元501", "3#2单元501", "3栋2-501", "03栋02单元501", "3栋2单元5楼501室", "3栋2单元5层01",
     "3号楼2门501",
     "三栋二单元五〇一", "3栋-2单元-501", "3座2单元501", "3楼2单元501", "3栋 2单元 501室"],
)  # fmt: skip
def test_one_door_many_ways(written):
    assert parse_door(written) == DoorAddress("3", "2", "501")


@pytest.mark.parametrize(
    ("written", "door"),
    [("1单元101室", DoorAddress("", "1", "101")), ("3-501", DoorAddress("3", "", "501")),
     ("十二栋501", DoorAddress("12", "", "501")), ("A栋2单元1203", DoorAddress("A", "2", "1203")),
     ("a-1-101", DoorAddress("A", "1", "101")), ("12A-1-101b", DoorAddress("12A", "1", "101B")),
     ("501室", DoorAddress("", "", "501")), ("3-2-负101", DoorAddress("3", "2", "负101")),
     ("3-2-0501", DoorAddress("3", "2", "0501"))],
)  # fmt: skip
def test_other_doors(written, door):
    assert parse_door(written) == door
    assert parse_door(door.text + ("室" if not door.building and not door.unit else "")) == door


@pytest.mark.parametrize(
    "text", ["", "501", "3-2", "3栋", "3栋2单元", "王建国", "2026-11-24-1", "3-5", "12号", "-3-2-501"]
)
def test_no_door(text):
    assert parse_door(text) is None


labels = st.from_regex(r"[A-Z]?[1-9][0-9]{0,2}", fullmatch=True)


@given(labels, labels, st.from_regex(r"[1-9][0-9]{2,3}", fullmatch=True))
def test_a_composed_door_reads_back(building, unit, room):
    door = DoorAddress(building, unit, room)
    assert parse_door(door.text) == door
    assert parse_door(f"{building}栋{unit}单元{room}室") == door
    assert all(door.text.startswith(door_prefix(door.text[:length])) for length in range(len(door.text) + 1))


@given(st.text("0123456789-栋单元号楼室十一二三AB#、 ", max_size=14))
def test_any_text_is_answered_and_stays_the_same_door(text):
    door = parse_door(text)
    if door and (door.building or door.unit) and not (door.building and not door.unit and len(door.room) < 3):
        assert parse_door(door.text) == door
    door_prefix(text)
    find_door(text)
    assert parse_buildings(";".join(parse_buildings(text))) is not None


@pytest.mark.parametrize(
    ("typed", "begins"),
    [("3-", "3-"), ("3-2", "3-2"), ("3-2-", "3-2-"), ("3-2-5", "3-2-5"), ("3栋", "3-"), ("3栋2", "3-2"),
     ("3栋2单元", "3-2-"), ("3栋2单元5", "3-2-5"), ("三栋", "3-"), ("3", ""), ("漏水", ""),
     ("1单元101", ""),
     ("3-501", "3-501")],
)  # fmt: skip
def test_what_was_typed_so_far(typed, begins):
    assert door_prefix(typed) == begins


@pytest.mark.parametrize(
    ("cell", "labels"),
    [("13栋、12栋、11栋", ["13", "12", "11"]), ("13、12、11栋", ["13", "12", "11"]),
     ("1栋2栋3栋", ["1", "2", "3"]),
     ("A栋", ["A"]), ("三号楼", ["3"]), ("1-3栋", ["1", "2", "3"]), ("11号楼至13号楼", ["11", "12", "13"]),
     ("3栋,3栋", ["3"]), ("综合楼", ["综合楼"]), ("", []), ("３幢 ４幢", ["3", "4"]), ("5", ["5"]),
     ("B2座", ["B2"])],
)  # fmt: skip
def test_cells_with_buildings(cell, labels):
    assert parse_buildings(cell) == labels


@pytest.mark.parametrize(
    ("room", "floor"),
    [("501", 5), ("1203", 12), ("0501", 5), ("101A", 1), ("5", None), ("01", None), ("负101", -1),
     ("", None),
     ("11203", None), ("商铺", None), ("001", None)],
)  # fmt: skip
def test_floors(room, floor):
    assert floor_of(room) == floor


@pytest.mark.parametrize(
    ("line", "door", "there"),
    [("3-2-501 王 漏水 求助 !", "3-2-501", "3-2-501"),
     ("翠湖小区3栋2单元501室漏水", "3-2-501", "3栋2单元501室"),
     ("a栋1单元101 停水", "A-1-101", "a栋1单元101")],
)  # fmt: skip
def test_a_door_inside_a_line(line, door, there):
    found, start, end = find_door(line)
    assert found.text == door and line[start:end] == there


def test_no_door_inside_a_date_or_a_phone():
    assert find_door("2026-11-24 来电 0871-65312345") is None


def test_doors_sort_as_people_do():
    doors = ["10-1-101", "3-10-101", "3-2-1203", "3-2-501", "3-501", "A-1-101", "3A-1-101"]
    assert sorted(doors, key=door_key) == [
        "3-501", "3-2-501", "3-2-1203", "3-10-101", "3A-1-101", "10-1-101", "A-1-101"
    ]  # fmt: skip
    assert door_key(DoorAddress("3", "2", "501")) == door_key("3-2-501")
    assert sorted(["10", "2", "A", ""], key=label_key) == ["", "2", "10", "A"]
