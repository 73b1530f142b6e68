"""The history of a record, on a real store."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.scopes import codes_scope
from gridtui.domain.issues.category import shipped_id
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.words.intents import Intent
from gridtui.storage.log.fields import BUSINESS_TABLES, codec_of
from gridtui.storage.tables import Category
from gridtui.ui import messages
from gridtui.ui.kit.dialogs import Notice
from gridtui.ui.screens.history.lines import shown_value
from gridtui.ui.screens.history.screen import HistoryList, HistoryScreen
from gridtui.usecases import residents
from tests.hostile_store import unchecked
from tests.sync.offices import forge, office_and_branch
from tests.ui.screens.neighbourhood import HOSTILE, build, desk_app, screen_text
from tests.ui.waiting import finished, settled

ID_NUMBER = "530102197001011232"


async def opened(app, pilot, noun: str, record: bytes) -> HistoryScreen:
    await finished(app)
    await pilot.pause()
    app.post_message(messages.ShowHistory(noun, record))
    await settled(app, pilot)
    assert isinstance(app.screen, HistoryScreen)
    return app.screen


def reading(desk, tmp_path, **options):
    return desk_app(desk, tmp_path, follow=(messages.ShowHistory,), **options)


def lines(screen):
    return screen.query_one(HistoryList).source.rows


def changes(screen):
    newest = lines(screen)[0].num
    return {line.field: (line.before, line.after) for line in lines(screen) if line.num == newest}


def edit(desk, made, **values) -> None:
    draft = ResidentDraft(**{
        "name": "王建国", "phone": "13887012210", "sex": "male", "residence_state": "together",
        "household_id": made.households["3-2-501"], "building_id": made.buildings["3"], **values,
    })  # fmt: skip
    with unchecked(), desk.write(Intent.EDIT_RESIDENT) as unit:
        residents.edit_resident(unit, made.residents["王建国"], draft)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_who_when_and_what_stand_newest_first(desk, tmp_path, clock, size) -> None:
    made = build(desk)
    clock.pass_time(hours=2)
    edit(desk, made, residence_state="living_only", note="上门前先打电话")
    app = reading(desk, tmp_path)
    async with app.run_test(size=size) as pilot:
        screen = await opened(app, pilot, "resident", made.residents["王建国"])
        assert changes(screen) == {"居住状态": ("人户同在", "人在户不在"), "备注": ("", "上门前先打电话")}
        assert [line.intent for line in lines(screen) if line.first] == ["修改居民", "生成示例"]
        text = screen_text(app)
        for words in ("居民 王建国", "2 次改动", "11-24 14:00", "王秀兰", "人户同在 → 人在户不在"):
            assert words in text


async def test_phones_and_id_numbers_are_masked_on_both_sides(desk, tmp_path) -> None:
    made = build(desk)
    edit(desk, made, phone="13987014321", id_number=ID_NUMBER)
    app = reading(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot, "resident", made.residents["王建国"])
        assert changes(screen)["联系电话"] == ("138****2210", "139****4321")
        assert changes(screen)["身份证号"] == ("", "530" + "*" * 15)
        text = screen_text(app)
        assert not [secret for secret in ("13887012210", "13987014321", ID_NUMBER) if secret in text]


async def test_other_records_are_named(desk, tmp_path) -> None:
    made = build(desk)
    edit(desk, made, household_id=made.households["5-301"])
    app = reading(desk, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot, "resident", made.residents["王建国"])
        assert changes(screen)["所在户"] == ("3-2-501", "5-301")


async def test_what_was_taken_back_is_said_so(desk, tmp_path) -> None:
    made = build(desk)
    edit(desk, made, note="先打电话")
    app = reading(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, "resident", made.residents["王建国"])
        await app.gateway.undo()
        await settled(app, pilot)
        assert lines(screen)[0].intent == "撤销 修改居民"
        assert changes(screen) == {"备注": ("先打电话", "")}


async def test_the_steps_of_an_issue_are_in_its_history(desk, tmp_path) -> None:
    made = build(desk)
    app = reading(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, "issue", made.issues["咨询低保"])
        steps = [line.after for line in lines(screen) if line.field == "步骤"]
        assert steps == ["回访", "核查通过", "反馈", "自办", "登记"]
        assert "诉求 20261109-001" in screen_text(app)


async def test_enter_shows_long_texts_whole(desk, tmp_path) -> None:
    made = build(desk)
    edit(desk, made, note=HOSTILE + "很长" * 40)
    app = reading(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, "resident", made.residents["王建国"])
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Notice)
        text = screen_text(app)
        assert "李四[/b][red][@click=app.quit()]x" in text
        assert "\u202e" not in text
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert not isinstance(app.screen, Notice | HistoryScreen)


async def test_left_and_right_go_from_change_to_change(desk, tmp_path) -> None:
    made = build(desk)
    edit(desk, made, note="一")
    edit(desk, made, note="二", sex="female")
    app = reading(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, "resident", made.residents["王建国"])
        table = screen.query_one(HistoryList)
        seen = []
        for key in ("right", "right", "right", "left"):
            await pilot.press(key)
            seen.append(table.cursor)
        assert seen == [2, 3, 3, 2]


async def test_an_unknown_record_says_that_there_is_nothing(desk, tmp_path) -> None:
    app = reading(desk, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, "resident", b"?" * 16)
        assert "没有改动记录" in screen_text(app)


async def test_every_noun_has_a_history_and_it_draws_in_english(desk, tmp_path) -> None:
    made = build(desk)
    app = reading(desk, tmp_path, language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        for noun, id in (
            ("grid", made.grids["第一网格"]), ("building", made.buildings["3"]),
            ("household", made.households["3-2-501"]), ("org", desk.desk.org_id),
        ):  # fmt: skip
            assert lines(await opened(app, pilot, noun, id)), noun
        assert "翠湖西路第二支部" in screen_text(app)


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.text(max_size=30))
FIELDS = [(codec_of(model).noun, name) for model in BUSINESS_TABLES for name in codec_of(model).fields]


@given(st.sampled_from(FIELDS), VALUES)
def test_any_logged_value_can_be_shown(field, value) -> None:
    assert isinstance(shown_value(*field, value, {}), str)


@pytest.mark.parametrize(
    ("noun", "field", "value", "said"),
    [
        ("resident", "sex", "female", "女"),
        ("resident", "birth_date", "1970-01-01", "1970-01-01"),
        ("org", "level", 5, "居民区"),
        ("issue", "urgent", True, "是"),
        ("issue", "registered_at", 1_794_196_800_000, "2026-11-09 12:00"),
        ("building", "contacts", json.dumps({"物业": "13887012210"}), "物业 138****2210"),
        ("building", "contacts", "13887012210", "***"),
        ("building", "details", json.dumps({"电梯": "2部"}), "电梯 2部"),
        ("resident", "household_id", "00" * 16, "另一条记录"),
    ],
)
def test_a_value_is_said_as_people_say_it(noun, field, value, said) -> None:
    assert shown_value(noun, field, value, {}) == said


async def test_what_another_desk_had_no_right_to_write_stands_there_with_the_reason(tmp_path, clock) -> None:
    offices, street, branch = office_and_branch(tmp_path, clock, Level.STREET)
    category = shipped_id("E01-001")
    offices.exchange(street, branch)
    forge(branch, "set", Category, category, {"name": "不归我管"}, scope=codes_scope(street.desk.org_id))
    offices.send(branch, street)
    app = reading(street, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot, "category", category)
        line = lines(screen)[0]
        assert (line.intent, line.actor, line.after) == ("没有采用", "支部经办", "不归我管")
        assert "不归我管 · 不在这台电脑的管辖范围内" in screen_text(app)
        await pilot.press("enter")
        await settled(app, pilot)
        assert isinstance(app.screen, Notice)
        assert "没有采用：不在" in screen_text(app) and "想改成：不归我管" in screen_text(app)
    offices.close()
