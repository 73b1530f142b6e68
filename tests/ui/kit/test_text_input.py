"""The one-line field: pasting, tidying, the caret, steps back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.text_input import SecretInput, TextInput, pasted_lines, tidy_number
from tests.ui.kit.form_app import FormApp, paste, text, type_text


def field_of(app: FormApp, name: str = "a") -> TextInput:
    field = app.form.field(name)
    assert isinstance(field, TextInput)
    return field


async def test_pasted_text_loses_what_cannot_be_seen() -> None:
    app = FormApp(text("a"))
    async with app.run_test() as pilot:
        await paste(pilot, "\ufeff王\u200b建\u00a0国\u2005１３８\x1b\n")
        assert field_of(app).value == "王建 国 138"
        assert app.pasted == []


async def test_a_paste_goes_where_the_cursor_is_and_replaces_what_is_selected() -> None:
    app = FormApp(text("a"), values={"a": "王国"})
    async with app.run_test() as pilot:
        await pilot.press("left")
        await paste(pilot, "建")
        assert field_of(app).value == "王建国"
        await pilot.press("home", "shift+right")
        await paste(pilot, "李")
        assert field_of(app).value == "李建国"


async def test_the_programs_own_clipboard_is_pasted_by_the_same_rules() -> None:
    app = FormApp(text("a"))
    async with app.run_test() as pilot:
        app.copy_to_clipboard("一\n二")
        await pilot.press("ctrl+v")
        assert field_of(app).value == "一 二"
        assert app.pasted[0].lines == ["一", "二"]


async def test_a_paste_without_content_changes_nothing() -> None:
    app = FormApp(text("a"), values={"a": "王"})
    async with app.run_test() as pilot:
        await paste(pilot, "\n \u200b\n")
        assert field_of(app).value == "王"


async def test_phones_and_ids_lose_their_gaps() -> None:
    id_number = FieldSpec(name="b", title="证号", kind="id")
    app = FormApp(FieldSpec(name="a", title="电话", kind="phone"), id_number)
    async with app.run_test() as pilot:
        await paste(pilot, "138 1234-5678")
        assert field_of(app).value == "13812345678"
        await pilot.press("enter")
        await type_text(pilot, "530102 19900101 123x")
        await pilot.press("enter")
        assert field_of(app, "b").value == "53010219900101123X"


async def test_full_width_digits_are_narrowed_when_the_field_is_left() -> None:
    app = FormApp(text("a"), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "３－２－５０１")
        assert field_of(app).value == "３－２－５０１"
        await pilot.press("enter")
        assert field_of(app).value == "3-2-501"


async def test_prose_keeps_its_punctuation() -> None:
    app = FormApp(text("a", prose=True), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "漏水，２天（急）")
        await pilot.press("enter")
        assert field_of(app).value == "漏水，2天（急）"


async def test_the_full_width_space_is_typed_as_a_space() -> None:
    app = FormApp(text("a"))
    async with app.run_test() as pilot:
        await type_text(pilot, "王\u3000二")
        assert field_of(app).value == "王 二"


async def test_the_caret_stands_behind_chinese_text() -> None:
    app = FormApp(text("a"))
    async with app.run_test() as pilot:
        await type_text(pilot, "王建国")
        x, y = field_of(app).content_region.offset
        assert app.cursor_position == (x + 6, y)
        await pilot.press("left")
        assert app.cursor_position == (x + 4, y)


async def test_filling_another_field_leaves_the_caret_alone() -> None:
    app = FormApp(text("a"), text("b"), FieldSpec(name="c", title="内容", kind="long"))
    async with app.run_test() as pilot:
        await pilot.pause()
        caret = app.cursor_position
        app.form.load({"b": "很长的一段文字", "c": "很长的\n一段文字"})
        await pilot.pause()
        assert app.cursor_position == caret


async def test_a_long_text_shows_its_end_when_it_is_edited() -> None:
    app = FormApp(text("z"), text("a"), values={"a": "水" * 100})
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert field_of(app).scroll_offset.x == 0
        await pilot.press("enter")
        await pilot.pause()
        assert field_of(app).scroll_offset.x > 0
        assert app.cursor_position.x < 60


async def test_typing_is_taken_back_by_the_phrase() -> None:
    app = FormApp(text("a"))
    async with app.run_test() as pilot:
        await type_text(pilot, "王建国")
        await pilot.press("backspace")
        await type_text(pilot, "军")
        seen = []
        for _ in range(3):
            await pilot.press("ctrl+z")
            seen.append(field_of(app).value)
        assert seen == ["王建", "王建国", ""]
        await pilot.press("ctrl+y", "ctrl+y", "ctrl+y")
        assert field_of(app).value == "王建军"
        assert app.noted == []


async def test_what_is_typed_after_taking_back_ends_the_way_forward() -> None:
    app = FormApp(text("a"))
    async with app.run_test() as pilot:
        await type_text(pilot, "王")
        await pilot.press("ctrl+z")
        await type_text(pilot, "李")
        await pilot.press("ctrl+y")
        assert field_of(app).value == "李"
        assert app.noted == ["redo"]


async def test_nothing_blinks() -> None:
    app = FormApp(text("a"))
    async with app.run_test():
        assert not field_of(app).cursor_blink


async def test_a_secret_is_drawn_as_stars_and_cannot_be_copied() -> None:
    app = FormApp(FieldSpec(name="a", title="口令", kind="secret"))
    async with app.run_test() as pilot:
        await type_text(pilot, "口令 A１")
        field = field_of(app)
        assert isinstance(field, SecretInput)
        assert field.render_line(0).text.strip() == "*****"
        assert app.cursor_position.x == field.content_region.x + 5
        await pilot.press("ctrl+shift+a", "ctrl+c")
        assert app.clipboard == ""
        await pilot.press("enter")
        assert field.value == "口令 A１"
        await pilot.press("ctrl+z")
        assert field.value == "口令 A１"


async def test_messages_of_single_fields_stay_inside_the_form() -> None:
    heard: list[str] = []

    class Listening(FormApp):
        def on_input_changed(self, message: Input.Changed) -> None:
            heard.append(message.value)

    app = Listening(text("a"))
    async with app.run_test() as pilot:
        await type_text(pilot, "王")
        assert heard == []


@given(st.text())
def test_pasted_lines_have_no_line_ends_and_are_never_empty(pasted: str) -> None:
    lines = pasted_lines(pasted)
    assert all(line and len(line.splitlines()) == 1 for line in lines)


@given(st.text(alphabet="0123456789０１９xX -－—()（）\u3000\u200b"))
def test_a_tidied_number_is_digits_only_and_stays_so(number: str) -> None:
    once = tidy_number(number)
    assert set(once) <= set("0123456789X")
    assert tidy_number(once) == once
