"""Handing over 交接: everything somebody holds goes to another person from a day on, in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import Person, Role
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.identifiers import phone_problems, tidy_phones
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem
from gridtui.queries.people.assigning import succession_doubts
from gridtui.queries.people.assignments import AssignmentRow, held_by_same
from gridtui.queries.people.residents import ResidentFilter, resident_page
from gridtui.ui.building_words import place_words
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.ui.kit.form import Form
from gridtui.ui.kit.list_source import ListSource
from gridtui.ui.kit.pane import Pane
from gridtui.ui.kit.virtual_table import VirtualTable
from gridtui.usecases.assignments import hand_over
from gridtui.words import mark, say, tr

AREA = mark("交接")
NOTHING = mark("这个人现在没有职务可交")
MOST_OFFERS = 12


class HeldList(VirtualTable[AssignmentRow]):
    """What somebody holds; what is marked is handed over, and Escape leaves the marks alone."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep the marks."""
        return action != "clear_marks" and super().check_action(action, parameters)


class HandOverScreen(KeptFormScreen):
    """Hands over what the person of an assignment holds; Space leaves a post out or takes it in again."""

    TITLE = AREA
    CSS_PATH = "handover.tcss"
    KEPT_WORDS = mark("接手人已留作草稿，再打开时可以接着写")

    def __init__(self, assignment_id: RecordId) -> None:
        super().__init__()
        self.assignment_id = assignment_id
        self._rows = ListSource[AssignmentRow]([], lambda row: row.id)

    def compose_body(self) -> ComposeResult:
        """Lay out what is held, and the form of who takes it over under it."""
        held = gateway_of(self).read_now(held_by_same, self.assignment_id, self._today()) or []
        self._rows.put(held)
        table = HeldList(self._columns(), self._rows, empty=NOTHING, id="held")
        yield Pane(table, title=tr("要交的职务：空格选交与不交，F6 换栏"), id="held-pane")
        yield Form(self._fields(), {"from_on": self._today()}, today=self._today, id="handover-form")

    def on_mount(self) -> None:
        """Mark what is usually handed over: a hub household goes with its door."""
        hub = Role.PARTY_HUB_HOUSEHOLD.value
        self.table.marks = {row.id: row for row in self._rows.rows if row.role != hub}
        self._count()
        self.begin()
        if self.can_store():
            self.run_worker(self.offer_draft(), group="offer")
        else:
            self.say(tr(NOTHING), "error")

    @property
    def table(self) -> HeldList:
        """The list of what is held."""
        return self.query_one(HeldList)

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept."""
        return f"hand_over:{self.assignment_id.hex()}"

    def can_store(self) -> bool:
        """Whether there is anything to hand over."""
        return bool(self._rows.rows)

    def begin(self) -> None:
        """Go to who takes it over."""
        self.form.focus_field("person_name")

    @on(VirtualTable.MarksChanged, "#held")
    def _count(self) -> None:
        leaving = self._rows.rows[0].person_name if self._rows.rows else ""
        number = tr("交 {n} 项，共 {total} 项", n=len(self.table.marks), total=len(self._rows.rows))
        self.filter_words = " · ".join(part for part in (leaving, number) if part)

    @on(VirtualTable.RowChosen, "#held")
    def _turn(self) -> None:
        self.table.action_mark_row()

    async def store(self, values: dict[str, object]) -> None:
        """Hand over what is marked, and go back."""
        successor, doubts = self._successor(values), self._doubts()
        number = await gateway_of(self).write(
            Intent.HAND_OVER, hand_over, self._chosen, successor, values["from_on"], form=self.draft_key
        )
        self.writing = False
        said = tr("{n} 项职务已交给 {name}，Ctrl+Z 撤销", n=number, name=successor.name)
        self.close(said + "".join(tr("（注意：{doubt}）", doubt=say(doubt)) for doubt in doubts))

    @property
    def _chosen(self) -> list[RecordId]:
        """The posts that are marked, in their order."""
        return [row.id for row in self._rows.rows if row.id in self.table.marks]

    def _successor(self, values: Mapping[str, object]) -> Person:
        person = self.form.chosen("person_name")
        return Person(
            person.title if person else str(values["person_name"] or ""),
            tidy_phones(str(values["phone"] or "")),
            resident_id=bytes.fromhex(person.value) if person else None,
        )

    def _doubts(self) -> list[Problem]:
        """Return what is doubtful about this successor, as the form stands."""
        values = self.form.values()
        day = values["from_on"] if isinstance(values["from_on"], date) else None
        found = gateway_of(self).read_now(succession_doubts, self._chosen, self._successor(values), day)
        return found or []

    def _fields(self) -> list[FieldSpec]:
        return [
            FieldSpec(name="person_name", title=mark("接手人"), kind="suggest", suggest=self._people,
                      free=True, required=True, check=lambda _: self._doubts(),
                      hint=mark("本地居民可从下面选，也可直接写姓名")),
            FieldSpec(name="phone", title=mark("联系电话"), kind="phone", width=30, check=phone_problems),
            FieldSpec(name="from_on", title=mark("从哪天起"), kind="date", past=False, required=True,
                      hint=mark("原来的任用到前一天为止")),
        ]  # fmt: skip

    async def _people(self, typed: str) -> Sequence[Suggestion]:
        if not typed.strip():
            return ()
        wanted = ResidentFilter(text=typed)
        rows = await gateway_of(self).read(resident_page, wanted, offset=0, limit=MOST_OFFERS)
        return [
            Suggestion(row.id.hex(), row.name, "  ".join(filter(None, (row.door, row.phone)))) for row in rows
        ]

    def _columns(self) -> list[Column[AssignmentRow]]:
        return [
            Column(mark("交不交"), 6, self._answer),
            Column(
                mark("职务"),
                room_for((role.label for role in Role), least=12, most=16),
                lambda row: tr(Role.label_of(row.role)),
            ),
            Column(mark("地点"), 14, lambda row: place_words(row.place), style="strong", flexible=True),
            Column(mark("从"), 10, lambda row: _day(row.from_on), style="muted"),
            Column(mark("到"), 10, lambda row: _day(row.to_on), style="muted", min_width=60),
        ]

    def _answer(self, row: AssignmentRow) -> Any:
        if row.id in self.table.marks:
            return shown(tr("交"), "bold")
        return Content.styled(tr("不交"), "$foreground-muted")

    def _today(self) -> date:
        return local_date(gateway_of(self).clock())


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
