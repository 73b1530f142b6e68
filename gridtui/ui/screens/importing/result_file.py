"""Files written beside the imported one: the result of a dry run, and where refused rows go."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_downloads_path

from gridtui.interchange.files.writing import WrittenColumn, write_table
from gridtui.interchange.plans.plan import Plan
from gridtui.paths import free_path
from gridtui.ui.screens.importing.wording import column_words, line_words, ordered
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace

_TRIAL_TAIL, _REFUSED_TAIL = mark("试算"), mark("退回")
_COLUMNS = (
    WrittenColumn(mark("行"), "row", 8),
    WrittenColumn(mark("结果"), "outcome", 8),
    WrittenColumn(mark("名称"), "name", 16),
    WrittenColumn(mark("列"), "columns", 20),
    WrittenColumn(mark("说明"), "words", 60),
)


def beside(file: Path, tail: str) -> Path:
    """Return ``<name>-<tail>.xlsx`` beside a file, among the downloads where its folder takes none."""
    folder = file.parent if os.access(file.parent, os.W_OK) else user_downloads_path()
    return folder / f"{file.stem}-{tail}.xlsx"


def refused_path(file: Path) -> Path:
    """Return where the refused rows of a file go; those of corrected rows go into a file with a number."""
    tail = tr(_REFUSED_TAIL)
    again = re.fullmatch(rf"(.+)-(?:{_REFUSED_TAIL}|{re.escape(tail)})(?:-([0-9]+))?", file.stem)
    if again is None:
        return beside(file, tail)
    return beside(file.with_stem(again[1]), f"{tail}-{int(again[2] or 1) + 1}")


def write_result(_workspace: Workspace, file: Path, plan: Plan) -> Path:
    """Write the lines of a dry run to an xlsx and return its path; runs in a thread of the gateway."""
    path = free_path(beside(file, tr(_TRIAL_TAIL)))
    rows = ((line.row, tr(line.outcome.label), line.name, column_words(line, plan.kind), line_words(line))
            for line in ordered(plan))  # fmt: skip
    columns = [replace(column, title=tr(column.title)) for column in _COLUMNS]
    write_table(path, columns, rows, title=tr(_TRIAL_TAIL))
    return path
