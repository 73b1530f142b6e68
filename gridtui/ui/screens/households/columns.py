"""The columns of households and of residents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from textual.content import Content

from gridtui.domain.people.household import HouseholdKind
from gridtui.domain.people.resident import RELATIONS, ResidenceState, Sex, age_on
from gridtui.domain.people.service_tag import ServiceNeed
from gridtui.domain.places.building import DwellingUse, Occupancy
from gridtui.queries.people.households import HouseholdRow
from gridtui.queries.people.residents import ResidentRow, TagRow
from gridtui.ui.building_words import place_words
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.glyphs import glyph
from gridtui.words import mark, tr


def household_columns() -> list[Column[HouseholdRow]]:
    """Return the columns of households."""
    uses = (use.label for use in (*DwellingUse, *Occupancy))
    living = room_for(uses, least=6, most=14)
    kinds = room_for((kind.label for kind in HouseholdKind), least=6, most=10)
    return [
        Column(mark("门牌"), 10, lambda row: row.door or tr("没有门牌"), style="strong"),
        Column(mark("户主"), 8, _head, flexible=True),
        Column(mark("人"), 3, lambda row: _number(row.people), "right"),
        Column(mark("诉求"), 4, lambda row: _number(row.open_issues), "right"),
        Column(mark("居住"), living, living_words, style="muted"),
        Column(
            mark("户类型"),
            kinds,
            lambda row: tr(HouseholdKind.label_of(row.kind)),
            style="muted",
            min_width=60,
        ),
        Column(
            mark("楼栋"),
            8,
            lambda row: place_words(row.building_name),
            style="muted",
            min_width=72,
            flexible=True,
        ),
    ]


def living_words(row: HouseholdRow) -> str:
    """Return how a door is lived behind, or what else it is used for: ``自住``, ``出租``, ``商铺``."""
    if row.use and row.use != DwellingUse.HOME:
        return tr(DwellingUse.label_of(row.use))
    return tr(Occupancy.label_of(row.occupancy))


def resident_columns(today: Callable[[], date], *, with_door: bool = True) -> list[Column[ResidentRow]]:
    """Return the columns of residents; phones are masked. ``today`` is asked whenever a row is drawn."""
    sexes = room_for((sex.label for sex in Sex), least=4, most=6)
    door = [Column[ResidentRow](mark("门牌"), 10, lambda row: row.door, style="strong")] if with_door else []
    return [
        *door,
        Column(mark("姓名"), 8, _name, flexible=True),
        Column(mark("关系"), 8, lambda row: relation_words(row.relation)),
        Column(mark("性别"), sexes, lambda row: tr(Sex.label_of(row.sex)), style="muted"),
        Column(mark("年龄"), 4, lambda row: age_words(row.birth_date, today()), "right"),
        Column(mark("电话"), 11, lambda row: row.phone, style="muted"),
        Column(mark("服务需要"), 10, needs_words, flexible=True, min_width=74),
        Column(mark("居住状态"), 10, _state, style="muted", min_width=84),
    ]


def tag_columns() -> list[Column[TagRow]]:
    """Return the columns of the service needs of one resident."""
    needs = room_for((need.label for need in ServiceNeed), least=10, most=14)
    return [
        Column(mark("服务需要"), needs, lambda row: tr(ServiceNeed.label_of(row.draft.tag)), style="strong"),
        Column(mark("复核"), 10, lambda row: str(row.draft.review_on or ""), style="muted"),
        Column(mark("用途"), 8, lambda row: row.draft.purpose, flexible=True, style="muted", min_width=40),
        Column(mark("依据"), 8, lambda row: row.draft.basis, flexible=True, style="muted", min_width=66),
    ]


_CHILDREN = {mark("子"): mark("儿子"), mark("女"): mark("女儿")}
"""Relations whose one character is also the word for a sex; longer words say which is meant."""


def relation_words(relation: str) -> str:
    """Return a relation as it is shown: the usual words in the language in use, any other as written."""
    return tr(_CHILDREN.get(relation, relation)) if relation in RELATIONS.usual else relation


def needs_words(row: ResidentRow) -> str:
    """Return the service needs of a resident: ``独居、高龄``."""
    return tr("、").join(tr(ServiceNeed.label_of(need)) for need in row.needs)


def age_words(born: date | None, today: date) -> str:
    """Return an age in years; empty where the birth date is not known."""
    return str(age_on(born, today)) if born else ""


def _name(row: ResidentRow) -> Content:
    if row.gone:
        return shown(f"{row.name} {tr('已离开')}", "$foreground-disabled")
    return shown(row.name)


def _state(row: ResidentRow) -> str:
    return tr(ResidenceState.label_of(row.residence_state))


def _head(row: HouseholdRow) -> Content:
    star = f"{glyph('star')} " if row.hub else ""
    return shown(star + row.head)


def _number(value: int) -> Content:
    return Content(str(value)) if value else Content.styled("0", "$foreground-disabled")
