"""The suggestion field: what it offers, what Enter takes, and what happens when answers are late."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.ui.kit.field_specs import FieldSpec, Suggest, Suggestion
from gridtui.ui.kit.suggest_input import SuggestInput, SuggestList
from tests.ui.kit.form_app import HOUSES, FormApp, houses, paste, text, type_text


def place(suggest: Suggest = houses, **options: object) -> FieldSpec:
    return FieldSpec(name="place", title="门牌", kind="suggest", suggest=suggest, **options)  # type: ignore[arg-type]


def listed(app: FormApp) -> list[str]:
    return [line.rstrip() for line in app.query_one(SuggestList).render().plain.split("\n") if line.strip()]


def field_of(app: FormApp) -> SuggestInput:
    field = app.form.field("place")
    assert isinstance(field, SuggestInput)
    return field


class Later:
    """Answers when it is told to, in whatever order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: list[asyncio.Future[Sequence[Suggestion]]] = []

    def __call__(self, typed: str) -> asyncio.Future[Sequence[Suggestion]]:
        self.asked.append(typed)
        self.answers.append(asyncio.get_running_loop().create_future())
        return self.answers[-1]

    def answer(self, place: int, *titles: str) -> None:
        self.answers[place].set_result([Suggestion(title, title) for title in titles])


async def test_enter_takes_the_first_offer_and_goes_on() -> None:
    app = FormApp(place(), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "3-2-4")
        assert listed(app) == ["▌ 3-2-401  王建国 4人"]
        await pilot.press("enter")
        assert app.at == "b"
        assert app.form.values()["place"] == "04"
        assert app.form.chosen("place") == HOUSES[3]
        assert "王建国 4人" in app.under("place")


async def test_down_and_up_choose_and_tab_takes_too() -> None:
    app = FormApp(place(), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "3-2")
        await pilot.press("down", "down", "down", "up", "tab")
        assert app.form.values()["place"] == "03"
        assert app.at == "b"


async def test_an_empty_field_takes_only_what_was_pointed_at() -> None:
    app = FormApp(place(lambda _: HOUSES[:2]), text("b"))
    async with app.run_test() as pilot:
        assert not any(line.startswith("▌") for line in listed(app))
        await pilot.press("enter")
        assert (app.at, app.form.values()["place"]) == ("b", "")
        await pilot.press("shift+tab", "down", "enter")
        assert app.form.chosen("place") == HOUSES[0]
        assert app.at == "b"


async def test_the_list_follows_the_choice_beyond_its_rows() -> None:
    app = FormApp(place(), text("b"))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "3")
        await pilot.press(*["down"] * 20)
        await pilot.pause()
        assert listed(app)[-1].startswith("▌ 3-2-901")


async def test_arrows_go_between_fields_while_nothing_is_offered() -> None:
    app = FormApp(place(), text("b"))
    async with app.run_test() as pilot:
        await pilot.press("down")
        assert app.at == "b"


async def test_a_closed_field_says_when_nothing_was_chosen() -> None:
    app = FormApp(place(), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "9-9")
        assert listed(app) == ["没有相符的"]
        await pilot.press("enter")
        assert "没有选定" in app.under("place")
        assert app.form.values()["place"] == ""
        assert app.form.raw_values()["place"] == "9-9"


async def test_a_free_field_keeps_its_text_unless_an_offer_is_chosen_or_exact() -> None:
    exact = Suggestion("id", "3-2-501", exact=True)

    def some(typed: str) -> list[Suggestion]:
        return [HOUSES[0], exact] if typed == "32501" else list(houses(typed))

    app = FormApp(place(some, free=True), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "3-2")
        await pilot.press("enter")
        assert app.form.values()["place"] == "3-2"
        await pilot.press("shift+tab", "ctrl+u")
        await type_text(pilot, "32501")
        await pilot.press("enter")
        assert app.form.chosen("place") == exact


