"""The fields of each step of an issue, and the words and data of the event that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.issues.issue_states import (
    ClosureKind,
    Flag,
    RefusalReason,
    Resolution,
    Satisfaction,
    Supervision,
    TimeUnit,
)
from gridtui.domain.issues.issue_status import IssueStatus
from gridtui.domain.issues.issue_steps import step_needs
from gridtui.domain.issues.phrases import phrases_for
from gridtui.domain.words.draft import LONG, SHORT
from gridtui.domain.words.numbers import typed_number
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.queries.places.grids import org_hits
from gridtui.queries.searching import search_issues
from gridtui.ui.gateway import Gateway
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.words import mark

K = EventKind
MOST_OFFERED = 12
REFERENCES: tuple[str, ...] = ("lead", "assist", "to", "into", "other")
"""Fields that hold a unit or an issue."""

_IDS = frozenset({"lead", "into", "to", "other"})
_YES = frozenset({"justified"})

_WITH_WORDS: Mapping[EventKind, str] = {
    K.VOID: mark("为什么作废"),
    K.RETURN: mark("为什么退回"),
    K.REJECT: mark("说明"),
    K.DISPATCH: mark("交办意见"),
    K.FEEDBACK: mark("办理结果"),
    K.HOLD: mark("为什么挂账"),
    K.ASK_EXTENSION: mark("为什么延期"),
    K.GRANT_EXTENSION: mark("意见"),
    K.DENY_EXTENSION: mark("为什么不同意"),
    K.SUPERVISE: mark("督办意见"),
    K.FAIL_VERIFY: mark("为什么不通过"),
    K.CALLBACK: mark("居民怎么说"),
    K.CLOSE: mark("说明"),
    K.REOPEN: mark("新的事实"),
    K.MERGE: mark("说明"),
    K.LINK: mark("有什么关系"),
    K.NOTE: mark("情况"),
    K.REPORT_UP: mark("上报意见"),
    K.PASS_VERIFY: mark("核查情况"),
    K.ARCHIVE: mark("说明"),
}
"""The steps that say something, and what their words are called."""


class StepOffers:
    """Answers the fields of a step: units, other issues."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def orgs(self, typed: str) -> Sequence[Suggestion]:
        """Offer organisations by name, initials or code."""
        rows = await self._gateway.read(org_hits, typed, MOST_OFFERED)
        return [
            Suggestion(row.id.hex(), row.name, row.division_code, row.name == typed.strip()) for row in rows
        ]

    async def issues(self, typed: str) -> Sequence[Suggestion]:
        """Offer issues by number, place, or words."""
        if not typed.strip():
            return ()
        hits = await self._gateway.read(search_issues, typed, MOST_OFFERED)
        return [Suggestion(hit.id.hex(), f"{hit.note} {hit.title}", hit.place) for hit in hits]


def step_fields(
    kind: EventKind, status: IssueStatus, offers: StepOffers, names: Mapping[RecordId, str] | None = None
) -> list[FieldSpec]:
    """Return the fields of a step, what must be said first; ``names`` has the numbers of linked issues."""
    words = _words(kind)
    if kind is K.UNLINK:
        linked = [(other.hex(), (names or {}).get(other, other.hex()[-8:])) for other in sorted(status.links)]
        return [FieldSpec(name="linked", title=mark("哪一件"), kind="choice", choices=linked), words]
    special = _SPECIAL.get(kind)
    if kind is K.PASS_VERIFY and Flag.ANONYMOUS in status.flags:
        return [_choice("resolved", mark("是否解决"), Resolution), words]
    return [*(special(offers) if special else ()), words]


def is_plain(kind: EventKind, status: IssueStatus) -> bool:
    """Whether the step says nothing and may be done at once."""
    return not step_needs(status, kind, {}) and kind in _AT_ONCE


def step_words(
    values: Mapping[str, object], chosen: Mapping[str, Suggestion | None]
) -> tuple[str, dict[str, object]]:
    """Return the text and the data of the event that the values of the form make."""
    data: dict[str, object] = {}
    for name, value in values.items():
        if name == "text" or value in ("", None):
            continue
        if name in _IDS:
            suggestion = chosen.get(name)
            data[name] = suggestion.value if suggestion else ""
        elif name == "assist":
            suggestion = chosen.get(name)
            data["assists"] = [suggestion.value] if suggestion else []
        elif name == "linked":
            data["other"] = str(value)
        elif name == "reached":
            data[name] = value == "yes"
        elif isinstance(value, date):
            data[name] = value.isoformat()
        elif name == "amount":
            data[name] = typed_number(str(value)) or 0
        elif name not in _YES or value:
            data[name] = bool(value) if name in _YES else str(value)
    return str(values.get("text") or ""), data


class Reached(Vocabulary):
    """Whether somebody answered the call back."""

    YES = "yes", mark("联系上了")
    NO = "no", mark("没联系上")


