"""Dates are typed in short and echoed in full."""

from __future__ import annotations

from datetime import date

from gridtui.ui.kit import glyphs
from gridtui.ui.kit.field_specs import FieldSpec
from tests.ui.kit.form_app import FormApp, text, type_text

DAY = FieldSpec(name="day", title="日期", kind="date")


async def test_a_short_date_is_echoed_while_it_is_typed() -> None:
    app = FormApp(DAY)
    async with app.run_test() as pilot:
        await type_text(pilot, "3-5")
        assert "→ 2026-03-05 周四" in app.lines("day")[0]
        assert app.form.values() == {"day": date(2026, 3, 5)}


async def test_the_echo_has_no_arrow_where_only_ascii_may_be_drawn() -> None:
    glyphs.use_ascii(True)
    try:
        app = FormApp(DAY, values={"day": "今天"})
        async with app.run_test():
            assert "-> 2026-11-24 周二" in app.lines("day")[0]
    finally:
        glyphs.use_ascii(False)


async def test_a_left_date_stands_in_full_so_that_a_draft_keeps_its_day() -> None:
    app = FormApp(DAY, text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "昨天")
        await pilot.press("enter")
        assert app.form.raw_values()["day"] == "2026-11-23"


async def test_what_is_no_date_is_said_and_kept() -> None:
    app = FormApp(DAY, text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "某天")
        await pilot.press("enter")
        assert "看不懂这个日期" in app.under("day")
        assert app.form.raw_values()["day"] == "某天"
        assert app.form.values()["day"] is None


async def test_a_narrow_form_echoes_below() -> None:
    app = FormApp(DAY, values={"day": "5"})
    async with app.run_test(size=(36, 20)):
        assert "→" not in app.lines("day")[0]
        assert "→ 2026-11-05 周四" in app.under("day")
