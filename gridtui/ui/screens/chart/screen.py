"""The chart of a building 楼栋图: every door on its floor, walked by keys, one of them in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.chart import Door, Fact, Tally, lay_out, tally
from gridtui.queries.people.door_card import door_card
from gridtui.queries.places.building_chart import BuildingChart, building_chart
from gridtui.ui import messages
from gridtui.ui.building_words import building_words
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.header import DividerLine, RuleLine
from gridtui.ui.kit.pick_one import Item, PickItem
from gridtui.ui.screens.chart.commands import CHART_COMMANDS
from gridtui.ui.screens.chart.faces import legend
from gridtui.ui.screens.chart.parts import DoorDetail, Legend
from gridtui.ui.screens.chart.telling import home_words
from gridtui.ui.screens.chart.view import ChartView
from gridtui.words import mark, tr

_LEAST_DETAIL, _LOW_DETAIL, _LOW = 5, 2, 14
"""Lines of the door under the cursor; fewer where the window has fewer than ``_LOW`` for everything."""

_FRAME_LINES = 6
"""Lines of the frame around everything: header, message, keys, status, two rules."""

_OF_A_DOOR = ("open", "issue", "visit", "find")

NO_DOORS = mark("这栋楼还没有登记门牌\n按 u 打开楼栋卡：p 按一行规则生成门牌，n 建户")


class ChartScreen(LookingScreen):
    """Shows the chart of the building of that id, and follows every change of the store."""

    TITLE = mark("楼栋图")
    CSS_PATH = "chart.tcss"
    AUTO_FOCUS = "#chart"
    COMMANDS: ClassVar[tuple[Command, ...]] = CHART_COMMANDS
    replaces: ClassVar[tuple[str, ...]] = ("go",)
    """Digits are door numbers here."""

    def __init__(self, building_id: RecordId) -> None:
        super().__init__()
        self.building_id = building_id
        self.building: BuildingChart | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the chart with its legend, and the door under the cursor."""
        with Container(id="chart-parts"):
            with Vertical(id="chart-side"):
                yield ChartView(id="chart")
                yield Legend(id="chart-legend")
            yield RuleLine(id="chart-rule")
            yield DividerLine(id="chart-divider")
            yield DoorDetail(id="chart-door")

    @property
    def view(self) -> ChartView:
        """The chart."""
        return self.query_one("#chart", ChartView)

    @property
    def door(self) -> Door | None:
        """The door under the cursor."""
        return self.view.door

    def on_resize(self, event: events.Resize) -> None:
        """Share the room anew."""
        super().on_resize(event)
        self._share_room()

    def look(self) -> None:
        """Read the building again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "chart", building_chart, self.building_id, gateway.clock(), then=self._show)

    def _show(self, found: BuildingChart | None) -> None:
        first = self.building is None
        self.building = found
        doors = found.doors if found else ()
        floors = found.row.floors if found else None
        label = found.row.label if found else ""
        self.view.show(lay_out(doors, floors), label, empty=NO_DOORS if found else "")
        key = self.query_one("#chart-legend", Legend)
        key.entries, key.remark = tuple(legend(doors)), self._remark()
        self._show_place()
        self._share_room()
        self.refresh_bindings()
        if found is None:
            self.say(tr("这条记录已经不在了：刚删除的可按 Ctrl+Z 撤销，Esc 返回"), "error")
        elif first and doors:
            self.say(tr("方向键走，直接打数字跳到门牌，如 502、2-502"))

    def _show_place(self) -> None:
        """Say in the header which building it is and what its doors come to."""
        found = self.building
        if found is None:
            self.filter_words = self.position = self.note = ""
            return
        row = found.row
        name = building_words(row.name, row.label)
        leader = tr("楼栋长 {name}", name=row.leader) if row.leader else tr("没有楼栋长")
        self.filter_words = " · ".join(part for part in (name, row.grid_name, leader) if part)
        self.position = _total_words(tally(found.doors), found)
        if self.building_id in found.beside:
            self.note = tr("{grid} 第 {n} / {total} 栋", grid=row.grid_name or tr("没有网格"),
                           n=found.beside.index(self.building_id) + 1, total=len(found.beside))  # fmt: skip

    def _remark(self) -> str:
        """Return what belongs to the building and to none of its doors."""
        found = self.building
        if found is None:
            return ""
        parts = [
            tr("楼里公共诉求 {n} 件", n=found.loose_issues) if found.loose_issues else "",
            tr("没有门牌的户 {n}", n=found.doorless) if found.doorless else "",
        ]
        return tr("；").join(part for part in parts if part)

    def _share_room(self) -> None:
        """Give the chart the lines it needs and what is left to the door under the cursor."""
        detail, key = self.query_one("#chart-door", DoorDetail), self.query_one("#chart-legend", Legend)
        wide, height = self.has_class("-wide"), self.size.height - _FRAME_LINES
        detail.set_class(wide, "-roomy")
        key.display = wide or height >= _LOW
        beside = detail.styles.width.cells if wide and detail.styles.width else None
        taken = key.lines_at(self.size.width - (beside + 1 if beside else 0)) * key.display
        if not wide:
            taken += 1 + (_LEAST_DETAIL if height >= _LOW else _LOW_DETAIL)
        # A blank line before the legend, where nothing has to go for it.
        self.view.styles.height = max(1, min(self.view.lines + 1, height - taken))

    @on(ChartView.Walked)
    def _look_at(self, event: ChartView.Walked) -> None:
        self.query_one("#chart-door", DoorDetail).tell(event.door)

    @on(ChartView.Chosen)
    def _open_chosen(self) -> None:
        self.action_open()

    @on(ChartView.Typed)
    def _echo(self, event: ChartView.Typed) -> None:
        if not event.over:
            self.say(tr("门牌 {typed}", typed=event.text))
        elif not event.found:
            self.say(tr("这栋楼没有 {typed} 这个门牌，也没有这一层", typed=event.text), "warning")
        else:
            self.query_one("#message").clear()  # type: ignore[attr-defined]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what this building has."""
        if action in _OF_A_DOOR and self.door is None:
            return False
        if action == "building" and (self.building is None or len(self.building.beside) < 2):
            return False
        if action == "unit" and len(self.view.chart.staircases) + bool(self.view.chart.rest) < 2:
            return False
        if action in ("walk_sheet", "card") and self.building is None:
            return False
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Open the household behind the door; where there is none, begin one at this door."""
        door = self.door
        if door is None:
            return
        if door.households:
            self._with_household(door, lambda id: self.post_message(messages.OpenHousehold(id)))
        else:
            self.post_message(messages.OpenUpkeep("household", parent_id=door.id))

    def action_issue(self) -> None:
        """Take down an issue at the door."""
        door = self.door
        if door is None:
            return
        if door.households:
            self._with_household(
                door, lambda id: self.post_message(messages.NewIssue(self.building_id, household_id=id))
            )
        else:
            self.post_message(messages.NewIssue(self.building_id, dwelling_id=door.id))

    def action_visit(self) -> None:
        """Take down a visit to the household behind the door."""
        door = self.door
        if door is None:
            return
        if door.households:
            self._with_household(door, lambda id: self.post_message(messages.NewVisit(id)))
        else:
            self.say(tr("{door} 还没有户，按回车先建户，再记走访", door=door.text or door.room), "warning")

    def _with_household(self, door: Door, then: Callable[[RecordId], object]) -> None:
        """Do something with the household behind a door; of several, with the one that is picked."""
        if len(door.households) == 1:
            then(door.households[0])
            return
        card = gateway_of(self).read_now(door_card, door.id)
        items = [Item(home.id.hex(), home_words(home)) for home in (card.homes if card else ())]

        def take(value: str | None) -> None:
            if value is not None:
                then(bytes.fromhex(value))

        self.app.push_screen(
            PickItem(tr("{door} 有 {n} 户，选一户", door=door.text, n=len(items)), items), take
        )

    def action_find(self) -> None:
        """Pick a door from the list of all."""
        items = [Item(door.id.hex(), door.text or door.room) for door in self.view.doors]

        def take(value: str | None) -> None:
            if value is not None:
                self.view.go_to(bytes.fromhex(value))

        current = self.door.id.hex() if self.door else ""
        self.app.push_screen(PickItem(tr("去哪扇门"), items, current, tr("输入门牌，如 2-502")), take)

    def action_unit(self, by: int) -> None:
        """Go to the next staircase, or the one before."""
        self.view.action_unit(by)

    def action_building(self, by: int) -> None:
        """Show the next building of the grid, or the one before."""
        beside = self.building.beside if self.building else ()
        if self.building_id in beside:
            self.building_id = beside[(beside.index(self.building_id) + by) % len(beside)]
            self.look()

    def action_walk_sheet(self) -> None:
        """Show the stair-walk sheet of the building."""
        self.post_message(messages.OpenWalk(self.building_id))

    def action_card(self) -> None:
        """Open the card of the building."""
        self.post_message(messages.OpenBuilding(self.building_id))


def _total_words(found: Tally, building: BuildingChart) -> str:
    """Return what the doors of a building come to: ``64户 诉求5 待访11 空3 中心户2``."""
    issues, late = found.issues + building.loose_issues, found.late + building.loose_late
    vacant = found.facts.get(Fact.VACANT, 0)
    parts = [
        tr("{n}户", n=found.households + building.doorless),
        tr("诉求{n}", n=issues) if issues else "",
        tr("超期{n}", n=late) if late else "",
        tr("待访{n}", n=found.due) if found.due else "",
        tr("空{n}", n=vacant) if vacant else "",
        tr("中心户{n}", n=found.hubs) if found.hubs else "",
    ]
    return " ".join(part for part in parts if part)
