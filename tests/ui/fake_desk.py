"""A desk without a real store: a workspace that only says it was read or written, and bare areas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input, OptionList

from gridtui.domain.changes.actors import Clock, Operator
from gridtui.paths import Places
from gridtui.settings import Settings
from gridtui.ui import messages
from gridtui.ui.app import GridApp
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.launch import Launch
from tests.ui.waiting import finished


@dataclass
class FakeUnit:
    """What a use case gets."""

    label: str = ""
    wrote: bool = True


@dataclass
class FakeWorkspace:
    """Stands in for an open store and notes what is done with it."""

    name: str = "翠湖西路"
    read_only: bool = False
    is_shared: bool = False
    moved_to: str = ""
    holder: str = ""
    path: Path | None = None
    key: Any = None
    operator: Operator = field(default_factory=lambda: Operator(b"o" * 16, "王秀兰"))
    done: list[str] = field(default_factory=list)
    closed: bool = False

    @contextmanager
    def read(self) -> Iterator[Any]:
        self.done.append("read")
        yield self

    @contextmanager
    def write(self, intent: str, *, label: str = "", seen: Any = None) -> Iterator[FakeUnit]:
        self.done.append(f"write {intent}")
        yield FakeUnit(label)

    @contextmanager
    def writing(self, *, local: bool = False) -> Iterator[Any]:
        self.done.append("writing")
        yield self

    def close(self) -> None:
        self.closed = True


class BareArea(AreaScreen):
    """An area with a field and a list, and one command of each sort."""

    TITLE = "今日"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("bare.mark", "打勾", ("x",), "给这一条打勾", "试验", "note('mark')"),
        Command("bare.write", "登记", ("ctrl+t",), "写进库里", "试验", "note('write')", writes=True),
        Command("bare.list", "抄写", ("y",), "只在列表里", "试验", "note('list')", lists_only=True),
        Command("bare.ask", "询问", ("=", "F"), "显示算法", "试验", "note('ask')"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []
        self.changes: list[str] = []
        self.kept = 0

    def compose_body(self) -> ComposeResult:
        yield OptionList("甲", "乙", markup=False)
        yield Input()

    def action_note(self, what: str) -> None:
        self.notes.append(what)

    def on_store_changed(self, message: messages.StoreChanged) -> None:
        self.changes.append(message.intent)

    async def keep_draft(self) -> None:
        self.kept += 1


class FakeDesk(GridApp):
    """The real app over a fake store, with a bare screen in every area."""

    def __init__(self, launch: Launch) -> None:
        super().__init__(launch)
        self.told: list[str] = []
        self.opened: list[messages.OpenRequest] = []

    def area_screen(self, key: str) -> Screen[Any]:
        return BareArea()

    def say(self, item: Any) -> None:
        self.told.append(item if isinstance(item, str) else str(item.problems[0]))
        super().say(item)

    def open_place(self, message: messages.OpenRequest) -> None:
        self.opened.append(message)


def launch_of(folder: Path, clock: Clock, workspace: FakeWorkspace | None = None, **options: Any) -> Launch:
    """Return how a test starts; with a workspace the desk opens by itself."""
    places = Places(folder, folder, folder / "logs")
    opener = (lambda: workspace) if workspace else None
    return Launch(
        folder / "desk.gtdb", options.pop("settings", Settings()), places, clock, opener=opener, **options
    )


async def opened(app: FakeDesk, pilot: Any) -> BareArea:
    """Wait until the first area stands, and return it."""
    await finished(app)
    await pilot.pause()
    assert isinstance(app.screen, BareArea)
    return app.screen
