"""The area 共治: every register of working together, with what is in it and what is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.nouns import Area
from gridtui.domain.words.dates import local_date
from gridtui.queries.together.registers import Register, registers
from gridtui.ui import messages, together_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.tones import LATE, Tone
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.words import mark, tr

AREA = mark("共治")


@dataclass(frozen=True, slots=True)
class AreaLine:
    """The heading of an area."""

    area: Area

    @property
    def id(self) -> bytes:
        """What tells the line from others."""
        return self.area.value.encode()


Line = AreaLine | Register


class TogetherScreen(LookingScreen):
    """Shows the registers by area; Enter opens one, ``n`` begins a record of it."""

    TITLE = AREA
    AUTO_FOCUS = "#registers"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("together.new", mark("新增"), ("n",), mark("在光标所在的名册里新增一条"), AREA, "new",
                lists_only=True, writes=True),
        Command("together.loose", mark("断头与逾期"), ("l",), mark("承诺链上没接下去的、过了期限的"), AREA,
                "loose", lists_only=True),
        Command("together.figures", mark("共治数字"), ("f",), mark("会议、项目、报到、时长、活动等数字"),
                AREA, "figures", lists_only=True),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._lines = ListSource[Line]([], lambda line: line.id)

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        yield VirtualTable(_columns(), self._lines, tone=_tone, spanning=_heading, empty="", id="registers")

    def look(self) -> None:
        """Count again."""
        gateway = gateway_of(self)
        if gateway.is_open:
            gateway.ask(self, "registers", registers, local_date(gateway.clock()), then=self._show)

    def _show(self, found: list[Register]) -> None:
        lines: list[Line] = []
        for area in Area:
            lines.append(AreaLine(area))
            lines += [each for each in found if BY_NAME[each.noun].area is area]
        self._lines.put(lines)
        table = self.query_one("#registers", VirtualTable)
        begins = not table.total
        table.refresh_rows()
        if begins:
            table.move_to(1)
        late = sum(each.late for each in found)
        waiting = sum(each.open for each in found)
        parts = [tr("待办 {n}", n=waiting) if waiting else "", tr("超期 {n}", n=late) if late else ""]
        self.filter_words = " · ".join(part for part in parts if part)
        self.refresh_bindings()

    @property
    def register(self) -> Register | None:
        """The register under the cursor."""
        row = self.query_one("#registers", VirtualTable).row
        return row if isinstance(row, Register) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer new records in registers only."""
        if action == "new" and self.register is None:
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowHighlighted)
    def _offer(self) -> None:
        self.refresh_bindings()

    @on(VirtualTable.RowChosen)
    def _open(self) -> None:
        if register := self.register:
            self.post_message(together_messages.OpenRecords(register.noun))

    def action_loose(self) -> None:
        """Show what does not go on."""
        self.post_message(together_messages.OpenLooseEnds())

    def action_figures(self) -> None:
        """Show the figures."""
        self.post_message(together_messages.OpenTogetherFigures())

    def action_new(self) -> None:
        """Begin a record of the register under the cursor."""
        if register := self.register:
            self.post_message(messages.OpenUpkeep(register.noun))


def _columns() -> list[Column[Line]]:
    return [
        Column(mark("名册"), 20, _title, flexible=True),
        Column(mark("条"), 7, lambda line: _figure(line, "count"), "right"),
        Column(mark("待办"), 7, lambda line: _figure(line, "open"), "right"),
        Column(mark("超期"), 7, lambda line: _figure(line, "late"), "right", toned=True),
    ]


def _title(line: Line) -> Content:
    return shown("  " + tr(BY_NAME[line.noun].title)) if isinstance(line, Register) else Content("")


def _figure(line: Line, name: str) -> str:
    value = getattr(line, name) if isinstance(line, Register) else 0
    return str(value) if value else ""


def _heading(line: Line) -> Content | None:
    return shown(" " + tr(line.area.label), "bold") if isinstance(line, AreaLine) else None


def _tone(line: Line) -> Tone | None:
    return LATE if isinstance(line, Register) and line.late else None
