"""A day of the diary: computed lines, and compiling that keeps what was edited."""

from __future__ import annotations

from datetime import date

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.people.diary import DiaryDraft, DiaryFact, compiled, event_line, month_of, visit_line
from gridtui.domain.words.problems import errors

DAY = date(2026, 11, 24)


def fact(number: int, line: str) -> DiaryFact:
    return DiaryFact(bytes([number]) * 16, line)


def test_a_visit_is_a_line_with_what_was_said_and_promised() -> None:
    line = visit_line(
        door="3-2-501",
        manner="door",
        outcome="met",
        told=("楼道灯\n不亮", "报修。", ""),
        promises=[("送灯泡", date(2026, 11, 27)), ("回话", None)],
        day=DAY,
    )
    assert line == (
        "3-2-501 入户走访，见到。问题：楼道灯 不亮。措施：报修。承诺：送灯泡（11-27 前）。承诺：回话。"
    )
    assert visit_line(door="", manner="phone", outcome="absent") == "没有门牌的一户 电话走访，未在家。"


def step(kind: EventKind, text: str = "", **data: object) -> str:
    return event_line(
        number="20261124-001", place="3-2-501", matter="漏水维修", kind=kind, text=text, data=data
    )


def test_a_step_of_an_issue_is_a_line_with_how_it_came_out() -> None:
    assert step(EventKind.REGISTERED) == "诉求 20261124-001 3-2-501 漏水维修，登记。"
    assert step(EventKind.FEEDBACK, "已修好", measures="换管") == (
        "诉求 20261124-001 3-2-501 漏水维修，反馈。已修好。措施：换管。"
    )
    ended = step(EventKind.CALLBACK, reached=True, resolved="resolved", satisfaction="mostly")
    assert ended.endswith("，回访（解决、基本满意）。")
    assert step(EventKind.CALLBACK, reached=False).endswith("，回访没有联系上。")
    assert "（" not in step(EventKind.NOTE, resolved="resolved")


def test_compiling_adds_what_is_new_and_keeps_what_was_edited() -> None:
    first, second, third = fact(1, "甲。"), fact(2, "乙。"), fact(3, "丙。")
    written, added = compiled(DiaryDraft(day=DAY), [first, second])
    assert (written.text, added) == ("甲。\n乙。", 2)
    edited = written.model_copy(update={"text": "今天走了两户。\n"})
    again, added = compiled(edited, [first, second, third])
    assert (again.text, added) == ("今天走了两户。\n丙。", 1)
    assert compiled(again, [first, second, third]) == (again, 0)
    assert [id[:2] for id in again.sources.split()] == ["01", "02", "03"]


def test_a_day_needs_a_day_and_words() -> None:
    fields = [each.field for each in errors(DiaryDraft().problems(DAY))]
    assert fields == ["day", "text"]
    late = DiaryDraft(day=date(2026, 11, 25), text="明天的事")
    assert [each.field for each in errors(late.problems(DAY))] == ["day"]
    assert errors(DiaryDraft(day=DAY, text="字" * 5000, sources="a" * 9000).problems(DAY)) == []


def test_a_month_is_read_as_people_write_it() -> None:
    for text in ("2026-11", "202611", "２０２６年１１月", "2026/11"):
        assert month_of(text) == date(2026, 11, 1)
    for text in ("", "11", "2026-13", "2026-0", "0099-01", "2026-11-24"):
        assert month_of(text) is None
