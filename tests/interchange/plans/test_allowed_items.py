"""Lists of allowed items: recognised, tried, replacing the shipped examples, and coming back unchanged."""

from __future__ import annotations

from pathlib import Path

from gridtui.interchange.columns.kinds import Kind
from gridtui.queries.burdens import items_in_force
from gridtui.storage.tables import AllowedItem
from gridtui.storage.workspace import Workspace
from gridtui.words import say
from tests.interchange.imports import assert_sound, imported, rows_of, table, tried
from tests.makers import undo

HEAD = ("序号", "事项编号", "事项名称", "事项类别", "设定依据")
ROWS = (
    ("1", "01", "高龄津贴审核", "工作事项", "市办发〔2020〕1号"),
    ("2", "02", "低保年度审核", "", ""),
    ("3", "", "居住情况说明", "证明", ""),
    ("4", "", "", "证明", ""),
    ("5", "01", "高龄津贴审核", "", ""),
    ("6", "04", "某某", "不知道", ""),
)


def test_a_list_replaces_the_examples_in_one_step(desk: Workspace, tmp_path: Path) -> None:
    path = table(tmp_path / "清单.csv", HEAD, *ROWS)
    plan = tried(desk, path)
    assert (plan.kind, plan.new, plan.unchanged, plan.refused) == (Kind.ITEMS, 3, 1, 2)
    plan = imported(desk, path)
    assert "程序自带的 43 项是示例，不再用" in " ".join(map(say, plan.notices))
    with desk.read() as connection:
        items = items_in_force(connection)
    assert [(item.code, item.name, item.kind) for item in items] == [
        ("01", "高龄津贴审核", "item"),
        ("02", "低保年度审核", "item"),
        ("", "居住情况说明", "stamp"),
    ]
    assert_sound(desk)
    undo(desk)
    with desk.read() as connection:
        assert len(items_in_force(connection)) == 43


def test_a_second_list_changes_what_it_names_and_says_what_it_does_not(
    desk: Workspace, tmp_path: Path
) -> None:
    imported(desk, table(tmp_path / "一.csv", HEAD, *ROWS[:3]))
    second = table(
        tmp_path / "二.csv",
        ("事项编号", "事项名称", "是否在用"),
        ("01", "高龄津贴年度审核", ""),
        ("", "居住情况说明", "否"),
    )
    plan = imported(desk, second)
    assert (plan.changed, plan.new) == (2, 0)
    assert [
        (change.title, change.before, change.after) for line in plan.lines for change in line.changes
    ] == [
        ("事项名称", "高龄津贴审核", "高龄津贴年度审核"),
        ("是否在用", "是", "否"),
    ]
    assert "还有 1 项不在这个文件里" in " ".join(map(say, plan.notices))
    assert sorted(rows_of(desk, AllowedItem, "name", "active")) == [
        ("低保年度审核", True),
        ("居住情况说明", False),
        ("高龄津贴年度审核", True),
    ]
    with desk.read() as connection:
        assert [item.name for item in items_in_force(connection)] == ["高龄津贴年度审核", "低保年度审核"]
