"""The app: where commands lead, and which can be given in which state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import on
from textual.dom import DOMNode

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui import messages, paper_messages
from gridtui.ui.covers import Cover
from gridtui.ui.desk import DeskApp
from gridtui.ui.everywhere import COMMANDS_EVERYWHERE, NEEDING_A_STORE, WITH_A_MODAL
from gridtui.ui.kit.commands import Command, Commanded, Offer
from gridtui.ui.navigation import DESTINATIONS, HOME, WRITING, screen_class
from gridtui.words import tr


class GridApp(Commanded, DeskApp):
    """The program a person sees: commands that work everywhere, and the way from screen to screen."""

    COMMANDS: ClassVar[tuple[Command, ...]] = COMMANDS_EVERYWHERE  # type: ignore[assignment]
    _leaves_drafts = False
    """Whether it was said that what is half typed goes with the program."""

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
        if isinstance(self.screen, Cover) or getattr(self.screen, "TAKES_ALL_KEYS", False):
            return action == "quit"
        everywhere = any(command.action.partition("(")[0] == action for command in COMMANDS_EVERYWHERE)
        if everywhere and self.screen.is_modal and action not in WITH_A_MODAL:
            return False
        if getattr(self.screen, "HELPLESS", False) and action in ("help", "palette"):
            return False
        if action in getattr(self.screen, "replaces", ()):
            return False
        if action in NEEDING_A_STORE and not self.gateway.is_open:
            return False
        return super().check_action(action, parameters)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy through the system's tool, and by OSC 52 for terminals elsewhere."""
        from gridtui.ui.clipboard import copy_with_tool

        if not self.is_headless:
            copy_with_tool(text)
        super().copy_to_clipboard(text)

    @on(messages.OpenRequest)
    def _answer_request(self, message: messages.OpenRequest) -> None:
        if type(message) in WRITING and self.gateway.read_only:
            self.say(self.only_reading())
        else:
            self.open_place(message)

    def open_place(self, message: messages.OpenRequest) -> None:
        """Put the screen that answers the request on top of this one."""
        self.push_screen(screen_class(DESTINATIONS[type(message)])(**message.arguments()))

    @on(messages.OpenArea)
    async def _open_area(self, message: messages.OpenArea) -> None:
        await self.action_go(message.area)

    async def action_go(self, area: str) -> None:
        """Go to an area; once more goes back to its list."""
        self.area = area
        if area == self.current_mode:
            while len(self.screen_stack) > 1:
                await self.pop_screen()
        else:
            await self.switch_mode(area)

    async def action_back(self) -> None:
        """Go one step back: out of this screen, then to the first area; never out of the program."""
        if len(self.screen_stack) > 1 and getattr(self.screen, "leavable", True):
            await self.pop_screen()
        elif self.gateway.is_open and self.current_mode != HOME:
            await self.action_go(HOME)
        else:
            self.action_help_quit()

    def action_help_quit(self) -> None:
        """Say which key leaves the program."""
        self.say(tr("要退出请按 Ctrl+Q"))

    async def action_quit(self) -> None:
        """Leave at once, keeping what is half typed; where that fails, only when asked again."""
        self.gateway.cancel_jobs()
        if not await self.keep_drafts() and not self._leaves_drafts:
            self._leaves_drafts = True
            self.say(tr("写了一半的没能存下；再按一次 Ctrl+Q 就不存了退出"))
            return
        self.exit()

    async def action_lock(self) -> None:
        """Lock the store now."""
        if not self.has_passphrase:
            self.say(tr("示例没有口令，不用上锁；Ctrl+Q 退出后就没有了"))
            return
        self.run_worker(self.lock(), group="lock", exclusive=True)

    def action_keep_sample(self) -> None:
        """Ask where the sample is to be kept."""
        if self.has_passphrase:
            self.say(tr("这是您自己的库，已经存着，不用留存"))
            return
        self.post_message(messages.KeepSample(self.launch.own_file))

    async def action_undo(self) -> None:
        """Take back the last step and say what came back."""
        self.say(tr("已撤销：{label}", label=await self.gateway.undo()))

    async def action_redo(self) -> None:
        """Do again what was taken back last."""
        self.say(tr("已恢复：{label}", label=await self.gateway.redo()))

    def action_find(self) -> None:
        """Open the search; in the search itself, go back to its field."""
        again = getattr(self.screen, "action_find_again", None)
        if again is not None:
            again()
        else:
            self.post_message(messages.OpenSearch())

    def action_new_issue(self) -> None:
        """Take down an issue."""
        self.post_message(messages.NewIssue())

    def action_board(self) -> None:
        """Show the issues by state."""
        self.post_message(messages.OpenBoard())

    def action_verify_round(self) -> None:
        """Verify one issue after the other."""
        self.post_message(messages.OpenRound("pending_verify"))

    def action_callback_round(self) -> None:
        """Call back about one issue after the other."""
        self.post_message(messages.OpenRound("pending_callback"))

    def action_limits(self) -> None:
        """Show every limit in force."""
        self.post_message(messages.OpenLimits())

    def action_calendar(self) -> None:
        """Show the working calendar."""
        self.post_message(messages.OpenCalendar())

    def action_whistles(self) -> None:
        """Show the whistle book."""
        self.post_message(messages.OpenWhistles())

    def action_hot(self) -> None:
        """Show the matters that several residents raised."""
        self.post_message(messages.OpenHot())

    def action_conflicts(self) -> None:
        """Show the records that two desks edited at once."""
        self.post_message(messages.OpenConflicts())

    def action_gaps(self) -> None:
        """Show what roster and records lack."""
        self.post_message(messages.OpenGaps())

    def action_diary(self) -> None:
        """Show the days of the diary."""
        self.post_message(messages.OpenDiaries())

    def action_report(self) -> None:
        """Show the report of the month before."""
        self.post_message(paper_messages.OpenReport())

    def action_burdens(self) -> None:
        """Show what was asked for on paper."""
        self.post_message(paper_messages.OpenBurdens())

    def action_fill_form(self) -> None:
        """Fill an upper office's form."""
        self.post_message(paper_messages.FillForm())

    def action_review(self) -> None:
        """Show what is due for review."""
        self.post_message(messages.OpenReview())

    def action_data_sheet(self) -> None:
        """Show what is kept of people, why and for how long."""
        self.post_message(messages.OpenDataSheet())

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
        from gridtui.ui.kit.jump import JumpScreen, targets_of

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
