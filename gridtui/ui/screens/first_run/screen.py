"""The first start: make a store, bring tables in, or look at the sample."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.front import FrontScreen
from gridtui.ui.messages import OpenImport, OpenRequest, SampleAsked
from gridtui.words import mark, tr

AREA = mark("第一次使用")


class FirstRunScreen(FrontScreen):
    """Offers the three ways to begin."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("first.create", mark("新建网格"), ("n",), mark("建一个空库，自己录入"), AREA, "create"),
        Command("first.import", mark("导入表格"), ("i",), mark("建库后马上导入现有的台账"), AREA, "import"),
        Command("first.sample", mark("打开示例"), ("s",), mark("用编造的数据看看"), AREA, "sample"),
    )  # fmt: skip
    heading = AREA
    AUTO_FOCUS = "OptionList"
    DEFAULT_CSS = """
    FirstRunScreen OptionList {
        height: auto; border: none; margin: 1 0; padding: 0; background: transparent;
        &:focus { border: none; }
    }
    """

    def front(self) -> list[Widget]:
        """Say what this is, offer the ways, and what must never be typed."""
        ways = [
            Option(Content.assemble((f" {tr(command.title)}  ", "bold"), (tr(command.help), "$text-muted")),
                   id=command.action)
            for command in self.COMMANDS
        ]  # fmt: skip
        return [
            Static(Content(tr("居民区党支部和网格员的工作台：网格、楼栋、住户、居民和诉求，离线可用。"))),
            OptionList(*ways, markup=False),
            Static(Content(tr("不得录入涉密信息。"))),
        ]

    @on(OptionList.OptionSelected)
    async def _choose(self, event: OptionList.OptionSelected) -> None:
        await self.run_action(str(event.option_id))

    def action_create(self) -> None:
        """Ask what a new store needs."""
        self._make(None)

    def action_import(self) -> None:
        """Ask what a new store needs, and go on with importing."""
        self._make(OpenImport())

    def action_sample(self) -> None:
        """Open the sample."""
        self.tell(tr("正在准备示例…"))
        self.post_message(SampleAsked())

    def _make(self, place: OpenRequest | None) -> None:
        from gridtui.ui.screens.first_run.new_store import NewStoreScreen

        self.app.push_screen(NewStoreScreen("home", place))
