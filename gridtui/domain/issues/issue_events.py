"""The immutable steps of an issue, and how they are written down.

Keys of ``Event.data`` by kind (ids are 32 hexadecimal digits, so that the data is plain JSON; a key in
brackets may be missing; words of explanation are in ``Event.text`` unless a key says otherwise):

=================  ==================================================================================
registered         [anonymous] bool, [urgent] bool, [owner_org] id, [owner_level] 1-6 (else ``level``)
self_handle, accept, pass_verify, resume, separate, archive, urgent, unurgent, confirm    none
report_up          [to] id of the upper organisation, [to_level] 1-5 (else one level up)
void, reopen       reason (reopen: the new facts)
return             reason, duty (whose duty it is: name of the unit), basis (rule it rests on)
reject             reason (a ``RefusalReason``), [basis]
dispatch           lead id, [assists] list of ids
feedback           [measures] what was done; the answer itself is the text
hold               reason, [until] date YYYY-MM-DD
ask_extension      reason, amount, unit (a ``TimeUnit``)
grant_extension    [amount], [unit]: what was granted where it differs from what was asked
deny_extension     reason
whistle            [whistle] id, [title], [purpose], [units] list of ids or names of units to call
whistle_step       [whistle] id, step (a ``WhistleStep``), [unit_org] id or name, [units] called, [duty],
                   [reason], [ruling] and [to] the unit called instead, [rater], [satisfaction],
                   [by] who decided, where the office that blew it notes what an upper level decided
whistle_end        [whistle] id
supervise          grade (a ``Supervision``; ``lifted`` ends it)
fail_verify        reason
callback           resolved (a ``Resolution``), satisfaction, [reason], [justified] bool,
                   [closure_kind], [reached] bool (False: nobody answered, stays to be called back)
close              closure_kind, resolved, [satisfaction], [reason]
merge              into id (this issue ends in that one), or from id (that issue ended in this one)
separate           [from] id: the other side of a separation, written in the receiving issue
link, unlink       other id: an issue that has to do with this one and is not the same; on both sides
retract            target id of the event taken back, [reason]
note               [measures], [outcome]: a diary entry, 问题—措施—结果
reply              [from] name of the office, an answer that came with imported data
likes              count
correct            field, [old], [new]: a correction of the record as it was taken down
=================  ==================================================================================
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

_NOTHING: Mapping[str, object] = MappingProxyType({})


class EventKind(Vocabulary):
    """What can happen to an issue; ``UNKNOWN`` stands for a kind of a newer program."""

    REGISTERED = "registered", mark("登记")
    SELF_HANDLE = "self_handle", mark("自办")
    REPORT_UP = "report_up", mark("上报")
    VOID = "void", mark("作废")
    ACCEPT = "accept", mark("受理")
    RETURN = "return", mark("退回")
    REJECT = "reject", mark("不予受理")
    DISPATCH = "dispatch", mark("派单")
    FEEDBACK = "feedback", mark("反馈")
    HOLD = "hold", mark("挂账")
    RESUME = "resume", mark("恢复办理"), "恢复"
    ASK_EXTENSION = "ask_extension", mark("申请延期")
    GRANT_EXTENSION = "grant_extension", mark("同意延期")
    DENY_EXTENSION = "deny_extension", mark("不同意延期")
    WHISTLE = "whistle", mark("吹哨")
    WHISTLE_STEP = "whistle_step", mark("吹哨办理")
    WHISTLE_END = "whistle_end", mark("销哨")
    SUPERVISE = "supervise", mark("督办")
    URGENT = "urgent", mark("加急")
    UNURGENT = "unurgent", mark("取消加急")
    PASS_VERIFY = "pass_verify", mark("核查通过")
    FAIL_VERIFY = "fail_verify", mark("核查不通过")
    CALLBACK = "callback", mark("回访")
    CLOSE = "close", mark("办结")
    REOPEN = "reopen", mark("重办")
    CONFIRM = "confirm", mark("继续办理")
    ARCHIVE = "archive", mark("归档")
    MERGE = "merge", mark("并案")
    SEPARATE = "separate", mark("拆分并案")
    LINK = "link", mark("关联")
    UNLINK = "unlink", mark("取消关联")
    RETRACT = "retract", mark("撤回")
    NOTE = "note", mark("记录")
    REPLY = "reply", mark("答复")
    LIKES = "likes", mark("点赞")
    CORRECT = "correct", mark("更正")
    UNKNOWN = "unknown", mark("未知步骤")


_KINDS = {kind.value: kind for kind in EventKind}

RECORD_KINDS = frozenset(
    (
        EventKind.NOTE,
        EventKind.REPLY,
        EventKind.LIKES,
        EventKind.CORRECT,
        EventKind.LINK,
        EventKind.UNLINK,
    )
)
"""Kinds that only add to the record: allowed in every state, and undoing another step ignores them."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an issue as it was written; never changed.

    ``stamp`` orders all events (then ``id``); ``at`` is when the thing happened, aware UTC; ``after`` names
    the latest events the writer knew; ``level`` is 1 (city) to 6 (grid), of the desk that wrote it.
    """

    id: RecordId
    stamp: bytes
    kind: EventKind
    at: datetime
    actor_id: RecordId | None = None
    org_id: RecordId | None = None
    level: int = 5
    after: frozenset[RecordId] = frozenset()
    data: Mapping[str, object] = field(default_factory=dict, hash=False)
    text: str = ""
    actor_name: str = ""


def kind_of(code: str) -> EventKind:
    """Return the kind of a stored code, ``UNKNOWN`` for one of a newer program."""
    return _KINDS.get(code, EventKind.UNKNOWN)


def encode_data(data: Mapping[str, object]) -> str:
    """Return the data as the JSON text that is stored; empty data is an empty text."""
    return json.dumps(dict(data), ensure_ascii=False, sort_keys=True, separators=(",", ":")) if data else ""


def decode_data(text: str) -> Mapping[str, object]:
    """Return the data of a stored JSON text; anything but an object reads as no data."""
    if not text:
        return _NOTHING
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _NOTHING
    return value if isinstance(value, dict) else _NOTHING


def encode_after(heads: Iterable[RecordId]) -> bytes:
    """Return the ids as one sorted run of bytes, the form that is stored."""
    return b"".join(sorted(heads))


def decode_after(run: bytes) -> frozenset[RecordId]:
    """Return the ids of a stored run of 16-byte ids."""
    if len(run) == 16:
        # Nearly every event was written knowing exactly one before it.
        return frozenset((run,))
    return frozenset(run[start : start + 16] for start in range(0, len(run) - 15, 16))


def read_id(value: object) -> RecordId | None:
    """Return the id that an event's data names, as 32 hexadecimal digits or bytes; None for anything else."""
    if isinstance(value, bytes):
        return value if len(value) == 16 else None
    if not isinstance(value, str) or len(value) != 32:
        return None
    try:
        return bytes.fromhex(value) if value.isalnum() else None
    except ValueError:
        return None
