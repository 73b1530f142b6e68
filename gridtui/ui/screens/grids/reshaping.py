"""What can be done to grids and buildings from the list of them and from their cards."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date, shown_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.places.buildings import BuildingRow
from gridtui.queries.places.courtyards import CourtyardRow, courtyard_rows
from gridtui.queries.places.grid_moves import GridMove, GridStay, moves_of_grid, stays_of
from gridtui.queries.places.grids import grid_rows
from gridtui.ui import messages
from gridtui.ui.aims import Aim
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import CANCEL, Answer, Ask, Notice
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.screens.grids.columns import building_name
from gridtui.usecases.courtyards import remove_courtyard
from gridtui.usecases.regridding import merge_grids, move_buildings, recode_grids
from gridtui.words import mark, tr

NamedGrid = tuple[RecordId, str]
NEW: Final = "new"
EDIT, DELETE = "edit", "delete"
REFUSED: Final = object()
"""What a write answers that broke a rule; the sentence is on the screen then."""
_MOST_MOVES = 12

OF_BUILDINGS: Final = frozenset({"chart", "walk", "doors", "move"})
OF_GRIDS: Final = frozenset({"split", "merge", "recode"})
"""Actions that need a building, or a grid, to act on."""


class ReshapingScreen(LookingScreen):
    """A screen of grids and buildings; a subclass says which of them the commands mean now."""

    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def building_here(self) -> BuildingRow | None:
        """Return the building under the cursor."""
        return None

    def marked_buildings(self) -> Sequence[BuildingRow]:
        """Return the buildings that are marked."""
        return ()

    def grid_here(self) -> NamedGrid | None:
        """Return the grid under the cursor."""
        return None

    def marked_grids(self) -> Sequence[NamedGrid]:
        """Return the grids that are marked."""
        return ()

    def forget_marks(self) -> None:
        """Release what was marked, once something was done to it."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is something for."""
        if action in OF_BUILDINGS and self.building_here() is None:
            return False
        if action in OF_GRIDS and self.grid_here() is None:
            return False
        if action == "moves" and self.building_here() is None and self.grid_here() is None:
            return False
        return super().check_action(action, parameters)

    def action_chart(self) -> None:
        """Show the chart of the building."""
        if row := self.building_here():
            self.post_message(messages.OpenChart(row.id))

    def action_walk(self) -> None:
        """Show the stair-walk sheet of the building."""
        if row := self.building_here():
            self.post_message(messages.OpenWalk(row.id))

    def action_doors(self) -> None:
        """Give the building doors by rule."""
        if row := self.building_here():
            self.post_message(messages.OpenUpkeep("doors", record_id=row.id))

    def action_split(self) -> None:
        """Split the grid; the marked buildings are the ones that go."""
        if grid := self.grid_here():
            ids = tuple(row.id for row in self.marked_buildings())
            aim = Aim(at="name" if ids else "buildings", many=ids)
            self.post_message(messages.OpenUpkeep("split", record_id=grid[0], aim=aim))

    def action_move(self) -> None:
        """Move the marked buildings, else the one under the cursor, into a grid to be chosen."""
        here = self.building_here()
        rows = self.marked_buildings() or ([here] if here else [])
        if rows:
            self._doing(self._move, rows)

    def action_merge(self) -> None:
        """Merge the marked grids, else the one under the cursor, into a grid to be chosen."""
        here = self.grid_here()
        grids = self.marked_grids() or ([here] if here else [])
        if grids:
            self._doing(self._merge, grids)

    def action_recode(self) -> None:
        """Give the marked grids, else the one under the cursor, the usual codes."""
        here = self.grid_here()
        grids = self.marked_grids() or ([here] if here else [])
        if grids:
            self._doing(self._recode, grids)

    def action_courtyards(self) -> None:
        """Choose a courtyard to change, or make a new one."""
        self._doing(self._courtyards)

    async def action_moves(self) -> None:
        """Show which grids the building was in; of a grid, which buildings came and went."""
        await self.show_moves(self.building_here(), self.grid_here())

    def _doing(self, work: Callable[..., Coroutine[Any, Any, None]], *args: Any) -> None:
        # A second key may supersede the work before it starts: then nothing waits for a coroutine in vain.
        self.run_worker(partial(work, *args), group="remove", exclusive=True)  # type: ignore[arg-type]

    async def _move(self, rows: Sequence[BuildingRow]) -> None:
        names = building_name(rows[0]) if len(rows) == 1 else tr("{n} 栋", n=len(rows))
        away = {row.grid_id for row in rows}
        chosen = await self._pick_grid(
            tr("把 {names} 划入哪个网格", names=names), away if len(away) == 1 else ()
        )
        if chosen is not None:
            ids = [row.id for row in rows]
            moved = await self._write(Intent.MOVE_BUILDINGS, move_buildings, ids, chosen[0])
            if moved is not REFUSED:
                said = (
                    mark("{names} 已划入 {grid}，Ctrl+Z 撤销")
                    if moved
                    else mark("{names} 本来就在 {grid}，没有改动")
                )
                self.say(tr(said, names=names, grid=chosen[1]))

    async def _merge(self, grids: Sequence[NamedGrid]) -> None:
        names = grids[0][1] if len(grids) == 1 else tr("{n} 个网格", n=len(grids))
        away = {grids[0][0]} if len(grids) == 1 else ()
        chosen = await self._pick_grid(tr("把 {names} 并入哪个网格", names=names), away)
        if chosen is None:
            return
        ids = [grid_id for grid_id, _ in grids]
        merged = await self._write(Intent.MERGE_GRIDS, merge_grids, chosen[0], ids)
        if merged is not REFUSED:
            words = tr("已并入 {grid}：{n} 栋", grid=chosen[1], n=merged.buildings)
            ended = tr("，{n} 条任用到今天为止", n=merged.ended) if merged.ended else ""
            self.say(tr("{words}，Ctrl+Z 撤销", words=words + ended))

    async def _recode(self, grids: Sequence[NamedGrid]) -> None:
        changed = await self._write(Intent.RECODE_GRID, recode_grids, [grid_id for grid_id, _ in grids])
        if changed is REFUSED:
            return
        if changed:
            self.say(tr("{n} 个网格换了编码，原编码留在其他编号里，Ctrl+Z 撤销", n=changed))
        else:
            self.say(tr("已经是社区 12 位加 3 位的编码，没有改动"))

    async def _pick_grid(self, heading: str, away: Any) -> NamedGrid | None:
        rows = await gateway_of(self).read(grid_rows, with_closed=True)
        offered = sorted(
            (row for row in rows if row.id not in away), key=lambda row: row.closed_on is not None
        )
        items = [
            Item(row.id.hex(), row.name, row.code if row.closed_on is None else tr("已撤销"))
            for row in offered
        ]
        value = await self.app.push_screen_wait(PickItem(heading, items))
        return next(((row.id, row.name) for row in offered if row.id.hex() == value), None)

    async def _courtyards(self) -> None:
        rows = await gateway_of(self).read(courtyard_rows)
        grid = self.grid_here()
        items = [
            Item(NEW, tr("新建庭院或居民小组")),
            *(
                Item(row.id.hex(), row.name, tr("{grid} {n} 栋", grid=row.grid_name, n=row.buildings).strip())
                for row in rows
            ),
        ]
        value = await self.app.push_screen_wait(PickItem(tr("庭院与居民小组"), items))
        if value == NEW:
            self.post_message(messages.OpenUpkeep("courtyard", parent_id=grid[0] if grid else None))
        elif value:
            await self._courtyard(next(row for row in rows if row.id.hex() == value))

    async def _courtyard(self, row: CourtyardRow) -> None:
        """Change a courtyard, or delete it."""
        fact = tr("有 {n} 栋楼；删除后楼栋还在，只是不再属于庭院", n=row.buildings)
        question = Ask(row.name, Answer(EDIT, mark("修改")), Answer(DELETE, mark("删除")), CANCEL,
                       facts=[fact])  # fmt: skip
        answer = await self.app.push_screen_wait(question)
        if answer == EDIT:
            self.post_message(messages.OpenUpkeep("courtyard", record_id=row.id))
        elif answer == DELETE:
            done = await self._write(Intent.DELETE_RECORD, remove_courtyard, row.id)
            if done is not REFUSED:
                self.say(tr("已删除 {title}，Ctrl+Z 撤销", title=row.name))

    async def show_moves(self, row: BuildingRow | None, grid: NamedGrid | None) -> None:
        """Show the stays of a building, else what came into a grid and left it."""
        gateway = gateway_of(self)
        today = local_date(gateway.clock())
        if row is not None:
            title = tr("{name} 在过的网格", name=building_name(row))
            lines = [stay_words(stay, today) for stay in await gateway.read(stays_of, row.id)]
        elif grid is not None:
            title = tr("{name} 的楼栋变动", name=grid[1])
            lines = [move_words(move, today) for move in await gateway.read(moves_of_grid, grid[0])]
        else:
            return
        self.app.push_screen(Notice(title, lines[:_MOST_MOVES] or [tr("建立以来没有变动")]))

    async def _write(self, intent: Intent, usecase: Callable[..., Any], *args: Any) -> Any:
        try:
            answer = await gateway_of(self).write(intent, usecase, *args)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return REFUSED
        self.forget_marks()
        return answer


def stay_words(stay: GridStay, today: Any) -> str:
    """Return in words when a building was in a grid: ``2026-03-05 至今 第一网格``."""
    since = shown_date(local_date(stay.since), today)
    until = shown_date(local_date(stay.until), today) if stay.until else tr("今")
    return tr("{since} 至 {until}  {grid}", since=since, until=until, grid=stay.grid or tr("没有划入网格"))


def move_words(move: GridMove, today: Any) -> str:
    """Return in words what came or went: ``11-24 划入 5栋、7栋（原第二网格）王秀兰``."""
    day, buildings = shown_date(local_date(move.at), today), tr("、").join(move.buildings)
    other = move.other or tr("没有划入网格")
    if move.came:
        words = tr("{day} 划入 {buildings}（原 {other}）", day=day, buildings=buildings, other=other)
    else:
        words = tr("{day} 划出 {buildings}（到 {other}）", day=day, buildings=buildings, other=other)
    return f"{words}  {move.actor}"
