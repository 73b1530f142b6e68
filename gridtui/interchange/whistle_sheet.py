"""The whistle sheet 吹哨单 on paper: one page of A4 as a workbook, or text for any printer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gridtui.domain.actors import Level
from gridtui.domain.dates import shown_instant
from gridtui.domain.ids import RecordId
from gridtui.domain.issue_timeline import sentence
from gridtui.domain.masking import mask_prose
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.domain.sentences import Sentence
from gridtui.domain.text import tidy
from gridtui.domain.whistle import Purpose, UnitStatus
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.paper import WIDTH, cells, cut, fit, wrap
from gridtui.interchange.files.workbooks import new_workbook, print_on_a4, xml_text
from gridtui.interchange.handing_out import hand_out
from gridtui.interchange.walk_lines import plain
from gridtui.queries.whistles import WhistleDetail, whistle_detail
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

FORMS = (".xlsx", ".txt")

TITLE = "吹哨单"
SIGNATURE = "审批人：____________    经办人：____________    日期：____________"
UNIT_TITLES = ("单位", "状态", "叫到", "签收", "联系", "报到", "最迟报到", "处置")

_BAD_FORM = mark("不认识的文件类型“{suffix}”：吹哨单可以写成 .xlsx 或 .txt")
_GONE = mark("这一哨已经不在了")
_COLUMNS = (16, 8, 12, 12, 12, 12, 12, 12)
_LAST = len(_COLUMNS) - 1
_LABEL = 10
_LINE = 16.0
_HIGHEST = 400.0
_SHEET_CELLS = 92
"""Cells of a line across the sheet below its label."""


@dataclass(frozen=True, slots=True)
class PaperWhistle:
    """What stands on the sheet, as words: labelled facts, a line a unit, what each said, and the steps."""

    number: str
    facts: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]
    steps: tuple[str, ...]
    footer: str


def write_whistle_sheet(workspace: Workspace, whistle_id: RecordId, path: Path) -> str:
    """Write the sheet to ``path`` in the form its ending names, and note it in the audit chain.

    Returns the whistle's number. ``RuleBroken`` where it is gone or cannot be written; nothing is left then.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMS:
        raise refuse(_BAD_FORM, suffix=path.suffix)
    with workspace.read() as connection:
        detail = whistle_detail(connection, whistle_id)
    if detail is None:
        raise RuleBroken(Problem(_GONE))
    made = f"{tidy(workspace.name)} {tidy(workspace.operator.name)} {shown_instant(workspace.clock())} 打印"
    paper = on_paper(detail, made)
    write = _write_workbook if suffix == ".xlsx" else _write_text
    hand_out(workspace, path, lambda part: write(part, paper), kind="whistle_sheet")
    return paper.number


def on_paper(detail: WhistleDetail, footer: str) -> PaperWhistle:
    """Return a whistle as it stands on paper: in Chinese, phones and ID numbers masked."""
    row, status = detail.row, detail.status
    facts = (
        ("哨号", row.number),
        ("诉求", " ".join(part for part in (row.issue, row.door) if part)),
        ("吹哨单位", row.org),
        ("层级", Level(row.level).label),
        ("用途", Purpose.label_of(row.purpose)),
        ("状态", status.state.label),
        ("起草", shown_instant(row.drafted_at)),
        ("事由", row.title),
        ("内容", row.text),
        ("叫哪些单位", "、".join(detail.unit_name(key) for key in status.wanted)),
    )
    return PaperWhistle(
        _paper(row.number),
        tuple((label, _paper(words)) for label, words in facts),
        tuple(_unit(detail, unit) for unit in status.units),
        tuple(
            _paper(line) for unit in status.units for line in unit_remarks(unit, detail.unit_name(unit.key))
        ),
        tuple(_paper(sentence(event, detail.names)) for event in status.events),
        footer,
    )


def unit_remarks(unit: UnitStatus, name: str) -> Iterator[Sentence]:
    """Yield what a unit did and said, and what was said of it, a sentence each."""
    values: dict[str, object] = {"unit": name, "reason": unit.reason, "duty": unit.duty}
    if unit.refused_at is not None:
        yield Sentence(mark("{unit}拒签：{reason}；应由{duty}负责"), values)
    if unit.ruling is not None:
        ruled: dict[str, object] = {
            "unit": name,
            "ruling": Sentence(unit.ruling.label),
            "reason": unit.ruling_why,
        }
        yield Sentence(mark("上级裁定{unit}{ruling}：{reason}"), ruled)
    if unit.done:
        yield Sentence(mark("{unit}处置：{words}"), {"unit": name, "words": unit.done})
    for said, why, words in (
        (unit.rating, unit.rating_why, mark("吹哨方对{unit}：{words}{why}")),
        (unit.answer, unit.answer_why, mark("{unit}对这次吹哨：{words}{why}")),
    ):
        if said is not None:
            because = Sentence(mark("（{reason}）"), {"reason": why}) if why else ""
            yield Sentence(words, {"unit": name, "words": Sentence(said.label), "why": because})


