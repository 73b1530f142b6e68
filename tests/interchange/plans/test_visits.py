"""Visits and promises in and out: known by record, else by household and day; nobody is made along."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table
from gridtui.interchange.outgoing import ExportFilter
from gridtui.storage.tables import Household, Promise, Visit
from gridtui.storage.workspace import Workspace
from gridtui.usecases.twins import join_households
from tests.interchange.imports import assert_sound, imported, rows_of, table, tried

HEAD = ("走访日期", "门牌", "走访结果", "走访人", "问题")
MET = ("2026-03-01", "3-2-501", "见到", "张楼", "灯不亮，打 13712342210")


@pytest.fixture
def homes(desk: Workspace, tmp_path: Path) -> Workspace:
    people = ("姓名", "与户主关系", "门牌地址", "迁出日期")
    rows = (
        ("王小明", "户主", "3-2-501", ""),
        ("李四", "户主", "3-2-502", ""),
        ("走远", "户主", "3-2-503", "2026-01-01"),
    )
    imported(desk, table(tmp_path / "人.csv", people, *rows))
    return desk


def test_a_visit_is_taken_down_at_its_household(homes: Workspace, tmp_path: Path) -> None:
    plan = imported(homes, table(tmp_path / "访.csv", HEAD, MET, ("2026-03-02", "3-2-502", "未在家", "", "")))
    assert (plan.new, plan.along) == (2, {})
    home, other, _ = rows_of(homes, Household, "id")
    assert rows_of(homes, Visit, "household_id", "manner", "outcome") == [
        (home, "door", "met"),
        (other, "door", "absent"),
    ]
    names = rows_of(homes, Visit, "visitor_name", "visitor_id")
    assert names == [("张楼", None), (homes.operator.name, homes.operator.id)]
    # When a household is due follows from its visits.
    assert rows_of(homes, Household, "met_on") == [date(2026, 3, 1), None, None]
    assert_sound(homes)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("2026-03-01", "9-1-101", "见到", "", ""), "没有这一户"),
        (("2026-03-01", "", "见到", "", ""), "请填门牌"),
        (("2026-03-01", "3-2-503", "见到", "", ""), "都已离开"),
        (("2027-03-01", "3-2-501", "见到", "", ""), "还没有到"),
        (("2026-03-01", "3-2-501", "喝茶", "", ""), "喝茶"),
    ],
)
def test_what_cannot_be_a_visit_is_refused(
    homes: Workspace, tmp_path: Path, row: tuple[str, ...], words: str
) -> None:
    plan = tried(homes, table(tmp_path / "访.csv", HEAD, row))
    assert plan.refused == 1
    assert words in plan.lines[0].words


def test_the_same_row_twice_counts_once_and_a_different_one_is_asked_about(
    homes: Workspace, tmp_path: Path
) -> None:
    other = (*MET[:4], "别的")
    plan = imported(homes, table(tmp_path / "访.csv", HEAD, MET, MET, other))
    assert (plan.new, plan.unchanged, plan.refused) == (1, 1, 1)


def test_a_masked_text_that_comes_back_changes_nothing_and_never_replaces_the_number(
    homes: Workspace, tmp_path: Path
) -> None:
    imported(homes, table(tmp_path / "访.csv", HEAD, MET))
    out = tmp_path / "出.json"
    export_table(homes, Kind.VISITS, out)
    [told] = json.loads(out.read_text(encoding="utf-8"))
    assert (told["problem"], told["head"]) == ("灯不亮，打 137****2210", "王小明")
    assert tried(homes, out).unchanged == 1
    told["problem"] = "灯亮了，打 137****2210"
    out.write_text(json.dumps([told], ensure_ascii=False), encoding="utf-8")
    assert tried(homes, out).refused == 1
    told["problem"] = "灯亮了"
    out.write_text(json.dumps([told], ensure_ascii=False), encoding="utf-8")
    assert imported(homes, out).changed == 1
    assert rows_of(homes, Visit, "problem") == ["灯亮了"]


def test_a_visit_stays_where_it_was_made(homes: Workspace, tmp_path: Path) -> None:
    imported(homes, table(tmp_path / "访.csv", HEAD, MET))
    [id] = rows_of(homes, Visit, "id")
    path = table(
        tmp_path / "改.csv", ("记录号", *HEAD), (id.hex(), "2026-03-01", "3-2-502", "谢绝走访", "", "")
    )
    plan = imported(homes, path)
    assert (plan.changed, plan.lines[0].note) == (1, "门牌与库里的不同，仍记在原来的那一户")
    assert rows_of(homes, Visit, "household_id") == rows_of(homes, Household, "id")[:1]


def test_visits_of_a_joined_household_are_known_again(homes: Workspace, tmp_path: Path) -> None:
    imported(homes, table(tmp_path / "访.csv", HEAD, MET))
    joined, kept, _ = rows_of(homes, Household, "id")
    with homes.write("join_households") as unit:
        join_households(unit, kept, joined)
    moved = (MET[0], "3-2-502", *MET[2:])
    assert tried(homes, table(tmp_path / "再.csv", HEAD, moved)).unchanged == 1


def test_promises_go_out_by_their_day_and_come_back(homes: Workspace, tmp_path: Path) -> None:
    head = ("兑现日期", "门牌", "承诺内容", "兑现于")
    rows = (("2026-03-01", "3-2-501", "换灯", "2026-02-27"), ("2026-12-01", "3-2-501", "回访", ""))
    imported(homes, table(tmp_path / "诺.csv", head, *rows))
    assert rows_of(homes, Promise, "owner_name") == [homes.operator.name] * 2
    out = tmp_path / "出.csv"
    march = datetime(2026, 3, 31, 16, tzinfo=UTC)
    for place, wanted in enumerate((ExportFilter(open=True), ExportFilter(registered_before=march))):
        assert export_table(homes, Kind.PROMISES, tmp_path / f"{place}.csv", wanted) == 1
    assert export_table(homes, Kind.PROMISES, out) == 2
    assert tried(homes, out).unchanged == 2
    with pytest.raises(RuleBroken, match="类别"):
        export_table(homes, Kind.PROMISES, out, ExportFilter(category="M"))
    with pytest.raises(RuleBroken, match="文字"):
        export_table(homes, Kind.VISITS, out, ExportFilter(text="灯"))
