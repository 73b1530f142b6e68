"""Short questions: the safe answer is the default, and every text is only text."""

from __future__ import annotations

from textual.app import App
from textual.screen import Screen
from textual.widgets import Button

from gridtui.domain.words.problems import Problem
from gridtui.ui.kit.dialogs import Answer, Ask, AskText, Notice
from tests.ui.kit.form_app import type_text

UNASKED = "unasked"


class Asking(App[None]):
    """Shows one dialog and keeps what came of it."""

    def __init__(self, dialog: Screen[object]) -> None:
        super().__init__()
        self.dialog = dialog
        self.outcome: object = UNASKED

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.note)

    def note(self, outcome: object) -> None:
        self.outcome = outcome


def erase() -> Ask:
    return Ask("删除 3 户？", Answer("erase", "删除"), facts=["居民 12 人", "诉求 4 件"])


async def test_the_default_is_the_safe_answer() -> None:
    app = Asking(erase())
    async with app.run_test() as pilot:
        assert isinstance(app.focused, Button)
        assert str(app.focused.label) == "取消"
        await pilot.press("enter")
        assert app.outcome == "cancel"


async def test_escape_is_the_safe_answer() -> None:
    app = Asking(Ask("保留？", Answer("drop", "丢弃"), Answer("keep", "保留", safe=True)))
    async with app.run_test() as pilot:
        await pilot.press("escape")
        assert app.outcome == "keep"


async def test_arrows_and_enter_give_another_answer() -> None:
    app = Asking(erase())
    async with app.run_test() as pilot:
        await pilot.press("left", "enter")
        assert app.outcome == "erase"


async def test_the_mouse_answers() -> None:
    app = Asking(erase())
    async with app.run_test() as pilot:
        await pilot.click("#answer-erase")
        assert app.outcome == "erase"


async def test_question_facts_and_counts_are_shown_as_text() -> None:
    app = Asking(Ask("删除 [/b]李四[red]？", Answer("go", "删除"), facts=["\x1b[31m诉求\u202e 4 件"]))
    async with app.run_test():
        told = app.screen.query("#dialog-question, .dialog-fact")
        shown = [str(widget.render()) for widget in told]
        assert "删除 [/b]李四[red]？" in shown
        assert "诉求 4 件" in shown


async def test_a_reason_is_asked_for_and_tidied() -> None:
    app = Asking(AskText("为什么导出全部？"))
    async with app.run_test() as pilot:
        await type_text(pilot, " 街道要求，２份")
        await pilot.press("ctrl+s")
        assert app.outcome == "街道要求，2份"


async def test_an_empty_or_wrong_reason_is_refused_in_words() -> None:
    def too_short(text: str) -> list[Problem]:
        return [Problem("再写详细一点")] if len(text) < 4 else []

    app = Asking(AskText("为什么？", check=too_short))
    async with app.run_test() as pilot:
        problem = app.screen.query_one("#dialog-problem")
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert "请写明原因" in str(problem.render())
        await type_text(pilot, "要")
        assert str(problem.render()) == ""
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "再写详细一点" in str(problem.render())
        assert app.outcome == UNASKED


async def test_enter_accepts_a_short_answer_and_refuses_a_wrong_one_in_words() -> None:
    def unknown(text: str) -> list[Problem]:
        return [] if text == "5" else [Problem("没有这一行")]

    app = Asking(AskText("第几行？", check=unknown, short=True))
    async with app.run_test() as pilot:
        problem = app.screen.query_one("#dialog-problem")
        await pilot.press("enter")
        await pilot.pause()
        assert "这里不能空着" in str(problem.render())
        await type_text(pilot, "x")
        assert str(problem.render()) == ""
        await pilot.press("enter")
        await pilot.pause()
        assert "没有这一行" in str(problem.render()) and app.outcome == UNASKED
        await pilot.press("backspace")
        await type_text(pilot, " ５ ")
        await pilot.press("enter")
        assert app.outcome == "5"


async def test_a_reason_can_be_refused() -> None:
    app = Asking(AskText("为什么？"))
    async with app.run_test() as pilot:
        await type_text(pilot, "要")
        await pilot.press("escape")
        assert app.outcome is None


async def test_a_notice_is_closed_by_enter() -> None:
    app = Asking(Notice("不得录入涉密信息\n本机数据已加密"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert app.outcome is None
