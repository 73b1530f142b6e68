"""The fields of the form of a visit, and the drafts they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.people.visit import Manner, Outcome, PromiseDraft, VisitDraft
from gridtui.domain.words.draft import LONG, SHORT
from gridtui.domain.words.problems import Problem
from gridtui.queries.walks.visits import VisitLine
from gridtui.ui.kit.field_specs import FieldSpec, Suggest
from gridtui.words import mark

SEPARATOR = ":"
_WAYS = (
    (Manner.DOOR, Outcome.MET, mark("见到")),
    (Manner.DOOR, Outcome.ABSENT, mark("未在家")),
    (Manner.PHONE, Outcome.MET, mark("电话接通")),
    (Manner.PHONE, Outcome.ABSENT, mark("电话未接")),
    (Manner.DOOR, Outcome.DECLINED, mark("谢绝走访")),
    (Manner.DOOR, Outcome.MOVED, mark("已搬走")),
)
"""What one key says: how, with what outcome, and the words for both."""

WAYS = tuple((f"{manner}{SEPARATOR}{outcome}", words) for manner, outcome, words in _WAYS)

TOLD = ("problem", "measures", "result", "promise_text", "issue_text")
"""Fields of what was said: what a draft is told by."""

_PLAIN = ("problem", "measures", "result")


def visit_fields(
    categories: Suggest, people: Suggest, check_day: Callable[[str], list[Problem]], *, is_new: bool
) -> list[FieldSpec]:
    """Return the fields, what is always needed first; promises and issues are taken down with a new visit."""
    fields = [
        FieldSpec(name="way", title=mark("结果"), kind="choice", choices=WAYS, required=True,
                  hint=mark("按一个数字；没别的事就 Ctrl+S，接着下一户")),
        FieldSpec(name="problem", title=mark("问题"), prose=True, max_length=LONG,
                  hint=mark("户里说了什么，看到什么；没有就空着")),
        FieldSpec(name="measures", title=mark("措施"), prose=True, max_length=LONG),
        FieldSpec(name="result", title=mark("成效"), prose=True, max_length=LONG),
        FieldSpec(name="next_on", title=mark("下次走访"), kind="date", past=False,
                  hint=mark("约了日子就写：5、3-5、+7；空着按周期")),
    ]  # fmt: skip
    if is_new:
        fields += [
            FieldSpec(name="promise_text", title=mark("承诺"), prose=True, max_length=LONG,
                      hint=mark("答应了什么，到日子会提醒")),
            FieldSpec(name="promise_due_on", title=mark("兑现日期"), kind="date", past=False),
            FieldSpec(name="issue_category", title=mark("诉求类别"), kind="suggest", width=30,
                      suggest=categories, hint=mark("当场有诉求就写类别和内容，一起登记")),
            FieldSpec(name="issue_text", title=mark("诉求内容"), prose=True, max_length=LONG),
        ]  # fmt: skip
    return [
        *fields,
        FieldSpec(name="resident_id", title=mark("见到谁"), kind="suggest", width=24, suggest=people,
                  hint=mark("空着就是这一户")),
        FieldSpec(name="visited_on", title=mark("走访日期"), kind="date", required=True, pinned=is_new,
                  check=check_day, hint=mark("补记以前的写 昨天、-3、3-5")),
        FieldSpec(name="visitor_name", title=mark("走访人"), width=24, pinned=is_new, max_length=SHORT),
    ]  # fmt: skip


def values_of(draft: VisitDraft) -> dict[str, object]:
    """Return what fills the form from a visit that is there, without the person who was met."""
    values = {name: getattr(draft, name) for name in (*_PLAIN, "next_on", "visited_on", "visitor_name")}
    return {**values, "way": f"{draft.manner}{SEPARATOR}{draft.outcome}"}


def visit_draft_of(values: Mapping[str, Any], base: VisitDraft) -> VisitDraft:
    """Return the visit that the form says; what is in no field stays as in ``base``."""
    manner, _, outcome = str(values["way"] or "").partition(SEPARATOR)
    said = {name: values[name] or "" for name in (*_PLAIN, "visitor_name")}
    resident = values["resident_id"]
    return base.model_copy(
        update={
            **said,
            "manner": manner,
            "outcome": outcome,
            "resident_id": bytes.fromhex(str(resident)) if resident else None,
            "next_on": values["next_on"],
            "visited_on": values["visited_on"],
            # Who else is named than before is only known by name.
            "visitor_id": base.visitor_id if said["visitor_name"] == base.visitor_name else None,
        }
    )


def promises_in(values: Mapping[str, Any]) -> list[PromiseDraft]:
    """Return the promise that the form says, if it says any part of one."""
    text, day = values["promise_text"] or "", values["promise_due_on"]
    return [PromiseDraft(text=text, due_on=day)] if text or day else []


def issue_in(values: Mapping[str, Any]) -> IssueDraft | None:
    """Return the issue that arose, if the form says any part of one."""
    category, text = values["issue_category"] or "", values["issue_text"] or ""
    return IssueDraft(category=category, text=text) if category or text else None


def said_of(line: VisitLine) -> str:
    """Return what was said at a visit on one line."""
    return " ".join(part for part in (line.problem, line.measures, line.result) if part)
