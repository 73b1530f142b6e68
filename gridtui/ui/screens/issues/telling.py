"""One issue as paragraphs for reading: its facts, its text, its timeline, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueSource
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_flow import beaten_close
from gridtui.domain.issues.issue_steps import allowed, owner_words
from gridtui.domain.issues.issue_timeline import sentence
from gridtui.domain.people.masking import mask_phone
from gridtui.domain.words.dates import shown_instant
from gridtui.queries.issues.issue_stories import story
from gridtui.queries.issues.issues import IssueDetail
from gridtui.ui.kit.cells import cell_width, fit
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.prose import Paragraph
from gridtui.ui.screens.issues.naming import Names
from gridtui.ui.screens.issues.wording import due_words, flag_words, nature_words, tone_of
from gridtui.words import say, tr

_LEAST_LABEL = 4


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom an issue is told: the names known, the moment, the desk, and what of it is shown.

    ``reveal_hint``, ``sums_hint`` and ``files_hint`` say which key shows the phone, the arithmetic and the
    attachments, ``steps_hint`` which one lists the steps; empty where there is none.
    """

    names: Names
    now: datetime
    org_id: RecordId
    level: int
    with_steps: bool = True
    revealed: bool = False
    reveal_hint: str = ""
    sums_hint: str = ""
    files_hint: str = ""
    steps_hint: str = ""


def fact_paragraphs(detail: IssueDetail, reader: Reader) -> list[Paragraph]:
    """Return what was taken down and where it stands, a labelled line each."""
    tone = tone_of(detail.row, reader.now, reader.level)
    lines = [
        (tr("类别"), _kind(detail, reader.names), ""),
        (tr("地点"), _place(detail), ""),
        (tr("反映"), _reporter(detail, reader), ""),
        (tr("登记"), shown_instant(detail.row.registered_at, reader.now), ""),
        (tr("期限"), _deadline(detail, reader), tone.style if tone and detail.row.is_open else ""),
        (tr("待确认"), _to_confirm(detail, reader), "$warning"),
        (tr("附件"), _files(detail, reader), ""),
        (
            tr("关联"),
            tr("、").join(detail.names.get(id, id.hex()[-8:]) for id in sorted(detail.status.links)),
            "",
        ),
        (tr("可做"), _steps(detail, reader) if reader.with_steps else "", ""),
    ]
    lines = [line for line in lines if line[1]]
    cells = max(_LEAST_LABEL, *(cell_width(label) for label, _, _ in lines)) + 2
    return [Paragraph(text, fit(label, cells), style) for label, text, style in lines]


def text_paragraphs(detail: IssueDetail) -> list[Paragraph]:
    """Return the title, where there is one, and the whole text."""
    title = [Paragraph(detail.draft.title, style="bold")] if detail.draft.title else []
    return [*title, Paragraph(detail.draft.text)] if detail.draft.text else title


def timeline(detail: IssueDetail) -> list[Paragraph]:
    """Return every event as a sentence, in order, and when files were added; what does not count says so."""
    told = [
        Paragraph(
            say(words) + (say(remark) if remark else ""),
            f"{glyph('dot')} ",
            "$foreground-muted" if remark else "",
        )
        for words, remark in story(detail)
    ]
    if detail.status.opened_at is None and not told:
        return [Paragraph(tr("还没有经过"), style="$foreground-muted")]
    return told


def _files(detail: IssueDetail, reader: Reader) -> str:
    if not detail.attachments:
        return ""
    hint = tr("（{hint}）", hint=reader.files_hint) if reader.files_hint else ""
    return tr("{n} 个", n=detail.attachments) + hint


def _joined(parts: Iterable[str]) -> str:
    return f" {glyph('between')} ".join(part for part in parts if part)


def _kind(detail: IssueDetail, names: Names) -> str:
    draft = detail.draft
    category = " ".join(part for part in (names.by_code.get(draft.category, ""), draft.category) if part)
    source = tr(IssueSource.label_of(draft.source)) if draft.source else ""
    return _joined((category, nature_words(draft.nature), source, *flag_words(detail.row)))


def _place(detail: IssueDetail) -> str:
    parts = dict.fromkeys((detail.row.place, detail.draft.place, detail.building_name, detail.grid_name))
    return _joined(parts) or tr("没有写地点")


def _reporter(detail: IssueDetail, reader: Reader) -> str:
    draft = detail.draft
    if draft.anonymous:
        return tr("匿名")
    if not detail.shows_reporter(reader.org_id):
        return tr("举报人只有承办单位能看")
    if not draft.reporter_name and not draft.reporter_phone:
        return tr("没有留姓名和电话")
    phone = draft.reporter_phone if reader.revealed else mask_phone(draft.reporter_phone)
    hint = tr("（{hint}）", hint=reader.reveal_hint) if phone and reader.reveal_hint else ""
    return "  ".join(part for part in (draft.reporter_name, phone + hint) if part)


def _deadline(detail: IssueDetail, reader: Reader) -> str:
    row, clocks = detail.row, detail.deadlines
    if not row.is_open:
        when = shown_instant(detail.closed_at, reader.now)
        return tr("{when} 结束", when=when) if when else ""
    if clocks.due_at is None:
        return due_words(row, reader.now) or tr("没有期限")
    parts = [f"{shown_instant(clocks.due_at, reader.now)} {due_words(row, reader.now)}"]
    if clocks.total_due is not None and clocks.total_due != clocks.due_at:
        parts.append(tr("总期限 {when}", when=shown_instant(clocks.total_due, reader.now)))
    hint = tr("（{hint}）", hint=reader.sums_hint) if reader.sums_hint else ""
    return _joined(parts) + hint


def _to_confirm(detail: IssueDetail, reader: Reader) -> str:
    """Return between what it is to be decided, and by which step; empty where nothing is."""
    if not detail.status.to_confirm:
        return ""
    ended = beaten_close(detail.status)
    happened = say(sentence(ended, detail.names)) + tr("，当时不知道另一处还在办理。") if ended else ""
    steps = allowed(detail.status, level=reader.level, org_id=reader.org_id)
    if all(step.kind is not EventKind.CONFIRM for step in steps):
        return happened + tr("由{owner}核实后定", owner=say(owner_words(detail.status)))
    if not reader.steps_hint:
        return happened + tr("请核实后定")
    return happened + tr("核实后按 {key}：1 继续办理，2 办结", key=reader.steps_hint)


def _steps(detail: IssueDetail, reader: Reader) -> str:
    steps = allowed(detail.status, level=reader.level, org_id=reader.org_id)
    return tr("、").join(tr(step.label) for step in steps)
