"""docs/speed.md: the part of each area is written anew when that area is measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.bench.figures import Figure
from tests.bench.terminal import ROOT

FILE = ROOT / "docs" / "speed.md"
HEAD = "| what | measured | beside | ratio | aim |\n|---|---|---|---|---|"
INTRODUCTION = """# Speed

Written by `python -m tests.bench`; nothing here is asserted in a test. Every figure was taken in turn with
its reference in the same run, so that the ratio holds where the milliseconds do not. Middle values; p95 is
what 95 of 100 do not exceed. `--small` measures a tenth of the records, `NAME …` only some areas, `--stores`
says where the built stores are kept (4 GB, made once). It needs a POSIX system, for its terminal.
"""


def write(name: str, title: str, figures: Sequence[Figure], held: str, machine: str) -> None:
    """Put the table of an area into the file, in place of the one before; ``held`` is what was measured."""
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else INTRODUCTION
    lines = "\n".join(figure.line for figure in figures)
    part = (
        f"\n## {title}\n\n{datetime.now(UTC):%Y-%m-%d}, {held}. {machine}\n\n{HEAD}\n{lines}\n"
        f"<!-- {name} -->\n"
    )
    there = re.compile(rf"\n## {re.escape(title)}\n.*?<!-- {name} -->\n", re.S)
    text = there.sub(lambda _: part, text) if there.search(text) else text + part
    FILE.write_text(text, encoding="utf-8")
