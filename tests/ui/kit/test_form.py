"""The form: going through it, saving, problems, pins, drafts, steps back."""

from __future__ import annotations

import pytest
from textual import events

from gridtui.domain.words.problems import Problem, Severity
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.ui.kit.form import Form
from tests.ui.kit.form_app import HOUSES, NATURES, TODAY, FormApp, houses, paste, text, type_text, wrong

THREE = (text("a"), text("b"), text("c"))


async def test_enter_and_tab_go_on_and_never_save() -> None:
    app = FormApp(*THREE)
    async with app.run_test() as pilot:
        await type_text(pilot, "王")
        await pilot.press("enter")
        assert app.at == "b"
        await pilot.press("tab")
        assert app.at == "c"
        await pilot.press("enter")
        assert app.at == "a"
        assert app.submitted == []
        assert app.form.raw_values() == {"a": "王", "b": "", "c": ""}


async def test_arrows_and_shift_tab_go_back() -> None:
    app = FormApp(*THREE)
    async with app.run_test() as pilot:
        await pilot.press("down", "down")
        assert app.at == "c"
        await pilot.press("up")
        assert app.at == "b"
        await pilot.press("shift+tab", "shift+tab")
        assert app.at == "c"


async def test_a_burst_of_keys_lands_in_the_right_fields() -> None:
    app = FormApp(*THREE)
    async with app.run_test() as pilot:
        for key in ("王", "建", "国", "tab", "李", "芳", "enter", "赵", "ctrl+s"):
            app.post_message(events.Key(key=key, character=key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert app.submitted == [{"a": "王建国", "b": "李芳", "c": "赵"}]


async def test_save_posts_typed_values() -> None:
    spec = (
        text("name"),
        FieldSpec(name="day", title="日期", kind="date"),
        FieldSpec(name="nature", title="性质", kind="choice", choices=NATURES),
        FieldSpec(name="urgent", title="加急", kind="check"),
        FieldSpec(name="phone", title="电话", kind="phone"),
        FieldSpec(name="place", title="门牌", kind="suggest", suggest=houses),
        FieldSpec(name="text", title="内容", kind="long"),
    )
    values = {"name": " 王建国 ", "day": TODAY, "nature": "help", "urgent": True, "phone": "１３８ 1234-5678",
              "place": HOUSES[4], "text": "漏水，已两天\n急"}  # fmt: skip
    app = FormApp(*spec, values=values)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        assert app.submitted == [
            {"name": "王建国", "day": TODAY, "nature": "help", "urgent": True, "phone": "13812345678",
             "place": "05", "text": "漏水，已两天\n急"}
        ]  # fmt: skip


async def test_an_error_stops_saving_and_is_said_where_it_is() -> None:
    app = FormApp(text("a"), text("b", required=True), text("c", check=wrong), values={"c": "x"})
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        assert app.submitted == []
        assert app.at == "b"
        assert "请填写这一项" in app.under("b")
        assert "这一项不对" in app.under("c")


async def test_an_empty_required_field_is_not_wrong_before_saving() -> None:
    app = FormApp(text("a", required=True), text("b"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert app.under("a") == ""


async def test_leaving_a_wrong_field_says_so_and_is_not_refused() -> None:
    app = FormApp(text("a", check=wrong), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "x")
        await pilot.press("enter")
        assert app.at == "b"
        assert "这一项不对" in app.under("a")


async def test_a_warning_is_shown_and_does_not_stop_saving() -> None:
    def doubtful(_text: str) -> list[Problem]:
        return [Problem("名字很长", severity=Severity.WARNING)]

    app = FormApp(text("a", check=doubtful), values={"a": "王"})
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        assert app.submitted == [{"a": "王"}]
        assert "注意 名字很长" in app.under("a")


async def test_the_line_of_an_error_is_reserved() -> None:
    app = FormApp(text("a", required=True), text("b"))
    async with app.run_test() as pilot:
        before = [app.form.field(name).region for name in "ab"]
        await pilot.press("ctrl+s")
        assert [app.form.field(name).region for name in "ab"] == before


async def test_an_error_goes_when_it_is_put_right() -> None:
    app = FormApp(FieldSpec(name="day", title="日期", kind="date"), text("b"), values={"day": "13-45"})
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        assert "看不懂这个日期" in app.under("day")
        await pilot.press("backspace")
        await pilot.press("ctrl+u")
        await type_text(pilot, "3-5")
        assert "看不懂" not in app.under("day")


async def test_problems_of_a_use_case_are_placed_and_the_rest_returned() -> None:
    app = FormApp(*THREE)
    async with app.run_test() as pilot:
        elsewhere = Problem("此户已有", "household")
        left = app.form.show_problems([Problem("重名", "b"), elsewhere])
        await pilot.pause()
        assert left == [elsewhere]
        assert app.at == "b"
        assert "重名" in app.under("b")
        await type_text(pilot, "x")
        assert app.under("b") == ""


async def test_markup_in_a_problem_is_text() -> None:
    app = FormApp(*THREE)
    async with app.run_test() as pilot:
        app.form.show_problems([Problem("“{value}”不对", "a", values={"value": "[/b][red]\x1b[31m"})])
        await pilot.pause()
        assert "“[/b][red]”不对" in app.under("a")


async def test_start_next_keeps_what_is_pinned() -> None:
    app = FormApp(text("day", pinned=True), text("b"), text("c"), values={"day": "1", "b": "2", "c": "3"})
    async with app.run_test() as pilot:
        await pilot.press("ctrl+s")
        app.form.start_next({"c": "4"})
        await pilot.pause()
        assert app.form.raw_values() == {"day": "1", "b": "", "c": "4"}
        assert app.at == "b"
        assert not app.form.is_dirty


async def test_f8_pins_and_unpins_and_shows_it() -> None:
    app = FormApp(text("a"), text("b"), values={"a": "1"})
    async with app.run_test() as pilot:
        await pilot.press("f8")
        assert "固" in app.lines("a")[0]
        app.form.start_next()
        assert app.form.raw_values()["a"] == "1"
        app.form.focus_field("a")
        await pilot.press("f8")
        assert "固" not in app.lines("a")[0]


async def test_f4_copies_this_field_from_the_record_saved_last() -> None:
    spec = (text("a"), FieldSpec(name="place", title="门牌", kind="suggest", suggest=houses))
    app = FormApp(*spec, values={"a": "王", "place": HOUSES[0]})
    async with app.run_test() as pilot:
        await pilot.press("f4")
        assert "还没有上一条" in app.under("a")
        await pilot.press("ctrl+s")
        app.form.start_next()
        await pilot.pause()
        await pilot.press("f4", "enter", "f4")
        assert app.form.raw_values()["a"] == "王"
        assert app.form.chosen("place") == HOUSES[0]
        await pilot.press("ctrl+z")
        assert app.form.raw_values()["place"] == ""


async def test_drafts_follow_the_keys_without_a_message_for_each() -> None:
    app = FormApp(text("a"), draft_delay=0.05)
    async with app.run_test() as pilot:
        await type_text(pilot, "漏水")
        assert app.edits[-1] == ("a", "漏水")
        assert app.drafts == []
        await pilot.pause(0.1)
        assert app.drafts == [{"a": "漏水"}]


async def test_drafts_go_on_while_somebody_types_without_a_pause() -> None:
    app = FormApp(text("a"), draft_delay=0.03)
    async with app.run_test() as pilot:
        for _ in range(10):
            await type_text(pilot, "水")
            await pilot.pause(0.01)
        assert app.drafts


async def test_the_draft_comes_before_what_is_saved_and_none_after() -> None:
    app = FormApp(text("a"), draft_delay=0.1)
    async with app.run_test() as pilot:
        await type_text(pilot, "漏水")
        await pilot.press("ctrl+s")
        assert app.drafts == [{"a": "漏水"}]
        assert app.submitted
        app.form.start_next()
        await pilot.pause(0.15)
        assert app.drafts == [{"a": "漏水"}]


async def test_a_draft_comes_back_as_it_was() -> None:
    spec = (text("a"), FieldSpec(name="place", title="门牌", kind="suggest", suggest=houses),
            FieldSpec(name="day", title="日期", kind="date"))  # fmt: skip
    first = FormApp(*spec, values={"a": "半", "place": HOUSES[2], "day": "3-"})
    async with first.run_test():
        draft = first.form.raw_values()
    second = FormApp(*spec)
    async with second.run_test():
        second.form.load(draft, as_typed=True)
        assert second.form.raw_values() == draft
        assert second.form.chosen("place") == HOUSES[2]
        assert second.form.is_dirty


async def test_a_secret_is_neither_drafted_nor_copied() -> None:
    app = FormApp(FieldSpec(name="key", title="口令", kind="secret"))
    async with app.run_test() as pilot:
        await type_text(pilot, "秘密")
        await pilot.press("ctrl+s")
        assert app.submitted == [{"key": "秘密"}]
        assert app.form.raw_values() == {}
        app.form.start_next()
        await pilot.press("f4")
        assert app.form.values() == {"key": ""}


async def test_undo_belongs_to_the_form_until_nothing_is_left() -> None:
    app = FormApp(text("a"), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "王")
        await pilot.press("enter")
        await type_text(pilot, "李")
        await pilot.press("ctrl+z")
        assert app.form.raw_values() == {"a": "王", "b": ""}
        await pilot.press("ctrl+z")
        assert app.form.raw_values() == {"a": "", "b": ""}
        assert app.at == "a"
        assert app.noted == []
        await pilot.press("ctrl+z")
        assert app.noted == ["undo"]
        await pilot.press("ctrl+y")
        assert app.form.raw_values()["a"] == "王"


async def test_undo_after_saving_is_the_apps() -> None:
    app = FormApp(text("a"), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "王")
        await pilot.press("ctrl+s")
        app.form.start_next()
        await pilot.press("ctrl+z")
        assert app.noted == ["undo"]
        assert app.form.raw_values() == {"a": "", "b": ""}


async def test_the_last_field_stays_clear_of_the_bottom_of_the_screen() -> None:
    app = FormApp(*(text(f"f{n}") for n in range(20)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("shift+tab")
        await pilot.pause()
        assert app.at == "f19"
        assert app.form.field("f19").region.bottom <= 24 - 3
        assert app.cursor_position == app.form.field("f19").content_region.offset


async def test_the_caret_follows_a_resized_terminal() -> None:
    app = FormApp(*(text(f"f{n}") for n in range(12)), values={"f11": "中文"})
    async with app.run_test(size=(80, 40)) as pilot:
        app.form.focus_field("f11")
        await pilot.pause()
        await pilot.resize_terminal(80, 20)
        await pilot.pause()
        x, y = app.form.field("f11").content_region.offset
        assert y <= 20 - 3
        assert app.cursor_position == (x + 4, y)


async def test_short_fields_stand_side_by_side_on_a_wide_terminal() -> None:
    phone = FieldSpec(name="phone", title="电话", kind="phone")
    spec = (FieldSpec(name="day", title="日期", kind="date"), phone)
    narrow, wide = FormApp(*spec), FormApp(*spec)
    async with narrow.run_test(size=(80, 24)):
        assert narrow.form.field("day").region.y < narrow.form.field("phone").region.y
    async with wide.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert wide.form.field("day").region.y == wide.form.field("phone").region.y


async def test_a_click_on_a_label_goes_to_its_field() -> None:
    app = FormApp(*THREE)
    async with app.run_test() as pilot:
        await pilot.click("#row-c", offset=(3, 0))
        assert app.at == "c"


async def test_a_form_with_dates_needs_a_today() -> None:
    with pytest.raises(ValueError, match="today"):
        Form([FieldSpec(name="day", title="日期", kind="date")])


async def test_lines_pasted_become_one_and_can_be_taken_back() -> None:
    app = FormApp(text("a"), text("b"))
    async with app.run_test() as pilot:
        await paste(pilot, "王建国\r\n李芳\n")
        assert app.form.raw_values()["a"] == "王建国 李芳"
        assert "粘贴的 2 行" in app.under("a")
        assert app.pasted[0].lines == ["王建国", "李芳"]
        app.pasted[0].take_back()
        assert app.form.raw_values()["a"] == ""


async def test_saving_waits_for_the_answer_that_decides() -> None:
    import asyncio

    answer: asyncio.Future[list[Suggestion]] = asyncio.get_running_loop().create_future()

    async def later(_text: str) -> list[Suggestion]:
        return await answer

    app = FormApp(FieldSpec(name="place", title="门牌", kind="suggest", suggest=later, required=True))
    async with app.run_test() as pilot:
        await type_text(pilot, "3-2-1")
        await pilot.press("ctrl+s")
        assert app.submitted == []
        answer.set_result([HOUSES[0]])
        await pilot.pause()
        assert app.submitted == [{"place": "01"}]
