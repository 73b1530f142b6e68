"""Pasted chat messages, read by the reader of the one-line capture."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.issues.capture import read_capture
from gridtui.domain.issues.capture_parts import Capture, PartKind
from gridtui.domain.issues.category_words import default_words
from gridtui.domain.words.dates import KUNMING
from gridtui.domain.words.text import tidy_text

K = PartKind
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=KUNMING)
"""A Tuesday."""


def read(message: str) -> Capture:
    return read_capture(message, default_words(), now=NOW)


def facts(message: str) -> dict[PartKind, str]:
    return {part.kind: part.value for part in read(message).parts if part.kind is not K.TEXT}


def at(day: str, clock: str) -> str:
    return f"2026-{day}T{clock}:00+08:00"


MESSAGES = [
    (
        "name and time over the message",
        "王建国 11-24 08:12\n3栋2单元501 卫生间漏水，打我电话 13708712210，尽快！",
        {
            K.PERSON: "王建国",
            K.TIME: at("11-24", "08:12"),
            K.PLACE: "3-2-501",
            K.PHONE: "13708712210",
            K.URGENT: "!",
        },
    ),
    (
        "one line, without a head",
        "3栋2单元501 卫生间漏水，打我电话 13708712210，尽快！",
        {K.PLACE: "3-2-501", K.PHONE: "13708712210", K.URGENT: "!"},
    ),
    (
        "mailed from a chat program: a rule with the day, then name and time",
        "—————  2026-11-23  —————\n\n\n王建国  18:12\n\n3栋2单元501卫生间漏水，帮忙看看",
        {K.PERSON: "王建国", K.TIME: at("11-23", "18:12"), K.PLACE: "3-2-501", K.NATURE: "help"},
    ),
    (
        "the door in the name of the group",
        "3-2-501王建国  11月24日 08:12\n楼道灯不亮三天了！",
        {K.PLACE: "3-2-501", K.PERSON: "王建国", K.TIME: at("11-24", "08:12")},
    ),
    (
        "the door behind the name, yesterday",
        "李姐-7栋1单元102 昨天 21:05\n楼上吵得睡不着，要投诉",
        {K.PERSON: "李", K.PLACE: "7-1-102", K.TIME: at("11-23", "21:05"), K.NATURE: "complaint"},
    ),
    (
        "the time in brackets, the name with a colon, all in one line",
        "[2026-11-24 8:12] 陈立：电梯又停了，困了两个人，快来！！",
        {K.TIME: at("11-24", "08:12"), K.PERSON: "陈立", K.URGENT: "!"},
    ),
    (
        "polite sentences that name door, person and phone on the way",
        "你好，我是3栋2单元501的王建国，卫生间漏水了，麻烦尽快来看一下，电话137 0871 2210，谢谢！",
        {K.PLACE: "3-2-501", K.PERSON: "王建国", K.URGENT: "!", K.PHONE: "13708712210"},
    ),
    (
        "labelled lines",
        "姓名：王建国\n电话：137-0871-2210\n地址：3栋2单元501\n内容：卫生间顶上漏水",
        {K.PERSON: "王建国", K.PHONE: "13708712210", K.PLACE: "3-2-501"},
    ),
    (
        "labels with a gap, a place that is no door",
        "姓名： 王建国\n联系电话： 13708712210\n地点： 小区东门\n内容： 路灯不亮",
        {K.PERSON: "王建国", K.PHONE: "13708712210", K.PLACE: "小区东门"},
    ),
    ("a title and a colon", "王阿姨：楼道灯坏了", {K.PERSON: "王"}),
    (
        "a stairwell, not a room",
        "王阿姨:\n7栋1单元楼道灯坏了\n晚上看不见",
        {K.PERSON: "王", K.PLACE: "7栋1单元"},
    ),
    (
        "two people; the first one counts, the other stays in the text",
        "王建国 11-24 08:12\n[图片]\n3-2-501 漏水\n李芳 11-24 08:15\n我家也漏 3-2-502",
        {K.PERSON: "王建国", K.TIME: at("11-24", "08:12"), K.PLACE: "3-2-501", K.CATEGORY: "M11-001"},
    ),
    (
        "time, name and text each in its line; this morning",
        "08:12\n王建国\n3-2-501漏水",
        {K.TIME: at("11-24", "08:12"), K.PERSON: "王建国", K.PLACE: "3-2-501"},
    ),
    (
        "a time that has not come today was yesterday",
        "23:50\n陈立：3-2-502停水",
        {K.TIME: at("11-23", "23:50"), K.PERSON: "陈立", K.PLACE: "3-2-502"},
    ),
    (
        "a nickname, a weekday, a building in Chinese numerals",
        "平安是福 星期一 20:11\n七栋楼下电动车乱停，@物业 管一管😡",
        {K.PERSON: "平安是福", K.TIME: at("11-23", "20:11"), K.PLACE: "七栋"},
    ),
    (
        "somebody who must not be named",
        "群里转：不要说是我说的，7栋2楼有人飞线充电\n太危险了",
        {K.ANONYMOUS: "不要说是我", K.PLACE: "7栋"},
    ),
    (
        "an identity number is no phone; another year",
        "王建国 2025/11/24 8:12:05\n身份证530102198001011234，想问一下低保怎么办理？",
        {K.PERSON: "王建国", K.TIME: "2025-11-24T08:12:05+08:00", K.NATURE: "consult"},
    ),
    (
        "an afternoon, a surname, a building without units",
        "下午3:20 李芳：我姓李，3栋502，水管爆了，马上来",
        {K.TIME: at("11-23", "15:20"), K.PERSON: "李芳", K.PLACE: "3-502", K.URGENT: "!"},
    ),
    (
        "Windows line ends and the gap behind a mention",
        "王建国：\r\n\u2005@物业\u2005 3栋2单元501 漏水\r\n",
        {K.PERSON: "王建国", K.PLACE: "3-2-501", K.CATEGORY: "M11-001"},
    ),
    (
        "full-width digits and a landline",
        "李女士 １１－２３ ０８：１２\n３－２－５０２，电话０８７１－６５３１２３４５，停电了",
        {
            K.PERSON: "李",
            K.TIME: at("11-23", "08:12"),
            K.PLACE: "3-2-502",
            K.PHONE: "0871-65312345",
        },
    ),
    (
        "another's house is not the speaker's",
        "我是王芳家的邻居，他家3-2-501没人，水漫出来了",
        {K.PLACE: "3-2-501"},
    ),
    ("whom it is written to does not speak", "王书记：您好，7栋的灯坏了，麻烦看看", {K.PLACE: "7栋"}),
    ("nor does who is revered", "尊敬的李主任，你好！\n8座的车占了过道，想投诉", {K.NATURE: "complaint"}),
    (
        "a building is no seat and a house no building",
        "一栋楼的人都说，五座面包车堵在4栋8楼道",
        {K.PLACE: "4栋"},
    ),
    ("a matter before a time is nobody", "停水了 08:12\n现在还没来", {}),
    ("several buildings are no one place", "3栋和5栋停水\n什么时候来", {}),
    (
        "an order number and a price are no phones",
        "快递单 20261124 丢了，赔我 1234567 元\n急用",
        {K.URGENT: "!"},
    ),
    ("thanks are not urgent", "王建国：谢谢！\n灯好了！", {K.PERSON: "王建国"}),
]


@pytest.mark.parametrize(
    ("message", "expected"), [each[1:] for each in MESSAGES], ids=[m[0] for m in MESSAGES]
)
def test_a_message_is_read(message: str, expected: dict[PartKind, str]) -> None:
    assert facts(message) == expected


def test_the_text_is_whole_but_for_the_head() -> None:
    body = "3栋2单元501 卫生间漏水，打我电话 13708712210，尽快！"
    assert read(f"王建国 11-24 08:12\n{body}").text == read(body).text == body
    long = f"王建国 11-24 08:12\n{'水漫金山。' * 2_000}完"
    assert read(long).text.endswith("完") and len(read(long).text) == 10_001
    assert read("3-2-501 " + "长" * 9_000).text == "长" * 9_000
    assert read("3-2-501 " + "长 " * 9_000).text == ("长 " * 9_000).strip()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("3-2-501漏水", "漏水"),
        ("3-2-501 王 投诉楼上噪音", "投诉楼上噪音"),
        ("3-2-501 路灯坏", "路灯坏"),
        ("3-2-501，王建国，卫生间顶上漏水，求助，加急", "卫生间顶上漏水"),
        ("请问老年证在哪办", "请问老年证在哪办"),
        ("2-5栋停电", "2-5栋停电"),
    ],
)
def test_a_typed_line_keeps_its_matter_only(line: str, text: str) -> None:
    assert read(line).text == text


def test_a_time_that_has_not_come_is_no_time() -> None:
    assert read("王建国 2027-01-01 08:12\n漏水").said_at is None
    assert read("王建国 今天 23:59\n漏水").said_at is None
    only_day = read("—— 2026-11-20 ——\n王建国：漏水")
    assert (only_day.said_at, str(only_day.said_on)) == (None, "2026-11-20")
    without_now = read_capture("王建国 11-24 08:12\n漏水", {})
    assert (without_now.said_at, without_now.value(K.PERSON)) == (None, "王建国")


PIECES = st.one_of(
    st.sampled_from(
        ["王建国", " ", "\n", "\r\n", "：", "11-24", "08:12", "3栋2单元501", "7栋", "的", "我是", "，",
         "。", "！", "尽快", "匿名", "137 0871 2210", "13708712210", "姓名：", "电话：", "地址：", "投诉",
         "漏水", "昨天", "星期三", "[", "]", "————", "2026-02-30", "99:99", "李姐", "-", "ß", "ŉ", "😡",
         "\u2005", "\u200b", "１３", "²", "号楼", "\x00"]
    ),
    st.text(max_size=6),
)  # fmt: skip


@given(st.lists(PIECES, max_size=24).map("".join))
def test_no_character_of_a_message_is_lost(message: str) -> None:
    capture = read(message)
    place = 0
    for part in capture.parts:
        assert place <= part.start < part.end <= len(message)
        assert message[part.start : part.end] == part.words
        place = part.end
    if capture.is_message:
        in_head = [part for part in capture.parts if part.end <= capture.head_end]
        head = message[: capture.head_end]
        for part in reversed(in_head):
            head = head[: part.start] + head[part.end :]
        assert not any(each.isalnum() for each in tidy_text(head))
        assert capture.text == tidy_text(message[capture.head_end :])
    else:
        said = "".join(part.words for part in capture.parts)
        assert _letters(said) == _letters(message)


def _letters(text: str) -> list[str]:
    return [each for each in tidy_text(text) if each.isalnum()]


@given(
    st.lists(PIECES, max_size=24).map("".join), st.dictionaries(st.integers(0, 6), st.sampled_from(PartKind))
)
def test_what_is_corrected_stays_corrected_in_a_message(message: str, forced: dict[int, PartKind]) -> None:
    capture = read_capture(message, default_words(), forced=forced, now=NOW)
    assert [part.start for part in capture.parts] == sorted({part.start for part in capture.parts})