def _paper(item: object) -> str:
    """Return words as they stand on paper: without control characters, numbers masked, lines kept."""
    return "\n".join(tidy(line) for line in mask_prose(plain(item)).splitlines())


def _unit(detail: WhistleDetail, unit: UnitStatus) -> tuple[str, ...]:
    clocks = detail.clocks.of_unit(unit)
    report = clocks[-1].timing.due if clocks and not clocks[-1].stopped else None
    times = (unit.called_at, unit.signed_at, unit.contacted_at, unit.reported_at, report, unit.handled_at)
    return (_paper(detail.unit_name(unit.key)), unit.state.label, *map(_short, times))


def _short(at: datetime | None) -> str:
    return shown_instant(at)[5:]


def _write_text(path: Path, paper: PaperWhistle) -> None:
    """Write the sheet as text of 80 columns."""
    rule = "-" * WIDTH
    lines = [f"{TITLE}  {paper.number}", rule]
    for label, words in paper.facts:
        parts = [part for line in words.splitlines() for part in wrap(line, WIDTH - _LABEL - 1)]
        lines += [f"{fit(label if not place else '', _LABEL)} {part}" for place, part in enumerate(parts)]
    if paper.units:
        lines += [rule, *_table([UNIT_TITLES, *paper.units])]
    for block in (paper.remarks, paper.steps):
        if block:
            lines += [rule, *(part for line in block for part in wrap(line, WIDTH))]
    lines += [rule, "", cut(SIGNATURE, WIDTH), "", *wrap(paper.footer, WIDTH)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig", newline="\r\n")


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as text, two lines a unit: who and how, then the times."""
    widths = (26, 10)
    for place, row in enumerate(rows):
        yield " ".join(fit(cell, width) for cell, width in zip(row, widths, strict=False)).rstrip()
        yield "  " + " ".join(fit(cell, 12) for cell in row[2:]).rstrip()
        if place == 0:
            yield ""


def _write_workbook(path: Path, paper: PaperWhistle) -> None:
    """Write the sheet as a workbook that prints on one page of A4."""
    with new_workbook(path) as book:
        sheet = book.add_worksheet(TITLE)
        formats = _Formats(book)
        for place, width in enumerate(_COLUMNS):
            sheet.set_column(place, place, width)
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, _LAST, f"{TITLE}  {paper.number}", formats.title)
        at = 1
        for label, words in paper.facts:
            sheet.write_string(at, 0, label, formats.label)
            _across(sheet, at, 1, words, formats.text)
            at += 1
        at = _write_units(sheet, at, paper, formats)
        for heading, lines in (("答复和评哨", paper.remarks), ("经过", paper.steps)):
            if lines:
                sheet.write_string(at, 0, heading, formats.label)
                _across(sheet, at, 1, "\n".join(lines), formats.text)
                at += 1
        sheet.set_row(at, 36)
        sheet.merge_range(at, 0, at, _LAST, SIGNATURE, formats.plain)
        print_on_a4(sheet, at, _LAST, repeated=1, footer=paper.footer)
        sheet.fit_to_pages(1, 1)


class _Formats:
    """The cell formats of the workbook."""

    def __init__(self, book: Any) -> None:
        text = {"num_format": "@", "valign": "vcenter", "text_wrap": True}
        self.title = book.add_format({**text, "bold": True, "font_size": 16, "align": "center"})
        self.label = book.add_format({**text, "bold": True, "border": 1})
        self.text = book.add_format({**text, "border": 1})
        self.plain = book.add_format(text)


def _write_units(sheet: Any, at: int, paper: PaperWhistle, formats: _Formats) -> int:
    """Write the table of units from row ``at``; returns the row below it."""
    if not paper.units:
        return at
    for place, title in enumerate(UNIT_TITLES):
        sheet.write_string(at, place, title, formats.label)
    for row in paper.units:
        at += 1
        sheet.set_row(at, 2 * _LINE)
        for place, cell in enumerate(row):
            sheet.write_string(at, place, xml_text(cell), formats.text)
    return at + 1


def _across(sheet: Any, row: int, column: int, words: str, style: Any) -> None:
    """Write words over the rest of a row, as high as their lines need."""
    text = xml_text(words)
    lines = sum(max(1, -(-cells(line) // _SHEET_CELLS)) for line in text.split("\n")) if text else 1
    sheet.set_row(row, min(_HIGHEST, max(_LINE * 1.4, _LINE * lines)))
    sheet.merge_range(row, column, row, _LAST, text[:32_000], style)
