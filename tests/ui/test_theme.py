import pytest
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import VerticalScroll
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.widgets import Static

from gridtui.ui.kit import glyphs
from gridtui.ui.kit.tones import TONES
from gridtui.ui.theme import DARK, LIGHT, PLAIN, THEMES, SlimScrollBar, dress, is_plain, theme_name


def contrast(one: Color, other: Color) -> float:
    def luminance(color: Color) -> float:
        parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in color.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_every_word_can_be_read_on_every_ground(theme) -> None:
    variables = theme.to_color_system().generate() | theme.variables
    words = ["foreground", "foreground-muted", *(tone.style.removeprefix("$") for tone in TONES)]
    for ground in ("background", "panel", "block-cursor-background", "block-cursor-blurred-background"):
        for word in words:
            reached = contrast(Color.parse(variables[word]), Color.parse(variables[ground]))
            assert reached >= 4.5, (word, ground, reached)


def test_the_plain_theme_uses_the_terminals_own_colours_only() -> None:
    variables = PLAIN.to_color_system().generate()
    assert {tone.style.removeprefix("$") for tone in TONES} <= variables.keys()
    assert all(variables[name].startswith("ansi_") for name in ("error", "warning", "success", "accent"))


@pytest.mark.parametrize(
    ("environment", "plain"),
    [({"NO_COLOR": "1"}, True), ({"TERM": "linux"}, True), ({"TERM": "xterm-256color"}, False), ({}, False)],
)
def test_which_terminals_are_plain(environment, plain) -> None:
    assert is_plain(environment) is plain
    assert theme_name("light", plain=plain) == (PLAIN.name if plain else LIGHT.name)


class Long(App[None]):
    CSS_PATH = "../../gridtui/ui/gridtui.tcss"

    def __init__(self, wanted: str, plain: bool) -> None:
        super().__init__(ansi_color=True if plain else None)
        dress(self, wanted, plain=plain)

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static("\n".join(map(str, range(100))))


@pytest.fixture(autouse=True)
def own_scrollbars():
    before = ScrollBar.renderer
    yield
    ScrollBar.renderer = before


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_style_sheet_holds_in_every_theme(theme) -> None:
    app = Long("light" if theme is LIGHT else "dark", theme is PLAIN)
    async with app.run_test():
        assert app.theme == theme.name


def cells(**where: int) -> str:
    bar = SlimScrollBar.render_bar(**where)
    return "".join(segment.text for segment in bar.segments)


def test_the_scroll_bar_is_drawn_with_whole_marks() -> None:
    assert cells(size=8, virtual_size=32, window_size=8, position=0) == "▐▐      "
    assert cells(size=8, virtual_size=32, window_size=8, position=24) == "      ▐▐"
    assert cells(size=8, virtual_size=8, window_size=8, position=0) == "        "
    assert cells(size=8, virtual_size=1_000_000, window_size=8, position=500_000).count("▐") == 1


def test_the_scroll_bar_can_still_be_grabbed_and_clicked() -> None:
    def actions(renderer: type[ScrollBarRender]) -> set[str]:
        bar = renderer.render_bar(size=10, virtual_size=40, window_size=10, position=15)
        return {segment.style.meta["@mouse.down"] for segment in bar.segments}

    assert actions(SlimScrollBar) == actions(ScrollBarRender)


def test_the_scroll_bar_in_ascii() -> None:
    glyphs.use_ascii(True)
    try:
        assert cells(size=4, virtual_size=8, window_size=4, position=0) == "##  "
    finally:
        glyphs.use_ascii(False)
