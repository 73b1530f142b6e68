"""A notice board as PDF, set by typst."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from gridtui.interchange.files.typesetting import SANS, typeset
from gridtui.interchange.notices.content import COLUMNS, TITLE, Notice, code_picture


def write_pdf(path: Path, notice: Notice, *, at: datetime) -> None:
    """Write the board to ``path``; ``RuleBroken`` where the extra is missing, ``OSError`` where it fails."""
    data = {
        "font": SANS,
        "title": TITLE,
        "building": notice.building,
        "place": notice.place,
        "columns": list(COLUMNS),
        "rows": [list(row) for row in notice.rows],
        "hours": notice.hours,
        "code": code_picture(notice.code, "svg").decode() if notice.code else "",
        "caption": notice.caption,
        "foot": notice.foot,
    }
    typeset(path, _source(), data, at=at)


@cache
def _source() -> str:
    return (Path(__file__).parent / "data" / "notice.typ").read_text(encoding="utf-8")
