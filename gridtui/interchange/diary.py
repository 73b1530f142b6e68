"""A month of the diary 民情日志 handed out: a workbook to print, or plain text; numbers are masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.diary import DiaryDraft
from gridtui.domain.people.masking import mask_prose
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy, tidy_text
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.paper import WIDTH, wrap
from gridtui.interchange.files.workbooks import new_workbook, print_on_a4, sheet_name, xml_text
from gridtui.interchange.handing_out import hand_out
from gridtui.queries.walks.diary import DiaryFilter, month_of_diary
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

FORMS = (".xlsx", ".txt")

_WEEKDAYS = "一二三四五六日"
_COLUMNS = (("日期", 12), ("星期", 6), ("记录人", 10), ("内容", 70))
_HEADING_ROWS = 3
_LINE, _HIGHEST = 15.0, 400.0

_BAD_FORM = mark("不认识的文件类型“{suffix}”：民情日志可以写成 .xlsx 或 .txt")
_NOTHING = mark("{month} 没有写过日志")
_TOO_LONG = mark("{day} 的日志太长，xlsx 一格写不下：请写成 .txt")


def write_diary_month(
    workspace: Workspace, path: Path, month: date, *, author_id: RecordId | None = None
) -> int:
    """Write the days of the month in which ``month`` lies, of one person or of all; return how many.

    It is noted in the audit chain. ``RuleBroken`` where nothing was written that month, or no file can be.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMS:
        raise refuse(_BAD_FORM, suffix=path.suffix)
    with workspace.read() as connection:
        days = month_of_diary(connection, DiaryFilter(author_id, month))
    if not days:
        raise RuleBroken(Problem(_NOTHING, "month", values={"month": f"{month:%Y-%m}"}))
    head = _heading(workspace, month)
    write = _write_workbook if suffix == ".xlsx" else _write_text
    how = f"{month:%Y-%m} masked"
    hand_out(workspace, path, lambda part: write(part, head, days), kind="diary", count=len(days), how=how)
    return len(days)


def _heading(workspace: Workspace, month: date) -> tuple[str, str]:
    """Return the title, and who handed it out when."""
    at = shown_instant(workspace.clock())
    title = f"{tidy(workspace.name)} {month.year} 年 {month.month} 月 民情日志"
    return title, f"{tidy(workspace.operator.name)} {at} 导出"


def _text_of(draft: DiaryDraft) -> str:
    return mask_prose(tidy_text(draft.text))


def _write_text(path: Path, head: tuple[str, str], days: Sequence[DiaryDraft]) -> None:
    lines = [*wrap(head[0], WIDTH), *wrap(head[1], WIDTH)]
    for draft in days:
        lines += ["-" * WIDTH, f"{_day(draft)} 星期{_weekday(draft)} {tidy(draft.author_name)}", ""]
        lines += [line for part in _text_of(draft).split("\n") for line in wrap(part, WIDTH)]
        lines.append("")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig", newline="\r\n")


def _write_workbook(path: Path, head: tuple[str, str], days: Sequence[DiaryDraft]) -> None:
    with new_workbook(path) as book:
        sheet = book.add_worksheet(sheet_name("民情日志"))
        title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
        muted = book.add_format({"align": "center", "font_color": "#808080"})
        header = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#EEEEEE"})
        cell = book.add_format({"num_format": "@", "border": 1, "text_wrap": True, "valign": "top"})
        last = len(_COLUMNS) - 1
        for row, (text, form) in enumerate(zip(head, (title, muted), strict=True)):
            sheet.merge_range(row, 0, row, last, "", form)
            sheet.write_string(row, 0, xml_text(text), form)
        for place, (name, width) in enumerate(_COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(_HEADING_ROWS - 1, place, name, header)
        for row, draft in enumerate(days, _HEADING_ROWS):
            _write_day(sheet, row, draft, cell)
        end = _HEADING_ROWS + len(days) - 1
        print_on_a4(sheet, end, last, repeated=_HEADING_ROWS, footer=head[1])


def _write_day(sheet: Any, row: int, draft: DiaryDraft, form: Any) -> None:
    text = _text_of(draft)
    for place, said in enumerate((_day(draft), _weekday(draft), tidy(draft.author_name), text)):
        if sheet.write_string(row, place, xml_text(said), form) == -2:
            raise refuse(_TOO_LONG, day=_day(draft))
    sheet.set_row(row, min(_HIGHEST, _LINE * sum(1 for _ in _lines(text))))


def _lines(text: str) -> Iterator[str]:
    for part in text.split("\n"):
        yield from wrap(part, _COLUMNS[-1][1] - 2)


def _day(draft: DiaryDraft) -> str:
    return draft.day.isoformat() if draft.day else ""


def _weekday(draft: DiaryDraft) -> str:
    return _WEEKDAYS[draft.day.weekday()] if draft.day else ""
