"""The form of a request in the burden register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from textual.app import ComposeResult

from gridtui.domain.burdens.allowed_items import DEFAULT_LABEL, AllowedItem, ItemKind, likely_item
from gridtui.domain.burdens.form_request import MOST_MINUTES, FormRequestDraft, Listed
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.draft import LONG, SHORT
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.numbers import typed_number
from gridtui.domain.words.pinyin import initials_match
from gridtui.domain.words.problems import Problem
from gridtui.queries.burdens import item_of, items_in_force, offices_asking, request_draft
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.ui.kit.form import Form
from gridtui.ui.screens.burdens.commands import AREA
from gridtui.usecases.burdens import take_down_request
from gridtui.words import mark, tr

_MOST_OFFERED = 12


class BurdenEntryScreen(KeptFormScreen):
    """Takes down a request, or changes the one that is there."""

    TITLE = AREA
    CSS_PATH = "burdens.tcss"

    def __init__(self, request_id: RecordId | None = None) -> None:
        super().__init__()
        self.request_id = request_id
        self._items: list[AllowedItem] = []
        self._stored: FormRequestDraft | None = None

    def compose_body(self) -> ComposeResult:
        """Show the request, or an empty form."""
        gateway = gateway_of(self)
        self._items = gateway.read_now(items_in_force) or []
        values: dict[str, object] = {"asked_on": self._today(), "listed": ""}
        if self.request_id is not None:
            self._stored = gateway.read_now(request_draft, self.request_id)
            values = self._values(self._stored) if self._stored else {}
        yield Form(self._fields(), values, today=self._today, id="burden-form")

    def on_mount(self) -> None:
        """Begin with the office that asks, and offer what was left half typed."""
        self.filter_words = self._stored.matter if self._stored else tr("登记一笔")
        self.form.focus_field("asked_by")
        if not self.can_store():
            self.say(tr("这条记录已经不在了，Esc 返回"), "error")
            return
        self.run_worker(self.offer_draft(), group="offer")

    def can_store(self) -> bool:
        """Whether the request to change is still there."""
        return self.request_id is None or self._stored is not None

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept."""
        return f"form_request:{self.request_id.hex() if self.request_id else ''}"

    async def store(self, values: dict[str, object]) -> None:
        """Take the request down."""
        base = self._stored or FormRequestDraft()
        told: dict[str, Any] = {
            name: values[name] or "" for name in ("asked_by", "matter", "item", "listed", "note")
        }
        told |= {name: values[name] for name in ("asked_on", "due_on", "handed_on")}
        told |= {name: _number(values[name]) for name in ("minutes", "cells", "same_cells")}
        draft = base.model_copy(update=told)
        gateway = gateway_of(self)
        await gateway.write(
            Intent.REGISTER_FORM, take_down_request, draft, self.request_id, form=self.draft_key
        )
        self.writing = False
        said = mark("已登记 {matter}，Ctrl+Z 撤销") if gateway.wrote else mark("{matter} 没有改动")
        self.close(tr(said, matter=draft.matter))

    def _fields(self) -> list[FieldSpec]:
        shipped = any(item.id is None for item in self._items)
        hint = tr(DEFAULT_LABEL) if shipped else mark("清单里的哪一项；选了就是清单内")
        return [
            FieldSpec(name="asked_by", title=mark("要表单位"), kind="suggest", free=True, width=30,
                      suggest=self._offer_offices, max_length=SHORT, hint=mark("写单位和科室，不写人名")),
            FieldSpec(name="matter", title=mark("表格或事项"), prose=True, required=True, max_length=SHORT,
                      hint=mark("表的名称，或者要办的事")),
            FieldSpec(name="asked_on", title=mark("要表日期"), kind="date", required=True),
            FieldSpec(name="due_on", title=mark("要求交表"), kind="date", past=False, hint=mark("+3 三天后")),
            FieldSpec(name="handed_on", title=mark("交表日期"), kind="date", hint=mark("还没交就空着")),
            FieldSpec(name="item", title=mark("清单事项"), kind="suggest", width=30,
                      suggest=self._offer_items, hint=hint),
            FieldSpec(name="listed", title=mark("在清单内"), kind="choice",
                      choices=(("", mark("没核对")), *Listed.choices())),
            FieldSpec(name="minutes", title=mark("用时（分钟）"), width=8, check=_number_problems),
            FieldSpec(name="cells", title=mark("填写格数"), width=8, check=_number_problems,
                      hint=mark("用程序填的表会自动记")),
            FieldSpec(name="same_cells", title=mark("同上次格数"), width=8, check=_number_problems),
            FieldSpec(name="note", title=mark("备注"), kind="long", prose=True, max_length=LONG),
        ]  # fmt: skip

    def _values(self, draft: FormRequestDraft) -> dict[str, object]:
        values: dict[str, object] = dict(draft)
        for name in ("minutes", "cells", "same_cells"):
            values[name] = "" if values[name] is None else str(values[name])
        item = item_of(self._items, draft.item)
        values["item"] = (
            _suggested(item) if item else Suggestion(draft.item, draft.item) if draft.item else None
        )
        values["asked_by"] = Suggestion(draft.asked_by, draft.asked_by) if draft.asked_by else None
        return {name: value for name, value in values.items() if value is not None}

    async def _offer_offices(self, typed: str) -> Sequence[Suggestion]:
        found = await gateway_of(self).read(offices_asking, typed.strip())
        return [Suggestion(name, name) for name in found]

    def _offer_items(self, typed: str) -> Sequence[Suggestion]:
        wanted = typed.strip()
        if not wanted:
            likely = likely_item(str(self.form.raw_values().get("matter") or ""), self._items)
            first = [likely] if likely else []
            found = [*first, *(item for item in self._items if item is not likely)]
        else:
            found = [
                item
                for item in self._items
                if wanted in item.name or item.code.startswith(wanted) or initials_match(item.name, wanted)
            ]
        return [_suggested(item) for item in found[:_MOST_OFFERED]]

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())


def _suggested(item: AllowedItem) -> Suggestion:
    return Suggestion(item.key, item.name, " ".join((item.code, tr(ItemKind.label_of(item.kind)))).strip())


def _number(value: object) -> int | None:
    return typed_number(str(value or ""))


def _number_problems(text: str) -> list[Problem]:
    number = typed_number(text)
    if not text or (number is not None and 0 <= number <= MOST_MINUTES):
        return []
    return [Problem(mark("应在 {low} 到 {high} 之间"), values={"low": 0, "high": MOST_MINUTES})]
