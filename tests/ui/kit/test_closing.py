"""Keys that come faster than a screen closes close nothing else."""

from __future__ import annotations

from textual.app import App
from textual.screen import Screen

from gridtui.ui.kit.closing import Modal, leave


class Question(Modal[str]):
    """A dialog without anything in it."""


async def test_a_dialog_closes_once() -> None:
    app, answers = App[None](), []
    async with app.run_test() as pilot:
        below = Screen[None]()
        await app.push_screen(below)
        question = Question()
        await app.push_screen(question, answers.append)
        question.dismiss("是")
        question.dismiss("否")
        await pilot.pause()
        assert app.screen is below
        assert answers == ["是"]


async def test_leaving_closes_what_lies_over_the_screen_and_never_what_lies_below() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        first, form = app.screen, Screen[None]()
        await app.push_screen(form)
        await app.push_screen(Question())
        leave(form)
        leave(form)
        leave(first)
        await pilot.pause()
        assert app.screen is first
