"""Calendar files: complete ones, with gaps, contradicting themselves, in the words of other offices."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table
from gridtui.interchange.plans.plan import Outcome
from gridtui.storage.derived.calendars import shipped_days, working_calendar
from gridtui.storage.tables import CalendarDay
from gridtui.storage.workspace import Workspace
from gridtui.usecases.undo import undo_last
from gridtui.words import say
from tests.interchange.imports import assert_sound, imported, rows_of, table, tried

HEAD = ("日期", "上班/休息", "说明")


def notices(plan) -> str:
    return " ".join(say(problem) for problem in plan.notices)


def test_a_whole_year_comes_in_is_recognised_and_goes_back_with_one_undo(
    desk: Workspace, tmp_path: Path
) -> None:
    rows = [
        (entry.day.isoformat(), "上班" if entry.works else "放假", entry.name)
        for entry in shipped_days().values()
        if entry.day.year == 2026
    ]
    plan = imported(desk, table(tmp_path / "日历.csv", HEAD, *rows))
    assert (plan.kind, plan.new, plan.refused) == (Kind.CALENDAR, len(rows), 0)
    alone = f"2026 年以后只按本单位的表算：表里有 {len(rows)} 天，程序自带的那一年有 {len(rows)} 天，不再用"
    assert notices(plan) == alone
    with desk.read() as connection:
        calendar = working_calendar(connection)
        assert all(calendar.is_workday(day) == entry.works for day, entry in shipped_days().items())
    assert_sound(desk)
    with desk.write("undo") as unit:
        undo_last(unit)
    assert rows_of(desk, CalendarDay, "day") == []


def test_gaps_and_contradictions_are_sentences(desk: Workspace, tmp_path: Path) -> None:
    days = [(f"2027-10-0{each}", "休息", "国庆节") for each in range(1, 8)]
    plan = imported(
        desk,
        table(
            tmp_path / "缺.csv",
            ("日期", "星期", "类型", "说明"),
            *((day, "", work, name) for day, work, name in days),
            ("2027-10-05", "", "上班", ""),
            ("2027/10/6", "星期三", "休", ""),
            ("2027年12月31日", "星期一", "放假", ""),
            ("2月30日", "", "放假", ""),
            ("", "", "放假", ""),
            ("2027-11-01", "", "调休", ""),
            ("2027-11-02", "", "", ""),
        ),
    )
    said = {line.row: f"{line.words}{line.note}" for line in plan.lines}
    assert "与第 6 行是同一天，一行上班、一行休息" in said[9]
    assert "说法一样，只算一次" in said[10]
    assert "这一天是星期五，表里写的是“星期一”" in said[11]
    assert "不存在或看不懂" in said[12] and "缺少“日期”" in said[13]
    assert "不是可选的值" in said[14] and "没有写这一天上班还是休息" in said[15]
    assert plan.refused == 5
    assert "像是没有写全" in notices(plan) and "连休 7 天" in notices(plan)
    assert plan.lines_of(Outcome.NEW)[0].name == "2027-10-01 星期五 休息"


def test_other_programs_calendars_are_read(desk: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "holidays.json"
    days = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True},
            {"name": "春节", "date": "2027-01-31", "isOffDay": False}]  # fmt: skip
    path.write_text(json.dumps(days, ensure_ascii=False), encoding="utf-8")
    imported(desk, path)
    assert rows_of(desk, CalendarDay, "day", "works", "name") == [
        (date(2027, 1, 1), False, "元旦"), (date(2027, 1, 31), True, "春节"),
    ]  # fmt: skip


def test_a_changed_file_changes_days_and_an_export_comes_back_unchanged(
    desk: Workspace, tmp_path: Path
) -> None:
    imported(desk, table(tmp_path / "一.csv", HEAD, ("2027-01-01", "休息", "元旦"), ("2027-01-03", "放假")))
    plan = imported(desk, table(tmp_path / "二.csv", HEAD, ("2027-01-03", "上班", ""), ("20270104", "休")))
    assert (plan.new, plan.changed) == (1, 1)
    assert plan.lines_of(Outcome.CHANGED)[0].words == "休息 → 上班"
    out = tmp_path / "三.xlsx"
    assert export_table(desk, Kind.CALENDAR, out) == 3
    again = tried(desk, out)
    assert (again.kind, again.unchanged, again.rows) == (Kind.CALENDAR, 3, 3)
    assert rows_of(desk, CalendarDay, "day", "works") == [
        (date(2027, 1, 1), False), (date(2027, 1, 3), True), (date(2027, 1, 4), False),
    ]  # fmt: skip


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=9)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=4))
def test_no_file_is_too_strange(desk: Workspace, tmp_path: Path, cells) -> None:
    path = table(tmp_path / "怪.csv", HEAD, ("2027-01-01", "休息", "元旦"), *cells)
    plan = tried(desk, path, Kind.CALENDAR)
    assert plan.new + plan.changed + plan.unchanged + plan.refused == plan.rows
