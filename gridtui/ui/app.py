"""The app: the first frame, the open desk, locking, and the commands that work everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from textual import events, on
from textual.dom import DOMNode
from textual.screen import Screen

from gridtui import words
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.reporting import open_log
from gridtui.settings import Settings
from gridtui.ui import messages
from gridtui.ui.clipboard import copy_with_tool
from gridtui.ui.covers import SMALLEST, Cover, LockedBusy, TooSmall
from gridtui.ui.crash import CrashSafeApp
from gridtui.ui.everywhere import COMMANDS_EVERYWHERE, NEEDING_A_STORE, WITH_A_MODAL
from gridtui.ui.gateway import Gateway
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.command_list import CommandList
from gridtui.ui.kit.commands import Command, Commanded, Offer, keymap_of
from gridtui.ui.kit.front import FrontScreen, OpeningScreen
from gridtui.ui.kit.glyphs import use_ascii
from gridtui.ui.kit.jump import JumpScreen, targets_of
from gridtui.ui.launch import Launch
from gridtui.ui.navigation import AREAS, DESTINATIONS, HOME, WRITING, area_of, screen_class
from gridtui.words import mark, tr

FRONT = "_default"
"""Textual's name for the stack of screens that stands before any area."""

IDLE_CHECK_SECONDS = 10.0
UNLOCK = "gridtui.ui.screens.unlock.screen:UnlockScreen"
FIRST_RUN = "gridtui.ui.screens.first_run.screen:FirstRunScreen"


