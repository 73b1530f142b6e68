"""One issue on the screen: facts, timeline, arithmetic, the masked phone."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_events import encode_data
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import Audit
from gridtui.storage.tables import IssueEvent
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Notice
from gridtui.usecases.issue_events import append_event
from tests.hostile_store import unchecked
from tests.ui.screens.issues.issue_desk import (
    HOSTILE,
    PHONE,
    SMALL,
    WIDE,
    Made,
    furnish,
    press,
    settled,
    shown,
    sitting,
    take_down,
)


@pytest.fixture
def made(desk: Workspace) -> Made:
    return furnish(desk)


@pytest.fixture
def issue(desk: Workspace, made: Made) -> bytes:
    return take_down(
        desk,
        "卫生间顶滴水，多次报修",
        K.SELF_HANDLE,
        household_id=made.households["3-2-501"],
        resident_id=made.residents["王建国"],
        title="顶上漏水",
        source="phone",
    )


def reveals(desk: Workspace) -> list[bytes]:
    with desk.read() as connection:
        return list(
            connection.execute(
                sa.select(col(Audit.record)).where(col(Audit.action) == audit.REVEAL)
            ).scalars()
        )


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_facts_text_and_timeline_stand_there(
    desk: Workspace, issue: bytes, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with sitting(desk, tmp_path, size) as (app, pilot):
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        text = shown(app)
        for words in (
            "诉求 · 20261124-001 · 办理中",
            "漏水维修 M11-001 · 求助 · 电话",
            "3-2-501",
            "第一网格",
            "王建国  138****2210（v 显示 30 秒）",
            "（= 看算法）",
            "顶上漏水",
            "卫生间顶滴水，多次报修",
            "王秀兰于2026-11-24 12:00登记",
            "王秀兰于2026-11-24 12:00决定自办",
        ):
            assert words in text
        assert PHONE not in text
        steps = next(line for line in text.splitlines() if "可做" in line)
        assert "反馈" in steps and "派单" in steps and "受理" not in steps


async def test_the_phone_is_revealed_for_a_while_and_noted(
    desk: Workspace, issue: bytes, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        assert reveals(desk) == []
        await press(app, pilot, "v")
        assert PHONE in shown(app)
        assert reveals(desk) == [issue]
        app.detail.revealing.hide()
        await settled(app, pilot)
        assert PHONE not in shown(app)
        await press(app, pilot, "v", "v")
        assert PHONE not in shown(app)
        assert reveals(desk) == [issue, issue]


async def test_a_reported_wrong_hides_its_reporter_from_other_desks(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    id = take_down(desk, "有人占用消防通道", nature="report", resident_id=made.residents["王建国"])
    elsewhere = b"e" * 16
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(id))
        await settled(app, pilot)
        assert "王建国" in shown(app)
        await press(app, pilot, "escape")
        with desk.write("move_issue") as unit:
            append_event(unit, id, K.REPORT_UP, data={"to": elsewhere.hex(), "to_level": 4})
        app.post_message(messages.OpenIssue(id))
        await settled(app, pilot)
        assert "王建国" not in shown(app)
        assert "举报人只有承办单位能看" in shown(app)
        await press(app, pilot, "v")
        assert reveals(desk) == []
        await press(app, pilot, "m")
        assert "reporter_name" not in app.entry.form.raw_values()
        await press(app, pilot, "ctrl+s")
    with desk.read() as connection:
        from gridtui.queries.issues.issues import issue_detail

        detail = issue_detail(connection, id)
    assert detail is not None and detail.draft.reporter_name == "王建国"


async def test_the_due_date_is_explained_line_by_line(desk: Workspace, issue: bytes, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        await press(app, pilot, "equals_sign")
        assert isinstance(app.screen, Notice)
        assert "2026-11-24 12:00 登记" in shown(app)
        assert "现在以最早的为准" in shown(app)
        await press(app, pilot, "escape", "fullwidth_equals_sign")
        assert isinstance(app.screen, Notice)


async def test_keys_lead_to_household_person_and_history(
    desk: Workspace, issue: bytes, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        await press(app, pilot, "o", "p", "h")
        assert app.asked[1:] == [
            messages.OpenHousehold(made.households["3-2-501"]),
            messages.OpenResident(made.residents["王建国"]),
            messages.ShowHistory("issue", issue),
        ]


async def test_a_place_without_a_household_leads_to_its_building(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    id = take_down(desk, "楼道灯不亮", building_id=made.buildings["7"], place="7栋")
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(id))
        await settled(app, pilot)
        await press(app, pilot, "o", "p", "v")
        assert app.asked[1:] == [messages.OpenBuilding(made.buildings["7"])]
        assert "没有留姓名和电话" in shown(app)


async def test_undoing_the_registration_says_that_it_is_gone(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    id = take_down(desk)
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(id))
        await settled(app, pilot)
        await press(app, pilot, "ctrl+z")
        assert "卫生间顶滴水" not in shown(app)
        await press(app, pilot, "ctrl+y")
        assert "卫生间顶滴水" in shown(app)


async def test_what_does_not_count_says_why(desk: Workspace, issue: bytes, tmp_path: Path) -> None:
    with desk.write("move_issue") as unit:
        append_event(unit, issue, K.ARCHIVE)
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        assert "（不算数：" in shown(app)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_hostile_text_goes_through_the_issue(
    desk: Workspace, made: Made, tmp_path: Path, size: tuple[int, int]
) -> None:
    id = take_down(desk, HOSTILE, title=HOSTILE, place=HOSTILE, reporter_name=HOSTILE)
    with unchecked(), desk.write("move_issue") as unit:
        append_event(unit, id, K.NOTE, text=HOSTILE, data={"measures": HOSTILE, "outcome": HOSTILE})
        unit.create(
            IssueEvent,
            {
                "issue_id": id,
                "kind": "later_kind",
                "at": desk.clock(),
                "actor_name": HOSTILE,
                "level": 5,
                "text": HOSTILE,
                "data": encode_data({"x": HOSTILE}),
            },
            scope=unit.desk.org_id,
        )
    async with sitting(desk, tmp_path, size) as (app, pilot):
        app.post_message(messages.OpenIssue(id))
        await settled(app, pilot)
        text = shown(app)
        assert "李四[/b]" in text and "[red]" in text
        assert "\x1b" not in text and "\u202e" not in text
        await press(app, pilot, "equals_sign", "escape", "end", "home")
