"""Use cases on where grids end: moving buildings, splitting and merging grids, giving them other codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.grid import GridDraft, next_grid_code, with_code_kept
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.tables import Building, Courtyard, Grid, Issue, Org
from gridtui.usecases.places import add_grid, end_posts, open_grid
from gridtui.usecases.records import checked, live_ids, office_day, read_field
from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class Merged:
    """What went into a grid: buildings that moved, and posts in the closed grids that ended."""

    buildings: int
    ended: int


def move_buildings(unit: UnitOfWork, building_ids: Sequence[RecordId], grid_id: RecordId) -> int:
    """Move buildings into a grid with everything in them; returns how many were elsewhere before.

    A courtyard goes along once all its buildings are there. Refused where the grid is closed.
    """
    if not building_ids:
        raise RuleBroken(Problem(mark("没有选出要移动的楼栋")))
    org_id = open_grid(unit, grid_id)
    unit.label = unit.label or read_field(unit.connection, Grid, grid_id, "name")
    for building_id in building_ids:
        read_field(unit.connection, Building, building_id, "num")
    moved = unit.update_many(Building, [(id, {"grid_id": grid_id, "org_id": org_id}) for id in building_ids])
    _let_courtyards_follow(unit, building_ids, grid_id)
    return moved


def split_grid(
    unit: UnitOfWork,
    grid_id: RecordId,
    building_ids: Sequence[RecordId],
    draft: GridDraft,
    *,
    form: str = "",
) -> RecordId:
    """Make a new grid out of some buildings of another; organisation and branch are the other's.

    Refused without buildings, with all of them, or with one that is in another grid.
    """
    open_grid(unit, grid_id)
    there = set(_buildings_of(unit, [grid_id]))
    wrong = mark("请写明要划到新网格的楼栋") if not building_ids else ""
    if not wrong and not set(building_ids) <= there:
        wrong = mark("选出的楼栋里有不在这个网格的，请核对")
    if not wrong and set(building_ids) == there:
        wrong = mark("全部楼栋都划走了，原网格就空了：请留下几栋，或直接修改网格")
    if wrong:
        raise RuleBroken(Problem(wrong, "buildings"))
    same = {name: read_field(unit.connection, Grid, grid_id, name) for name in ("org_id", "branch_id")}
    made = add_grid(unit, draft.model_copy(update=same), form=form)
    move_buildings(unit, building_ids, made)
    return made


def merge_grids(unit: UnitOfWork, into: RecordId, others: Sequence[RecordId]) -> Merged:
    """Put all buildings of some grids into one and close them today.

    Posts in the closed grids end today; their open issues without a building go to the one that stays.
    """
    others = [grid_id for grid_id in dict.fromkeys(others) if grid_id != into]
    if not others:
        raise RuleBroken(Problem(mark("请选出要并入的另一个网格")))
    org_id = open_grid(unit, into)
    for grid_id in others:
        open_grid(unit, grid_id)
    unit.label = read_field(unit.connection, Grid, into, "name")
    day = office_day(unit)
    moving = _buildings_of(unit, others)
    moved = unit.update_many(Building, [(id, {"grid_id": into, "org_id": org_id}) for id in moving])
    courtyards = live_ids(unit, Courtyard, col(Courtyard.grid_id).in_(others))
    unit.update_many(Courtyard, [(id, {"grid_id": into}) for id in courtyards])
    issues = live_ids(unit, Issue, col(Issue.given_grid_id).in_(others), col(Issue.is_open).is_(True))
    unit.update_many(Issue, [(id, {"given_grid_id": into}) for id in issues])
    ended = end_posts(unit, others, day)
    unit.update_many(Grid, [(id, {"closed_on": day}) for id in others])
    return Merged(moved, ended)


def recode_grids(unit: UnitOfWork, grid_ids: Sequence[RecordId]) -> int:
    """Give grids the code of their community and the next three digits; returns how many got another one.

    The code before is kept among the other codes. One that has such a code already, and shares it with no
    other grid, keeps it.
    """
    rows = {
        row.id: row
        for row in unit.connection.execute(
            sa.select(col(Grid.id), col(Grid.name), col(Grid.code), col(Grid.external_ids),
                      col(Org.division_code))
            .outerjoin(Org, col(Org.id) == col(Grid.org_id))
            .where(col(Grid.id).in_(grid_ids), col(Grid.deleted).is_(False))
        )
    }  # fmt: skip
    used = list(
        unit.connection.execute(sa.select(col(Grid.code)).where(col(Grid.deleted).is_(False))).scalars()
    )
    changed = 0
    for row in (rows[id] for id in grid_ids if id in rows):
        community = row.division_code or ""
        if row.code.startswith(community) and len(row.code) == 15 and used.count(row.code) == 1:
            continue
        code = next_grid_code(community, used)
        if not code:
            text = mark("{name} 所属的组织没有 12 位区划代码，编不出网格编码；请先在组织里填写")
            raise RuleBroken(Problem(text, "code", values={"name": row.name}))
        used.append(code)
        used.remove(row.code)
        others = with_code_kept(row.external_ids, row.code)
        checked(unit, GridDraft(name=row.name, code=code, external_ids=others))
        changed += unit.update(Grid, row.id, {"code": code, "external_ids": others})
        unit.label = unit.label or row.name
    return changed


def _buildings_of(unit: UnitOfWork, grid_ids: Sequence[RecordId]) -> list[RecordId]:
    return live_ids(unit, Building, col(Building.grid_id).in_(grid_ids))


def _let_courtyards_follow(unit: UnitOfWork, building_ids: Sequence[RecordId], grid_id: RecordId) -> None:
    moved = sa.select(col(Building.courtyard_id)).where(col(Building.id).in_(building_ids))
    elsewhere = sa.select(col(Building.courtyard_id)).where(
        col(Building.deleted).is_(False),
        col(Building.courtyard_id).is_not(None),
        sa.or_(col(Building.grid_id) != grid_id, col(Building.grid_id).is_(None)),
    )
    whole = live_ids(unit, Courtyard, col(Courtyard.id).in_(moved), col(Courtyard.id).not_in(elsewhere))
    unit.update_many(Courtyard, [(id, {"grid_id": grid_id}) for id in whole])
