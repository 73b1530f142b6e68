"""The closed vocabularies of an issue's life: states, flags, reasons, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable

from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark


class State(Vocabulary):
    """Where an issue stands; always the outcome of its events, never a field that someone sets."""

    REGISTERED = "registered", mark("已登记")
    PENDING_ACCEPT = "pending_accept", mark("待受理")
    IN_PROGRESS = "in_progress", mark("办理中")
    PENDING_VERIFY = "pending_verify", mark("待核查")
    PENDING_CALLBACK = "pending_callback", mark("待回访")
    CLOSED = "closed", mark("已办结")
    REJECTED = "rejected", mark("不予受理")
    VOIDED = "voided", mark("已作废")
    ARCHIVED = "archived", mark("已归档")
    MERGED = "merged", mark("已并案")

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the resident something."""
        return self in OPEN_STATES


OPEN_STATES = frozenset(
    (
        State.REGISTERED,
        State.PENDING_ACCEPT,
        State.IN_PROGRESS,
        State.PENDING_VERIFY,
        State.PENDING_CALLBACK,
    )
)


class Flag(Vocabulary):
    """What is true of an issue beside its state; the value is the letter stored and shown in lists."""

    HOLD = "H", mark("挂账"), mark("挂")
    EXTENSION_ASKED = "X", mark("延期审核"), mark("延")
    WHISTLING = "W", mark("吹哨中"), mark("哨")
    SUPERVISED = "S", mark("督办"), mark("督")
    URGENT = "U", mark("加急"), mark("急")
    OVERDUE = "O", mark("超期"), mark("超")
    ANONYMOUS = "A", mark("匿名"), mark("匿")
    TO_CONFIRM = "C", mark("待确认"), mark("确")

    @property
    def sign(self) -> str:
        """The one-character Chinese mark for a narrow column."""
        return self.words[0]


def flag_letters(flags: Iterable[Flag]) -> str:
    """Return the flags as sorted letters, the form that is stored."""
    return "".join(sorted(flags))


def read_flags(letters: str) -> frozenset[Flag]:
    """Return the flags of stored letters; letters of a newer program are passed over."""
    return frozenset(flag for flag in Flag if flag in letters)


class RefusalReason(Vocabulary):
    """Why an issue is not accepted 不予受理."""

    EMERGENCY_CALL = "emergency_call", mark("110/119/120 紧急警情"), "紧急警情"
    OTHER_PROCEDURE = "other_procedure", mark("已在其他法定程序")
    NO_NEW_FACTS = "no_new_facts", mark("无新事实")
    OUTSIDE_AREA = "outside_area", mark("不在辖区")
    SECRET = "secret", mark("涉密或商业秘密")
    TOO_LITTLE = "too_little", mark("信息不足")


class ClosureKind(Vocabulary):
    """In what sense an issue was closed 办结类型."""

    SUBSTANTIVE = "substantive", mark("实质性"), "实质性办结"
    INTERIM = "interim", mark("阶段性"), "阶段性办结"
    PROCEDURAL = "procedural", mark("程序性"), "程序性办结"
    ABORTED = "aborted", mark("问题中止"), "中止"


class Resolution(Vocabulary):
    """Whether the matter itself was settled 是否解决; only ``RESOLVED`` counts as resolved."""

    RESOLVED = "resolved", mark("解决"), "已解决", "是"
    PARTLY = "partly", mark("部分解决")
    UNRESOLVED = "unresolved", mark("未解决"), "否"


class Satisfaction(Vocabulary):
    """What the resident said at the callback 满意度; satisfied is ``SATISFIED`` and ``MOSTLY``."""

    SATISFIED = "satisfied", mark("满意")
    MOSTLY = "mostly", mark("基本满意")
    DISSATISFIED = "dissatisfied", mark("不满意")
    UNRATED = "unrated", mark("未评价")

    @property
    def counts_as_satisfied(self) -> bool:
        """Whether the answer counts in the numerator of the satisfaction rate."""
        return self in (Satisfaction.SATISFIED, Satisfaction.MOSTLY)


class Supervision(Vocabulary):
    """How strongly an upper level watches an issue 督办; ``LIFTED`` ends it."""

    ORDINARY = "ordinary", mark("普通"), "普通督办"
    YELLOW = "yellow", mark("黄牌"), "黄", "黄牌督办"
    RED = "red", mark("红牌"), "红", "红牌督办"
    LIFTED = "lifted", mark("解除督办"), "解除"


class WhistleStep(Vocabulary):
    """The steps of a whistle between blowing it and taking it off 销哨."""

    APPROVE = "approve", mark("审批")
    SPLIT = "split", mark("分哨")
    SIGN = "sign", mark("签收")
    REFUSE = "refuse", mark("拒签")
    RULE = "rule", mark("上级裁定")
    CONTACT = "contact", mark("联系")
    REPORT_IN = "report_in", mark("报到")
    HANDLE = "handle", mark("处置")
    RATE = "rate", mark("评哨")


class TimeUnit(Vocabulary):
    """The units in which limits and extensions are written."""

    WORK_HOUR = "work_hour", mark("工作时"), "工作小时"
    WORK_DAY = "work_day", mark("工作日"), "个工作日"
    HOUR = "hour", mark("小时"), "时"
    DAY = "day", mark("日"), "天", "自然日"
