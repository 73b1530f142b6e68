"""One day of the diary 民情日志: compiled from what was recorded, then edited, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.diary import DiaryDraft, compiled
from gridtui.domain.words.dates import local_date, shown_date
from gridtui.domain.words.draft import LONG
from gridtui.domain.words.intents import Intent
from gridtui.queries.walks.diary import day_facts, diary_draft, entry_of
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.date_input import WEEKDAYS
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.long_text import LongText
from gridtui.ui.screens.diary.commands import ONE_DAY
from gridtui.usecases.diary import write_diary
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.storage.drafts import SavedDraft

_AROUND = 10
"""Lines of the screen that are not the text."""

_LEAST = 6


class DiaryDayScreen(KeptFormScreen):
    """Shows the entry of that id, else the operator's own of that day; a new one begins compiled."""

    TITLE = mark("民情日志")
    COMMANDS: ClassVar[tuple[Command, ...]] = ONE_DAY
    DEFAULT_CSS = """
    DiaryDayScreen Form { height: 1fr; padding: 0 1 0 0; }
    """

    def __init__(self, entry_id: RecordId | None = None, day: date | None = None) -> None:
        super().__init__()
        self.entry_id = entry_id
        self.day = day
        self.sources = ""
        self._stored: DiaryDraft | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the text, as high as the screen."""
        gateway = gateway_of(self)
        if self.entry_id is None:
            self.day = self.day or self._today()
            self.entry_id = gateway.read_now(entry_of, gateway.workspace.operator.id, self.day)
        self._stored = gateway.read_now(diary_draft, self.entry_id) if self.entry_id else None
        if self._stored is not None:
            self.day, self.sources = self._stored.day, self._stored.sources
        lines = max(_LEAST, self.app.size.height - _AROUND)
        field = FieldSpec(name="text", title=mark("内容"), kind="long", required=True, pinnable=False,
                          lines=lines, max_length=LONG)  # fmt: skip
        yield Form([field], {"text": self._stored.text if self._stored else ""}, id="diary-form")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept; one for every day of every person."""
        return f"diary:{self.entry_id.hex() if self.entry_id else self.day}"

    @property
    def is_mine(self) -> bool:
        """Whether the operator is the one who wrote it."""
        return self._stored is None or self._stored.author_id == gateway_of(self).workspace.operator.id

    def draft_body(self) -> Mapping[str, Any]:
        """Return the text, and what it was compiled from."""
        return {**self.form.raw_values(), "sources": self.sources}

    def take_up(self, kept: SavedDraft) -> None:
        """Go on with the text of the draft."""
        super().take_up(kept)
        self.sources = str(kept.body.get("sources") or "")

    def draft_words(self, kept: SavedDraft) -> str:
        """Return how the text begins."""
        return " ".join(str(kept.body.get("text") or "").split())

    def can_store(self) -> bool:
        """Whether the entry is still there and one's own."""
        return self.is_mine and (self.entry_id is None or self._stored is not None)

    def begin(self) -> None:
        """Go to the text."""
        self.form.focus_field()

    def on_mount(self) -> None:
        """Say whose day it is; compile a new one, and offer what was left half typed."""
        name = self._stored.author_name if self._stored else gateway_of(self).workspace.operator.name
        day = f"{shown_date(self.day)} {tr(WEEKDAYS[self.day.weekday()])}" if self.day else ""
        self.filter_words = " · ".join(part for part in (day, name) if part)
        self.begin()
        if self.entry_id is not None and self._stored is None:
            self.say(tr("这条记录已经不在了，Esc 返回"), "error")
        elif not self.is_mine:
            self.say(tr("这是 {name} 的日志，只能看", name=name))
        else:
            self.run_worker(self._start(), group="offer")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Compile only one's own day."""
        if action == "compile" and not self.can_store():
            return False
        return super().check_action(action, parameters)

    async def action_compile(self) -> None:
        """Add what was recorded since; what was written stays."""
        text, added = await self._compiled()
        if added:
            field = self.form.field("text")
            assert isinstance(field, LongText)
            field.put(text)
            self.say(tr("加了 {n} 条新记录，写过的没有动；Ctrl+Z 退回", n=added))
        else:
            self.say(tr("没有新的记录"))

    async def store(self, values: dict[str, object]) -> None:
        """Write the day and go back."""
        draft = DiaryDraft(day=self.day, text=str(values["text"] or ""), sources=self.sources)
        gateway = gateway_of(self)
        await gateway.write(Intent.WRITE_DIARY, write_diary, draft, self.entry_id, form=self.draft_key)
        self.writing = False
        said = mark("{day} 的日志已存，Ctrl+Z 撤销") if gateway.wrote else mark("{day} 的日志没有改动")
        self.close(tr(said, day=shown_date(self.day)))

    async def _start(self) -> None:
        """Compile a day that is new, or say what has come since; then offer the draft."""
        if self._stored is None:
            text, added = await self._compiled()
            self.form.load({"text": text})
            words = tr("汇总了 {n} 条记录，改好按 Ctrl+S", n=added)
            self.say(words if added else tr("这天没有走访和诉求的记录，直接写就行"))
        else:
            found = await self._facts()
            _, waiting = compiled(self._stored, found)
            if waiting:
                self.say(tr("有 {n} 条新记录还没汇进来，按 F5", n=waiting))
        await self.offer_draft()

    async def _compiled(self) -> tuple[str, int]:
        """Return the text with what is new since behind it, and how many lines that is."""
        now = DiaryDraft(day=self.day, text=self.form.raw_values()["text"], sources=self.sources)
        found, added = compiled(now, await self._facts())
        self.sources = found.sources
        return found.text, added

    async def _facts(self) -> list[Any]:
        if self.day is None:
            return []
        gateway = gateway_of(self)
        return await gateway.read(day_facts, gateway.workspace.operator, self.day)

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())
