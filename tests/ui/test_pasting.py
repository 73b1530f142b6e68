"""What is pasted is text, whatever is in it and however it arrives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from gridtui.ui.pasting import END, START, PasteGuard

PIECES = st.lists(st.sampled_from(["\x1b", "[", "2", "0", "1", "~", "红", "\r", "\x13", "31m"]), max_size=30)


def sent_through(text: str, size: int) -> str:
    guard = PasteGuard()
    return "".join(guard.clean(text[place : place + size]) for place in range(0, len(text), size))


@given(pasted=PIECES.map("".join), size=st.integers(1, 40))
def test_a_paste_is_one_paste(pasted: str, size: int) -> None:
    pasted = pasted.replace(END, "")
    cleaned = sent_through(f"a{START}{pasted}{END}b", size)
    events_made = list(XTermParser().feed(cleaned))
    kinds = [type(event) for event in events_made]
    assert kinds[0] is events.Key and kinds[-1] is events.Key
    assert [event.text for event in events_made if isinstance(event, events.Paste)] in (
        [pasted.replace("\x1b", "")], [])  # fmt: skip
    assert len(events_made) <= 3


@given(typed=PIECES.map("".join), size=st.integers(1, 40))
def test_keys_outside_a_paste_are_left_alone(typed: str, size: int) -> None:
    typed = typed.replace(START, "")
    assert sent_through(typed, size) == typed
