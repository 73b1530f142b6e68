"""A chat message pasted into the form: read part by part, echoed, corrected, saved."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col
from textual import events

from gridtui.domain.words.dates import KUNMING
from gridtui.insight.capturing import understand
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from tests.ui.screens.issues.issue_desk import (
    WIDE,
    IssueDesk,
    furnish,
    press,
    settled,
    shown,
    sitting,
    take_down,
    type_text,
    until,
)

BODY = "3栋2单元501 卫生间漏水，打我电话 13708712210，尽快！"


def stored(desk: Workspace) -> list[sa.Row[Any]]:
    with desk.read() as connection:
        return list(connection.execute(sa.select(Issue).order_by(col(Issue.num))))


async def paste(app: IssueDesk, pilot: Any, text: str) -> dict[str, str]:
    app.post_message(events.Paste(text))
    await settled(app, pilot)
    return app.entry.form.raw_values()


async def test_a_message_is_read_echoed_corrected_and_saved(desk: Workspace, tmp_path: Path) -> None:
    made = furnish(desk)
    day = desk.clock().astimezone(KUNMING)
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue())
        await settled(app, pilot)
        raw = await paste(app, pilot, f"王建国 {day:%m-%d} 00:01\r\n{BODY}\r\n")
        assert raw["place"].startswith("3-2-501 ") and raw["reporter_name"] == "王建国"
        assert (raw["reporter_phone"], raw["urgent"], raw["clock"]) == ("13708712210", "1", "00:01")
        assert raw["text"] == BODY
        assert app.said.startswith("看懂了 3-2-501 · 王建国 · 像 漏水维修 · 加急 · ")
        assert "137****2210" in app.said
        await press(app, pilot, "2")
        app.entry.form.focus_field("reporter_name")
        await press(app, pilot, *["backspace"] * 3)
        await type_text(app, pilot, "李芳")
        await press(app, pilot, "ctrl+s")
        assert "已登记" in shown(app)
        after = app.entry.form.raw_values()
        assert (after["clock"], after["registered_at"]) == ("", f"{day:%Y-%m-%d}")
    (issue,) = stored(desk)
    assert (issue.household_id, issue.reporter_name, issue.urgent) == (
        made.households["3-2-501"],
        "李芳",
        True,
    )
    assert (issue.category, issue.nature, issue.text) == ("M11-001", "help", BODY)
    assert f"{issue.registered_at.astimezone(KUNMING):%Y-%m-%d %H:%M}" == f"{day:%Y-%m-%d} 00:01"


async def test_what_was_typed_is_never_overwritten_and_the_day_is_the_messages_own(
    desk: Workspace, tmp_path: Path
) -> None:
    furnish(desk)
    today = f"{desk.clock().astimezone(KUNMING):%Y-%m-%d}"
    async with sitting(desk, tmp_path, WIDE) as (app, pilot):
        app.post_message(messages.NewIssue())
        await settled(app, pilot)
        await type_text(app, pilot, "小区东门")
        await press(app, pilot, "tab")
        app.entry.form.focus_field("reporter_name")
        await type_text(app, pilot, "陈立")
        raw = await paste(app, pilot, "王建国 2025-03-05 08:12\n3-2-501 路灯不亮，要投诉")
        assert (raw["place"], raw["reporter_name"], raw["nature"]) == ("小区东门", "陈立", "complaint")
        assert (raw["registered_at"], raw["clock"]) == ("2025-03-05", "08:12")
        assert raw["text"].startswith("王建国 2025-03-05 08:12\n"), "who wrote it stands nowhere else"
        assert "王建国" not in app.said and "小区东门" not in app.said
        await press(app, pilot, "f3", "ctrl+s")
        assert "已登记" in shown(app), app.said
        assert app.entry.form.raw_values()["registered_at"] == today
        raw = await paste(app, pilot, "王阿姨：\n不要说是我，7栋有人飞线充电 13708712210")
        assert (raw["anonymous"], raw["reporter_name"], raw["reporter_phone"]) == ("1", "", "")
        assert "还有姓名或电话" in app.said
        assert raw["text"] == "不要说是我，7栋有人飞线充电 13708712210"


async def test_a_message_pasted_as_the_text_fills_what_is_empty(desk: Workspace, tmp_path: Path) -> None:
    furnish(desk)
    id = take_down(desk, "灯")
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue())
        await settled(app, pilot)
        app.entry.form.focus_field("text")
        raw = await paste(app, pilot, f"李芳 昨天 21:05\n{BODY}")
        assert raw["text"] == f"李芳 昨天 21:05\n{BODY}"
        assert (raw["clock"], raw["reporter_name"]) == ("21:05", "李芳")
        await press(app, pilot, "ctrl+s")
        assert "请填写" not in shown(app) and len(stored(desk)) == 2
        await press(app, pilot, "escape")
        app.post_message(messages.OpenIssue(id))
        await settled(app, pilot)
        await press(app, pilot, "m")
        app.entry.form.focus_field("text")
        raw = await paste(app, pilot, BODY + "\n")
        assert (raw["place"], raw["text"]) == ("", BODY + "灯"), "a correction takes over nothing unasked"
    assert len(stored(desk)) == 2


async def test_a_sentence_without_a_gap_is_offered_as_a_line(desk: Workspace, tmp_path: Path) -> None:
    made = furnish(desk)
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue())
        await settled(app, pilot)
        await type_text(app, pilot, "我是3栋2单元501的王建国，卫生间漏水了，要投诉")
        assert "整句" in shown(app)
        await press(app, pilot, "enter", "ctrl+s")
        await type_text(app, pilot, "停水了，很久了 求助 急")
        assert "整句" in shown(app)
        await press(app, pilot, "enter")
        assert app.entry.form.raw_values()["place"] == "", "the line does not stay where it was typed"
    (issue,) = stored(desk)
    assert (issue.household_id, issue.resident_id) == (made.households["3-2-501"], made.residents["王建国"])
    assert (issue.nature, issue.text) == ("complaint", "我是3栋2单元501的王建国，卫生间漏水了，要投诉")


async def test_a_message_that_is_read_too_late_fills_nothing(
    desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(desk)
    asked, answered = asyncio.Event(), asyncio.Event()
    async with sitting(desk, tmp_path) as (app, pilot):
        read = app.gateway.read

        async def late(query: Any, *args: Any, **options: Any) -> Any:
            answer = await read(query, *args, **options)
            if query is understand:
                asked.set()
                await answered.wait()
            return answer

        monkeypatch.setattr(app.gateway, "read", late)
        app.post_message(messages.NewIssue())
        await settled(app, pilot)
        app.post_message(events.Paste(f"王建国 昨天 08:12\n{BODY}"))
        await asked.wait()
        form = app.entry.form
        form.load({"category": app.entry.suggester.category("M11-001")}, as_typed=True)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(stored(desk)) == 1 and not form.is_dirty)
        answered.set()
        await settled(app, pilot)
        raw = form.raw_values()
        assert (raw["place"], raw["reporter_name"], raw["text"], raw["clock"]) == ("", "", "", "")


async def test_a_time_that_has_not_come_is_refused_under_its_field(desk: Workspace, tmp_path: Path) -> None:
    furnish(desk)
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue())
        await settled(app, pilot)
        await type_text(app, pilot, "3-2-501 漏水 求助")
        await press(app, pilot, "enter")
        app.entry.form.focus_field("clock")
        await press(app, pilot, *"xx", "ctrl+s")
        assert "看不懂这个时间" in shown(app)
        await press(app, pilot, "backspace", "backspace", *"23:59", "ctrl+s")
        assert "23:59 还没有到" in shown(app)
    assert stored(desk) == []
