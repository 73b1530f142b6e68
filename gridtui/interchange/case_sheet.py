"""The case sheet 办件单 of one issue on paper: what was raised, what was done, how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import IssueNature, IssueSource
from gridtui.domain.people.masking import mask_name, mask_phone
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy
from gridtui.interchange.handing_out import hand_out, refuse_unreasoned
from gridtui.interchange.paper_sheets import PaperSheet, on_paper, refuse_other_forms, write_paper
from gridtui.queries.issues.categories import category_rows
from gridtui.queries.issues.issue_stories import story
from gridtui.queries.issues.issues import IssueDetail, issue_detail
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

TITLE = "办件单"
SIGNATURE = "经办人：________   审核人：________   反映人：________   日期：________"

_GONE = mark("这件诉求已经不在了")
_HIDDEN = "只有承办单位能看"


def write_case_sheet(
    workspace: Workspace, issue_id: RecordId, path: Path, *, full: bool = False, reason: str = ""
) -> str:
    """Write the sheet to ``path`` in the form its ending names, and note it in the audit chain.

    The reporter's name and every number are masked unless ``full``, which needs a ``reason``; who reported
    a 举报 stands only on the owner's. Returns the issue's number. ``RuleBroken`` where it is gone, refused,
    or cannot be written; nothing is left then.
    """
    refuse_other_forms(path)
    refuse_unreasoned(workspace, full=full, reason=reason)
    with workspace.read() as connection:
        detail = issue_detail(connection, issue_id)
        if detail is None:
            raise RuleBroken(Problem(_GONE))
        category = _category(connection, detail.draft.category)
    made = f"{tidy(workspace.name)} {tidy(workspace.operator.name)} {shown_instant(workspace.clock())} 打印"
    paper = case_paper(detail, category, made, org_id=workspace.desk.org_id, full=full)
    hand_out(
        workspace,
        path,
        lambda part: write_paper(part, path.suffix, paper),
        kind="case_sheet",
        record=issue_id,
        how=f"case_sheet {reason}" if full else "case_sheet masked",
    )
    return paper.number


def case_paper(
    detail: IssueDetail, category: str, footer: str, *, org_id: RecordId, full: bool = False
) -> PaperSheet:
    """Return an issue as it stands on paper, in Chinese, for a desk of that organisation."""
    facts = [(label, on_paper(words, full=full)) for label, words in _facts(detail, category)]
    facts.insert(4, ("反映人", on_paper(_reporter(detail, org_id, full=full), full=full)))
    steps = [
        on_paper(words, full=full) + (on_paper(remark) if remark else "") for words, remark in story(detail)
    ]
    return PaperSheet(
        TITLE,
        on_paper(detail.row.number),
        [(label, words) for label, words in facts if words],
        (("经过", steps),),
        SIGNATURE,
        footer,
    )


def _facts(detail: IssueDetail, category: str) -> Iterator[tuple[str, str]]:
    row, draft, status = detail.row, detail.draft, detail.status
    flags = "、".join(flag.label for flag in sorted(status.flags))
    yield "状态", f"{status.state.label}（{flags}）" if flags else status.state.label
    yield "登记", shown_instant(row.registered_at)
    kinds = (category, IssueNature.label_of(draft.nature), IssueSource.label_of(draft.source))
    yield "类别", "  ".join(part for part in kinds if part)
    places = dict.fromkeys((row.place, draft.place, detail.building_name, detail.grid_name))
    yield "地点", "  ".join(part for part in places if part)
    yield "标题", draft.title
    yield "内容", draft.text
    units = [status.lead, *status.assists]
    yield "承办", "、".join(detail.names.get(unit, "") for unit in units if unit is not None)
    yield "期限", shown_instant(detail.deadlines.due_at) if row.is_open else ""
    related = (f"{detail.names.get(id, '')}（{why}）" for id, why in detail.related)
    yield "有关诉求", "、".join(related)
    yield "附件", f"{detail.attachments} 个" if detail.attachments else ""
    yield "结果", "" if row.is_open else _ending(detail)


def _ending(detail: IssueDetail) -> str:
    status = detail.status
    parts = (status.closure_kind, status.resolved, status.satisfaction)
    said = (part.label for part in parts if part is not None)
    return "  ".join((shown_instant(detail.closed_at), *said)).strip()


def _reporter(detail: IssueDetail, org_id: RecordId, *, full: bool) -> str:
    draft = detail.draft
    if draft.anonymous:
        return "匿名"
    if not detail.shows_reporter(org_id):
        return _HIDDEN
    if full:
        return "  ".join(part for part in (draft.reporter_name, draft.reporter_phone) if part)
    masked = (mask_name(draft.reporter_name), mask_phone(draft.reporter_phone))
    return "  ".join(part for part in masked if part)


def _category(connection: Connection, code: str) -> str:
    title = next((row.title for row in category_rows(connection) if row.code == code), "")
    return f"{code} {title}".strip()