def _words(kind: EventKind) -> FieldSpec:
    return FieldSpec(
        name="text",
        title=_WITH_WORDS.get(kind, mark("说明")),
        kind="long",
        prose=True,
        lines=4,
        max_length=LONG,
        hint=mark("F5 惯用语；Ctrl+S 办好") if phrases_for(kind) else mark("Ctrl+S 办好"),
    )


def _choice(name: str, title: str, words: type[Vocabulary], hint: str = "") -> FieldSpec:
    return FieldSpec(name=name, title=title, kind="choice", choices=words.choices(), hint=hint)


def _line(name: str, title: str, hint: str = "") -> FieldSpec:
    return FieldSpec(name=name, title=title, prose=True, max_length=SHORT, hint=hint)


def _return(_offers: StepOffers) -> list[FieldSpec]:
    return [
        _line("duty", mark("应由谁负责"), mark("写明单位")),
        _line("basis", mark("依据"), mark("哪一条规定、哪一份清单")),
    ]


def _reject(_offers: StepOffers) -> list[FieldSpec]:
    return [_choice("reason", mark("理由"), RefusalReason), _line("basis", mark("依据"))]


def _dispatch(offers: StepOffers) -> list[FieldSpec]:
    return [
        FieldSpec(name="lead", title=mark("主办单位"), kind="suggest", suggest=offers.orgs, width=40),
        FieldSpec(name="assist", title=mark("协办单位"), kind="suggest", suggest=offers.orgs, width=40,
                  hint=mark("可以不写")),
    ]  # fmt: skip


def _report_up(offers: StepOffers) -> list[FieldSpec]:
    return [FieldSpec(name="to", title=mark("报给"), kind="suggest", suggest=offers.orgs, width=40,
                      hint=mark("不写就是上一级"))]  # fmt: skip


def _feedback(_offers: StepOffers) -> list[FieldSpec]:
    return [_line("measures", mark("措施"), mark("做了什么，可以不写"))]


def _hold(_offers: StepOffers) -> list[FieldSpec]:
    return [FieldSpec(name="until", title=mark("挂到哪天"), kind="date", past=False, hint=mark("可以不写"))]


def _extension(_offers: StepOffers) -> list[FieldSpec]:
    return [
        FieldSpec(name="amount", title=mark("延长"), width=8),
        _choice("unit", mark("单位"), TimeUnit),
    ]


def _supervise(_offers: StepOffers) -> list[FieldSpec]:
    return [_choice("grade", mark("等级"), Supervision)]


def _callback(_offers: StepOffers) -> list[FieldSpec]:
    return [
        _choice("reached", mark("联系"), Reached),
        _choice("resolved", mark("是否解决"), Resolution),
        _choice("satisfaction", mark("满意度"), Satisfaction),
        FieldSpec(name="justified", title=mark("有理重办"), kind="check",
                  hint=mark("不满意而且有道理，空格打勾，退回办理")),
        _choice("closure_kind", mark("办结类型"), ClosureKind),
    ]  # fmt: skip


def _close(_offers: StepOffers) -> list[FieldSpec]:
    return [
        _choice("closure_kind", mark("办结类型"), ClosureKind),
        _choice("resolved", mark("是否解决"), Resolution),
        _choice("satisfaction", mark("满意度"), Satisfaction),
    ]


def _merge(offers: StepOffers) -> list[FieldSpec]:
    return [FieldSpec(name="into", title=mark("并入"), kind="suggest", suggest=offers.issues,
                      hint=mark("编号、门牌或内容里的字"))]  # fmt: skip


def _link(offers: StepOffers) -> list[FieldSpec]:
    return [FieldSpec(name="other", title=mark("和哪件"), kind="suggest", suggest=offers.issues,
                      hint=mark("有关联但不是同一件事；编号、门牌或内容里的字"))]  # fmt: skip


def _note(_offers: StepOffers) -> list[FieldSpec]:
    return [_line("measures", mark("措施")), _line("outcome", mark("结果"))]


_SPECIAL = {
    K.RETURN: _return,
    K.REJECT: _reject,
    K.DISPATCH: _dispatch,
    K.REPORT_UP: _report_up,
    K.FEEDBACK: _feedback,
    K.HOLD: _hold,
    K.ASK_EXTENSION: _extension,
    K.GRANT_EXTENSION: _extension,
    K.SUPERVISE: _supervise,
    K.CALLBACK: _callback,
    K.CLOSE: _close,
    K.MERGE: _merge,
    K.LINK: _link,
    K.NOTE: _note,
}

_AT_ONCE = frozenset(
    {K.SELF_HANDLE, K.ACCEPT, K.RESUME, K.URGENT, K.UNURGENT, K.PASS_VERIFY, K.SEPARATE, K.ARCHIVE, K.CONFIRM}
)
"""Steps that ask for nothing: done by one key, taken back by Ctrl+Z."""
