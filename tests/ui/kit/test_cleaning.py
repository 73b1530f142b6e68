import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.widgets import Static

from gridtui.domain.words.text import FORBIDDEN
from gridtui.ui.kit.cleaning import REPLACEMENT, clean, shown

NASTY = [
    "李四[/b]",
    "[red]红",
    "[@click=app.quit()]点我[/]",
    "\x1b[31m红\x1b[0m",
    "\x1b]0;题\x07",
    "\x9b2J清",
    "签\U000e0080\ufff0条",
    "\u202e倒着\u2066",
    "零\u200b宽\ufeff",
    "NUL\x00字",
    "半个\ud800",
    "👨‍👩‍👧❤️🇨🇳👍🏽",
    "a" + "\u0301" * 40,
    "一\r\n二\u2028三\t四",
]
ANY_TEXT = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z", "C"]), max_size=60)


def with_corpus(test):
    for text in NASTY:
        test = example(text)(test)
    return test


@with_corpus
@given(ANY_TEXT)
def test_nothing_that_steers_or_hides_is_left(text: str) -> None:
    cleaned = clean(text)
    assert not [c for c in cleaned if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert not FORBIDDEN.search(cleaned)
    cleaned.encode("utf-8")


@with_corpus
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@with_corpus
@given(ANY_TEXT)
def test_width_is_the_sum_of_its_characters(text: str) -> None:
    cleaned = clean(text)
    assert cell_len(cleaned) == sum(map(cell_len, cleaned))


@given(ANY_TEXT)
def test_shown_text_is_never_markup(text: str) -> None:
    content = shown("[b]" + text + "[/b]")
    assert content.plain == clean("[b]" + text + "[/b]")
    assert not content.spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王建国 3-2-501，漏水", "王建国 3-2-501，漏水"),
        ("\x1b[31m红\x1b[0m", "红"),
        ("\x1b]0;题\x07", "0;题"),
        ("\u202e倒着", "倒着"),
        ("零\u200b宽\ufeff", "零宽"),
        ("一\r\n二\n三", "一 二 三"),
        ("全\u3000角", "全\u3000角"),
        ("不\u00a0断", "不 断"),
        ("半\udfff个", f"半{REPLACEMENT}个"),
        ("🇨🇳", "CN"),
        ("❤️", "❤"),
        ("a" + "\u0301" * 9, "a\u0301\u0301"),
    ],
)
def test_what_is_kept(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_line_breaks_are_kept_or_marked_when_asked() -> None:
    assert clean("一\r\n二", newline="\n") == "一\n二"
    assert clean("一\n二", newline="⏎") == "一⏎二"


@pytest.mark.parametrize("text", NASTY)
async def test_a_widget_survives_it(text: str) -> None:
    class Shows(App[None]):
        def compose(self) -> ComposeResult:
            yield Static(shown(text, "bold $error"), id="text")

    async with Shows().run_test() as pilot:
        strip = pilot.app.query_one("#text", Static).render_line(0)
        assert strip.text.rstrip() == clean(text).rstrip()
