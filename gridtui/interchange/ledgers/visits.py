"""The ledger of visits 走访记录: a row a visit, as an export tells it."""

from __future__ import annotations

from gridtui.domain.people.masking import mask_name
from gridtui.domain.people.visit import Manner, Outcome
from gridtui.interchange.columns.kinds import Field, Reads
from gridtui.interchange.ledgers.ledger import Ledger, LedgerColumn
from gridtui.interchange.outgoing_visits import VISITS
from gridtui.words import mark

VISIT_LEDGER = Ledger(
    "visits",
    mark("走访记录"),
    mark("一次走访一行：走访了哪户、问题、措施、成效"),
    lambda _reader: VISITS,
    (
        LedgerColumn(Field("visited_on", mark("走访日期"), Reads.DATE), 11),
        LedgerColumn(Field("grid", mark("网格")), 12),
        LedgerColumn(Field("compound", mark("小区/建筑名称")), 14),
        LedgerColumn(Field("door", mark("楼栋单元房号")), 14),
        LedgerColumn(Field("head", mark("户主")), 9, mask_name),
        LedgerColumn(Field("manner", mark("走访方式"), Reads.WORD, words=Manner), 9),
        LedgerColumn(Field("outcome", mark("走访结果"), Reads.WORD, words=Outcome), 10),
        LedgerColumn(Field("visitor_name", mark("走访人")), 9),
        LedgerColumn(Field("problem", mark("问题"), Reads.TEXT), 30),
        LedgerColumn(Field("measures", mark("措施"), Reads.TEXT), 26),
        LedgerColumn(Field("result", mark("成效"), Reads.TEXT), 26),
        LedgerColumn(Field("next_on", mark("下次走访"), Reads.DATE), 11),
        LedgerColumn(Field("issue", mark("回看的诉求")), 15),
    ),
)
