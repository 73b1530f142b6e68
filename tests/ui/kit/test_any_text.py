"""Whatever is typed, pasted or loaded: no field breaks, drops it silently, or reads it as markup."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridtui.domain.words.text import FORBIDDEN, tidy_line, tidy_text
from gridtui.ui.kit.field_specs import FieldKind, FieldSpec, Suggestion
from tests.ui.kit.form_app import NATURES, FormApp, paste, text

NASTY = [
    "李四[/b]", "[red]", "[@click=app.quit()]走", "\x1b[2J\x9b31m", "\u202e反", "\x00", "\ud800", "{name}",
    "\\[", "[[", "a\tb", "👨‍👩‍👧", "z̷̡̛", "\u2028", "　", "\\", "$error",
]  # fmt: skip
KINDS: list[FieldKind] = ["text", "long", "date", "choice", "suggest", "check", "phone", "id", "secret"]
ANY_TEXT = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))


def spec_of(kind: FieldKind, title: str = "名称") -> FieldSpec:
    return FieldSpec(
        name="a", title=title, hint=title, kind=kind, choices=NATURES, free=True,
        suggest=lambda typed: [Suggestion(typed, typed, typed)],
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pasted=ANY_TEXT, loaded=ANY_TEXT)
async def test_any_text_goes_through_every_kind_of_field(kind: FieldKind, pasted: str, loaded: str) -> None:
    app = FormApp(spec_of(kind), text("b"), values={"a": loaded})
    async with app.run_test() as pilot:
        await paste(pilot, pasted)
        await pilot.press("f4", "enter", "shift+tab", "ctrl+s")
        app.form.start_next()
        app.form.load({"a": loaded})
        await pilot.pause()
        await pilot.press("f4", "ctrl+z")
        assert app.is_running
        screen = app.screen._compositor.render_strips(app.size)
        assert not FORBIDDEN.search("".join(strip.text for strip in screen))


@pytest.mark.parametrize("kind", ["text", "long", "suggest"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pasted=ANY_TEXT)
async def test_what_is_pasted_is_there_but_for_what_cannot_be_seen(kind: FieldKind, pasted: str) -> None:
    app = FormApp(spec_of(kind), text("b"))
    async with app.run_test() as pilot:
        await paste(pilot, pasted)
        raw = app.form.raw_values()["a"]
        assert raw == (tidy_text(pasted) if kind == "long" else tidy_line(tidy_text(pasted)))


@settings(max_examples=8, deadline=None)
@given(title=st.text(max_size=20))
async def test_any_title_and_hint_is_drawn_as_text(title: str) -> None:
    app = FormApp(spec_of("text", title))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.is_running
