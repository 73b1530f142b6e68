"""What becomes of a file between offices, in sentences."""

from __future__ import annotations

from gridtui.domain.people.masking import mask_prose
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.field_titles import field_title, noun_title
from gridtui.domain.words.logged_values import shown_value
from gridtui.domain.words.sentences import Listing, Sentence
from gridtui.queries.kept_aside import AsideChange
from gridtui.storage.merge.judging import EXCLUDED, FINAL, NEWER, UNFIT
from gridtui.storage.merge.merging import Merged
from gridtui.sync.receiving import Arrived
from gridtui.sync.trust import Refusal
from gridtui.words import mark, tr

_MOST_PARTS = 8
_OWN_REFUSALS = {
    EXCLUDED: Refusal.EXCLUDED.label,
    NEWER: mark("由更新版本的程序写的，升级以后再显示"),
    UNFIT: mark("写法不对，没有采用"),
    FINAL: mark("想改不能改的记录，没有采用"),
}


def refusal_words(code: str) -> str:
    """Return why changes are not shown as fact (marked)."""
    return _OWN_REFUSALS.get(code) or Refusal.label_of(code)


def arrival_sentences(arrived: Arrived) -> list[Sentence]:
    """Return what a part brought, or would bring; the first sentence says from whom it is."""
    said = [
        Sentence(
            mark("{name} 第 {number} 包（{part}/{parts}）"),
            {
                "name": arrived.grant.said.name,
                "number": arrived.number,
                "part": arrived.part,
                "parts": arrived.parts,
            },
        )
    ]
    if arrived.again:
        said.append(Sentence(mark("这一包以前收过，再收也不会重复")))
    if arrived.missing:
        shown = Listing(tuple(map(str, arrived.missing[:_MOST_PARTS])))
        said.append(Sentence(mark("这一包分 {parts} 份，还缺第 {missing} 份，拷来再导入"),
                             {"parts": arrived.parts, "missing": shown}))  # fmt: skip
    if arrived.clock_ahead is not None:
        said.append(
            Sentence(
                mark("对方电脑的时钟比本机快 {n} 天，请核对两台电脑的日期"), {"n": arrived.clock_ahead.days}
            )
        )
    if arrived.merged is not None:
        said += merged_sentences(arrived.merged)
    if arrived.files:
        said.append(Sentence(mark("附件 {n} 个"), {"n": arrived.files}))
    return said


def aside_sentences(change: AsideChange) -> list[str]:
    """Return a change that is kept aside, said and masked: first who wrote when of what, then each field."""
    heading = tr("{when} {who}：{noun} {title}", when=shown_instant(change.at), who=change.actor_name,
                 noun=tr(noun_title(change.noun)), title=change.title).rstrip()  # fmt: skip
    said = [heading]
    for name, value in change.fields.items():
        words = mask_prose(shown_value(change.noun, name, value, change.titles)) or tr("（空）")
        said.append(tr("{field}：{value}", field=tr(field_title(change.noun, name)), value=words))
    return said


def merged_sentences(merged: Merged) -> list[Sentence]:
    """Return what taking changes in did, the usual first, then what somebody has to look at."""
    said = [Sentence(mark("新变更 {new} 条，已有 {known} 条"), {"new": merged.new, "known": merged.known})]
    counts: list[tuple[int, str]] = [
        (merged.conflicts, mark("冲突 {n} 条记录，请到“冲突”里选")),
        (merged.parallel, mark("两边同时改过 {n} 条记录，各改各的，不用处理")),
        (merged.waiting, mark("{n} 条由更新版本的程序写的，升级以后再显示")),
        (merged.kept_aside, mark("{n} 条来自同一个库的两份拷贝，另外放着没有算数，在“交换”里按 u 看")),
        (merged.ahead, mark("{n} 条的时间在三天以后，写的那台电脑时钟不对")),
    ]
    said += [Sentence(text, {"n": n}) for n, text in counts if n]
    said += [
        Sentence(mark("没有采用 {n} 条：{why}"), {"n": n, "why": Sentence(refusal_words(code))})
        for code, n in sorted(merged.refused.items())
    ]
    if merged.gaps:
        shown = Listing(tuple(f"{first}–{last}" for _, first, last in merged.gaps[:5]))
        said.append(Sentence(mark("还缺 {shown}，下次的包会补上"), {"shown": shown}))
    return said
