"""A screen with one form in it: what is half typed is kept as a draft, offered again, saved once.

What others save meanwhile is not overwritten: with the form goes how far it had seen the store, the draft
keeps that too, and where both sides changed a field the person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult

from gridtui.domain.changes.meanwhile import Seen, met_in
from gridtui.domain.words.dates import shown_instant
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.queries.histories import author_of_step
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.closing import leave
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.dialogs import Answer, Ask
from gridtui.ui.kit.form import AREA, Form
from gridtui.ui.kit.form_messages import Changed, Submitted
from gridtui.ui.messages import ChangedElsewhere
from gridtui.ui.overlaps import decide
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft
    from gridtui.ui.desk import DeskApp

GO_ON, DROP = "go_on", "drop"
MOST_SHOWN = 120
"""How many characters of a draft are shown in the question about it."""

_SEEN = " seen"
"""Under what a draft holds how far its form had seen the store; no field is called so."""

_IDS = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


class KeptFormScreen(AreaScreen):
    """Keeps the draft of its form; subclasses give the form, its key, and how it is stored.

    Subclasses call ``offer_draft`` in a worker once their form is filled. One that holds more than a form
    says whether there is anything to keep, what that is, and how it is taken up again.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("form.leave", mark("返回"), ("escape",), mark("退回去，写了的留作草稿"), AREA, "leave"),
        Command("form.discard", mark("丢弃"), ("f7",), mark("不要写了的，草稿也丢掉"), AREA, "discard",
                priority=True),
    )  # fmt: skip
    KEPT_WORDS = mark("已留作草稿，再打开时可以接着写")
    writing = False
    """Whether a save is under way; what is typed meanwhile is not kept a second time."""

    seen: Seen | None = None
    """How far the form had seen the store when it was filled."""

    def compose(self) -> ComposeResult:
        """Note how far the store is seen before anything of it is read into the form."""
        self.seen = gateway_of(self).seen_now()
        yield from super().compose()

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept; one for every record and one for a new one."""
        raise NotImplementedError

    async def store(self, values: dict[str, object]) -> None:
        """Store what the form holds; sets ``writing`` to False when done, ``RuleBroken`` where refused."""
        raise NotImplementedError

    def can_store(self) -> bool:
        """Whether there is still something to store the form in."""
        return True

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed and is not stored."""
        return self.form.is_dirty

    def draft_body(self) -> Mapping[str, Any]:
        """Return what was typed, as a draft keeps it."""
        return self.form.raw_values()

    def take_up(self, kept: SavedDraft) -> None:
        """Go on with what a draft holds."""
        self.form.load(kept.body, as_typed=True)

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Show problems where they belong; return those that belong nowhere here."""
        return self.form.show_problems(problems)

    def begin(self) -> None:
        """Go to the field in which typing begins."""

    def resumed(self) -> None:
        """Follow up on a draft that was put into the form."""

    def cover(self) -> None:
        """Mask what was revealed in the form: neither a draft nor another screen may hold it."""

    def draft_words(self, kept: SavedDraft) -> str:
        """Return what tells this draft from another."""
        return " ".join(str(text) for text in kept.body.values() if text)

    async def on_form_changed(self, message: Changed) -> None:
        """Keep what is half typed."""
        message.stop()
        await self._keep(self.draft_body())

    def on_form_submitted(self, message: Submitted) -> None:
        """Save; a second Ctrl+S meanwhile is the same one."""
        if not self.writing and self.can_store():
            self.writing = True
            self.run_worker(self._store(message.values), group="save")

    async def keep_draft(self) -> None:
        """Keep what is half typed, before the program ends or locks."""
        self.cover()
        if self.is_dirty and not self.writing:
            await gateway_of(self).keep_draft(self.draft_key, self._with_seen(self.draft_body()))

    def on_changed_elsewhere(self, message: ChangedElsewhere) -> None:
        """Say that somebody else changed the record which is being filled in; nothing moves."""
        about = {bytes.fromhex(found) for found in _IDS.findall(self.draft_key)}
        if about & (message.records or frozenset()) and not self.writing:
            self.run_worker(self._say_who(message.step), group="elsewhere", exclusive=True)

    async def offer_draft(self) -> None:
        """Ask whether to go on with what was left half typed."""
        gateway = gateway_of(self)
        try:
            kept = await gateway.kept_draft(self.draft_key)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return
        if kept is None:
            return
        seen = kept.body.pop(_SEEN, None)
        question = Ask(
            tr("有一份没存的草稿，接着写吗？"),
            Answer(GO_ON, mark("接着写"), safe=True),
            Answer(DROP, mark("丢掉，重新写")),
            facts=[
                tr("{when} 留下的", when=shown_instant(kept.saved_at, gateway.clock())),
                self.draft_words(kept)[:MOST_SHOWN],
            ],
        )
        if await self.app.push_screen_wait(question) == GO_ON:
            if isinstance(seen, int) and self.seen is not None:
                self.seen = replace(self.seen, num=min(seen, self.seen.num))
            self.take_up(kept)
            self.resumed()
        else:
            await self._drop()
        self.begin()

    async def action_leave(self) -> None:
        """Go back; what was typed is kept, and the next screen says so."""
        self.cover()
        dirty = self.is_dirty
        if await self._keep(self.draft_body()):
            self.close(tr(self.KEPT_WORDS) if dirty else "")

    def action_discard(self) -> None:
        """Throw away what was typed; asks, because it cannot be taken back."""
        if not self.is_dirty:
            self.close("")
            return

        def answered(answer: str | None) -> None:
            if answer == DROP:
                self.run_worker(self._discard(), group="save")

        question = Ask(tr("丢掉写了还没存的内容？"), Answer(GO_ON, mark("接着写"), safe=True),
                       Answer(DROP, mark("丢掉")))  # fmt: skip
        self.app.push_screen(question, answered)

    def close(self, words: str) -> None:
        """Go back to the screen before, which says ``words``."""
        app = cast("DeskApp", self.app)
        leave(self)
        if words:
            app.say(words)

    async def _store(self, values: dict[str, object]) -> None:
        gateway = gateway_of(self)
        try:
            while not await self._try_to_store(values):
                pass
            # The next one begins with what is there now.
            self.seen = gateway.seen_now() if gateway.is_open else None
        except RuleBroken as refusal:
            self.writing = False
            elsewhere = self.show_problems(refusal.problems)
            if elsewhere:
                self.refuse(RuleBroken(elsewhere))

    async def _try_to_store(self, values: dict[str, object]) -> bool:
        """Store; False where the person decided what counts of both sides, so that it is tried again."""
        gateway_of(self).filled(self.draft_key, self.seen)
        try:
            await self.store(values)
        except RuleBroken as refusal:
            met = met_in(refusal)
            decided = await decide(self, self.seen, met) if met and self.seen else None
            if decided is None:
                raise
            self.seen = decided
            return False
        return True

    async def _keep(self, raw: Mapping[str, Any]) -> bool:
        """Keep the form as it stands, or forget the draft of an untouched one; False where that failed."""
        gateway = gateway_of(self)
        if self.writing or gateway.read_only or not self.can_store():
            return True
        try:
            if self.is_dirty:
                await gateway.keep_draft(self.draft_key, self._with_seen(raw))
                self.note = tr("草稿已存 {when}", when=shown_instant(gateway.clock())[-5:])
            else:
                await gateway.drop_draft(self.draft_key)
                self.note = ""
        except RuleBroken as refusal:
            self.refuse(refusal)
            return False
        return True

    def _with_seen(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        return raw if self.seen is None else {**raw, _SEEN: self.seen.num}

    async def _say_who(self, step: bytes | None) -> None:
        try:
            who = await gateway_of(self).read(author_of_step, step) if step else ""
        except RuleBroken:
            return
        said = mark("此记录刚被{who}改过，存的时候会逐项核对")
        self.say(tr(said, who=who) if who else tr("此记录刚在别处改过，存的时候会逐项核对"))

    async def _discard(self) -> None:
        self.writing = await self._drop()
        if self.writing:
            self.close(tr("草稿已丢掉"))

    async def _drop(self) -> bool:
        try:
            await gateway_of(self).drop_draft(self.draft_key)
        except RuleBroken as refusal:
            self.refuse(refusal)
            return False
        return True
