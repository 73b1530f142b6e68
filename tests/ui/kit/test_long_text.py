"""The field of several lines."""

from __future__ import annotations

from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.long_text import LongText
from tests.ui.kit.form_app import FormApp, paste, text, type_text

CONTENT = FieldSpec(name="content", title="内容", kind="long")


def field_of(app: FormApp) -> LongText:
    field = app.form.field("content")
    assert isinstance(field, LongText)
    return field


async def test_enter_breaks_the_line_and_tab_leaves() -> None:
    app = FormApp(CONTENT, text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "漏水")
        await pilot.press("enter")
        await type_text(pilot, "很急")
        assert field_of(app).text == "漏水\n很急"
        await pilot.press("tab")
        assert app.at == "b"


async def test_saving_works_from_within() -> None:
    app = FormApp(CONTENT)
    async with app.run_test() as pilot:
        await type_text(pilot, "漏水，２天")
        await pilot.press("enter", "ctrl+s")
        assert app.submitted == [{"content": "漏水，2天"}]


async def test_pasted_prose_keeps_its_lines_and_loses_what_cannot_be_seen() -> None:
    app = FormApp(CONTENT)
    async with app.run_test() as pilot:
        await paste(pilot, "\ufeff第一，\u200b行\r\n\u3000\u3000第二行\x1b[31m\r\n\r\n\r\n\r\n第３行")
        assert field_of(app).text == "第一，行\n第二行[31m\n\n第3行"
        assert app.pasted == []


async def test_arrows_leave_at_the_first_and_last_line() -> None:
    app = FormApp(text("z"), CONTENT, text("b"), values={"content": "一\n二"})
    async with app.run_test() as pilot:
        app.form.focus_field("content")
        await pilot.press("down")
        assert app.at == "content"
        await pilot.press("down")
        assert app.at == "b"
        await pilot.press("up", "up", "up")
        assert app.at == "z"


async def test_f6_is_given_up() -> None:
    app = FormApp(CONTENT)
    async with app.run_test() as pilot:
        await pilot.press("f6")
        assert app.noted == ["f6"]


async def test_undo_belongs_to_the_text_until_nothing_is_left() -> None:
    app = FormApp(CONTENT)
    async with app.run_test() as pilot:
        await paste(pilot, "漏水")
        await paste(pilot, "很急")
        await pilot.press("ctrl+z")
        assert field_of(app).text == "漏水"
        await pilot.press("ctrl+y")
        assert field_of(app).text == "漏水很急"
        await pilot.press("ctrl+z", "ctrl+z")
        assert field_of(app).text == ""
        assert app.noted == []
        await pilot.press("ctrl+z")
        assert app.noted == ["undo"]


async def test_loading_is_no_step_and_no_edit() -> None:
    app = FormApp(CONTENT, values={"content": "一"})
    async with app.run_test() as pilot:
        app.form.load({"content": "二"})
        await pilot.pause()
        await pilot.press("ctrl+z")
        assert field_of(app).text == "二"
        assert app.edits == []
        assert app.noted == ["undo"]


async def test_the_caret_stands_in_the_text() -> None:
    app = FormApp(CONTENT)
    async with app.run_test() as pilot:
        await type_text(pilot, "漏水")
        x, y = field_of(app).content_region.offset
        assert app.cursor_position == (x + 4, y)


async def test_the_full_width_space_is_typed() -> None:
    app = FormApp(CONTENT)
    async with app.run_test() as pilot:
        await type_text(pilot, "一\u3000二")
        assert field_of(app).text == "一\u3000二"
        assert app.form.values() == {"content": "一 二"}


async def test_a_text_that_gets_shorter_takes_the_caret_along() -> None:
    app = FormApp(CONTENT, text("b"))
    async with app.run_test() as pilot:
        await paste(pilot, "一\n二")
        field = field_of(app)
        field.put("一\n二\n三\n四\n五")
        await pilot.pause()
        await pilot.press("ctrl+z")
        assert (field.text, field.cursor_location) == ("一\n二", (1, 1))
        await pilot.press("ctrl+y")
        assert field.text == "一\n二\n三\n四\n五"
        field.put("短")
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
        assert field.text == ""
