"""The desk behind the screens: the first frame, opening the store, locking it, what the status line says."""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.geometry import Size
from textual.reactive import reactive
from textual.screen import Screen

from gridtui import words
from gridtui.domain.words.problems import RuleBroken
from gridtui.domain.words.store_addresses import SharedAddress, moved_problem
from gridtui.reporting import open_log
from gridtui.settings import Settings
from gridtui.ui import messages
from gridtui.ui.covers import SMALLEST, Cover, LockedBusy, TooSmall
from gridtui.ui.crash import CrashSafeApp
from gridtui.ui.gateway import Gateway, Opener
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.commands import keymap_of
from gridtui.ui.kit.front import FrontScreen, OpeningScreen
from gridtui.ui.kit.glyphs import use_ascii
from gridtui.ui.kit.status_bar import StatusFacts
from gridtui.ui.launch import Launch
from gridtui.ui.navigation import AREAS, HOME, area_of, screen_class
from gridtui.ui.stylesheet import KeptStylesheet
from gridtui.ui.theme import dress, is_plain
from gridtui.words import tr

if TYPE_CHECKING:
    from gridtui.storage.store.notifying import Heard

FRONT = "front"
"""The stack of screens that stands before any area."""

IDLE_CHECK_SECONDS = 10.0
SIGN_IN = "gridtui.ui.screens.unlock.sign_in:SignInScreen"
UNLOCK = "gridtui.ui.screens.unlock.screen:UnlockScreen"
FIRST_RUN = "gridtui.ui.screens.first_run.screen:FirstRunScreen"


