"""Named views 视图 of a list: its filter kept under a name, picked again by number or name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.widgets import Input, OptionList, Static

from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.saved_views import KeptView, filter_body, kept_views, read_filter
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import CANCEL, Answer, Dialog
from gridtui.ui.kit.glyphs import glyph
from gridtui.ui.kit.pick_one import Item, PickItem, by_title
from gridtui.ui.kit.text_input import TextInput
from gridtui.usecases.saved_views import drop_view, keep_view, rename_view
from gridtui.words import mark, say_all, tr

AREA = mark("视图")
_NEW = "+"

Keep = Callable[[str, bool], Awaitable[object]]
"""Keeps something under a name, in the place of what has it when told so; ``RuleBroken`` says why not."""


class ViewedScreen(AreaScreen):
    """A list whose filter can be kept under a name; a subclass says what is shown now, and shows another.

    What is shown is a frozen dataclass whose fields all have defaults.
    """

    VIEWS: ClassVar[str] = ""
    """The area under which views of this list are kept."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("views.pick", mark("视图"), ("f3",), mark("打开存过的视图，或把现在的筛选存成视图"), AREA,
                "pick_view"),
    )  # fmt: skip

    view: KeptView | None = None
    """The view that was opened or kept last."""

    _words = ""

    @property
    def seen(self) -> Any:
        """What is shown now."""
        raise NotImplementedError

    def see(self, wanted: Any) -> None:
        """Show something else."""
        raise NotImplementedError

    def called(self, words: str) -> str:
        """Return the words of what is shown, the name of its view before them while it is that view."""
        self._words = words
        if self.view is None or filter_body(self.seen, gateway_of(self).clock()) != self.view.body:
            return words
        return f"{glyph('mark')}{self.view.name} {glyph('between')} {words}"

    async def action_pick_view(self) -> None:
        """Offer the views of this list, and to keep what is shown as one."""
        gateway = gateway_of(self)
        try:
            views = await gateway.read(kept_views, gateway.workspace.operator.id, self.VIEWS)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.app.push_screen(ViewPicker(views, self.VIEWS), self._picked)

    def _picked(self, choice: str | None) -> None:
        if choice is None:
            # The view that is shown may have been given another name meanwhile, or none.
            self.run_worker(self._know_again(), group="view", exclusive=True)
        elif choice == _NEW:
            self.app.push_screen(AskName(tr("把现在的筛选存成视图，叫什么？"), self._keep), self._kept)
        else:
            self.run_worker(self._open_view(int(choice)), group="view", exclusive=True)

    async def _know_again(self) -> None:
        gateway, shown = gateway_of(self), self.view
        if shown is None:
            return
        try:
            views = await gateway.read(kept_views, gateway.workspace.operator.id, self.VIEWS)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        same = [view for view in views if view.body == shown.body]
        # One that was kept a moment ago, or brought back, has another number now.
        same.sort(key=lambda view: (view.num != shown.num, view.name != shown.name))
        self.view = next(iter(same), None)
        self.filter_words = self.called(self._words)

    async def _open_view(self, num: int) -> None:
        gateway = gateway_of(self)
        try:
            views = await gateway.read(kept_views, gateway.workspace.operator.id, self.VIEWS)
            view = next(view for view in views if view.num == num)
            wanted = read_filter(type(self.seen), view, gateway.clock())
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        self.view = view
        self.see(wanted)

    async def _keep(self, name: str, replace: bool) -> None:
        gateway = gateway_of(self)
        now, me = gateway.clock(), gateway.workspace.operator.id
        body = filter_body(self.seen, now)
        kept = await gateway.keep(keep_view, me, self.VIEWS, name, body, now, replace=replace)
        self.view = KeptView(0, self.VIEWS, kept, body)

    def _kept(self, done: str | None) -> None:
        if done and self.view is not None:
            self.filter_words = self.called(self._words)
            self.say(tr("已存成视图“{name}”，按 F3 再打开", name=self.view.name))