async def test_a_text_that_is_an_offer_stands_for_it_however_the_field_is_left() -> None:
    app = FormApp(text("z"), place(free=True))
    async with app.run_test() as pilot:
        app.form.focus_field("place")
        await type_text(pilot, "3-2-701")
        await pilot.press("shift+tab")
        assert app.form.values()["place"] == "07"


async def test_editing_what_was_chosen_chooses_nothing() -> None:
    app = FormApp(place(), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "3-2-4")
        await pilot.press("enter", "shift+tab", "backspace")
        assert app.form.chosen("place") is None
        await pilot.press("ctrl+z")
        assert field_of(app).value == "3-2-401"


async def test_digits_take_where_no_digit_is_typed() -> None:
    kinds = [Suggestion("M11-001", "漏水维修"), Suggestion("M11-002", "电梯")]
    app = FormApp(place(lambda _typed: kinds, digits=True), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "m２")
        assert app.form.values()["place"] == "M11-002"


async def test_escape_closes_the_list_and_then_goes_back() -> None:
    app = FormApp(place(), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "3")
        await pilot.press("escape")
        assert listed(app) == []
        assert app.noted == []
        await pilot.press("escape")
        assert app.noted == ["escape"]


async def test_a_stale_answer_is_dropped() -> None:
    later = Later()
    app = FormApp(place(later), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "3")
        await type_text(pilot, "-")
        assert later.asked == ["", "3", "3-"]
        later.answer(2, "新")
        await pilot.pause()
        later.answer(1, "旧")
        later.answer(0, "最旧")
        await pilot.pause()
        assert listed(app) == ["▌ 新"]


async def test_enter_before_the_answer_takes_what_comes() -> None:
    later = Later()
    app = FormApp(place(later), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "3")
        await pilot.press("enter")
        assert app.at == "b"
        await type_text(pilot, "王")
        later.answer(1, "3-1-101", "3-1-102")
        await pilot.pause()
        assert app.form.values() == {"place": "3-1-101", "b": "王"}
        assert app.at == "b"
        assert app.under("place") == ""


async def test_an_answer_after_the_field_was_left_backwards_chooses_nothing() -> None:
    later = Later()
    app = FormApp(text("z"), place(later))
    async with app.run_test() as pilot:
        app.form.focus_field("place")
        await type_text(pilot, "3")
        await pilot.press("shift+tab")
        later.answer(-1, "3-1-101")
        await pilot.pause()
        assert app.form.values()["place"] == ""
        assert listed(app) == []


async def test_a_refused_question_is_answered_by_its_sentence() -> None:
    async def refused(_typed: str) -> Sequence[Suggestion]:
        raise RuleBroken(Problem("库已锁定"))

    app = FormApp(place(refused), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "3")
        assert listed(app) == ["库已锁定"]


async def test_the_list_has_its_place_before_anything_is_typed() -> None:
    app = FormApp(place(), text("b"))
    async with app.run_test() as pilot:
        await pilot.pause()
        before = [widget.region for widget in app.screen.walk_children()]
        await type_text(pilot, "3-2")
        await pilot.pause()
        assert [widget.region for widget in app.screen.walk_children()] == before


async def test_a_click_takes_an_offer() -> None:
    app = FormApp(place(), text("b"))
    async with app.run_test() as pilot:
        await type_text(pilot, "3")
        await pilot.click(SuggestList, offset=(4, 2))
        assert app.form.chosen("place") == HOUSES[2]


async def test_an_offer_is_text_whatever_it_says() -> None:
    odd = Suggestion("x", "[/b][red]李四\x1b[31m", "[@click=app.quit()]走")
    app = FormApp(place(lambda _typed: [odd]), text("b"))
    async with app.run_test() as pilot:
        await paste(pilot, "李")
        assert listed(app) == ["▌ [/b][red]李四  [@click=app.quit()]走"]
        await pilot.press("enter")
        assert app.form.values()["place"] == "x"
        assert field_of(app).value == "[/b][red]李四"
