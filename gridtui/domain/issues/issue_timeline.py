"""An issue's steps as sentences: 谁、何时、做了什么、为什么."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue import FIELD_LABELS, field_words
from gridtui.domain.issues.issue_events import Event, EventKind, read_id
from gridtui.domain.issues.issue_states import (
    ClosureKind,
    RefusalReason,
    Resolution,
    Satisfaction,
    Supervision,
    TimeUnit,
    WhistleStep,
)
from gridtui.domain.issues.whistle import Rater, Ruling
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

_OFFICE = timezone(timedelta(hours=8))
_NOT_SAID = Sentence(mark("（未写明）"))
_NONE: Mapping[RecordId, str] = {}
K = EventKind

_SENTENCES: dict[EventKind, str] = {
    K.REGISTERED: mark("{who}于{when}登记{words}"),
    K.SELF_HANDLE: mark("{who}于{when}决定自办{words}"),
    K.REPORT_UP: mark("{who}于{when}上报给{to}{words}"),
    K.VOID: mark("{who}于{when}作废{why}{words}"),
    K.ACCEPT: mark("{who}于{when}受理{words}"),
    K.RETURN: mark("{who}于{when}退回{why}，应由{duty}负责，依据：{basis}{words}"),
    K.REJECT: mark("{who}于{when}不予受理{why}{words}"),
    K.DISPATCH: mark("{who}于{when}派单给{lead}主办{assists}{words}"),
    K.FEEDBACK: mark("{who}于{when}反馈{words}"),
    K.HOLD: mark("{who}于{when}挂账{why}{until}{words}"),
    K.RESUME: mark("{who}于{when}恢复办理{words}"),
    K.ASK_EXTENSION: mark("{who}于{when}申请延期{span}{why}{words}"),
    K.GRANT_EXTENSION: mark("{who}于{when}同意延期{span}{words}"),
    K.DENY_EXTENSION: mark("{who}于{when}不同意延期{why}{words}"),
    K.WHISTLE: mark("{who}于{when}吹哨{words}"),
    K.WHISTLE_STEP: mark("{who}于{when}办理吹哨：{step}{by}{duty}{ruling}{rater}{rating}{why}{words}"),
    K.WHISTLE_END: mark("{who}于{when}销哨{words}"),
    K.SUPERVISE: mark("{who}于{when}督办：{grade}{words}"),
    K.URGENT: mark("{who}于{when}加急{words}"),
    K.UNURGENT: mark("{who}于{when}取消加急{words}"),
    K.PASS_VERIFY: mark("{who}于{when}核查通过{words}"),
    K.FAIL_VERIFY: mark("{who}于{when}核查不通过，重办{why}{words}"),
    K.CALLBACK: mark("{who}于{when}回访：{resolved}，{satisfaction}{justified}{why}{words}"),
    K.CLOSE: mark("{who}于{when}办结（{closure}，{resolved}）{why}{words}"),
    K.REOPEN: mark("{who}于{when}重办{why}{words}"),
    K.CONFIRM: mark("{who}于{when}核实后继续办理{words}"),
    K.ARCHIVE: mark("{who}于{when}归档{words}"),
    K.MERGE: mark("{who}于{when}并入 {other}{words}"),
    K.SEPARATE: mark("{who}于{when}拆分并案{words}"),
    K.LINK: mark("{who}于{when}把 {other} 和本件关联{words}"),
    K.UNLINK: mark("{who}于{when}取消和 {other} 的关联{words}"),
    K.RETRACT: mark("{who}于{when}撤回了一步{why}{words}"),
    K.NOTE: mark("{who}于{when}记录{words}{measures}{outcome}"),
    K.REPLY: mark("{who}于{when}答复{words}"),
    K.LIKES: mark("{when}点赞 {count} 次"),
    K.CORRECT: mark("{who}于{when}更正 {field}：{old} 改为 {new}{words}"),
    K.UNKNOWN: mark("{who}于{when}做了一步，较新版本的程序才看得懂{words}"),
}


def sentence(event: Event, names: Mapping[RecordId, str] = _NONE, target: Event | None = None) -> Sentence:
    """Return the event as one sentence: a marked text and its values (stored text is not cleaned here).

    ``names`` are those of people, organisations and issues (their numbers) by id; ``target`` is the event
    that a retraction takes back.
    """
    data = event.data
    if event.kind is K.CALLBACK and data.get("reached") is False:
        return Sentence(mark("{who}于{when}回访，没有联系上{words}"), _common(event, names))
    if event.kind is K.CORRECT and not {"old", "new"} & data.keys():
        return Sentence(mark("{who}于{when}更正 {field}{words}"), _common(event, names) | _correction(data))
    if event.kind is K.RETRACT and target is not None:
        values = _common(event, names) | {"step": Sentence(target.kind.label), "then": _when(target.at)}
        return Sentence(mark("{who}于{when}撤回 {then} 的“{step}”{why}{words}"), values)
    if event.kind is K.WHISTLE_STEP and _unit(data, names):
        words = mark("{who}于{when}办理吹哨：{unit} {step}{by}{duty}{ruling}{rater}{rating}{why}{words}")
        return Sentence(words, _common(event, names) | _details(event, names))
    if event.kind is K.MERGE and "from" in data:
        values = _common(event, names) | {"other": _name(data.get("from"), names)}
        return Sentence(mark("{who}于{when}把 {other} 并入本件{words}"), values)
    if event.kind is K.SEPARATE and "from" in data:
        values = _common(event, names) | {"other": _name(data.get("from"), names)}
        return Sentence(mark("{who}于{when}把 {other} 从本件分出{words}"), values)
    return Sentence(_SENTENCES[event.kind], _common(event, names) | _details(event, names))


def attached_sentence(who: str, at: datetime, number: int) -> Sentence:
    """Return as a sentence that somebody added files to the issue."""
    values: dict[str, object] = {"who": who or Sentence(mark("有人")), "when": _when(at), "n": number}
    return Sentence(mark("{who}于{when}加了 {n} 个附件"), values)


def _common(event: Event, names: Mapping[RecordId, str]) -> dict[str, object]:
    reason = event.data.get("reason")
    said = _label(RefusalReason, reason) if event.kind is K.REJECT else _plain(reason)
    text = "" if event.text == reason else event.text
    return {
        "who": _who(event, names),
        "when": _when(event.at),
        "why": Sentence(mark("，理由：{reason}"), {"reason": said}) if said else "",
        "words": Sentence(mark("：{words}"), {"words": text}) if text else "",
    }


def _details(event: Event, names: Mapping[RecordId, str]) -> dict[str, object]:
    match event.kind:
        case K.REPORT_UP:
            return {"to": _name(event.data.get("to"), names) or Sentence(mark("上一级"))}
        case K.RETURN:
            return {key: _plain(event.data.get(key)) or _NOT_SAID for key in ("duty", "basis")}
        case K.DISPATCH:
            return _dispatch(event.data, names)
        case K.HOLD:
            return {"until": _clause(mark("，到 {value}"), event.data.get("until"))}
        case K.ASK_EXTENSION | K.GRANT_EXTENSION:
            return {"span": _span(event.data)}
        case K.WHISTLE_STEP:
            return _whistle_step(event.data, names)
        case K.SUPERVISE:
            return {"grade": _label(Supervision, event.data.get("grade"))}
        case K.CALLBACK | K.CLOSE:
            return _ending(event.data)
        case K.MERGE:
            return {"other": _name(event.data.get("into"), names)}
        case K.LINK | K.UNLINK:
            return {"other": _name(event.data.get("other"), names)}
        case K.NOTE:
            return {
                "measures": _clause(mark("；措施：{value}"), event.data.get("measures")),
                "outcome": _clause(mark("；结果：{value}"), event.data.get("outcome")),
            }
        case K.LIKES:
            return {"count": _plain(event.data.get("count"))}
        case K.CORRECT:
            return _correction(event.data)
        case _:
            return {}


def _unit(data: Mapping[str, object], names: Mapping[RecordId, str]) -> str:
    return _name(data.get("unit_org"), names) or _plain(data.get("unit_org"))


def _whistle_step(data: Mapping[str, object], names: Mapping[RecordId, str]) -> dict[str, object]:
    return {
        "step": _label(WhistleStep, data.get("step")),
        "unit": _unit(data, names),
        "by": _clause(mark("（{value}定的，代记）"), data.get("by")),
        "duty": _clause(mark("，应由{value}负责"), data.get("duty")),
        "ruling": _coded(Ruling, data.get("ruling")),
        "rater": _coded(Rater, data.get("rater")),
        "rating": _coded(Satisfaction, data.get("satisfaction")),
    }


def _dispatch(data: Mapping[str, object], names: Mapping[RecordId, str]) -> dict[str, object]:
    assists = data.get("assists")
    helpers = tuple(_name(item, names) for item in assists) if isinstance(assists, list | tuple) else ()
    return {
        "lead": _name(data.get("lead"), names) or Sentence(mark("某单位")),
        "assists": Sentence(mark("，{units}协办"), {"units": Listing(helpers)}) if helpers else "",
    }


def _ending(data: Mapping[str, object]) -> dict[str, object]:
    return {
        "resolved": _label(Resolution, data.get("resolved")),
        "satisfaction": _label(Satisfaction, data.get("satisfaction") or Satisfaction.UNRATED.value),
        "closure": _label(ClosureKind, data.get("closure_kind")),
        "justified": Sentence(mark("，认定有理，重办")) if data.get("justified") is True else "",
    }


def _correction(data: Mapping[str, object]) -> dict[str, object]:
    field = _plain(data.get("field"))
    label = FIELD_LABELS.get(field)
    return {
        "field": Sentence(label) if label else field or Sentence(mark("登记的内容")),
        "old": field_words(field, data.get("old")),
        "new": field_words(field, data.get("new")),
    }


def _span(data: Mapping[str, object]) -> object:
    if "amount" not in data:
        return ""
    values = {"amount": _plain(data.get("amount")), "unit": _label(TimeUnit, data.get("unit"))}
    return Sentence(mark(" {amount} {unit}"), values)


def _clause(words: str, value: object) -> object:
    return Sentence(words, {"value": _plain(value)}) if value else ""


def _coded(vocabulary: type[Vocabulary], value: object) -> object:
    return Sentence(mark("，{value}"), {"value": _label(vocabulary, value)}) if value else ""


def _label(vocabulary: type[Vocabulary], value: object) -> object:
    """Return the label of a stored code; a code of a newer program is shown as it is."""
    if not isinstance(value, str) or not value:
        return _NOT_SAID
    return Sentence(vocabulary(value).label) if vocabulary.has(value) else value


def _name(value: object, names: Mapping[RecordId, str]) -> str:
    found = read_id(value)
    return "" if found is None else names.get(found) or found.hex()[-8:]


def _who(event: Event, names: Mapping[RecordId, str]) -> object:
    if event.kind is K.REPLY and (office := _plain(event.data.get("from"))):
        return office
    named = event.actor_name or names.get(event.actor_id or b"", "")
    return named or names.get(event.org_id or b"") or Sentence(mark("有人"))


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _when(at: datetime) -> str:
    return f"{at.astimezone(_OFFICE):%Y-%m-%d %H:%M}"
