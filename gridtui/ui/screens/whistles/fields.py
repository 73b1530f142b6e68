"""The fields in which a whistle is drafted, and in which its steps say what they must."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue_states import Satisfaction, WhistleStep
from gridtui.domain.issues.whistle import Purpose, Rater, Ruling, UnitStatus
from gridtui.domain.words.draft import LONG, SHORT
from gridtui.queries.places.grids import org_hits
from gridtui.ui.gateway import Gateway
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.words import mark

S = WhistleStep
MOST_OFFERED = 12
UNITS = ("unit1", "unit2", "unit3")
"""Fields that hold a unit to call."""

RATINGS = tuple(each for each in Satisfaction.choices() if each[0] != Satisfaction.UNRATED)

_WORDS: Mapping[WhistleStep | None, str] = {
    S.SPLIT: mark("交办意见"),
    S.REFUSE: mark("为什么拒签"),
    S.RULE: mark("裁定的理由"),
    S.HANDLE: mark("做了什么"),
    S.RATE: mark("怎么样"),
    None: mark("说明"),
}
"""The steps that say something, and what their words are called; None is taking the whistle off."""


class UnitOffers:
    """Answers a field of a unit."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, typed: str) -> Sequence[Suggestion]:
        """Offer organisations by name, initials or code."""
        rows = await self._gateway.read(org_hits, typed, MOST_OFFERED)
        return [
            Suggestion(row.id.hex(), row.name, row.division_code, row.name == typed.strip()) for row in rows
        ]


def draft_fields(offers: UnitOffers, level: int) -> list[FieldSpec]:
    """Return the fields of a draft at a desk of that level: a whistle goes to its own level or above."""
    levels = tuple((str(int(each)), each.label) for each in Level if each <= min(level, Level.BRANCH))
    return [
        FieldSpec(name="title", title=mark("事由"), required=True, prose=True, max_length=SHORT),
        FieldSpec(name="purpose", title=mark("用途"), kind="choice", choices=Purpose.choices(),
                  hint=mark("工作推进 3 个工作日报到，攻坚克难 5 个（默认值）")),
        FieldSpec(name="level", title=mark("吹到"), kind="choice", choices=levels,
                  hint=mark("由哪一级审批")),
        *unit_fields(offers),
        FieldSpec(name="text", title=mark("内容"), kind="long", prose=True, lines=5, max_length=LONG),
    ]  # fmt: skip


def unit_fields(offers: UnitOffers) -> list[FieldSpec]:
    """Return the fields of the units to call; one that is not known here is called by its name."""
    titles = (mark("叫单位"), mark("再叫"), mark("再叫"))
    hint = mark("机构名称或首字母；名单里没有的直接写名称")
    return [
        FieldSpec(name=name, title=title, kind="suggest", suggest=offers, free=True, width=40,
                  max_length=SHORT, hint=hint if name == UNITS[0] else "")
        for name, title in zip(UNITS, titles, strict=True)
    ]  # fmt: skip


def called(values: Mapping[str, object]) -> list[str]:
    """Return the units that the fields name, each once."""
    return list(dict.fromkeys(key for name in UNITS if (key := str(values.get(name) or "").strip())))


def step_fields(
    step: WhistleStep | None, unit: UnitStatus | None, offers: UnitOffers, *, noted: bool = False
) -> list[FieldSpec]:
    """Return the fields of a step; None takes the whistle off, ``noted`` asks who of above decided it."""
    if noted:
        by = FieldSpec(name="by", title=mark("谁定的"), required=True, prose=True, max_length=SHORT,
                       hint=mark("哪一级、谁、哪天定的，这里代记"))  # fmt: skip
        rest = [] if step is S.APPROVE else step_fields(step, unit, offers)
        return [by, *rest]
    words = FieldSpec(name="text", title=_WORDS.get(step, mark("说明")), kind="long", prose=True, lines=5,
                      max_length=LONG)  # fmt: skip
    if step is S.SPLIT:
        return [*unit_fields(offers), words]
    if step is S.REFUSE:
        return [
            FieldSpec(name="duty", title=mark("应由谁负责"), prose=True, max_length=SHORT,
                      hint=mark("写明单位")),
            words,
        ]  # fmt: skip
    if step is S.RULE:
        return [
            FieldSpec(name="ruling", title=mark("裁定"), kind="choice", choices=Ruling.choices()),
            FieldSpec(name="to", title=mark("另找单位"), kind="suggest", suggest=offers, free=True, width=40,
                      max_length=SHORT, hint=mark("可以不写")),
            words,
        ]  # fmt: skip
    if step is S.RATE:
        waiting = [
            each
            for each in Rater.choices()
            if unit is None or (unit.rating if each[0] == Rater.BLOWER else unit.answer) is None
        ]
        return [
            FieldSpec(name="rater", title=mark("谁评"), kind="choice", choices=waiting),
            FieldSpec(name="satisfaction", title=mark("满意度"), kind="choice", choices=RATINGS,
                      hint=mark("评的是这个单位、这次吹哨，不评个人")),
            words,
        ]  # fmt: skip
    return [words]