class GridApp(Commanded, CrashSafeApp):
    """The desk. Starts locked or empty, opens the store behind the first frame, goes where it is told."""

    COMMANDS: ClassVar[tuple[Command, ...]] = COMMANDS_EVERYWHERE  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False
    TITLE = "gridtui"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (140, "-very-wide")]

    def __init__(self, launch: Launch) -> None:
        use_ascii(launch.settings.ascii)
        words.use(launch.settings.language)
        super().__init__()
        self.launch = launch
        self.settings = launch.settings
        self.clock = launch.clock
        self.reports = launch.places.reports
        self.error_log = open_log(launch.places.log)
        self.gateway = Gateway(self, launch.clock, self.error_log)
        self.rebound: Mapping[str, tuple[str, ...]] = {}
        self._area = HOME
        self._last_input = launch.clock()
        self._use(launch.settings)

    def get_default_screen(self) -> Screen[Any]:
        """Return what stands in the first frame."""
        if self.launch.opener is not None or self.launch.passphrase is not None:
            return OpeningScreen()
        return self._asking()

    def on_mount(self) -> None:
        """Begin to open the store once the first frame is on the screen."""
        self.set_interval(IDLE_CHECK_SECONDS, self.lock_if_idle)
        self.screen.call_after_refresh(self.after_first_frame)

    def after_first_frame(self) -> None:
        """Load what the first frame did not need, and open the store where nothing has to be typed."""
        self.run_worker(self.gateway.warm(), group="warm")
        for problem in self.launch.problems:
            self.say(words.say(problem))
        if self.launch.opener is not None:
            self._opening(self.gateway.adopt(self.launch.opener))
        elif self.launch.passphrase is not None:
            self._opening(self._open(self.launch.passphrase))

    def on_unmount(self) -> None:
        """Finish the write under way, close the store."""
        self.gateway.shut_down()

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody last did something."""
        if isinstance(event, events.InputEvent | events.Paste):
            self._last_input = self.clock()
        await super().on_event(event)

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the window is too small."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        covered = isinstance(self.screen, TooSmall)
        if small and not covered:
            self.push_screen(TooSmall())
        elif covered and not small:
            self.pop_screen()

    async def run_action(
        self, action: Any, default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:  # fmt: skip
        """Carry out a command; refuse in words what writes to a store that is only read."""
        node = self if default_namespace is None else default_namespace
        if self.gateway.read_only and _writes(node, action):
            self.say(self.only_reading())
            return True
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except RuleBroken as refusal:
            self.say(refusal)
            return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say which commands can be given now: fewer before the store is open and behind a dialog."""
        if not self._screen_stacks.get(self.current_mode):
            return super().check_action(action, parameters)
        if isinstance(self.screen, Cover):
            return action == "quit"
        everywhere = any(command.action.partition("(")[0] == action for command in COMMANDS_EVERYWHERE)
        if everywhere and self.screen.is_modal and action not in WITH_A_MODAL:
            return False
        if isinstance(self.screen, CommandList | JumpScreen) and action in ("help", "palette"):
            return False
        if action in NEEDING_A_STORE and not self.gateway.is_open:
            return False
        return super().check_action(action, parameters)

    def say(self, item: RuleBroken | str) -> None:
        """Show a sentence, or why something was refused."""
        text = item if isinstance(item, str) else " ".join(words.say(each) for each in item.problems)
        screen = self.screen
        if isinstance(screen, FrontScreen):
            screen.tell(text)
        else:
            self.notify(clean(text), markup=False)

    def only_reading(self) -> str:
        """Return the sentence that says why nothing can be changed now."""
        holder = self.gateway.workspace.holder
        if holder:
            return tr("{holder} 正在使用这个库，这里只能看，不能改", holder=holder)
        return tr("这个库是只读打开的，只能看，不能改")

    def store_changed(self, intent: str) -> None:
        """Tell every screen that the store changed."""
        for screen in self._all_screens():
            screen.post_message(messages.StoreChanged(intent))

    def copy_to_clipboard(self, text: str) -> None:
        """Copy through the system's tool, and by OSC 52 for terminals elsewhere."""
        if not self.is_headless:
            copy_with_tool(text)
        super().copy_to_clipboard(text)

    def lock_if_idle(self) -> None:
        """Lock after the chosen minutes without a key; a clock set back starts the wait anew."""
        idle = (self.clock() - self._last_input).total_seconds()
        if idle < 0:
            self._last_input = self.clock()
        elif self.gateway.is_open and self.launch.opener is None:
            self._lock_after(idle)

    def _lock_after(self, idle: float) -> None:
        if idle >= 60 * self.settings.lock_minutes or isinstance(self.screen, LockedBusy):
            self.run_worker(self.lock(), group="lock", exclusive=True)

    async def lock(self) -> None:
        """Close the store, forget its key, clear every screen; work under way is only covered."""
        if self.gateway.busy:
            if not isinstance(self.screen, Cover):
                await self.push_screen(LockedBusy())
            return
        await self._keep_drafts()
        self.gateway.close()
        self.clear_notifications()
        self._clipboard = ""
        await self._leave_desk()

    async def _leave_desk(self) -> None:
        await self.switch_mode(FRONT)
        for area in AREAS:
            if area.key in self._modes:
                await self.remove_mode(area.key)
        await self.switch_screen(self._asking())

    async def _enter_desk(self) -> None:
        for area in AREAS:
            if area.key not in self._modes:
                self.add_mode(area.key, partial(self._area_screen, area.key))
        await self.switch_mode(self._area)
        self._last_input = self.clock()
        if self.gateway.read_only:
            self.say(self.only_reading())

    def _area_screen(self, key: str) -> Screen[Any]:
        return screen_class(area_of(key).screen)()

    def _asking(self) -> Screen[Any]:
        """Return the screen that asks for what opens a store: the passphrase, or how to begin."""
        if self.launch.store.exists():
            return screen_class(UNLOCK)(self.launch.store.stem)
        return screen_class(FIRST_RUN)()

    def _opening(self, opening: Any) -> None:
        self.run_worker(self._opened(opening), group="opening", exclusive=True)

    async def _opened(self, opening: Any) -> None:
        """Wait for a store to open, then go to its desk; or say why it did not."""
        try:
            await opening
        except RuleBroken as refusal:
            if isinstance(self.screen, OpeningScreen):
                await self.switch_screen(self._asking())
            screen = self.screen
            if isinstance(screen, FrontScreen):
                self.call_after_refresh(screen.refuse, refusal)
            return
        await self._enter_desk()

    async def _open(self, passphrase: str) -> None:
        await self.gateway.open(self.launch.store, passphrase, read_only=self.launch.read_only)

    async def _keep_drafts(self) -> None:
        """Let every screen store what is half typed in it."""
        for screen in self._all_screens():
            keep = getattr(screen, "keep_draft", None)
            if keep is not None:
                try:
                    await keep()
                except RuleBroken as refusal:
                    self.say(refusal)

    def _all_screens(self) -> list[Screen[Any]]:
        return [screen for stack in self._screen_stacks.values() for screen in stack]

    def _use(self, settings: Settings) -> None:
        self.settings = settings
        self.rebound = settings.keys
        self.set_keymap(keymap_of(settings.keys))

    @on(messages.UnlockAsked)
    def _unlock(self, message: messages.UnlockAsked) -> None:
        self._opening(self._open(message.passphrase))

    @on(messages.StoreAsked)
    def _create(self, message: messages.StoreAsked) -> None:
        self._area = message.then
        self._opening(self.gateway.create(
            self.launch.store, message.passphrase, org=message.org, operator_name=message.operator_name,
        ))  # fmt: skip

    @on(messages.SampleAsked)
    def _open_sample(self) -> None:
        if self.launch.sample is None:
            raise RuleBroken(Problem(mark("这里没有示例")))
        self._opening(self.gateway.adopt(self.launch.sample))

    @on(messages.SettingsChanged)
    def _change_settings(self, message: messages.SettingsChanged) -> None:
        self._use(message.settings)

    @on(messages.OpenRequest)
    def _open_place(self, message: messages.OpenRequest) -> None:
        if type(message) in WRITING and self.gateway.read_only:
            self.say(self.only_reading())
            return
        self.push_screen(screen_class(DESTINATIONS[type(message)])(**message.arguments()))

    @on(messages.OpenArea)
    async def _open_area(self, message: messages.OpenArea) -> None:
        await self.action_go(message.area)

    def on_virtual_table_count_needed(self, message: Any) -> None:
        """Count the rows of a list that does not know how many it has."""
        table = message.table
        self.gateway.count(table, message.source, then=message.answer)

    async def action_go(self, area: str) -> None:
        """Go to an area; once more goes back to its list."""
        self._area = area
        if area == self.current_mode:
            while len(self.screen_stack) > 1:
                await self.pop_screen()
        else:
            await self.switch_mode(area)

    async def action_back(self) -> None:
        """Go one step back: out of this screen, then to the first area; never out of the program."""
        if len(self.screen_stack) > 1:
            await self.pop_screen()
        elif self.gateway.is_open and self.current_mode != HOME:
            await self.action_go(HOME)
        else:
            self.action_help_quit()

    def action_help_quit(self) -> None:
        """Say which key leaves the program."""
        self.say(tr("要退出请按 Ctrl+Q"))

    async def action_quit(self) -> None:
        """Leave at once, keeping what is half typed."""
        if self.gateway.is_open:
            await self._keep_drafts()
        self.exit()

    async def action_lock(self) -> None:
        """Lock the store now."""
        if self.launch.opener is not None:
            self.say(tr("示例没有口令，不用上锁；Ctrl+Q 退出后就没有了"))
            return
        self.run_worker(self.lock(), group="lock", exclusive=True)

    async def action_undo(self) -> None:
        """Take back the last step and say what came back."""
        self.say(tr("已撤销：{label}", label=await self.gateway.undo()))

    async def action_redo(self) -> None:
        """Do again what was taken back last."""
        self.say(tr("已恢复：{label}", label=await self.gateway.redo()))

    def action_find(self) -> None:
        """Open the search."""
        self.post_message(messages.OpenSearch())

    def action_new_issue(self) -> None:
        """Take down an issue."""
        self.post_message(messages.NewIssue())

    def action_help(self) -> None:
        """Show what can be done here."""
        from gridtui.ui.kit.help import help_for

        self.push_screen(help_for(self.screen), self._give)

    def action_palette(self) -> None:
        """Show every command."""
        from gridtui.ui.kit.palette import palette_for

        self.push_screen(palette_for(self.screen), self._give)

    def action_row_menu(self) -> None:
        """Show the commands of what has the focus."""
        from gridtui.ui.kit.palette import row_menu_for

        self.push_screen(row_menu_for(self.screen), self._give)

    async def _give(self, offer: Offer | None) -> None:
        if offer is not None:
            await self.run_action(offer.command.action, offer.node)

    def action_jump(self) -> None:
        """Lay letters over everything that can have the focus."""
        self.push_screen(JumpScreen(targets_of(self.screen)), lambda widget: widget and widget.focus())

    def action_next_pane(self) -> None:
        """Put the focus into the next pane, else on the next widget."""
        panes = [pane for pane in self.screen.query(".pane") if pane.display]
        focused = self.focused
        around = focused.ancestors_with_self if focused else []
        now = next((place for place, pane in enumerate(panes) if pane in around), -1)
        for pane in (*panes[now + 1 :], *panes[: max(now, 0)]):
            inside = [widget for widget in self.screen.focus_chain if pane in widget.ancestors_with_self]
            if inside:
                inside[0].focus()
                return
        self.screen.focus_next()


def _writes(node: DOMNode, action: Any) -> bool:
    return isinstance(node, Commanded) and any(
        command.writes and command.action == action for command in node.commands()
    )
