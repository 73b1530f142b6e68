"""A line for a path over the list of files and folders that may be meant while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from textual import events
from textual.widgets import Input

from gridtui.domain.issues.attachment import size_words
from gridtui.domain.words.dates import shown_instant
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.cleaning import clean
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.path_input import PathInput
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.looking import Entry
from gridtui.words import mark, tr

Finder: TypeAlias = Callable[[Any, str], list[Entry]]
"""Returns what a text may mean; runs in a thread of the gateway."""


class PathList:
    """Mixin before a Textual class that has a ``PathInput`` and a table of what its text may mean.

    What is typed narrows the list, the arrows walk it, a path that is dropped on the list goes into the line.
    A subclass says what is looked for, and what Enter does.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._entries = ListSource[Entry]([], lambda entry: entry.key)
        self._places: dict[str, Path] = {}
        self._listed = ""
        self._waits = False

    @property
    def table(self) -> VirtualTable[Entry]:
        """The list."""
        raise NotImplementedError

    @property
    def field(self) -> PathInput:
        """The line."""
        raise NotImplementedError

    def finder(self) -> Finder:
        """Return what finds the entries."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Do what Enter does."""
        raise NotImplementedError

    def on_paste(self, event: events.Paste) -> None:
        """Take a path that was dropped while the list had the focus."""
        event.stop()
        self.field.focus()
        self.field.paste(event.text)

    async def on_path_input_moved(self, message: PathInput.Moved) -> None:
        """Walk the list from the line."""
        await self.table.run_action(message.action)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what the text means now."""
        event.stop()
        self._waits = False
        self._look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on with what the line or the bar means."""
        event.stop()
        self.go_on()

    def wait_for_list(self, text: str) -> bool:
        """Say whether the list still shows what an earlier text meant; then it goes on once it fits."""
        self._waits = self._listed != text
        return self._waits

    def write(self, path: Path, *, is_folder: bool = False) -> None:
        """Put a path into the line; a folder's contents are listed then."""
        text = clean(short_path(path))
        if is_folder:
            text = text.rstrip("/\\") + "/"
        self._places[text] = path
        self.field.focus()
        self.field.put(text)

    def _look(self) -> None:
        text = self.field.value
        place = self._places.get(text)
        asked = str(place) + ("/" if text.endswith("/") else "") if place else text
        gateway_of(self.field).ask(
            self.field, "files", self.finder(), asked, then=lambda entries: self._show(text, entries)
        )

    def _show(self, text: str, entries: Sequence[Entry]) -> None:
        self._listed = text
        self._entries.put(entries)
        self.table.refresh_rows()
        self.table.set_total(len(entries))
        self.table.move_to(0)
        if self._waits:
            self._waits = False
            self.go_on()

    def _now(self) -> datetime:
        return gateway_of(self.field).clock()


def entry_columns(now: Callable[[], datetime]) -> list[Column[Entry]]:
    """Return the columns of files; ``now`` is asked whenever a row is drawn."""
    return [
        Column(mark("名称"), 24, _name, flexible=True),
        Column(mark("在哪里"), 14, lambda entry: short_path(entry.path.parent), style="muted", flexible=True),
        Column(mark("修改时间"), 11, lambda entry: shown_instant(entry.changed, now()), style="muted"),
        Column(mark("大小"), 8, _size, align="right", style="muted"),
    ]


def _name(entry: Entry) -> str:
    return (entry.path.name or str(entry.path)) + ("/" if entry.is_folder else "")


def _size(entry: Entry) -> str:
    return tr("文件夹") if entry.is_folder else size_words(entry.size)
