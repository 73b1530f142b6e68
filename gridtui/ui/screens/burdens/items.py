"""The list of items 准入清单 that offices above may ask for, shipped or the office's own."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from gridtui.domain.burdens.allowed_items import DEFAULT_LABEL, AllowedItem, AllowedItemDraft, ItemKind
from gridtui.domain.words.draft import LONG, SHORT
from gridtui.domain.words.intents import Intent
from gridtui.queries.burdens import items_in_force
from gridtui.ui import messages
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.area import AreaScreen
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.commands import Command
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.ui.screens.burdens.commands import ITEMS, LIST_OF_ITEMS
from gridtui.usecases.burdens import drop_all_items, drop_items, keep_item
from gridtui.words import mark, tr

_KIND = "items"


class ItemsScreen(AreaScreen):
    """Lists what may be asked for; Enter changes an item of the office's own."""

    TITLE = ITEMS
    AUTO_FOCUS = "#item-list"
    COMMANDS: ClassVar[tuple[Command, ...]] = LIST_OF_ITEMS

    def __init__(self) -> None:
        super().__init__()
        self._rows = ListSource[AllowedItem]([], lambda item: item.id or item.key.encode())

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        kinds = room_for((each.label for each in ItemKind), least=4, most=10)
        columns: list[Column[AllowedItem]] = [
            Column(mark("编号"), 8, lambda item: item.code, style="muted"),
            Column(mark("事项名称"), 20, lambda item: item.name, style="strong", flexible=True),
            Column(mark("类型"), kinds, lambda item: tr(ItemKind.label_of(item.kind))),
            Column(mark("备注"), 14, _note, style="muted", flexible=True),
        ]  # fmt: skip
        with Vertical(classes="pane"):
            yield VirtualTable(columns, self._rows, id="item-list")

    def on_mount(self) -> None:
        """Show every item."""
        self.on_store_changed()

    def on_store_changed(self) -> None:
        """Show them anew."""
        items = gateway_of(self).read_now(items_in_force) or []
        self._rows.put(items)
        self.table.refresh_rows()
        self.table.set_total(len(items))
        stamps = sum(item.kind == ItemKind.STAMP for item in items)
        counts = tr("事务 {n} 项，盖章 {m} 项", n=len(items) - stamps, m=stamps)
        self.filter_words = counts if self.own else " · ".join((tr(DEFAULT_LABEL), counts))
        self.refresh_bindings()

    @property
    def own(self) -> bool:
        """Whether the list is the office's own."""
        return any(item.id is not None for item in self._rows.rows)

    @property
    def table(self) -> VirtualTable[AllowedItem]:
        """The list."""
        return self.query_one("#item-list", VirtualTable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to change only what is the office's own."""
        if action in ("change", "drop", "restore", "hand_out") and not self.own:
            return False
        return super().check_action(action, parameters)

    @on(VirtualTable.RowChosen)
    def _chosen(self) -> None:
        if not self.own:
            self.say(tr("这是自带的示例，不能改；按 n 添本地的一项，或按 i 导入本地的清单"))
        elif not gateway_of(self).read_only:
            self.action_change()

    def action_add(self) -> None:
        """Add an item."""
        self.app.push_screen(ItemScreen())

    def action_change(self) -> None:
        """Change the item under the bar."""
        if self.table.row is not None:
            self.app.push_screen(ItemScreen(self.table.row))

    async def action_drop(self) -> None:
        """Take items off the list."""
        row = self.table.row
        chosen = list(self.table.marks.values()) or ([row] if row else [])
        ids = [item.id for item in chosen if item.id is not None]
        if ids:
            self.table.clear_marks()
            await gateway_of(self).write(Intent.SET_ITEMS, drop_items, ids)
            self.say(tr("已去掉 {n} 项，Ctrl+Z 撤销", n=len(ids)))

    def action_bring_in(self) -> None:
        """Import a list."""
        self.post_message(messages.OpenImport())

    def action_hand_out(self) -> None:
        """Export the office's own list."""
        self.post_message(messages.ExportList(_KIND))

    async def action_restore(self) -> None:
        """Let the shipped examples count again."""
        await gateway_of(self).write(Intent.SET_ITEMS, drop_all_items)
        self.say(tr("不再用本地的清单，Ctrl+Z 撤销"))


def _note(item: AllowedItem) -> str:
    return item.note if item.id is not None else tr(item.note)


class ItemScreen(KeptFormScreen):
    """Adds an item, or changes one."""

    TITLE = ITEMS

    def __init__(self, item: AllowedItem | None = None) -> None:
        super().__init__()
        self.item = item

    def compose_body(self) -> ComposeResult:
        """Show the item, or an empty form."""
        item = self.item
        values: dict[str, object] = {"kind": ItemKind.ITEM.value}
        if item is not None:
            values = {"code": item.code, "name": item.name, "kind": item.kind, "note": item.note}
        yield Form(FIELDS, values, id="item-form")

    def on_mount(self) -> None:
        """Begin with the name."""
        self.filter_words = self.item.name if self.item else tr("添一项")
        self.form.focus_field("name")
        self.run_worker(self.offer_draft(), group="offer")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept."""
        return f"allowed_item:{self.item.id.hex() if self.item and self.item.id else ''}"

    async def store(self, values: dict[str, object]) -> None:
        """Keep the item."""
        draft = AllowedItemDraft(**{name: str(value or "") for name, value in values.items()})
        id = self.item.id if self.item else None
        await gateway_of(self).write(Intent.SET_ITEMS, keep_item, draft, id, form=self.draft_key)
        self.writing = False
        self.close(tr("准入清单已改，Ctrl+Z 撤销"))


FIELDS = (
    FieldSpec(name="name", title=mark("事项名称"), prose=True, required=True, max_length=SHORT),
    FieldSpec(
        name="code", title=mark("编号"), width=12, max_length=SHORT, hint=mark("清单上的编号，可以不写")
    ),
    FieldSpec(name="kind", title=mark("类型"), kind="choice", required=True, choices=ItemKind.choices()),
    FieldSpec(
        name="note", title=mark("备注"), kind="long", prose=True, max_length=LONG, hint=mark("依据哪个文件")
    ),
)
