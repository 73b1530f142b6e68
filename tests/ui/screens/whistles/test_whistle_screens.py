"""Whistles by keys: from an issue to the rating, a refusal, the book."""

from __future__ import annotations

from pathlib import Path

from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import WhistleStep as S
from gridtui.queries.issues.whistles import WhistleDetail, WhistleFilter, whistle_detail, whistle_page
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.screens.whistles.detail import WhistleScreen
from gridtui.ui.screens.whistles.screen import WhistlesScreen
from tests.ui.screens.issues.issue_desk import press, settled, take_down, type_text
from tests.ui.screens.neighbourhood import desk_app, screen_text
from tests.usecases.test_whistles import POWER, blow, step

FOLLOW = (messages.OpenIssue, messages.NewWhistle, messages.OpenWhistle, messages.OpenWhistles)


def whistles(desk: Workspace) -> list[WhistleDetail]:
    with desk.read() as connection:
        rows = whistle_page(connection, WhistleFilter(), offset=0, limit=9)
        found = [whistle_detail(connection, row.id) for row in rows]
    return [detail for detail in found if detail is not None]


async def test_from_an_issue_to_the_rating(desk: Workspace, tmp_path: Path) -> None:
    issue = take_down(desk, "路面塌陷", EventKind.SELF_HANDLE)
    app = desk_app(desk, tmp_path, follow=FOLLOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        app.post_message(messages.OpenIssue(issue))
        await settled(app, pilot)
        await press(app, pilot, "d", "l")
        assert "路面塌陷" in screen_text(app)
        await type_text(app, pilot, POWER)
        await press(app, pilot, "ctrl+s")
        [drafted] = whistles(desk)
        assert drafted.status.wanted == (POWER,)
        await press(app, pilot, "d", "i")
        assert isinstance(app.screen, WhistlesScreen) and "待审批" in screen_text(app)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, WhistleScreen)
        await press(app, pilot, "d")  # the first step offered is the usual one
        assert "由社区定" in screen_text(app)
        await press(app, pilot, "enter", "ctrl+s")
        assert "谁定的" in screen_text(app)
        await type_text(app, pilot, "社区李书记 11月24日")
        await press(app, pilot, "ctrl+s")
        await press(app, pilot, "d", "enter", "ctrl+s")  # split: the same person again
        await press(app, pilot, "d", "enter")  # sign
        assert "待报到" in screen_text(app)
        await press(app, pilot, "d", "down", "enter")
        assert "处置中" in screen_text(app)
        await press(app, pilot, "d", "enter")
        await type_text(app, pilot, "已填平")
        await press(app, pilot, "ctrl+s")
        assert "已处置" in screen_text(app)
        await press(app, pilot, "ctrl+z")
        assert "处置中" in screen_text(app)
        await press(app, pilot, "equals_sign")
        assert "吹哨签收：从" in screen_text(app)


async def test_a_refusal_names_who_is_responsible_and_is_ruled_upon(desk: Workspace, tmp_path: Path) -> None:
    whistle = blow(desk, POWER)
    step(desk, whistle, S.APPROVE)
    step(desk, whistle, S.SPLIT)
    app = desk_app(desk, tmp_path, follow=FOLLOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        app.post_message(messages.OpenWhistle(whistle))
        await settled(app, pilot)
        await press(app, pilot, "d", "down", "enter", "ctrl+s")
        assert "拒签请写明应由哪个单位负责" in screen_text(app)
        await type_text(app, pilot, "通信公司")
        await press(app, pilot, "enter")
        await type_text(app, pilot, "不是电力线")
        await press(app, pilot, "ctrl+s")
        assert "待裁定" in screen_text(app) and "应由通信公司负责" in screen_text(app)


async def test_the_book_is_narrowed_and_reached_from_everywhere(desk: Workspace, tmp_path: Path) -> None:
    blow(desk, POWER)
    app = desk_app(desk, tmp_path, follow=FOLLOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(app, pilot)
        await app.run_action("whistles")
        await settled(app, pilot)
        assert "W20261124-01" in screen_text(app) and "没销的" in screen_text(app)
        await press(app, pilot, "f")
        await type_text(app, pilot, "已销")
        await press(app, pilot, "enter")
        assert "没有这样的吹哨" in screen_text(app)
        await press(app, pilot, "t", "t")
        assert "W20261124-01" in screen_text(app)
