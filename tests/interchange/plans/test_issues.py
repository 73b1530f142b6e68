from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridtui.domain.issues.issue_events import decode_data
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.plans.plan import Outcome
from gridtui.storage.tables import Issue, IssueEvent
from gridtui.storage.workspace import Workspace
from tests.interchange.imports import assert_sound, imported, rows_of, table, tried

HEAD = (
    "留言编号",
    "留言用户",
    "留言主题",
    "留言时间",
    "留言详情",
    "一级分类",
    "点赞数",
    "反对数",
    "答复意见",
    "答复时间",
)
LEAK = (
    "37",
    "A01",
    "楼顶漏水",
    "2020/1/4 11:17:46",
    "\n\t\t\u3000雨天漏水_x000D_\n请修",
    "城乡建设",
    "3",
    "1",
    "已派人查看",
    "2020/1/9 9:00:00",
)
NOISE = ("36", "A02", "夜间噪声", "2019-12-01 21:00:00", "烧烤摊很吵", "火星事务", "0", "", "", "")


def events(desk: Workspace) -> list[tuple[str, datetime, str, dict[str, object]]]:
    """Return kind, time, text and data of every event."""
    rows = rows_of(desk, IssueEvent, "kind", "at", "text", "data")
    return [(kind, at, text, dict(decode_data(data))) for kind, at, text, data in rows]


def test_a_message_becomes_an_issue_with_its_events(desk: Workspace, tmp_path: Path) -> None:
    plan = imported(desk, table(tmp_path / "留言.csv", HEAD, LEAK, NOISE))
    assert plan.new == 2
    # In order of time, whatever the file's.
    assert rows_of(
        desk, Issue, "number", "title", "text", "reporter_name", "ext_code", "source", "likes"
    ) == [
        ("36", "夜间噪声", "烧烤摊很吵", "A02", "火星事务", "import", 0),
        ("37", "楼顶漏水", "雨天漏水\n请修", "A01", "城乡建设", "import", 3),
    ]
    said = datetime(2020, 1, 4, 3, 17, 46, tzinfo=UTC)
    assert events(desk)[1:] == [
        ("registered", said, "", {}),
        ("likes", said, "", {"count": 3, "dislikes": 1}),
        ("reply", datetime(2020, 1, 9, 1, tzinfo=UTC), "已派人查看", {}),
    ]
    assert rows_of(desk, Issue, "state", "last_event_at")[1] == (
        "registered",
        datetime(2020, 1, 9, 1, tzinfo=UTC),
    )
    assert_sound(desk)


def test_labels_no_rule_knows_go_to_m99_and_are_listed(desk: Workspace, tmp_path: Path) -> None:
    plan = imported(desk, table(tmp_path / "留言.csv", HEAD, LEAK, NOISE))
    assert plan.unmapped == {"火星事务": 1}
    codes = dict(rows_of(desk, Issue, "number", "category"))
    assert codes["36"] == "M99" and codes["37"] != "M99"


def test_messages_without_any_label_are_counted_too(desk: Workspace, tmp_path: Path) -> None:
    plan = imported(desk, table(tmp_path / "一.csv", ("标题", "内容"), ("修灯", "路灯坏了")))
    assert plan.unmapped == {"（没有分类）": 1}


def test_the_local_table_decides_and_a_persons_own_sorting_stays(desk: Workspace, tmp_path: Path) -> None:
    imported(desk, table(tmp_path / "留言.csv", HEAD, NOISE, LEAK))
    labels = table(tmp_path / "对照.csv", ("一级分类", "二级分类", "类别"), ("火星事务", "", "M15-002"))
    assert imported(desk, labels).new == 1
    plan = imported(desk, table(tmp_path / "留言.csv", HEAD, NOISE, LEAK))
    assert (plan.changed, plan.unchanged) == (1, 1)
    assert dict(rows_of(desk, Issue, "number", "category"))["36"] == "M15-002"
    again = table(tmp_path / "对照.csv", ("一级分类", "二级分类", "类别"), ("火星事务", "", "漏水维修"))
    assert imported(desk, again).lines[0].words == "M15-002 商业噪声 → M11-001 漏水维修"
    assert imported(desk, table(tmp_path / "留言.csv", HEAD, NOISE, LEAK)).changed == 0


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("M11-001", "M11-001"),
        ("m11 1", "M11-001"),
        ("M11-001 漏水维修", "M11-001"),
        ("漏水维修", "M11-001"),
        ("物业小区 › 漏水维修", "M11-001"),
        ("没有的类", "M99"),
    ],
)
def test_a_category_may_be_written_in_many_ways(
    desk: Workspace, tmp_path: Path, cell: str, code: str
) -> None:
    imported(desk, table(tmp_path / "一.csv", ("编号", "标题", "内容", "类别"), ("1", "漏", "水", cell)))
    assert rows_of(desk, Issue, "category") == [code]


