"""The form of a household and its door; after saving, the next door stands there."""

from __future__ import annotations

from collections.abc import Callable

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.places.building import DwellingUse
from gridtui.domain.places.door_numbers import doors_per_floor, next_free_door
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem
from gridtui.queries.people.households import HouseholdDetail, household_detail
from gridtui.queries.places.building_chart import door_place
from gridtui.queries.places.buildings import staircase
from gridtui.ui.screens.upkeep.at_door import DoorForm
from gridtui.ui.screens.upkeep.noun_form import Values
from gridtui.usecases import households
from gridtui.usecases.households import Home
from gridtui.words import mark, tr


class HouseholdForm(DoorForm):
    """A household behind a door."""

    NOUN = "household"
    NEW = mark("新建户")
    EDIT = mark("修改户")
    detail: HouseholdDetail | None = None
    saved_id: RecordId | None = None
    _home: Home | None = None

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check that the text is a door, and whether somebody lives there already."""
        return {"door": self.check_door}

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
        building_id, door = self.found_door(values)
        stays = self.detail is not None and self.detail.row.door == door.text
        there = [] if stays else self.behind(building_id, door)
        said = self.draft_values(values, ("kind", "code", "note"))
        occupancy = str(values["occupancy"] or "") or (None if self.is_new else "")
        home = self._home = Home(building_id, door, str(values["use"] or "") or None, occupancy)
        draft = HouseholdDraft.model_validate({**(dict(self.detail.draft) if self.detail else {}), **said})
        if self.record_id is None:
            self.saved_id = await self.gateway.write(
                Intent.ADD_HOUSEHOLD, households.settle_household, home, draft, form=self.draft_key
            )
        else:
            await self.gateway.write(
                Intent.EDIT_HOUSEHOLD, households.rehouse, self.record_id, home, draft, form=self.draft_key
            )
            self.saved_id = self.record_id
        if not there:
            return door.text
        return tr("{door}（注意：这里已有一户 {head}，{n} 人）", door=door.text,
                  head=there[0].head or tr("没有登记人"), n=there[0].people)  # fmt: skip

    async def next_values(self) -> dict[str, object]:
        """Go on with the next door of the staircase that has no household."""
        if self._home is None:
            return {}
        door = self._home.address
        stairs = await self.gateway.read(staircase, self._home.building_id, door.unit)
        per_floor = stairs.doors_per_floor or doors_per_floor(stairs.rooms, door.floor)
        after = next_free_door(door, stairs.homes, per_floor=per_floor, floors=stairs.floors)
        return {"door": after.text if after else "", "use": DwellingUse.HOME.value}
