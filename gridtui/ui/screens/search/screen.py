"""Search 找: anything by a few characters, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.words.text import tidy_line
from gridtui.queries.finding import Findings, find, post_of
from gridtui.ui import messages, together_messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kit.area import LookingScreen
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.editing import FieldEdited
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.text_input import TextInput
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.search.lines import GroupLine, HitLine, Line, columns_for, lines_of, span, words_of
from gridtui.words import mark, tr

AREA = mark("找")
AT_ONCE = 40
"""Hits of a group that are read with every key; the rest follow."""

HINT = mark("姓名、拼音首字母、门牌 3-2-501、电话末四位、编号、内容；几个词用空格隔开")
NOTHING = mark("没有找到。少打几个字，或换个说法")


class FoundList(VirtualTable[Any]):
    """The hits; going up from the first leads back to the field."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("search.next_group", mark("下一组"), ("right",), mark("到下一组的开头"), AREA, "next_group",
                palette=False),
        Command("search.previous_group", mark("上一组"), ("left",), mark("到上一组的开头"), AREA,
                "previous_group", footer=False, palette=False),
    )  # fmt: skip

    def action_next_group(self) -> None:
        """Go to the first hit of the next group, from the last to the first."""
        self._go_to_group(forward=True)

    def action_previous_group(self) -> None:
        """Go to the first hit of the group before, from the first to the last."""
        self._go_to_group(forward=False)

    def _go_to_group(self, *, forward: bool) -> None:
        source = self.source
        if not isinstance(source, ListSource):
            return
        starts = [place + 1 for place, line in enumerate(source.rows) if isinstance(line, GroupLine)]
        if not starts:
            return
        if forward:
            self.move_to(next((start for start in starts if start > self.cursor), starts[0]))
        else:
            own = max((start for start in starts if start <= self.cursor), default=starts[0])
            self.move_to(starts[starts.index(own) - 1])
        self.scroll_to(y=self.cursor - 1, animate=False, force=True)

    def action_previous_row(self) -> None:
        """Move one row up, from the top into the field."""
        if self.cursor:
            super().action_previous_row()
        else:
            self.screen.query_one(TextInput).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take no marks."""
        return action != "mark_row" and super().check_action(action, parameters)


class SearchField(TextInput):
    """The field; the keys that mean nothing in one line of text move in the list below."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("down", "pagedown"):
            event.stop()
            event.prevent_default()
            self.screen.query_one(FoundList).focus()


class SearchScreen(LookingScreen):
    """One field, and what it finds."""

    TITLE = AREA
    CSS_PATH = "search.tcss"
    AUTO_FOCUS = "SearchField"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("search.open", mark("打开"), ("enter",), mark("打开光标所在的一条"), AREA, "open_hit"),
        Command("search.again", mark("改词"), ("/",), mark("回到输入框改找的词"), AREA, "find_again",
                lists_only=True),
    )  # fmt: skip

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.found: Findings | None = None
        self._text = text
        self._words: Sequence[str] = ()
        self._lines = ListSource[Line]([], lambda line: line.key)

    def compose_body(self) -> ComposeResult:
        """Lay out the field and the list."""
        with Horizontal(id="search-line"):
            yield Static(tr("找"), id="search-label")
            yield SearchField(self._text, id="search-text")
        yield FoundList(columns_for(lambda: self._words), self._lines, spanning=span, headings=False,
                        leading=False, empty=HINT, id="found")  # fmt: skip

    def action_find_again(self) -> None:
        """Go back to the field, its text selected, so that typing begins anew."""
        field = self.query_one(SearchField)
        field.focus()
        field.select_all()

    @on(FieldEdited)
    def _typed(self, event: FieldEdited) -> None:
        event.stop()
        self.look()

    def look(self) -> None:
        """Look for the text as it stands."""
        text = tidy_line(self.query_one(SearchField).value)
        if not text:
            self._show_nothing()
            return
        gateway_of(self).ask(self, "find", find, text, AT_ONCE, then=self._show)

    def _show(self, found: Findings) -> None:
        if found.capped:
            gateway_of(self).ask(self, "rest", find, found.text, then=self._show_rest)
        self._words = words_of(found.text)
        same = self.found is not None and self.found.text == found.text
        self._fill(found)
        if not same and self._lines.rows:
            self.query_one(FoundList).move_to(1)

    def _show_rest(self, found: Findings) -> None:
        if self.found is not None and self.found.text == found.text:
            self._fill(found)

    def _fill(self, found: Findings) -> None:
        self.found = found
        self._lines.put(lines_of(found))
        table = self.query_one(FoundList)
        table.empty = NOTHING
        table.refresh_rows()
        groups = [line for line in self._lines.rows if isinstance(line, GroupLine)]
        self.filter_words = " · ".join(f"{tr(line.title)} {line.count}" for line in groups)

    def _show_nothing(self) -> None:
        self.found = None
        self._lines.put(())
        table = self.query_one(FoundList)
        table.empty = HINT
        table.refresh_rows()
        self.filter_words = ""

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_open_hit()

    @on(VirtualTable.RowChosen)
    def _chosen(self) -> None:
        self.action_open_hit()

    def action_open_hit(self) -> None:
        """Open what the cursor stands on, the first hit of a group on its heading."""
        table = self.query_one(FoundList)
        line: Line | None = table.row
        if isinstance(line, GroupLine):
            table.move_to(table.cursor + 1)
            line = table.row
        if not isinstance(line, HitLine):
            return
        id = line.hit.id
        match line.hit.noun:
            case "resident":
                self.post_message(messages.OpenResident(id))
            case "issue":
                self.post_message(messages.OpenIssue(id))
            case "assignment":
                gateway_of(self).ask(self, "post", post_of, id, then=self._open_place)
            case noun if noun in BY_NAME:
                self.post_message(together_messages.OpenRecord(noun, id))
            case noun:
                self._open_place((noun, id))

    def _open_place(self, place: tuple[str, bytes] | None) -> None:
        match place:
            case ("building", id):
                self.post_message(messages.OpenBuilding(id))
            case ("grid", id):
                self.post_message(messages.OpenGrid(id))
            case ("household", id):
                self.post_message(messages.OpenHousehold(id))
            case _:
                self.post_message(messages.OpenArea("grids"))
