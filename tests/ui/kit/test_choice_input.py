"""Closed vocabularies on one line, and yes or no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.ui.kit.choice_input import ChoiceInput
from gridtui.ui.kit.field_specs import FieldSpec
from tests.ui.kit.form_app import NATURES, FormApp, paste, text, type_text

NATURE = FieldSpec(name="nature", title="性质", kind="choice", choices=NATURES)
SOURCES = tuple((f"s{n}", f"来源{n}") for n in range(14))


def drawn(app: FormApp, name: str = "nature") -> str:
    field = app.form.field(name)
    return str(field.render().plain)  # type: ignore[union-attr]


async def test_the_chosen_item_is_marked_without_colour_and_nothing_moves() -> None:
    app = FormApp(NATURE)
    async with app.run_test() as pilot:
        before = drawn(app)
        assert before == " 1 咨询  2 求助  3 投诉  4 举报 "
        await pilot.press("2")
        assert drawn(app) == " 1 咨询 [2 求助] 3 投诉  4 举报 "


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (["3"], "complaint"), (["３"], "complaint"), (["q"], "help"), (["Q"], "help"),
        (["投", "诉"], "complaint"), (["right"], "consult"), (["right", "right"], "help"),
        (["left"], "report"), (["end"], "report"),
        (["space", "space"], "help"), (["ideographic_space"], "consult"), (["9"], ""), (["z"], "consult"),
        (["2", "backspace"], ""), (["end", "right"], "consult"),
    ],
)  # fmt: skip
async def test_chosen_by_digit_initial_character_and_arrows(keys: list[str], code: str) -> None:
    app = FormApp(NATURE)
    async with app.run_test() as pilot:
        for key in keys:
            if len(key) == 1:
                await type_text(pilot, key)
            else:
                await pilot.press(key)
        assert app.form.raw_values() == {"nature": code}
        assert app.noted == []


async def test_a_shared_initial_goes_on_to_the_next() -> None:
    choices = (("a", "电话"), ("b", "其他"), ("c", "电台"))
    shared = FieldSpec(name="nature", title="性质", kind="choice", choices=choices)
    app = FormApp(shared)
    async with app.run_test() as pilot:
        await type_text(pilot, "d")
        assert app.form.raw_values() == {"nature": "a"}
        await type_text(pilot, "d")
        assert app.form.raw_values() == {"nature": "c"}


async def test_the_tenth_is_chosen_by_zero() -> None:
    app = FormApp(FieldSpec(name="nature", title="来源", kind="choice", choices=SOURCES))
    async with app.run_test() as pilot:
        await pilot.press("0")
        assert app.form.raw_values() == {"nature": "s9"}


@pytest.mark.parametrize("width", [24, 40, 60, 80])
async def test_the_chosen_item_is_always_in_view(width: int) -> None:
    app = FormApp(FieldSpec(name="nature", title="来源", kind="choice", choices=SOURCES))
    async with app.run_test(size=(width, 20)) as pilot:
        for _, label in SOURCES:
            await pilot.press("right")
            assert f"{label}]" in drawn(app)


async def test_a_code_of_another_program_is_kept_shown_and_refused() -> None:
    app = FormApp(NATURE, values={"nature": "petition"})
    async with app.run_test() as pilot:
        assert "[petition]" in drawn(app)
        await pilot.press("ctrl+s")
        assert app.submitted == []
        assert "petition" in app.under("nature")
        await pilot.press("1", "ctrl+s")
        assert app.submitted == [{"nature": "consult"}]


async def test_a_click_chooses() -> None:
    app = FormApp(NATURE)
    async with app.run_test() as pilot:
        await pilot.click("#field-nature", offset=(19, 0))
        assert app.form.raw_values() == {"nature": "complaint"}


async def test_a_pasted_label_chooses() -> None:
    app = FormApp(NATURE)
    async with app.run_test() as pilot:
        await paste(pilot, " 举报\n")
        assert app.form.raw_values() == {"nature": "report"}
        await paste(pilot, "信访")
        assert app.form.raw_values() == {"nature": "report"}


async def test_choices_are_taken_back_step_by_step() -> None:
    app = FormApp(NATURE)
    async with app.run_test() as pilot:
        await pilot.press("1", "2", "ctrl+z")
        assert app.form.raw_values() == {"nature": "consult"}
        await pilot.press("ctrl+z", "ctrl+y")
        assert app.form.raw_values() == {"nature": "consult"}
        await pilot.press("ctrl+z", "ctrl+z")
        assert app.noted == ["undo"]


async def test_digits_do_not_reach_the_areas_and_the_caret_stands_here() -> None:
    app = FormApp(text("a"), NATURE)
    async with app.run_test() as pilot:
        await pilot.press("enter", "3")
        assert app.noted == []
        assert app.cursor_position == app.form.field("nature").content_region.offset


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["space"], True), (["space", "space"], False), (["1"], True), (["y"], True), (["是"], True),
        (["１"], True), (["1", "0"], False), (["1", "否"], False), (["right"], True),
        (["1", "backspace"], False),
    ],
)  # fmt: skip
async def test_yes_and_no(keys: list[str], value: bool) -> None:
    app = FormApp(FieldSpec(name="urgent", title="加急", kind="check"))
    async with app.run_test() as pilot:
        for key in keys:
            if len(key) == 1:
                await type_text(pilot, key)
            else:
                await pilot.press(key)
        assert app.form.values() == {"urgent": value}
        assert drawn(app, "urgent") == ("[x] 是" if value else "[ ] 否")


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=10), st.text())
def test_any_vocabulary_and_code_can_be_held(choices: list[tuple[str, str]], code: str) -> None:
    field = ChoiceInput(choices)
    field.load(code)
    assert field.raw == code
