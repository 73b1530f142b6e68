"""A screen with long work in it: what is about to be done, the count while it is done, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import reactive

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui.answers import Job
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.progress import ProgressPane
from gridtui.words import mark, tr

Answer = TypeVar("Answer")

LOOKING, WORKING, READY, DONE = "looking", "working", "ready", "done"
CHANGES = (mark("{done} 条"), mark("{done} / {total} 条"))


class WorkText(VerticalScroll, can_focus=True):
    """Sentences, scrolled where they are more than the window holds."""


class WorkScreen(AreaScreen):
    """Runs long work of the exchange in the writing thread, with its count in view and Esc to stop it."""

    CSS_PATH = "exchange.tcss"
    AUTO_FOCUS = None
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    state: reactive[str] = reactive("", init=False)
    """Which part is shown: the work under way, or the rest."""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the work under way behind what the screen shows otherwise."""
        yield ProgressPane(id="work-progress", classes="work-part")
        yield from self.compose_rest()

    def compose_rest(self) -> ComposeResult:
        """Yield the one widget that is shown while nothing is under way."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        """Stop what nobody waits for any more."""
        if self._job is not None:
            self._job.cancel()

    def watch_state(self, state: str) -> None:
        """Show the work under way, or the rest."""
        for part in self.query(".work-part"):
            part.set_class((part.id == "work-progress") == (state == WORKING), "-now")
        if state == WORKING:
            self.query_one(ProgressPane).focus()
        else:
            self.begin()
        self.refresh_bindings()

    def begin(self) -> None:
        """Go to where one reads."""

    async def long(
        self, title: str, promise: str, back: str, work: Callable[..., Answer], *args: Any, **options: Any
    ) -> Answer | None:
        """Run work that takes ``progress``; None, and back to a state, where it was refused or stopped.

        None too where the screen was left meanwhile.
        """
        pane = self.query_one(ProgressPane)
        job = self._job = gateway_of(self).job(pane.tell)
        pane.start(title, job.cancel, tr(promise), counts=CHANGES)
        self.state = WORKING
        try:
            done = await gateway_of(self).run("exchange", work, *args, progress=job.tick, **options)
            return None if self.is_left else done
        except RuleBroken as refusal:
            if not self.is_left:
                self.state = back
                self.refuse(refusal)
            return None
        finally:
            self._job = None
