"""Texts that try to steer the terminal, the program or whoever reads: typed, pasted, or in a file."""

from __future__ import annotations

from hypothesis import strategies as st

NASTY = (
    "李四[/b]", "[red]", "[@click=app.quit()]x", "\x1b[31m红\x1b[2J", "\x1b]52;c;eA==\x07",
    "\x9b31m", "\u202e反过来\u202c", "\u2066隔\u2069", "甲\x00乙", "零\u200b宽\u200d\ufeff",
    "👨‍👩‍👧‍👦", "\ud800", "مرحبا بالعالم", "{name} %s %(x)s", "\\[", "[[",
    "a\tb\r\nc\u2028d", "z̷̡̛̞", "=1+1", "'\"; DROP TABLE issue;--", "字" * 9_000,
    "$error on red", "　", "\x7f\x85",
)  # fmt: skip

ANY_TEXT = st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec=None), max_size=60))
