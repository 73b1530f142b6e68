"""One line that takes down an issue, understood part by part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues.capture import read_capture
from gridtui.domain.issues.capture_parts import PartKind

CATEGORIES = {"漏水": "M11-001", "飞线充电": "M12-002", "楼道堆物": "M11-004"}
K = PartKind


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "3-2-501 王 漏水 求助 !",
            [
                (K.PLACE, "3-2-501"),
                (K.PERSON, "王"),
                (K.CATEGORY, "M11-001"),
                (K.NATURE, "help"),
                (K.URGENT, "!"),
            ],
        ),
        (
            "3栋2单元501 王建国 卫生间顶上滴水 13887012210！",
            [
                (K.PLACE, "3-2-501"),
                (K.PERSON, "王建国"),
                (K.TEXT, "卫生间顶上滴水"),
                (K.PHONE, "13887012210"),
                (K.URGENT, "!"),
            ],
        ),
        (
            "匿名 7栋 楼道堆物 二楼平台 都是纸箱",
            [(K.ANONYMOUS, "匿名"), (K.PLACE, "7栋"), (K.CATEGORY, "M11-004"), (K.TEXT, "二楼平台 都是纸箱")],
        ),
        (
            "王女士 3-2-501 停水了 急",
            [(K.PERSON, "王"), (K.PLACE, "3-2-501"), (K.TEXT, "停水了"), (K.URGENT, "!")],
        ),
        ("３－２－５０１，投诉", [(K.PLACE, "3-2-501"), (K.NATURE, "complaint")]),
        ("小区东门夜里有人唱歌", [(K.TEXT, "小区东门夜里有人唱歌")]),
        ("王建国家漏水", [(K.TEXT, "王建国家漏水")]),
        ("3-2-501 高空抛物", [(K.PLACE, "3-2-501"), (K.TEXT, "高空抛物")]),
        ("3-2-501 4-1-201", [(K.PLACE, "3-2-501"), (K.TEXT, "4-1-201")]),
        ("", []),
    ],
)
def test_a_line_is_read_part_by_part(line: str, expected: list[tuple[PartKind, str]]) -> None:
    assert [(part.kind, part.value) for part in read_capture(line, CATEGORIES).parts] == expected


def test_what_was_corrected_stays_corrected() -> None:
    line = "3-2-501 高明 停电"
    assert read_capture(line, CATEGORIES).value(K.PERSON) == "高明"
    corrected = read_capture(line, CATEGORIES, forced={1: K.TEXT})
    assert corrected.value(K.PERSON) == ""
    assert corrected.text == "高明 停电"


def test_the_words_of_the_matter_belong_to_what_was_said() -> None:
    assert read_capture("3-2-501 漏水 很久了", CATEGORIES).text == "漏水 很久了"


@given(st.text(max_size=80), st.dictionaries(st.integers(0, 6), st.sampled_from(PartKind), max_size=3))
def test_any_line_is_read_and_every_part_is_a_piece_of_it(line: str, forced: dict[int, PartKind]) -> None:
    capture = read_capture(line, CATEGORIES, forced=forced)
    ends = [0, *(part.end for part in capture.parts)]
    for part, before in zip(capture.parts, ends, strict=False):
        assert before <= part.start < part.end <= len(line)
        assert line[part.start : part.end].split() == part.words.split() or part.kind is K.TEXT
    assert sum(part.kind is K.PLACE for part in read_capture(line, CATEGORIES).parts) <= 1
