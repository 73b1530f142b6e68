"""Taking down an issue by keys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col
from textual import events

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.queries.issues.categories import category_rows
from gridtui.queries.issues.issues import IssueFilter, issue_count, issue_detail, issue_page
from gridtui.storage.drafts import kept_drafts
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Ask
from gridtui.ui.screens.issues.entry import IssueEntryScreen
from tests.conftest import FrozenClock
from tests.ui.screens.issues.issue_desk import (
    HOSTILE,
    PHONE,
    SMALL,
    WIDE,
    IssueDesk,
    Made,
    furnish,
    press,
    settled,
    shown,
    sitting,
    take_down,
    type_text,
    until,
)


@pytest.fixture
def made(desk: Workspace) -> Made:
    return furnish(desk)


def stored(desk: Workspace) -> list[IssueDraft]:
    with desk.read() as connection:
        rows = issue_page(connection, IssueFilter(), offset=0, limit=50)
        found = [issue_detail(connection, row.id) for row in rows]
    return [detail.draft for detail in found if detail]


def count(desk: Workspace) -> int:
    with desk.read() as connection:
        return issue_count(connection, IssueFilter())


def drafts(desk: Workspace) -> dict[str, dict[str, Any]]:
    with desk.read() as connection:
        return {saved.key: saved.body for saved in kept_drafts(connection)}


def under(app: IssueDesk, name: str) -> str:
    return app.entry.form.rows[name].render().plain.split("\n")[-1].strip()


async def test_a_known_household_needs_no_more_than_twelve_keys(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(household_id=made.households["3-2-501"]))
        await settled(app, pilot)
        keys = [*"lswx", "enter", "2", "enter"]
        await press(app, pilot, *keys)
        await type_text(app, pilot, "卫生间顶滴水")
        await press(app, pilot, "ctrl+s")
        assert app.said == "已登记 20261124-001，Ctrl+Z 撤销"
    assert len(keys) + 1 <= 12
    (issue,) = stored(desk)
    assert (issue.place, issue.category, issue.nature, issue.text) == (
        "3-2-501",
        "M11-001",
        "help",
        "卫生间顶滴水",
    )
    assert issue.household_id == made.households["3-2-501"]
    assert issue.building_id == made.buildings["3"]
    assert issue.reporter_name == ""


@pytest.mark.parametrize(
    ("typed", "reporter"),
    [
        ("3-2-501", ""),
        ("3栋2单元501", ""),
        ("wjg", "王建国"),
        ("王建国", "王建国"),
        ("2210", "王建国"),
        ("wangjianguo", "王建国"),
        ("王建", "王建国"),
        ("3-2 wjg", "王建国"),
    ],
)
async def test_door_name_initials_and_phone_find_the_household(
    desk: Workspace, made: Made, tmp_path: Path, typed: str, reporter: str
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await type_text(app, pilot, typed)
        await press(app, pilot, "enter", *"lddw", "enter", "3", "enter")
        await type_text(app, pilot, "楼道堆满纸箱")
        await press(app, pilot, "ctrl+s")
    (issue,) = stored(desk)
    assert issue.household_id == made.households["3-2-501"]
    assert (issue.category, issue.nature) == ("M11-004", "complaint")
    assert issue.reporter_name == reporter
    assert issue.reporter_phone == (PHONE if reporter else "")


async def test_initials_from_an_empty_form_are_twelve_keys(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    keys = [*"wjg", "enter", *"lswx", "enter", "2", "enter", "ctrl+s"]
    assert len(keys) == 12
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "ctrl+n", *keys[:-1])
        await type_text(app, pilot, "漏水")
        await press(app, pilot, keys[-1])
    assert [issue.household_id for issue in stored(desk)] == [made.households["3-2-501"]]


async def test_the_offer_tells_head_people_and_last_open_issue(
    desk: Workspace, made: Made, tmp_path: Path, clock: FrozenClock
) -> None:
    take_down(desk, household_id=made.households["3-2-501"])
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await type_text(app, pilot, "3-2-501")
        lines = shown(app)
        assert "3-2-501 王建国 2人" in lines
        assert "上次 11月24日 漏水维修 未办结" in lines
        assert "3-2-501 李芳" in lines
        assert PHONE not in lines
        assert "138****2210" in lines


async def test_the_phone_of_a_person_is_masked_in_the_form_and_whole_in_the_store(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(resident_id=made.residents["王建国"]))
        await settled(app, pilot)
        raw = app.entry.form.raw_values()
        assert (raw["reporter_name"], raw["reporter_phone"]) == ("王建国", "138****2210")
        await press(app, pilot, *"lswx", "enter", "2", "enter", *"drip", "ctrl+s")
    (issue,) = stored(desk)
    assert (issue.reporter_phone, issue.resident_id) == (PHONE, made.residents["王建国"])


async def test_a_changed_masked_phone_is_refused_in_words(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(resident_id=made.residents["王建国"]))
        await settled(app, pilot)
        await press(app, pilot, *"lswx", "enter", "2", "enter", *"drip")
        app.entry.form.load({"reporter_phone": "139****0000"}, as_typed=True)
        await press(app, pilot, "ctrl+s")
        assert "电话里有星号" in under(app, "reporter_phone")
    assert count(desk) == 0


async def test_an_anonymous_issue_keeps_nobody(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(resident_id=made.residents["王建国"]))
        await settled(app, pilot)
        await press(app, pilot, *"lswx", "enter", "4", "enter", *"drip")
        app.entry.form.focus_field("anonymous")
        await press(app, pilot, "space", "ctrl+s")
    (issue,) = stored(desk)
    assert issue.anonymous
    assert (issue.reporter_name, issue.reporter_phone, issue.resident_id) == ("", "", None)


async def test_enter_never_saves(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(household_id=made.households["3-2-501"]))
        await settled(app, pilot)
        await press(app, pilot, *"lswx", "enter", "2", "enter", *"drip")
        for _ in range(14):
            await press(app, pilot, "enter")
        assert isinstance(app.screen, IssueEntryScreen)
        for _ in range(14):
            await press(app, pilot, "tab", "enter")
        assert count(desk) == 0


async def test_saving_twice_at_once_takes_down_one_issue(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(household_id=made.households["3-2-501"]))
        await settled(app, pilot)
        await press(app, pilot, *"lswx", "enter", "2", "enter", *"drip")
        await press(app, pilot, "ctrl+s", "ctrl+s")
        assert count(desk) == 1
        assert app.entry.form.raw_values()["text"] == ""


async def test_undo_and_redo_by_keys_after_saving(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(household_id=made.households["3-2-501"]))
        await settled(app, pilot)
        await press(app, pilot, *"lswx", "enter", "2", "enter", *"drip", "ctrl+s")
        await press(app, pilot, "ctrl+z")
        assert "已撤销" in app.said and "20261124-001" in app.said
        assert count(desk) == 0
        await press(app, pilot, "ctrl+y")
        assert "已恢复" in app.said
        assert count(desk) == 1


async def test_ctrl_z_takes_back_typing_before_it_takes_back_issues(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    take_down(desk)
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        app.entry.form.focus_field("text")
        await press(app, pilot, *"drip", "ctrl+z")
        assert app.entry.form.raw_values()["text"] == ""
        assert count(desk) == 1
        await press(app, pilot, "ctrl+z")
        assert count(desk) == 0


async def test_an_unknown_place_is_kept_as_a_text_and_says_so(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await type_text(app, pilot, "小区东门")
        await press(app, pilot, "enter")
        assert "只按文字记下" in under(app, "place")
        await press(app, pilot, *"m99", "enter", "2", "enter", *"noise", "ctrl+s")
    (issue,) = stored(desk)
    assert (issue.place, issue.household_id, issue.building_id) == ("小区东门", None, None)


@pytest.mark.parametrize(("typed", "place"), [("3栋", "3栋"), ("3栋2单元", "3栋2单元"), ("3", "3")])
async def test_a_building_or_a_staircase_is_a_place(
    desk: Workspace, made: Made, tmp_path: Path, typed: str, place: str
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await type_text(app, pilot, typed)
        if typed == "3":
            await press(app, pilot, "down")
            place = "3栋"
        await press(app, pilot, "enter", *"m99", "enter", "2", "enter", *"dark", "ctrl+s")
    (issue,) = stored(desk)
    assert (issue.place, issue.building_id, issue.household_id) == (place, made.buildings["3"], None)


async def test_the_reporter_is_offered_from_the_household(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(household_id=made.households["3-2-501"]))
        await settled(app, pilot)
        await press(app, pilot, *"lswx", "enter", "2", "enter", *"drip")
        app.entry.form.focus_field("reporter_name")
        await settled(app, pilot)
        assert "李芳" in shown(app)
        await type_text(app, pilot, "lf")
        await press(app, pilot, "down", "enter", "ctrl+s")
    (issue,) = stored(desk)
    assert (issue.reporter_name, issue.resident_id) == ("李芳", made.residents["李芳"])


async def test_the_only_person_of_a_household_is_the_reporter_until_another_place_is_chosen(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await type_text(app, pilot, "3-2-502")
        await press(app, pilot, "enter")
        assert app.entry.form.raw_values()["reporter_name"] == "陈立"
        app.entry.form.focus_field("place")
        app.entry.form.load({"place": ""}, as_typed=True)
        await type_text(app, pilot, "3-2-501")
        await press(app, pilot, "enter")
        assert app.entry.form.raw_values()["reporter_name"] == ""


async def test_what_is_missing_is_said_under_its_field(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n", "ctrl+s")
        assert "请填写这一项" in under(app, "category")
        assert count(desk) == 0


async def test_several_pasted_lines_go_into_the_text(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        app.post_message(events.Paste("３栋2单元漏水\r\n物业不管\n\n请处理"))
        await settled(app, pilot)
        raw = app.entry.form.raw_values()
        assert raw["place"] == "3栋2单元"
        assert raw["text"] == "3栋2单元漏水\n物业不管\n请处理"
        assert "看懂了 3栋2单元" in app.said
        app.post_message(events.Paste("第四行\n第五行"))
        await settled(app, pilot)
        assert app.entry.form.raw_values()["text"].endswith("第五行")


async def test_nine_thousand_characters_are_kept_whole(desk: Workspace, made: Made, tmp_path: Path) -> None:
    long = "卫生间顶滴水，多次报修。" * 750
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(household_id=made.households["3-2-501"]))
        await settled(app, pilot)
        await press(app, pilot, *"lswx", "enter", "2", "enter")
        app.post_message(events.Paste(long))
        await settled(app, pilot)
        await press(app, pilot, "ctrl+s")
        await press(app, pilot, "escape", "enter")
        assert str(app.detail.query_one("#issue-text").paragraphs[-1].text) == long  # type: ignore[attr-defined]
        await press(app, pilot, "end")
    assert [issue.text for issue in stored(desk)] == [long]


async def test_a_draft_survives_the_end_of_the_program(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await type_text(app, pilot, "3-2-501")
        await press(app, pilot, "enter", *"lswx", "enter", "2", "enter")
        await type_text(app, pilot, "顶上滴水")
        await until(pilot, lambda: drafts(desk).get("issue:new", {}).get("text") == "顶上滴水")
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        assert "顶上滴水" in shown(app)
        await press(app, pilot, "enter")
        raw = app.entry.form.raw_values()
        assert (raw["text"], raw["nature"], raw["category:value"]) == ("顶上滴水", "help", "M11-001")
        await press(app, pilot, "ctrl+s")
        assert count(desk) == 1
    assert drafts(desk) == {}
    assert stored(desk)[0].household_id == made.households["3-2-501"]


async def test_a_draft_can_be_thrown_away_instead(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await type_text(app, pilot, "小区")
        await press(app, pilot, "escape")
        assert "草稿" in app.said
        assert drafts(desk)["issue:new"]["place"] == "小区"
        await press(app, pilot, "n")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await press(app, pilot, "right", "enter")
        await until(pilot, lambda: drafts(desk) == {})
        assert app.entry.form.raw_values()["place"] == ""


async def test_escape_from_an_untouched_form_leaves_no_draft(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n", "escape")
        assert app.screen is app.list_screen
        assert app.said == ""
    assert drafts(desk) == {}


async def test_discarding_asks_and_then_drops_the_draft(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await type_text(app, pilot, "小区")
        await until(pilot, lambda: "issue:new" in drafts(desk))
        await press(app, pilot, "f7", "enter")
        assert app.entry.form.raw_values()["place"] == "小区"
        await press(app, pilot, "f7", "right", "enter")
        assert app.screen is app.list_screen
    assert drafts(desk) == {}


async def test_quitting_keeps_what_was_just_typed(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n")
        await pilot.press(*"xq", "ctrl+q")
        await until(pilot, lambda: drafts(desk).get("issue:new", {}).get("place") == "xq")


async def test_pinned_source_stays_and_yesterday_gives_yesterdays_number(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(household_id=made.households["3-2-501"]))
        await settled(app, pilot)
        await press(app, pilot, *"lswx", "enter", "2", "enter", *"drip")
        app.entry.form.focus_field("source")
        await press(app, pilot, "2")
        app.entry.form.focus_field("registered_at")
        app.entry.form.load({"registered_at": ""}, as_typed=True)
        await type_text(app, pilot, "昨天")
        await press(app, pilot, "ctrl+s")
        assert app.said.startswith("已登记 20261123-001")
        raw = app.entry.form.raw_values()
        assert (raw["source"], raw["place"]) == ("phone", "")
    assert [issue.source for issue in stored(desk)] == ["phone"]


async def test_tomorrow_is_refused_under_the_date(desk: Workspace, made: Made, tmp_path: Path) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        app.post_message(messages.NewIssue(household_id=made.households["3-2-501"]))
        await settled(app, pilot)
        await press(app, pilot, *"lswx", "enter", "2", "enter", *"drip")
        app.entry.form.load({"registered_at": "2026-11-25"}, as_typed=True)
        await press(app, pilot, "ctrl+s")
        assert "还没有到" in under(app, "registered_at")
        assert count(desk) == 0


async def test_correcting_keeps_everything_else_and_says_so_in_the_timeline(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    id = take_down(
        desk, household_id=made.households["3-2-501"], resident_id=made.residents["王建国"], likes=3
    )
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "enter", "m")
        raw = app.entry.form.raw_values()
        assert (raw["place"], raw["reporter_phone"]) == ("3-2-501 王建国 2人", "138****2210")
        app.entry.form.focus_field("nature")
        await press(app, pilot, "3", "ctrl+s")
        assert "已更正 20261124-001" in app.said
        assert "更正 性质：求助 改为 投诉" in shown(app)
        await press(app, pilot, "ctrl+z")
        assert "已撤回" in shown(app)
    with desk.read() as connection:
        detail = issue_detail(connection, id)
    assert detail is not None
    assert (detail.draft.nature, detail.draft.likes, detail.draft.reporter_phone) == ("help", 3, PHONE)
    assert detail.draft.resident_id == made.residents["王建国"]


async def test_saving_a_correction_that_changes_nothing_offers_no_undo(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    take_down(desk, household_id=made.households["3-2-501"])
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "enter", "m", "ctrl+s")
        assert "20261124-001 没有改动" in app.said
        assert "Ctrl+Z" not in app.said


async def test_a_correction_is_a_draft_of_its_own(desk: Workspace, made: Made, tmp_path: Path) -> None:
    id = take_down(desk, household_id=made.households["3-2-501"])
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "enter", "m")
        app.entry.form.focus_field("title")
        await press(app, pilot, *"new", "escape")
        assert list(drafts(desk)) == [f"issue:{id.hex()}"]
        await press(app, pilot, "m")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await press(app, pilot, "enter")
        assert app.entry.form.raw_values()["title"] == "new"


async def test_urgent_by_correction_is_a_step_of_the_issue(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    take_down(desk, household_id=made.households["3-2-501"])
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "enter", "m")
        app.entry.form.focus_field("urgent")
        await press(app, pilot, "space", "ctrl+s")
        assert "急" in app.detail.filter_words
    with desk.read() as connection:
        assert connection.execute(sa.select(col(Issue.flags))).scalar_one() == "U"


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_hostile_text_goes_through_the_form(
    desk: Workspace, made: Made, tmp_path: Path, size: tuple[int, int]
) -> None:
    take_down(desk, HOSTILE, title=HOSTILE, place=HOSTILE, reporter_name=HOSTILE)
    async with sitting(desk, tmp_path, size) as (app, pilot):
        await press(app, pilot, "enter", "m")
        assert "\x1b" not in shown(app)
        assert "[/b]" in app.entry.form.raw_values()["text"]
        await press(app, pilot, "ctrl+s")
        assert "已更正" in app.said


async def test_an_imported_issue_can_be_corrected_without_losing_anything(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    id = take_down(
        desk,
        "",
        title="来信",
        source="import",
        category="M99",
        ext_code="0203",
        building_id=made.buildings["3"],
        place="3栋东侧",
        reporter_name="刘女士",
        reporter_phone="0871-65312345",
        likes=12,
        number="IM-7",
    )
    with desk.read() as connection:
        before = issue_detail(connection, id)
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "enter", "m")
        app.entry.form.focus_field("nature")
        await press(app, pilot, "3", "ctrl+s")
        assert "已更正 IM-7" in app.said
    with desk.read() as connection:
        after = issue_detail(connection, id)
    assert before is not None and after is not None
    assert after.draft == before.draft.model_copy(update={"nature": "complaint"})


async def test_ctrl_n_inside_the_form_opens_no_second_one(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n", "x", "ctrl+n")
        assert "已经在记诉求了" in app.said
        assert len(app.screen_stack) == 2
        assert app.entry.form.raw_values()["place"] == "x"


async def test_a_draft_that_cannot_be_kept_holds_the_form_open(
    desk: Workspace, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise RuleBroken(Problem("磁盘满了"))

    async with sitting(desk, tmp_path) as (app, pilot):
        await press(app, pilot, "n", "x")
        monkeypatch.setattr(app.gateway, "keep_draft", full)
        await press(app, pilot, "escape")
        assert app.entry.form.raw_values()["place"] == "x"
        assert app.said == "磁盘满了"


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_no_english_is_left_in_the_chinese_area(
    desk: Workspace, made: Made, tmp_path: Path, size: tuple[int, int]
) -> None:
    take_down(desk, household_id=made.households["3-2-501"], resident_id=made.residents["王建国"])
    async with sitting(desk, tmp_path, size) as (app, pilot):
        texts = [shown(app)]
        for keys in (
            ("enter",),
            ("equals_sign",),
            ("escape", "m"),
            ("escape", "escape", "n"),
            ("escape", "t"),
        ):
            await press(app, pilot, *keys)
            texts.append(shown(app))
    words = {word for text in texts for word in re.findall("[A-Za-z]{3,}", text)}
    assert words <= {"Esc", "Tab", "Ctrl", "lswx"}


async def test_no_chinese_but_the_data_is_left_in_the_english_area(
    desk: Workspace, made: Made, tmp_path: Path
) -> None:
    with desk.read() as connection:
        names = "".join(row.name for row in category_rows(connection))
    data = names + "王建国李芳第一网格3栋卫生间顶滴水翠湖西路第二支部王秀兰"
    take_down(desk, household_id=made.households["3-2-501"], resident_id=made.residents["王建国"])
    async with sitting(desk, tmp_path, language="en") as (app, pilot):
        texts = [shown(app)]
        for keys in (
            ("enter",),
            ("equals_sign",),
            ("escape", "m"),
            ("escape", "escape", "n"),
            ("escape", "t"),
        ):
            await press(app, pilot, *keys)
            texts.append(shown(app))
    left = {run for text in texts for run in re.findall("[\u4e00-\u9fff]+", text) if run not in data}
    assert left == set()
