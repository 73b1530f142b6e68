"""Issues from the door to an honest end, by keys alone; and what is wrong with a step, in words."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from textual.pilot import Pilot

from gridtui.cli.main import cli
from gridtui.domain.issues.issue_events import EventKind as K
from gridtui.domain.issues.issue_states import ClosureKind, Satisfaction, State
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.whistle import WhistleState
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import find_issue
from gridtui.queries.issues.whistles import WhistleFilter, whistle_detail, whistle_page
from gridtui.storage.derived.issue_state import status_of
from gridtui.storage.store.opening import Founding, create_workspace
from gridtui.storage.tables import Issue, IssueEvent
from gridtui.storage.workspace import Workspace
from gridtui.ui.app import GridApp
from gridtui.ui.screens.issues.detail import IssueScreen
from gridtui.ui.screens.issues.rounds import RoundScreen
from gridtui.usecases.issue_moves import take_step
from gridtui.words import say
from tests.conftest import FrozenClock, found_store
from tests.journeys.sitting import SIZE, assert_sound, launch_on, press, said, screen_text, settled
from tests.makers import everything, make_issue, make_quarter

NUMBER = "20261124-001"
LONG = "反映的是楼道里的事。" * 900


@asynccontextmanager
async def at_the_desk(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[tuple[GridApp, Pilot[Any]]]:
    """Run the program on a store with one household; the store is closed, and sound, afterwards."""
    workspace = found_store(tmp_path / "desk.gtdb", clock)
    make_quarter(workspace)
    app = GridApp(launch_on(tmp_path, clock, workspace))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        yield app, pilot
        assert_sound(workspace)


def status(app: GridApp, number: str = NUMBER) -> IssueStatus:
    with app.gateway.workspace.read() as connection:
        found = find_issue(connection, number)
        assert found is not None
        return status_of(connection, found)


async def take_down(app: GridApp, pilot: Pilot[Any], words: str = "求助 漏水") -> None:
    """Take an issue down in one line, and open it from the list."""
    await press(app, pilot, "ctrl+n", f"'3-2-501 杨 {words}'", "enter", "ctrl+s", "escape")
    await press(app, pilot, "2", "enter")
    assert isinstance(app.screen, IssueScreen) and NUMBER in screen_text(app)


async def to_be_called_back(app: GridApp, pilot: Pilot[Any]) -> None:
    """Handle it, answer it, and have it verified in a round."""
    await press(app, pilot, "d", "z", "d", "f", "tab", "'换管'", "ctrl+s", "escape", "y")
    assert isinstance(app.screen, RoundScreen) and "换管" in screen_text(app)
    await press(app, pilot, "1", "ctrl+s")
    assert status(app).state is State.PENDING_CALLBACK


async def test_from_the_door_to_closure(tmp_path: Path, clock: FrozenClock) -> None:
    async with at_the_desk(tmp_path, clock) as (app, pilot):
        await take_down(app, pilot)
        assert status(app).state is State.REGISTERED and "3-2-501" in screen_text(app)
        await press(app, pilot, "equals_sign")
        assert "2 工作日（默认值，非昆明" in screen_text(app)
        await press(app, pilot, "escape")
        await to_be_called_back(app, pilot)
        await press(app, pilot, "r", "1", "tab", "1", "tab", "1", "ctrl+s")
        ended = status(app)
        assert (ended.state, ended.satisfaction) == (State.CLOSED, Satisfaction.SATISFIED)
        assert ended.closure_kind is ClosureKind.SUBSTANTIVE
        assert "这一遍做完了，办了 1 件" in said(app)
        await press(app, pilot, "ctrl+z")
        assert status(app).state is State.PENDING_CALLBACK
        await press(app, pilot, "ctrl+y", "o", "enter")
        for words in ("登记", "决定自办", "反馈：换管", "核查通过", "回访：解决，满意"):
            assert words in screen_text(app)


async def test_a_dissatisfied_resident_and_new_facts_reopen_the_work(
    tmp_path: Path, clock: FrozenClock
) -> None:
    async with at_the_desk(tmp_path, clock) as (app, pilot):
        await take_down(app, pilot)
        await to_be_called_back(app, pilot)
        await press(app, pilot, "r", "1", "tab", "3", "tab", "3", "tab", "space", "ctrl+s")
        assert "请写明为什么不满意" in screen_text(app)
        await press(app, pilot, "'还漏'", "ctrl+s")
        assert (status(app).state, status(app).reopened) == (State.IN_PROGRESS, 1)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, IssueScreen) and "认定有理，重办" in screen_text(app)
        await press(app, pilot, "d", "c", "3", "tab", "2", "tab", "tab", "'一半'", "ctrl+s")
        ended = status(app)
        assert (ended.state, ended.closure_kind) == (State.CLOSED, ClosureKind.PROCEDURAL)
        await press(app, pilot, "d", "o", "'又漏'", "ctrl+s")
        assert (status(app).state, status(app).reopened) == (State.IN_PROGRESS, 2)


async def test_a_unit_returns_it_and_names_who_is_responsible(tmp_path: Path, clock: FrozenClock) -> None:
    async with at_the_desk(tmp_path, clock) as (app, pilot):
        await take_down(app, pilot)
        await press(app, pilot, "d", "z", "d", "d", "'翠湖'", "enter", "ctrl+s")
        assert status(app).state is State.PENDING_ACCEPT and status(app).lead is not None
        await press(app, pilot, "d", "r", "ctrl+s")
        assert "请写明应由哪个单位负责" in screen_text(app) and "请写明退回的依据" in screen_text(app)
        assert status(app).state is State.PENDING_ACCEPT
        await press(app, pilot, "'水务'", "enter", "'合同'", "enter", "'归水务'", "ctrl+s")
        assert (status(app).state, status(app).lead) == (State.IN_PROGRESS, None)
        text = screen_text(app).replace("\n", "").replace(" ", "")
        assert "应由水务负责，依据：合同" in text


async def test_a_whistle_from_the_issue_to_the_rating(tmp_path: Path, clock: FrozenClock) -> None:
    async with at_the_desk(tmp_path, clock) as (app, pilot):
        await take_down(app, pilot)
        await press(app, pilot, "d", "z", "d", "l", "'水务'", "ctrl+s")
        await press(app, pilot, "1")
        assert "吹哨  1" in screen_text(app) and "待审批" in screen_text(app)
        await press(app, pilot, "2", "d", "i", "enter")
        await press(app, pilot, "d", "enter", "'李书记'", "ctrl+s")  # approved, as noted
        await press(app, pilot, "d", "enter", "ctrl+s", "d", "enter", "d", "down", "enter")
        assert "处置中" in screen_text(app)
        await press(app, pilot, "d", "enter", "'换管'", "ctrl+s")
        await press(app, pilot, "d", "enter", "1", "tab", "1", "ctrl+s", "d", "enter", "tab", "1", "ctrl+s")
        assert "待销哨" in screen_text(app)
        await press(app, pilot, "d", "enter")
        with app.gateway.workspace.read() as connection:
            [row] = whistle_page(connection, WhistleFilter(), offset=0, limit=9)
            detail = whistle_detail(connection, row.id)
        assert detail is not None and row.state is WhistleState.ENDED
        [unit] = detail.status.units
        assert (unit.rating, unit.answer) == (Satisfaction.SATISFIED, Satisfaction.SATISFIED)
        assert "已销哨" in screen_text(app) and status(app).state is State.IN_PROGRESS


Wrong = Callable[[Workspace, bytes, bytes], None]


def step(workspace: Workspace, issue: bytes, kind: K, text: str = "", **data: object) -> None:
    with workspace.write("move_issue") as unit:
        take_step(unit, issue, kind, text=text, data=data)


def answered(resolved: str = "resolved") -> dict[str, object]:
    return {"resolved": resolved, "satisfaction": "satisfied"}


def held_until_a_day_gone_by(workspace: Workspace, one: bytes, _other: bytes) -> None:
    step(workspace, one, K.SELF_HANDLE)
    step(workspace, one, K.HOLD, "等配件", until="2026-11-23")


def extended_by_nothing(workspace: Workspace, one: bytes, _other: bytes) -> None:
    step(workspace, one, K.SELF_HANDLE)
    step(workspace, one, K.ASK_EXTENSION, "等配件", amount=0, unit="work_day")


def merged_in_a_circle(workspace: Workspace, one: bytes, other: bytes) -> None:
    third = make_issue(workspace, "门口积水")
    step(workspace, one, K.MERGE, into=other.hex())
    step(workspace, other, K.MERGE, into=third.hex())
    step(workspace, third, K.MERGE, into=one.hex())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda desk, one, _: step(desk, one, K.CALLBACK, **answered()),
         "“已登记”的诉求现在不能做“回访”，可以做：自办、上报、作废"),
        (lambda desk, one, _: step(desk, one, K.PASS_VERIFY), "现在不能做“核查通过”，可以做："),
        (held_until_a_day_gone_by, "挂账到期日已经过去"),
        (extended_by_nothing, "请写明延长多久：1 到 3660 的整数和时间单位"),
        (lambda desk, one, _: step(desk, one, K.MERGE, into=one.hex()), "不能把一件诉求并入它自己"),
        (merged_in_a_circle, "对方已经并入本件，不能互相并入"),
        (lambda desk, one, _: step(desk, one, K.LINK, other=one.hex()), "不能和它自己关联"),
        (lambda desk, one, _: step(desk, one, K.DISPATCH, lead="不是编号"), "现在不能做“派单”"),
    ],
)  # fmt: skip
def test_a_wrong_step_is_refused_in_words_and_nothing_is_half_done(
    desk: Workspace, wrong: Wrong, words: str
) -> None:
    one, other = make_issue(desk, "漏水"), make_issue(desk, "滴水")
    with pytest.raises(RuleBroken) as broken:
        wrong(desk, one, other)
    assert words in " ".join(say(problem) for problem in broken.value.problems)
    before = everything(desk, Issue, IssueEvent)
    with pytest.raises(RuleBroken):
        step(desk, one, K.CALLBACK, **answered())
    assert everything(desk, Issue, IssueEvent) == before
    assert_sound(desk)


async def test_texts_of_9000_characters_go_all_the_way(tmp_path: Path, clock: FrozenClock) -> None:
    workspace = found_store(tmp_path / "desk.gtdb", clock)
    issue = make_issue(workspace, LONG)
    step(workspace, issue, K.SELF_HANDLE, LONG)
    step(workspace, issue, K.FEEDBACK, LONG, measures=LONG)
    app = GridApp(launch_on(tmp_path, clock, workspace))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await press(app, pilot, "2", "enter")
        assert "反映的是楼道里的事" in screen_text(app)
        await press(app, pilot, "escape", "y", "2", "tab", "'没修'", "ctrl+s")
        assert status(app).state is State.IN_PROGRESS
        assert_sound(workspace)


def test_a_calendar_file_with_gaps_is_imported_with_warnings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", "柿子2026")
    store, path = tmp_path / "desk.gtdb", tmp_path / "日历.csv"
    create_workspace(
        store, "柿子2026", Founding("翠湖西路第二支部", "530102001001", "王秀兰"), clock=clock
    ).close()
    rows = [("日期", "类型", "说明"), *((f"2027-10-0{day}", "放假", "国庆节") for day in range(1, 8))]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*rows, ("2027-13-45", "放假", "")])

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["--store", str(store), "--lang", "zh", *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    for words in (run("import", "auto", str(path), "--dry-run"), run("import", "calendar", str(path))):
        assert "工作日历：新增 7" in words and "退回 1" in words
        assert "像是没有写全" in words and "连休 7 天，前后却没有一个调休上班的周末" in words
    out = tmp_path / "出.csv"
    run("export", "calendar", str(out))
    assert "2027-10-01,星期五,休息,国庆节" in out.read_text(encoding="utf-8-sig")