class DeskApp(CrashSafeApp):
    """An app with a store that is opened behind the first frame and locked when nobody is there."""

    CSS_PATH = Path(__file__).with_name("gridtui.tcss")
    ENABLE_COMMAND_PALETTE = False
    TITLE = "gridtui"
    DEFAULT_MODE = FRONT
    _coloured = ""
    _colours: dict[str, str]

    status_facts: reactive[StatusFacts] = reactive(StatusFacts())
    """What the status line of every area says of the open store."""

    def __init__(self, launch: Launch) -> None:
        use_ascii(launch.looks.ascii)
        words.use(launch.looks.language)
        self._plain = is_plain(os.environ)
        super().__init__(ansi_color=True if self._plain else None)
        self.launch = launch
        self.clock = launch.clock
        self.reports = launch.places.reports
        self.error_log = open_log(launch.places.log)
        self.gateway = Gateway(
            self,
            launch.clock,
            self.error_log,
            copies=launch.places.opened,
            file_opener=launch.file_opener,
        )
        self.settings = launch.settings
        self.rebound: Mapping[str, tuple[str, ...]] = {}
        self.area = HOME
        self.has_passphrase = True
        self._was_open = False
        self._last_input = launch.clock()
        self.add_mode(FRONT, self._front)
        self.use_settings(launch.settings)
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours of the theme by name; worked out once for each theme."""
        if self._coloured != self.theme:
            self._coloured, self._colours = self.theme, super().get_css_variables()
        return self._colours

    def on_mount(self) -> None:
        """Begin to open the store once the first frame is on the screen."""
        self.set_interval(IDLE_CHECK_SECONDS, self.lock_if_idle)
        self.set_interval(IDLE_CHECK_SECONDS, self.gateway.retry_copies)
        self.screen.call_after_refresh(self.after_first_frame)

    def after_first_frame(self) -> None:
        """Load what the first frame did not need, and open the store where nothing has to be typed."""
        if not gc.isenabled():
            # What stands now stands until the end: no collection has to walk through it while somebody types.
            gc.freeze()
            gc.enable()
        self.run_worker(self.gateway.warm(), group="warm")
        self.run_worker(self.gateway.sweep_copies(), group="sweep")
        for problem in self.launch.problems:
            self.say(words.say(problem))
        if self.launch.opener is not None:
            self._open_unlocked(self.launch.opener)
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
        self._cover_if_small(event.size)

    def _cover_if_small(self, size: Size) -> None:
        small = size.width < SMALLEST[0] or size.height < SMALLEST[1]
        covered = isinstance(self.screen, TooSmall)
        if small and not covered:
            self.push_screen(TooSmall())
        elif covered and not small:
            self.pop_screen()

    def use_settings(self, settings: Settings) -> None:
        """Take over what can change while the program runs: colours, keys, the minutes before locking."""
        self.settings = settings
        self.rebound = settings.keys
        self.set_keymap(keymap_of(settings.keys))
        dress(self, settings.theme, plain=self._plain)

    def say(self, item: RuleBroken | str) -> None:
        """Show a sentence, or why something was refused."""
        text = item if isinstance(item, str) else words.say_all(item.problems)
        screen = self.screen
        # Asked of the screen, not of its class: areas load behind the first frame.
        say = getattr(screen, "say", None)
        if isinstance(screen, FrontScreen):
            screen.tell(text)
        elif say is not None:
            say(text, "information" if isinstance(item, str) else "error")
        else:
            self.notify(clean(text), markup=False)

    def only_reading(self) -> str:
        """Return the sentence that says why nothing can be changed now."""
        workspace = self.gateway.workspace
        if workspace.moved_to:
            return words.say(moved_problem(workspace.moved_to))
        holder = workspace.holder
        if holder:
            return tr("{holder} 正在使用这个库，这里只能看，不能改", holder=holder)
        return tr("这个库是只读打开的，只能看，不能改")

    def store_changed(self, intent: str) -> None:
        """Tell every screen that the store changed, and bring the status line up to date."""
        self.run_worker(self._look_at_facts(), group="facts", exclusive=True)
        for screen in self.all_screens():
            screen.post_message(messages.StoreChanged(intent))

    def changed_elsewhere(self, heard: Heard) -> None:
        """Let every screen look again, and a form say when its record is one that others changed."""
        self.store_changed("")
        for screen in self.all_screens():
            screen.post_message(messages.ChangedElsewhere(heard.records, heard.step))

    def all_screens(self) -> list[Screen[Any]]:
        """Return every screen of every area, open or behind another."""
        return [screen for stack in self._screen_stacks.values() for screen in stack]

    def area_screen(self, key: str) -> Screen[Any]:
        """Return the first screen of an area, loading it."""
        return screen_class(area_of(key).screen)()

    @property
    def backup_folder(self) -> Path:
        """Where the daily backups of this store go."""
        chosen = self.settings.backup_folder
        return Path(chosen).expanduser() if chosen else self.launch.places.backups

    def lock_if_idle(self) -> None:
        """Lock after the chosen minutes without a key; a clock set back starts the wait anew."""
        idle = (self.clock() - self._last_input).total_seconds()
        if idle < 0:
            self._last_input = self.clock()
        due = idle >= 60 * self.settings.lock_minutes or isinstance(self.screen, LockedBusy)
        if due and self.gateway.is_open and self.has_passphrase:
            self.run_worker(self.lock(), group="lock", exclusive=True)

    async def lock(self) -> None:
        """Close the store, forget its key, clear every screen; work under way is only covered."""
        self.gateway.close_copies()
        if self.gateway.busy:
            if not isinstance(self.screen, Cover):
                await self.push_screen(LockedBusy())
            return
        if not await self.keep_drafts() and self.gateway.workspace.path is None:
            # A server may come back, and what is half typed would be gone.
            if not isinstance(self.screen, Cover):
                await self.push_screen(
                    LockedBusy(tr("共享库断了，写了一半的还没存下\n接上后自动存好草稿就上锁"))
                )
            return
        self.gateway.close()
        self.clear_notifications()
        self._clipboard = ""
        self.status_facts = StatusFacts()
        await self.switch_mode(FRONT)
        for area in AREAS:
            if area.key in self._modes:
                await self.remove_mode(area.key)
        await self.push_screen(self._asking())
        self._cover_if_small(self.size)

    async def keep_drafts(self) -> bool:
        """Let every screen store what is half typed in it; returns whether all of it was."""
        if not self.gateway.is_open or self.gateway.read_only:
            return True
        whole = True
        for screen in self.all_screens():
            keep = getattr(screen, "keep_draft", None)
            if keep is not None:
                try:
                    await keep()
                except RuleBroken:
                    whole = False
        return whole

    def _front(self) -> Screen[Any]:
        """Return what stands in the first frame."""
        if self.launch.opener is not None or self.launch.passphrase is not None:
            return OpeningScreen()
        return self._asking()

    def _asking(self) -> Screen[Any]:
        """Return the screen that asks for what opens a store: the passphrase, or how to begin."""
        store = self.launch.store
        if isinstance(store, SharedAddress):
            sign_in: Any = screen_class(SIGN_IN)
            asking: Screen[Any] = sign_in(store, locked=self._was_open)
            return asking
        if store.exists():
            return screen_class(UNLOCK)(store.stem)
        return screen_class(FIRST_RUN)()

    def _open_unlocked(self, opener: Opener) -> None:
        self.has_passphrase = False
        self._opening(self.gateway.adopt(opener))

    def _opening(self, opening: Awaitable[None], place: messages.OpenRequest | None = None) -> None:
        self.run_worker(self._opened(opening, place), group="opening", exclusive=True)

    async def _opened(self, opening: Awaitable[None], place: messages.OpenRequest | None) -> None:
        """Wait for a store to open, then go to its desk, and to a place there; or say why it did not."""
        try:
            await opening
        except RuleBroken as refusal:
            if isinstance(self.screen, OpeningScreen):
                await self.push_screen(self._asking())
            if isinstance(self.screen, FrontScreen):
                self.screen.refuse(refusal)
            return
        await self._enter()
        if place is not None:
            self.post_message(place)

    async def _open(self, passphrase: str) -> None:
        store, read_only = self.launch.store, self.launch.read_only
        await self.gateway.open(
            store,
            passphrase,
            backups=self.backup_folder,
            read_only=read_only,
            typed_only=self._was_open,
        )

    async def _enter(self) -> None:
        """Go to the area left when the store was locked, the first one at the start."""
        self._was_open = True
        for area in AREAS:
            if area.key not in self._modes:
                self.add_mode(area.key, partial(self.area_screen, area.key))
        # What was typed before the desk, a passphrase among it, must not wait behind it.
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.switch_mode(self.area)
        self._cover_if_small(self.size)
        self._last_input = self.clock()
        if self.gateway.read_only:
            self.say(self.only_reading())
        self.run_worker(self._back_up(), group="backup")

    async def _back_up(self) -> None:
        try:
            await self.gateway.back_up(self.backup_folder)
        except RuleBroken as refusal:
            self.say(refusal)
        await self._look_at_facts()

    async def _look_at_facts(self) -> None:
        """Read what the status line says; it stays as it was where that fails."""
        with suppress(RuleBroken):
            workspace = self.gateway.workspace
            last = await self.gateway.last_backup(self.backup_folder)
            counts = await self.gateway.exchange_counts()
            self.status_facts = StatusFacts(
                store=workspace.name,
                operator=workspace.operator.name,
                unexported=counts.unexported,
                conflicts=counts.conflicts,
                to_confirm=counts.to_confirm,
                parallels=counts.parallels,
                backup=self._backup_words(workspace.path, last),
                holder=workspace.holder if workspace.read_only else "",
            )

    def _backup_words(self, store: Path | None, last: datetime | None) -> str:
        """Return when the last backup was made; a shared store is backed up where it is."""
        from gridtui.domain.words.dates import shown_instant

        if store is None:
            return tr("在服务器上")
        return shown_instant(last, self.clock()) if last else ""

    @on(messages.UnlockAsked)
    def _unlock(self, message: messages.UnlockAsked) -> None:
        self._opening(self._open(message.passphrase))

    @on(messages.StoreAsked)
    def _create(self, message: messages.StoreAsked) -> None:
        self.area = message.then
        store, name = self.launch.own_file, message.operator_name
        making = self.gateway.create(store, message.passphrase, org=message.org, operator_name=name)
        self._opening(making, message.place)

    @on(messages.SampleAsked)
    def _open_sample(self) -> None:
        if self.launch.sample is None:
            self.say(tr("这里没有示例，请用 gridtui demo 打开"))
        else:
            self._open_unlocked(self.launch.sample)
