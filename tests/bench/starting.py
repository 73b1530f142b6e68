"""From the command to the first frame, and to home with its figures; what the open program weighs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.figures import Figure, alternate, at_most
from tests.bench.terminal import Terminal

BARE = """
import os
os.environ.update(TEXTUAL_FPS="240", TEXTUAL_ANIMATIONS="none", TEXTUAL_DISABLE_KITTY_KEY="1")
from textual.app import App
from textual.widgets import Input, Static
class Bare(App):
    def compose(self):
        yield Static("您好")
        yield Input()
Bare().run()
"""
ROUNDS = 15
HOME = "1今日"
PAGE_DOWN = "\x1b[6~"


def bare() -> Terminal:
    """Start a bare Textual app: one line of text and one field."""
    return Terminal(["-c", BARE])


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure first frames, then home."""
    store = bench.scratch / "closed.gtdb"
    store.write_bytes(b"?" * 8192)

    def first_frame() -> float:
        with Terminal(
            ["-m", "gridtui", "--store", str(store)], {"GRIDTUI_HOME": str(bench.scratch)}
        ) as program:
            return (program.wait_for("解锁") - program.began) * 1000

    def bare_frame() -> float:
        with bare() as program:
            return (program.wait_for("您好") - program.began) * 1000

    values, others = alternate(first_frame, bare_frame, ROUNDS)
    yield at_most(
        Figure("First frame (asking for the passphrase)", values, "ms", "bare Textual app", others), 1.25
    )
    yield _home(bench, "the sample, made anew", None, bare_frame, 5)
    yield _home(bench, bench.size.words, bench.large, bare_frame, 5)


def memory(bench: Bench) -> Iterator[Figure]:
    """Measure what the open program weighs after it has shown a good deal."""
    with bare() as program:
        program.wait_for("您好")
        program.settle()
        plain = program.memory()
    with bench.program(bench.large) as program:
        wait_for_home(program)
        program.settle(1.0)
        opened = program.memory()
        program.send("2")
        program.settle(1.0)
        for _ in range(50):
            program.send(PAGE_DOWN)
            program.settle(0.05)
        program.send("/")
        program.settle()
        for key in ("张", "s", "\x15", "漏", "水"):
            program.send(key)
            program.settle()
        used = program.memory()
    yield Figure(
        f"Memory of the open program, home shown ({bench.size.words})",
        [opened],
        "MB",
        "bare Textual app",
        [plain],
    )
    yield Figure(
        "… after 50 pages of issues and some searches",
        [used],
        "MB",
        "bare Textual app",
        [plain],
        "≤ 120 MB",
        used <= 120,
    )


def wait_for_home(program: Terminal) -> float:
    """Wait until home shows its figures."""
    return program.wait_for("近12周")


def _home(bench: Bench, of: str, store: Path | None, bare_frame: object, rounds: int) -> Figure:
    assert callable(bare_frame)

    def home() -> float:
        home = bench.scratch / "sample-home"
        started = (
            Terminal(["-m", "gridtui", "demo"], {"GRIDTUI_HOME": str(home)})
            if store is None
            else bench.program(store)
        )
        with started as program:
            return (wait_for_home(program) - program.began) * 1000

    values, others = alternate(home, bare_frame, rounds)
    return Figure(f"Home with its figures ({of})", values, "ms", "bare Textual app", others)
