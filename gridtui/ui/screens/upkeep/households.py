"""The form of a household and its door; after saving, the next door stands there."""

from __future__ import annotations

from collections.abc import Callable

from gridtui.domain.address import DoorAddress, parse_door
from gridtui.domain.building import DwellingUse
from gridtui.domain.door_numbers import doors_per_floor, next_free_door
from gridtui.domain.household import HouseholdDraft
from gridtui.domain.ids import RecordId
from gridtui.domain.intents import Intent
from gridtui.domain.problems import Problem, RuleBroken, Severity, errors
from gridtui.domain.text import tidy_line
from gridtui.queries.building_chart import door_place
from gridtui.queries.buildings import building_detail, buildings_by_label, staircase
from gridtui.queries.households import HouseholdDetail, HouseholdFilter, household_detail, household_page
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.usecases import people
from gridtui.usecases.people import Home
from gridtui.words import mark


def door_in(text: str, label: str) -> DoorAddress | None:
    """Return the door a text means inside the building of that label, or in any where it is empty.

    In building 3, ``501`` is 3-501, ``2-501`` is 3-2-501, and ``3-2-501`` is itself.
    """
    line = tidy_line(text).upper()
    if label and line.isalnum() and line.isascii() and line[:1].isdigit():
        return DoorAddress(label, "", line)
    door = parse_door(line)
    if door is None or not label:
        return door if door is not None and door.building else None
    if not door.building:
        return DoorAddress(label, door.unit, door.room)
    if door.building != label and not door.unit:
        return DoorAddress(label, door.building, door.room)
    return door


class HouseholdForm(NounForm):
    """A household behind a door."""

    NOUN = "household"
    NEW = mark("新建户")
    EDIT = mark("修改户")
    RECORD_NOUNS = {"building_id": "building"}
    detail: HouseholdDetail | None = None
    saved_id: RecordId | None = None
    _home: Home | None = None

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check that the text is a door, and whether somebody lives there already."""
        return {"door": self._check_door}

    def known(self) -> dict[str, object] | None:
        """Return the values of household and door."""
        assert self.record_id is not None
        self.detail = self.gateway.read_now(household_detail, self.record_id)
        if self.detail is None:
            return None
        row, draft = self.detail.row, self.detail.draft
        return {**dict(draft), "door": row.door, "use": row.use, "occupancy": row.occupancy,
                "building_id": self.offers.known("building", draft.building_id)}  # fmt: skip

    def beginning(self) -> dict[str, object]:
        """Begin in the parent's building, or at the door that is the parent, which keeps its use."""
        there = self.gateway.read_now(door_place, self.parent_id) if self.parent_id else None
        if there is None:
            return {
                "building_id": self.offers.known("building", self.parent_id),
                "use": DwellingUse.HOME.value,
            }
        building = self.offers.known("building", there.building_id)
        return {"building_id": building, "door": there.door, "use": there.use, "occupancy": there.occupancy}

    def title(self) -> str:
        """Return the door."""
        return self.detail.row.door if self.detail else ""

    async def save(self, values: Values) -> str:
        """Save household and door."""
        wrong = errors(self._check_door(str(values["door"])))
        building_id, door = self._place(str(values["door"]))
        if wrong or building_id is None or door is None:
            raise RuleBroken(wrong or Problem(mark("请写门牌，如 3-2-501"), "door"))
        said = self.draft_values(values, ("kind", "code", "note"))
        occupancy = str(values["occupancy"] or "") or (None if self.is_new else "")
        home = self._home = Home(building_id, door, str(values["use"] or "") or None, occupancy)
        draft = HouseholdDraft.model_validate({**(dict(self.detail.draft) if self.detail else {}), **said})
        if self.record_id is None:
            self.saved_id = await self.gateway.write(
                Intent.ADD_HOUSEHOLD, people.settle_household, home, draft, form=self.draft_key
            )
        else:
            await self.gateway.write(
                Intent.EDIT_HOUSEHOLD, people.rehouse, self.record_id, home, draft, form=self.draft_key
            )
            self.saved_id = self.record_id
        return door.text

    async def next_values(self) -> dict[str, object]:
        """Go on with the next door of the staircase that has no household."""
        if self._home is None:
            return {}
        door = self._home.address
        stairs = await self.gateway.read(staircase, self._home.building_id, door.unit)
        per_floor = stairs.doors_per_floor or doors_per_floor(stairs.rooms, door.floor)
        after = next_free_door(door, stairs.homes, per_floor=per_floor, floors=stairs.floors)
        return {"door": after.text if after else "", "use": DwellingUse.HOME.value}

    def _chosen_building(self) -> RecordId | None:
        chosen = self.form.chosen("building_id") if self.form else None
        return bytes.fromhex(chosen.value) if chosen else None

    def _place(self, text: str) -> tuple[RecordId | None, DoorAddress | None]:
        """Return the building and the door that a text means, as far as they are known."""
        building_id = self._chosen_building()
        if building_id is not None:
            detail = self.gateway.read_now(building_detail, building_id)
            return building_id, door_in(text, detail.row.label if detail else "")
        door = door_in(text, "")
        found = (self.gateway.read_now(buildings_by_label, door.building) or ()) if door else ()
        return (found[0] if len(found) == 1 else None), door

    def _check_door(self, text: str) -> list[Problem]:
        building_id, door = self._place(text)
        if door is None:
            return [Problem(mark("看不懂这个门牌，请写 3-2-501 这样的楼栋-单元-房号"), "door")]
        if building_id is None:
            found = self.gateway.read_now(buildings_by_label, door.building) or ()
            if found:
                words = mark("有 {n} 栋楼都是 {label} 栋，请在楼栋一项里选定")
                return [Problem(words, "building_id", values={"n": len(found), "label": door.building})]
            return [Problem(mark("还没有 {label} 栋，请先新建这栋楼，或在楼栋一项里选"), "door",
                            values={"label": door.building})]  # fmt: skip
        return [*self._check_label(building_id, door), *self._check_taken(building_id, door)]

    def _check_label(self, building_id: RecordId, door: DoorAddress) -> list[Problem]:
        detail = self.gateway.read_now(building_detail, building_id)
        if detail is None or not detail.row.label or door.building == detail.row.label:
            return []
        words = mark("门牌写的是 {written} 栋，选的却是 {chosen} 栋，请改一处")
        values: dict[str, object] = {"written": door.building, "chosen": detail.row.label}
        return [Problem(words, "door", values=values)]

    def _check_taken(self, building_id: RecordId, door: DoorAddress) -> list[Problem]:
        wanted = HouseholdFilter(building_id=building_id, door=door.text)
        rows = self.gateway.read_now(household_page, wanted, offset=0, limit=50) or ()
        there = [row for row in rows if row.door == door.text and row.id != self.record_id]
        if not there:
            return []
        words = mark("这个门牌已有一户：{head} {n} 人，再存就是第二户")
        values: dict[str, object] = {"head": there[0].head, "n": there[0].people}
        return [Problem(words, "door", Severity.WARNING, values)]
