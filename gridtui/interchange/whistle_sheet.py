"""The whistle sheet 吹哨单 on paper: one page of A4 as a workbook, or text for any printer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_timeline import sentence
from gridtui.domain.issues.whistle import Purpose, UnitStatus
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.sentences import Sentence
from gridtui.domain.words.text import tidy
from gridtui.interchange.handing_out import hand_out
from gridtui.interchange.paper_sheets import FORMS, PaperSheet, on_paper, refuse_other_forms, write_paper
from gridtui.queries.issues.whistles import WhistleDetail, whistle_detail
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

__all__ = ["FORMS", "unit_remarks", "write_whistle_sheet"]

TITLE = "吹哨单"
SIGNATURE = "审批人：____________    经办人：____________    日期：____________"
UNIT_TITLES = ("单位", "状态", "叫到", "签收", "联系", "报到", "最迟报到", "处置")

_GONE = mark("这一哨已经不在了")


def write_whistle_sheet(workspace: Workspace, whistle_id: RecordId, path: Path) -> str:
    """Write the sheet to ``path`` in the form its ending names, and note it in the audit chain.

    Returns the whistle's number. ``RuleBroken`` where it is gone or cannot be written; nothing is left then.
    """
    refuse_other_forms(path)
    with workspace.read() as connection:
        detail = whistle_detail(connection, whistle_id)
    if detail is None:
        raise RuleBroken(Problem(_GONE))
    made = f"{tidy(workspace.name)} {tidy(workspace.operator.name)} {shown_instant(workspace.clock())} 打印"
    paper = whistle_paper(detail, made)
    hand_out(workspace, path, lambda part: write_paper(part, path.suffix, paper), kind="whistle_sheet")
    return paper.number


def whistle_paper(detail: WhistleDetail, footer: str) -> PaperSheet:
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
    remarks = [
        on_paper(line) for unit in status.units for line in unit_remarks(unit, detail.unit_name(unit.key))
    ]
    return PaperSheet(
        TITLE,
        on_paper(row.number),
        [(label, on_paper(words)) for label, words in facts],
        (
            ("答复和评哨", remarks),
            ("经过", [on_paper(sentence(event, detail.names)) for event in status.events]),
        ),
        SIGNATURE,
        footer,
        (UNIT_TITLES, *(_unit(detail, unit) for unit in status.units)),
        one_page=True,
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


def _unit(detail: WhistleDetail, unit: UnitStatus) -> tuple[str, ...]:
    clocks = detail.clocks.of_unit(unit)
    report = clocks[-1].timing.due if clocks and not clocks[-1].stopped else None
    times = (unit.called_at, unit.signed_at, unit.contacted_at, unit.reported_at, report, unit.handled_at)
    return (on_paper(detail.unit_name(unit.key)), unit.state.label, *map(_short, times))


def _short(at: datetime | None) -> str:
    return shown_instant(at)[5:]
