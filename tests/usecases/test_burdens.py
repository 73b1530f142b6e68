"""The burden register: requests taken down, handed in, following from a form; the list of allowed items."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from gridtui.domain.burdens.allowed_items import (
    DEFAULT_LABEL,
    AllowedItem,
    AllowedItemDraft,
    ItemKind,
    default_items,
    likely_item,
)
from gridtui.domain.burdens.form_request import FormRequestDraft, Listed
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.ledgers.handing_out import LedgerSpan, write_ledger
from gridtui.interchange.ledgers.register import LEDGERS
from gridtui.queries.burdens import (
    UNKNOWN,
    BurdenFilter,
    BurdenSums,
    burden_count,
    burden_page,
    burden_sums,
    burden_years,
    item_of,
    items_in_force,
    offices_asking,
    request_draft,
)
from gridtui.storage.store.checking import check_store
from gridtui.storage.workspace import Workspace
from gridtui.usecases.burdens import (
    FormFilled,
    drop_all_items,
    hand_in_request,
    keep_item,
    register_filling,
    remove_request,
    take_down_request,
)
from tests.makers import undo

TODAY = date(2026, 11, 24)


def ask(workspace: Workspace, matter: str, **values: Any) -> bytes:
    with workspace.write("register_form") as unit:
        return take_down_request(unit, FormRequestDraft(matter=matter, **values))


def fill(workspace: Workspace, form: FormFilled, **values: Any) -> bytes:
    with workspace.write("register_form") as unit:
        return register_filling(unit, form, **values)


def draft_of(workspace: Workspace, id: bytes) -> FormRequestDraft:
    with workspace.read() as connection:
        found = request_draft(connection, id)
    assert found is not None
    return found


def matters(workspace: Workspace, **wanted: Any) -> list[str]:
    with workspace.read() as connection:
        rows = burden_page(connection, BurdenFilter(**wanted), offset=0, limit=50)
        assert burden_count(connection, BurdenFilter(**wanted)) == len(rows)
    return [row.matter for row in rows]


def test_a_request_is_taken_down_handed_in_and_taken_back(workspace: Workspace) -> None:
    id = ask(workspace, "流动人口花名册", asked_by="街道办", item="A01", asked_on=date(2026, 11, 9),
             due_on=date(2026, 11, 20))  # fmt: skip
    draft = draft_of(workspace, id)
    assert (draft.listed, draft.org_id) == ("yes", workspace.desk.org_id)
    with workspace.read() as connection:
        [row] = burden_page(connection, BurdenFilter(), offset=0, limit=9)
    assert row.is_open and row.is_late(TODAY)
    for expected in (TODAY, None):
        with workspace.write("register_form") as unit:
            assert hand_in_request(unit, id) == expected
    undo(workspace)
    assert draft_of(workspace, id).handed_on == TODAY
    with workspace.write("delete_record") as unit:
        remove_request(unit, id)
    assert matters(workspace) == []
    with workspace.read() as connection:
        assert check_store(connection).problems == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"matter": ""}, "matter"),
        ({"asked_on": date(2027, 1, 1)}, "asked_on"),
        ({"due_on": date(2026, 11, 23)}, "due_on"),
        ({"handed_on": date(2026, 11, 23)}, "handed_on"),
        ({"listed": "no", "item": "A01"}, "listed"),
        ({"listed": "maybe"}, "listed"),
        ({"minutes": -1}, "minutes"),
        ({"cells": 3, "same_cells": 4}, "same_cells"),
    ],
)
def test_what_cannot_be_is_refused(desk: Workspace, values: dict[str, Any], field: str) -> None:
    draft = {"matter": "表", "asked_on": TODAY, **values}
    assert field in [problem.field for problem in FormRequestDraft(**draft).problems(TODAY)]
    if field != "listed" or values["listed"] != "no":
        with pytest.raises(RuleBroken):
            ask(desk, **{"matter": "表", **values})


def test_a_form_that_is_filled_again_is_one_request_until_it_is_handed_in(workspace: Workspace) -> None:
    first = fill(workspace, FormFilled("f1", "花名册", 100, None), asked_by="街道办", minutes=30)
    again = fill(workspace, FormFilled("f1", "花名册", 102, 100), minutes=5)
    assert again == first
    draft = draft_of(workspace, first)
    assert draft.asked_on == TODAY
    assert (draft.minutes, draft.cells, draft.same_cells, draft.asked_by) == (35, 102, 100, "街道办")
    with workspace.write("register_form") as unit:
        hand_in_request(unit, first)
    second = fill(workspace, FormFilled("f1", "花名册", 102, 102))
    assert second != first and draft_of(workspace, second).asked_by == "街道办"
    assert fill(workspace, FormFilled("f2", "另一张", 5, None)) not in (first, second)


def test_the_shipped_list_says_that_it_is_invented_and_a_list_of_ones_own_replaces_it(
    workspace: Workspace,
) -> None:
    shipped = default_items()
    assert [sum(item.kind == kind for item in shipped) for kind in ItemKind] == [41, 2]
    assert all(item.name.startswith("示例·") and item.note == DEFAULT_LABEL for item in shipped)
    assert len({item.key for item in shipped}) == 43
    with workspace.read() as connection:
        assert items_in_force(connection) == list(shipped)
    unlisted = fill(workspace, FormFilled("f1", "低保家庭年度复核表", 9, None))
    assert draft_of(workspace, unlisted).listed == "", "an invented item says nothing"
    with workspace.write("set_items") as unit:
        keep_item(unit, AllowedItemDraft(code="3", name="高龄津贴年度审核"))
    with workspace.read() as connection:
        items = items_in_force(connection)
    assert [(item.code, item.name) for item in items] == [("3", "高龄津贴年度审核")]
    listed = draft_of(workspace, fill(workspace, FormFilled("f2", "2026年高龄津贴年度审核表", 9, None)))
    assert (listed.listed, listed.item) == (Listed.YES, "3")
    assert item_of(items, "3") is not None and item_of(items, "4") is None
    with workspace.write("set_items") as unit:
        assert drop_all_items(unit) == 1
    with workspace.read() as connection:
        assert len(items_in_force(connection)) == 43


def test_a_title_means_the_item_it_has_most_in_common_with() -> None:
    items = [AllowedItem("1", "高龄津贴审核"), AllowedItem("2", "低保年度审核"), AllowedItem("3", "消防检查")]
    assert likely_item("翠湖社区高龄津贴审核登记表", items) is items[0]
    assert likely_item("年度审核表", items) is items[1]
    assert likely_item("花名册", items) is None


def test_lists_sums_and_who_asks_most(workspace: Workspace) -> None:
    ask(workspace, "甲", asked_on=date(2025, 3, 1), asked_by="区民政局", minutes=10, listed="yes")
    ask(workspace, "乙", asked_on=date(2026, 3, 1), asked_by="街道办", minutes=20, listed="no")
    ask(workspace, "丙", asked_on=date(2026, 5, 1), asked_by="街道办", cells=10, same_cells=8, due_on=TODAY)
    ask(workspace, "丁", asked_on=date(2026, 6, 1), handed_on=TODAY, cells=7)
    assert matters(workspace) == ["丁", "丙", "乙", "甲"]
    assert matters(workspace, year=2026, listed="no") == ["乙"]
    assert matters(workspace, listed=UNKNOWN) == ["丁", "丙"]
    assert matters(workspace, open=False) == ["丁"]
    assert matters(workspace, late=date(2026, 11, 25)) == ["丙"]
    with workspace.read() as connection:
        assert burden_sums(connection, BurdenFilter(year=2026)) == BurdenSums(3, 0, 1, 2, 20, 10, 8)
        assert burden_sums(connection, BurdenFilter(year=2024)) == BurdenSums(0, 0, 0, 0, 0, 0, 0)
        assert burden_years(connection) == [2026, 2025]
        assert offices_asking(connection, "") == ["街道办", "区民政局"]
        assert offices_asking(connection, "民政") == ["区民政局"]


def test_a_year_is_a_sheet(workspace: Workspace, tmp_path: Path) -> None:
    ask(workspace, "甲", asked_on=date(2025, 3, 1))
    ask(workspace, "乙", asked_on=date(2026, 3, 1), asked_by="街道办", due_on=date(2026, 3, 5), item="例01",
        minutes=20, cells=10, same_cells=8, note="电话催过13800000001")  # fmt: skip
    out = tmp_path / "登记.xlsx"
    span = LedgerSpan(date(2026, 1, 1), date(2026, 12, 31))
    assert write_ledger(workspace, LEDGERS["burdens"], out, span) == 1
    sheet = load_workbook(out).active
    assert sheet is not None
    assert sheet["A1"].value == "社区事务准入登记"
    row = [cell.value for cell in sheet[5]]
    assert row[2:6] == ["街道办", "乙", "清单内", "例01 示例·低保申请受理初核"]
    assert row[8:] == [20, 10, 8, 80, "超期；电话催过138****0001"] and sheet["L4"].value == "相同比例（%）"