def test_a_message_whose_text_differs_is_corrected_with_an_event(desk: Workspace, tmp_path: Path) -> None:
    imported(desk, table(tmp_path / "留言.csv", HEAD, LEAK))
    other = (*LEAK[:4], "雨天漏水，已经三天", *LEAK[5:])
    plan = imported(desk, table(tmp_path / "留言.csv", HEAD, other))
    assert plan.lines[0].column == "内容"
    kind, _, _, data = events(desk)[-1]
    assert (kind, data) == ("correct", {"field": "text"})
    assert_sound(desk)


def test_likes_and_replies_that_came_later_are_added(desk: Workspace, tmp_path: Path) -> None:
    imported(desk, table(tmp_path / "留言.csv", HEAD, LEAK))
    other = (*LEAK[:6], "5", "1", "已修好", "2020/2/1 8:00:00")
    imported(desk, table(tmp_path / "留言.csv", HEAD, other))
    assert [kind for kind, *_ in events(desk)] == ["registered", "likes", "reply", "likes", "reply"]
    assert rows_of(desk, Issue, "likes") == [5]
    assert_sound(desk)


def test_without_numbers_they_are_numbered_by_day_and_known_by_time_and_text(
    desk: Workspace, tmp_path: Path
) -> None:
    head = ("标题", "内容", "登记时间")
    rows = (
        ("二", "乙", "2026-11-20 10:00:00"),
        ("一", "甲", "2026-11-20 09:00:00"),
        ("三", "丙", "2026-11-21"),
        ("四", "丁", ""),
    )
    imported(desk, table(tmp_path / "一.csv", head, *rows))
    assert rows_of(desk, Issue, "number", "title") == [
        ("20261120-001", "一"),
        ("20261120-002", "二"),
        ("20261121-001", "三"),
        ("20261124-001", "四"),
    ]
    more = ("五", "戊", "2026-11-20 11:00:00")
    assert imported(desk, table(tmp_path / "二.csv", head, *rows, more)).new == 1
    assert rows_of(desk, Issue, "number")[-1] == "20261120-003"


def test_one_number_twice_in_a_file(desk: Workspace, tmp_path: Path) -> None:
    plan = imported(desk, table(tmp_path / "一.csv", HEAD, LEAK, LEAK, (*LEAK[:2], "别的", *LEAK[3:])))
    assert (plan.new, plan.unchanged, plan.refused) == (1, 1, 1)
    assert "第 2 行的编号相同" in plan.lines_of(Outcome.REFUSED)[0].words


def test_a_known_door_is_the_issues_place_and_an_unknown_one_stays_words(
    desk: Workspace, tmp_path: Path
) -> None:
    imported(
        desk, table(tmp_path / "人.csv", ("姓名", "性别", "门牌地址"), ("王", "男", "3-2-501")), Kind.PEOPLE
    )
    head = ("编号", "标题", "内容", "门牌")
    plan = imported(
        desk, table(tmp_path / "一.csv", head, ("1", "漏", "水", "3栋2单元501"), ("2", "噪", "声", "9-1-101"))
    )
    rows = rows_of(desk, Issue, "place", "household_id")
    assert rows[0][0] == "3-2-501" and rows[0][1] is not None
    assert rows[1] == ("9-1-101", None)
    assert "库里没有门牌" in plan.lines[1].note
    assert_sound(desk)


def test_an_anonymous_message_keeps_no_name(desk: Workspace, tmp_path: Path) -> None:
    head = ("编号", "标题", "内容", "反映人", "反映人电话", "匿名", "性质")
    imported(desk, table(tmp_path / "一.csv", head, ("1", "举", "报", "王某", "13700000001", "是", "举报")))
    assert rows_of(desk, Issue, "reporter_name", "reporter_phone", "anonymous", "nature") == [
        ("", "", True, "report")
    ]
    assert events(desk)[0][3] == {"anonymous": True}


def test_a_message_from_the_future_is_refused(desk: Workspace, tmp_path: Path) -> None:
    plan = tried(desk, table(tmp_path / "一.csv", ("标题", "内容", "登记时间"), ("一", "甲", "2027-01-01")))
    assert plan.refused == 1


def test_a_label_table_without_codes_shows_what_the_rules_say(desk: Workspace, tmp_path: Path) -> None:
    head = ("一级分类", "二级分类", "三级分类")
    plan = imported(
        desk, table(tmp_path / "一.csv", head, ("城乡建设", "安全生产", "事故处理"), ("火星", "月球", "太空"))
    )
    assert (plan.new, plan.unmapped) == (2, {"火星/月球/太空": 1})
    wrong = table(tmp_path / "二.csv", (*head, "类别"), ("火星", "月球", "太空", "Z99"))
    assert tried(desk, wrong).lines[0].words == "没有类别“Z99”：请写代码（如 M11-001）或类别名称"
