"""The stair-walk sheet 扫楼单 handed out: a workbook with a page a staircase, or text for any printer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.walking import WalkOrder
from gridtui.domain.words.dates import local_date, shown_instant
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.paper import WIDTH, cells, cut, fit, wrap
from gridtui.interchange.handing_out import hand_out
from gridtui.interchange.walk_lines import (
    DOOR,
    HEAD,
    NOTES,
    PEOPLE,
    PHONE,
    SIGNATURE,
    TICKS,
    PaperLine,
    PaperUnit,
    on_paper,
)
from gridtui.interchange.walk_workbook import write_workbook
from gridtui.queries.walks.walk_sheets import walk_sheet
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

FORMS = (".xlsx", ".txt")

LINES_PER_PAGE = 60
"""Lines of a page of A4 at six to an inch, with margins."""

NEW_PAGE = "\f"

_BAD_FORM = mark("不认识的文件类型“{suffix}”：扫楼单可以写成 .xlsx 或 .txt")
_GONE = mark("这栋楼已经不在了")
_NO_DOORS = mark("这栋楼还没有登记门牌，打不出扫楼单")
_NOTHING_DUE = mark("这栋楼现在没有要办的户，不用打印")

_DOOR, _HEAD, _PEOPLE, _PHONE, _TICK = 11, 9, 2, 14, 7
_BOX = "[ ]"
_INDENT = 4


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was written: how many households stand on how many staircases' pages."""

    households: int
    units: int


def write_walk_sheet(
    workspace: Workspace,
    building_id: RecordId,
    path: Path,
    *,
    order: WalkOrder = WalkOrder.DOWN,
    due_only: bool = False,
) -> HandedOut:
    """Write the sheet of a building to ``path`` in the form its ending names, and note it in the audit chain.

    ``due_only`` keeps the doors where there is something to do. ``RuleBroken`` where there is nothing to
    print or it cannot be written; nothing is left behind then.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMS:
        raise refuse(_BAD_FORM, suffix=path.suffix)
    units = _read(workspace, building_id, order, due_only)
    write = write_workbook if suffix == ".xlsx" else write_text
    households = sum(line.asks for unit in units for line in unit.lines)
    hand_out(
        workspace, path, lambda part: write(part, units), kind="walk_sheet", count=households, how="masked"
    )
    return HandedOut(households, len(units))


def write_text(path: Path, units: Sequence[PaperUnit]) -> None:
    """Write the staircases as pages of text: 80 columns, a form feed before every page but the first."""
    pages = [page for unit in units for page in _pages(unit)]
    text = ("\n" + NEW_PAGE).join("\n".join(page) for page in pages)
    path.write_text(text + "\n", encoding="utf-8-sig", newline="\r\n")


def _read(workspace: Workspace, building_id: RecordId, order: WalkOrder, due_only: bool) -> list[PaperUnit]:
    now = workspace.clock()
    with workspace.read() as connection:
        sheet = walk_sheet(connection, building_id, local_date(now), order, due_only=due_only)
    if sheet is None:
        raise RuleBroken(Problem(_GONE))
    if not sheet.units:
        raise RuleBroken(Problem(_NOTHING_DUE if due_only else _NO_DOORS))
    return on_paper(sheet, office=workspace.name, operator=workspace.operator.name, at=shown_instant(now))


def _pages(unit: PaperUnit) -> Iterator[list[str]]:
    """Yield the pages of a staircase, each with the heading; no door is torn apart."""
    head = _heading(unit)
    page = list(head)
    for line in unit.lines:
        block = _block(line)
        if len(page) + len(block) > LINES_PER_PAGE and len(page) > len(head):
            yield page
            page = list(head)
        page += block
    foot = ["-" * WIDTH, "", SIGNATURE]
    if len(page) + len(foot) > LINES_PER_PAGE:
        yield page
        page = list(head)
    yield page + foot


def _heading(unit: PaperUnit) -> list[str]:
    rule = "-" * WIDTH
    titles = (
        fit(DOOR, _DOOR),
        fit(HEAD, _HEAD),
        fit(PEOPLE, _PEOPLE),
        fit(PHONE, _PHONE),
        *(fit(tick, _TICK) for tick in TICKS),
        NOTES,
    )
    return [cut(unit.title, WIDTH), *wrap(unit.facts, WIDTH), *wrap(unit.watermark, WIDTH), rule,
            " ".join(titles), rule]  # fmt: skip


def _block(line: PaperLine) -> list[str]:
    """Return the lines that one door takes."""
    box = _BOX if line.asks else ""
    columns = (
        fit(line.door, _DOOR),
        fit(line.head, _HEAD),
        fit(line.people, _PEOPLE, right=True),
        fit(line.phone, _PHONE),
        *(fit(box, _TICK) for _ in TICKS),
    )
    first = " ".join(columns)
    block = [f"{first} {'_' * (WIDTH - cells(first) - 1)}" if line.asks else first.rstrip()]
    for errand in line.errands:
        block += [" " * _INDENT + part for part in wrap(errand, WIDTH - _INDENT)]
    return block
