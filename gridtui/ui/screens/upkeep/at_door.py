"""Forms with a door in them: what the text means, which building it is in, who lives there already."""

from __future__ import annotations

from typing import ClassVar

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.address import DoorAddress, parse_door
from gridtui.domain.words.problems import Problem, RuleBroken, Severity, errors
from gridtui.domain.words.text import tidy_line
from gridtui.queries.people.households import HouseholdFilter, HouseholdRow, household_page
from gridtui.queries.places.buildings import building_detail, buildings_by_label
from gridtui.ui.kit.dialogs import CANCEL, Answer, Ask
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.words import mark, tr

SHARE = "share"


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


class DoorForm(NounForm):
    """A form with the fields ``building_id`` and ``door``."""

    RECORD_NOUNS = {"building_id": "building"}
    TAKEN: ClassVar[str] = mark("这个门牌已有一户：{head} {n} 人，再存就是第二户")
    """What stands under a door where somebody lives; marked."""

    def found_door(self, values: Values) -> tuple[RecordId, DoorAddress]:
        """Return the building and the door that the form says; ``RuleBroken`` where there are none."""
        text = str(values["door"] or "")
        wrong = errors(self.check_door(text))
        building_id, door = self.place(text)
        if wrong or building_id is None or door is None:
            raise RuleBroken(wrong or Problem(mark("请写门牌，如 3-2-501"), "door"))
        return building_id, door

    async def may_share(self, building_id: RecordId, door: DoorAddress) -> bool:
        """Ask whether to live together with whoever is behind the door; True where nobody is."""
        there = self.behind(building_id, door)
        if not there or self.form is None:
            return True
        facts = [tr("{head}，{n} 人", head=row.head or tr("没有登记人"), n=row.people) for row in there]
        question = Ask(tr("{door} 已有一户，合住吗？", door=door.text), Answer(SHARE, mark("合住")), CANCEL,
                       facts=facts)  # fmt: skip
        return bool(await self.form.app.push_screen_wait(question) == SHARE)

    def chosen_building(self) -> RecordId | None:
        """Return the building that is chosen in its field."""
        chosen = self.form.chosen("building_id") if self.form else None
        return bytes.fromhex(chosen.value) if chosen else None

    def place(self, text: str) -> tuple[RecordId | None, DoorAddress | None]:
        """Return the building and the door that a text means, as far as they are known."""
        building_id = self.chosen_building()
        if building_id is not None:
            detail = self.gateway.read_now(building_detail, building_id)
            return building_id, door_in(text, detail.row.label if detail else "")
        door = door_in(text, "")
        found = (self.gateway.read_now(buildings_by_label, door.building) or ()) if door else ()
        return (found[0] if len(found) == 1 else None), door

    def check_door(self, text: str) -> list[Problem]:
        """Return what is wrong with a door; that somebody lives there is a warning."""
        building_id, door = self.place(text)
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

    def behind(self, building_id: RecordId, door: DoorAddress) -> list[HouseholdRow]:
        """Return the households behind a door, without the one whose form this is."""
        wanted = HouseholdFilter(building_id=building_id, door=door.text)
        rows = self.gateway.read_now(household_page, wanted, offset=0, limit=50) or ()
        return [row for row in rows if row.door == door.text and row.id != self.record_id]

    def _check_taken(self, building_id: RecordId, door: DoorAddress) -> list[Problem]:
        there = self.behind(building_id, door)
        if not there:
            return []
        values: dict[str, object] = {"head": there[0].head, "n": there[0].people}
        return [Problem(self.TAKEN, "door", Severity.WARNING, values)]
