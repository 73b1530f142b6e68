"""The forms of moving: a household to another door, a household in two, somebody to another household."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from gridtui.domain.people.resident import HEAD, RELATIONS
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.queries.people.households import HouseholdDetail
from gridtui.queries.people.residents import ResidentDetail, ResidentRow, household_card, resident_detail
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.screens.upkeep.at_door import DoorForm
from gridtui.ui.screens.upkeep.naming import named_people
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.usecases import leaving, moves
from gridtui.usecases.households import Home
from gridtui.words import mark, tr


class MoveHouseholdForm(DoorForm):
    """Where a household, that of ``record_id``, moves to."""

    NOUN = "move_household"
    NEW = EDIT = mark("搬家")
    TAKEN = mark("这个门牌已有一户：{head} {n} 人，存时会问是否合住")
    detail: HouseholdDetail | None = None
    people: Sequence[ResidentRow] = ()

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check that the text is a door, and whether somebody lives there already."""
        return {"door": self.check_door}

    def known(self) -> dict[str, object] | None:
        """Return today; None where the household is gone."""
        assert self.record_id is not None
        card = self.gateway.read_now(household_card, self.record_id)
        if card is None:
            return None
        self.detail = card.detail
        self.people = [row for row in card.people if not row.gone]
        return {"on": self.today}

    def title(self) -> str:
        """Return the door that is left, and who leaves it."""
        if self.detail is None:
            return ""
        return " ".join(part for part in (self.detail.row.door, self.detail.row.head) if part)

    async def save(self, values: Values) -> str:
        """Move the household."""
        building_id, door = self.found_door(values)
        if not await self.may_share(building_id, door):
            raise RuleBroken(Problem(mark("没有搬：这个门牌已有一户"), "door"))
        await self.gateway.write(
            Intent.MOVE_PEOPLE, moves.move_household, self.record_id, Home(building_id, door),
            on=values["on"], share=True, form=self.draft_key,
        )  # fmt: skip
        return door.text

    def done(self, title: str) -> str:
        """Say where they live now."""
        return tr("已搬到 {title}，Ctrl+Z 撤销", title=title)


class SplitHouseholdForm(MoveHouseholdForm):
    """Who of a household forms one of their own, and where; those marked stand there already."""

    NOUN = "split_household"
    NEW = EDIT = mark("分户")

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check the door, and that the people are of this household."""
        return {
            "door": self.check_door,
            "people": lambda text: self._named(text)[1],
            "head": lambda text: self._named(text, "head")[1],
        }

    def known(self) -> dict[str, object] | None:
        """Return the marked people and the door they live behind now."""
        values = super().known()
        if values is None or self.detail is None:
            return None
        marked = "、".join(row.name for row in self.people if row.id in self.aim.many)
        building = self.offers.known("building", self.detail.row.building_id)
        return {**values, "people": marked, "building_id": building, "door": self.detail.row.door}

    def suggest(self, name: str) -> Any:
        """Offer the people of the household as the new head."""
        return self._heads if name == "head" else super().suggest(name)

    async def save(self, values: Values) -> str:
        """Split the household."""
        rows, wrong = self._named(str(values["people"] or ""))
        heads, wrong_head = self._named(str(values["head"] or ""), "head")
        if wrong or wrong_head:
            raise RuleBroken([*wrong, *wrong_head])
        building_id, door = self.found_door(values)
        here = self.detail is not None and self.detail.row.door == door.text
        if not here and not await self.may_share(building_id, door):
            raise RuleBroken(Problem(mark("没有分：这个门牌已有一户"), "door"))
        await self.gateway.write(
            Intent.SPLIT_HOUSEHOLD, moves.split_household, self.record_id, [row.id for row in rows],
            Home(building_id, door), head_id=heads[0].id if heads else None, on=values["on"],
            form=self.draft_key,
        )  # fmt: skip
        return tr("{door} {n} 人", door=door.text, n=len(rows))

    def done(self, title: str) -> str:
        """Say which household was made."""
        return tr("已分出 {title}，与户主关系请再核对；Ctrl+Z 撤销", title=title)

    def _named(self, text: str, field: str = "people") -> tuple[list[ResidentRow], list[Problem]]:
        return named_people(text, self.people, self.aim.many, field)

    def _heads(self, typed: str) -> Sequence[Suggestion]:
        chosen = self._named(self.raw("people"))[0] or self.people
        return [Suggestion(row.name, row.name, tr(row.relation)) for row in chosen if typed in row.name]


class MovePersonForm(NounForm):
    """To which household somebody, that of ``record_id``, moves."""

    NOUN = "move_person"
    NEW = EDIT = mark("搬到别的户")
    RECORD_NOUNS = {"household_id": "household"}
    detail: ResidentDetail | None = None

    def known(self) -> dict[str, object] | None:
        """Return today; None where the resident is gone."""
        assert self.record_id is not None
        self.detail = self.gateway.read_now(resident_detail, self.record_id)
        return None if self.detail is None else {"on": self.today}

    def title(self) -> str:
        """Return name and door."""
        row = self.detail.row if self.detail else None
        return " ".join(part for part in (row.name, row.door) if part) if row else ""

    async def save(self, values: Values) -> str:
        """Move the person."""
        said = self.draft_values(values, ("household_id", "relation", "on"))
        relation = RELATIONS.usual_word(str(said["relation"] or ""))
        if said["household_id"] is None:
            raise RuleBroken(Problem(mark("请选搬到哪一户；要单独立户请用“分户”"), "household_id"))
        await self._write(said["household_id"], relation, said["on"])
        return self.detail.row.name if self.detail else ""

    async def _write(self, household_id: bytes, relation: str, on: date | None) -> None:
        await self.gateway.write(
            Intent.MOVE_PEOPLE, moves.move_residents, [self.record_id], household_id, relation=relation,
            on=on, form=self.draft_key,
        )  # fmt: skip

    def done(self, title: str) -> str:
        """Say who moved."""
        return tr("{title} 已搬，Ctrl+Z 撤销", title=title)

    async def follow(self, name: str, raw: str) -> None:  # noqa: ARG002 - the household is read by its id
        """Say who answers for the household that is chosen."""
        chosen = self.form.chosen("household_id") if self.form and name == "household_id" else None
        if chosen is None or self.form is None:
            return
        card = await self.gateway.read(household_card, bytes.fromhex(chosen.value))
        if card is not None and not any(row.relation == HEAD and not row.gone for row in card.people):
            self.form.say("household_id", tr("这户现在没有户主"))


class MoveInForm(MovePersonForm):
    """In which household somebody lives who is back."""

    NOUN = "move_in"
    NEW = EDIT = mark("迁回")

    def known(self) -> dict[str, object] | None:
        """Return the old household and today."""
        values = super().known()
        if values is None or self.detail is None:
            return None
        draft = self.detail.draft
        return {**values, "household_id": self.offers.known("household", draft.household_id),
                "relation": draft.relation}  # fmt: skip

    async def _write(self, household_id: bytes, relation: str, on: date | None) -> None:
        await self.gateway.write(
            Intent.MOVE_PEOPLE, leaving.move_in, [self.record_id], household_id, relation=relation, on=on,
            form=self.draft_key,
        )  # fmt: skip

    def done(self, title: str) -> str:
        """Say who is back."""
        return tr("{title} 已迁回，Ctrl+Z 撤销", title=title)

    def renamed(self, problems: Sequence[Problem]) -> list[Problem]:
        """Let what is wrong with the day stand under it."""
        return [replace(each, field="on") if each.field == "moved_in_on" else each for each in problems]