class ViewPicker(PickItem):
    """Offers views by number or name; dismisses with the store's number of one, or ``+`` for a new one."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("views.rename", mark("改名"), ("f2",), mark("给光标所在的视图改名"), AREA, "rename",
                palette=False, writes=True),
        Command("views.drop", mark("删除"), ("f8",), mark("删除光标所在的视图，再按一次恢复"), AREA, "drop",
                palette=False, writes=True),
    )  # fmt: skip

    def __init__(self, views: Sequence[KeptView], area: str) -> None:
        super().__init__(tr("视图：数字或名称选，F2 改名，F8 删除"), self._fitting,
                         hint=tr("输入序号、名称或拼音首字母"))  # fmt: skip
        self._views = list(views)
        self._area = area
        self._dropped: set[str] = set()

    def _fitting(self, typed: str) -> Sequence[Item]:
        items = [self._item(place, view) for place, view in enumerate(self._views, start=1)]
        new = Item(_NEW, f"{_NEW} {tr('把现在的筛选存成视图')}")
        wanted = typed.strip()
        if wanted.isdecimal():
            return [item for item in items if item.title.startswith(wanted)]
        names = [Item(item.value, view.name) for item, view in zip(items, self._views, strict=True)]
        found = [item.value for item in by_title(names)(wanted)]
        kept = [item for item in items if item.value in found]
        return kept if wanted and wanted != _NEW else [*kept, new]

    def _item(self, place: int, view: KeptView) -> Item:
        gone = str(view.num) in self._dropped
        return Item(str(view.num), f"{place} {view.name}", tr("已删除，F8 恢复") if gone else "")

    async def action_drop(self) -> None:
        """Forget the view under the bar; keep it again where it was forgotten just now."""
        view = self._under_bar()
        if view is None:
            return
        gateway = gateway_of(self)
        key = str(view.num)
        if key in self._dropped:
            me, now = gateway.workspace.operator.id, gateway.clock()
            await gateway.keep(keep_view, me, self._area, view.name, view.body, now)
            self._dropped.discard(key)
            await self._read_again(view.name)
        else:
            await gateway.keep(drop_view, view.num)
            self._dropped.add(key)
            self._draw(view.num)

    def action_rename(self) -> None:
        """Give the view under the bar another name."""
        view = self._under_bar()
        if view is None or str(view.num) in self._dropped:
            return

        async def rename(name: str, _replace: bool) -> None:
            gateway = gateway_of(self)
            me = gateway.workspace.operator.id
            await self._read_again(await gateway.keep(rename_view, me, self._area, view.num, name))

        self.app.push_screen(AskName(tr("“{name}”改叫什么？", name=view.name), rename, view.name))

    async def _read_again(self, name: str) -> None:
        """Read the views anew: one that was forgotten for a moment has another number now."""
        gateway = gateway_of(self)
        known = {view.name: view for view in await gateway.read(
            kept_views, gateway.workspace.operator.id, self._area)}  # fmt: skip
        gone = [view for view in self._views if str(view.num) in self._dropped and view.name not in known]
        self._views = [*known.values(), *gone]
        self._draw(known[name].num)

    def _draw(self, num: int) -> None:
        self._list(self.query_one(TextInput).value)
        values = [item.value for item in self._items]
        if str(num) in values:
            self.query_one(OptionList).highlighted = values.index(str(num))

    def _under_bar(self) -> KeptView | None:
        place = self.query_one(OptionList).highlighted
        chosen = self._items[place].value if place is not None and place < len(self._items) else ""
        return next((view for view in self._views if str(view.num) == chosen), None)

    def dismiss(self, result: str | None = None) -> AwaitComplete:
        """Close with a view; one that was deleted a moment ago cannot be opened."""
        return AwaitComplete() if result in self._dropped else super().dismiss(result)


class AskName(Dialog[str | None]):
    """Asks for a name and keeps something under it; dismisses with the name when that was done.

    What has the name already is replaced when Enter is pressed once more.
    """

    DEFAULT_CSS = """
    AskName TextInput { margin: 1 0 0 0; background: $background; }
    AskName #dialog-problem { height: 1; width: 1fr; color: $error; }
    """

    def __init__(self, question: str, keep: Keep, name: str = "") -> None:
        super().__init__(question, (Answer("accept", mark("确定")), CANCEL))
        self._keep = keep
        self._given = name
        self._refused = ""

    def compose_middle(self) -> ComposeResult:
        """Lay out the field and the reserved line under it."""
        yield TextInput(self._given, id="name")
        yield Static(id="dialog-problem")

    def begin(self) -> None:
        """Begin in the field."""
        self.query_one(TextInput).focus()

    @on(Input.Changed)
    def _type(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#dialog-problem", Static).update("")

    @on(Input.Submitted)
    async def _accept(self, event: Input.Submitted) -> None:
        event.stop()
        await self._try()

    def give(self, answer: Answer) -> None:
        """Keep it under the name, or close without."""
        if answer.id == "accept":
            self.run_worker(self._try(), group="name", exclusive=True)
        else:
            self.dismiss(None)

    async def _try(self) -> None:
        name = self.query_one(TextInput).value
        try:
            await self._keep(name, bool(name) and name == self._refused)
        except RuleBroken as refusal:
            self._refused = name
            self.query_one("#dialog-problem", Static).update(shown(f"! {say_all(refusal.problems)}"))
            self.query_one(TextInput).focus()
            return
        self.dismiss(name)
