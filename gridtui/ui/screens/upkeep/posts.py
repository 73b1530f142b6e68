"""The form of assignments: somebody in a role, at one place or at several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.assignment import AssignmentDraft, PlaceKind, Role
from gridtui.domain.places.address import parse_buildings
from gridtui.domain.words.identifiers import phone_problems, tidy_phones
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.queries.histories import noun_of, titles_of
from gridtui.queries.people.assigning import Named, assignment_doubts, buildings_named
from gridtui.queries.people.assignments import assignment_draft
from gridtui.queries.people.households import HouseholdFilter, household_page
from gridtui.queries.people.residents import household_residents
from gridtui.queries.places.building_names import building_names
from gridtui.queries.places.buildings import building_detail
from gridtui.ui.building_words import building_words
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.screens.upkeep.masks import check_masked, masked_number, number_behind
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.ui.screens.upkeep.offers import MOST
from gridtui.usecases import assignments
from gridtui.words import mark, say, tr

SEPARATOR, COMMA = ":", ","
_FIRST_ROLES = {
    "grid": Role.GRID_WORKER, "building": Role.BUILDING_LEADER, "household": Role.PARTY_HUB_HOUSEHOLD,
    "org": Role.BRANCH_SECRETARY,
}  # fmt: skip


class AssignmentForm(NounForm):
    """Somebody in a role at a place, from a day to a day; the place follows from the role."""

    NOUN = "assignment"
    NEW = mark("任用")
    EDIT = mark("修改任用")
    MASKED: ClassVar[tuple[str, ...]] = ("phone",)
    draft: AssignmentDraft = AssignmentDraft()
    _parent_noun: str = ""

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check the phone, and say what is doubtful about the person in this place."""
        return {"phone": self._check_phone, "person_name": lambda _: self._doubts()}

    def suggest(self, name: str) -> Any:
        """Offer residents for the name, and for the place what the role needs."""
        return self.offers.people if name == "person_name" else self._places

    def known(self) -> dict[str, object] | None:
        """Return the assignment's values, the phone masked."""
        assert self.record_id is not None
        draft = self.gateway.read_now(assignment_draft, self.record_id)
        if draft is None:
            return None
        self.draft = draft
        place = next(
            (self._place(kind.value, id) for kind in PlaceKind if (id := getattr(draft, kind.column))), ""
        )
        person: object = draft.person_name
        if draft.resident_id is not None:
            person = Suggestion(draft.resident_id.hex(), draft.person_name)
        return {**dict(draft), "place": place, "person_name": person, **self.masks()}

    def beginning(self) -> dict[str, object]:
        """Begin at the parent, today, with the role it needs most; a hub household with its head."""
        values: dict[str, object] = {"from_on": self.today}
        first = self.parent_id or next(iter(self.aim.many), None)
        noun = self.gateway.read_now(noun_of, first) if first else None
        if noun not in _FIRST_ROLES or first is None:
            return values
        role = self.aim.given.get("role", _FIRST_ROLES[noun].value)
        values["role"] = role
        self._parent_noun = noun
        if noun == "building" and Role(role).place is PlaceKind.HOUSEHOLD:
            building = self.gateway.read_now(building_detail, first)
            values["place"] = f"{building.row.label}-" if building and building.row.label else ""
        elif Role(role).place.value == noun:
            values["place"] = self._all(noun, self.aim.many) if self.aim.many else self._place(noun, first)
        if noun == "household":
            there = self.gateway.read_now(household_residents, first) or ()
            if there:
                values["person_name"] = self.offers.known("resident", there[0].id)
        return values

    def masks(self) -> dict[str, str]:
        """Return the phone masked."""
        return {"phone": masked_number("phone", self.draft.phone)}

    def numbers(self) -> dict[str, str]:
        """Return the phone whole."""
        return {"phone": self.draft.phone}

    def title(self) -> str:
        """Return role and name."""
        return f"{tr(Role.label_of(self.draft.role))} {self.draft.person_name}".strip()

    async def save(self, values: Values) -> str:
        """Save the assignment, one for each of several places."""
        draft, places = self._said(values)
        doubts = self._doubts()
        write = self.gateway.write
        if self.record_id is not None:
            if len(places) > 1:
                raise RuleBroken(Problem(mark("这里改的是一条任用，只能写一个地点"), "place"))
            await write(
                Intent.ASSIGN, assignments.edit_assignment, self.record_id, draft, form=self.draft_key
            )
        elif len(places) > 1:
            await write(Intent.ASSIGN, assignments.assign_each, draft, places, form=self.draft_key)
        else:
            await write(Intent.ASSIGN, assignments.assign, draft, form=self.draft_key)
        title = f"{tr(Role.label_of(draft.role))} {draft.person_name}"
        if len(places) > 1:
            title += " " + tr("{n} 处", n=len(places))
        return title + "".join(tr("（注意：{doubt}）", doubt=say(doubt)) for doubt in doubts)

    def _said(self, values: Values) -> tuple[AssignmentDraft, list[RecordId]]:
        """Return what the form says as a draft, and every place it names."""
        person = self.form.chosen("person_name") if self.form else None
        place = self.form.chosen("place") if self.form else None
        noun, ids = _places_of(place.value if place else "")
        said: dict[str, Any] = {kind.column: None for kind in PlaceKind}
        if ids:
            said[PlaceKind(noun).column] = ids[0]
        said |= {name: values[name] for name in ("role", "sex", "from_on", "to_on", "note")}
        said["resident_id"] = bytes.fromhex(person.value) if person else None
        said["person_name"] = person.title if person else values["person_name"] or ""
        said["phone"] = tidy_phones(number_behind("phone", str(values["phone"] or ""), self.draft.phone))
        return AssignmentDraft.model_validate({**dict(self.draft), **said}), ids

    def _doubts(self) -> list[Problem]:
        """Return what is doubtful about this person in these places, as the form stands."""
        if self.form is None:
            return []
        draft, places = self._said(self.form.values())
        return self.gateway.read_now(assignment_doubts, draft, places, self.record_id) or []

    async def follow(self, name: str, raw: str) -> None:
        """Let go of a place that the role does not serve; name the head of a household that was chosen."""
        place, ids = _places_of(self.raw("place:value"))
        if name == "role" and place and Role.has(raw) and Role(raw).place.value != place:
            self.put({"place": ""})
        if name == "place" and place == PlaceKind.HOUSEHOLD.value and not self.raw("person_name"):
            there = await self.gateway.read(household_residents, ids[0])
            if there and not self.raw("person_name"):
                self.put({"person_name": self.offers.known("resident", there[0].id)})

    def renamed(self, problems: Sequence[Problem]) -> list[Problem]:
        """Let what is wrong with any place stand under the place."""
        columns = {kind.column for kind in PlaceKind}
        return [replace(p, field="place") if p.field in columns else p for p in problems]

    async def _places(self, typed: str) -> Sequence[Suggestion]:
        role = self.raw("role")
        noun = Role(role).place.value if Role.has(role) else PlaceKind.BUILDING.value
        if noun == "household" and self._building is not None:
            return await self._homes(self._building, typed)
        several = noun == "building" and self.is_new and len(parse_buildings(typed)) > 1
        named = await self.gateway.read(buildings_named, typed, self.parent_id) if several else Named()
        if named.found and not named.unknown and not named.doubtful:
            return [_several("building", named.found)]
        found = await self.offers.of_noun(noun)(typed)
        if several and not found:
            raise RuleBroken(_unclear(named))
        return [offer._replace(value=f"{noun}{SEPARATOR}{offer.value}") for offer in found]

    @property
    def _building(self) -> RecordId | None:
        """The building that somebody is needed in, where the form was opened for one."""
        return self.parent_id if self.parent_id and self._parent_noun == "building" else None

    async def _homes(self, building_id: RecordId, typed: str) -> Sequence[Suggestion]:
        """Offer the households of that building alone."""
        wanted = HouseholdFilter(building_id=building_id, text=typed)
        rows = await self.gateway.read(household_page, wanted, offset=0, limit=MOST)
        return [
            Suggestion(f"household{SEPARATOR}{row.id.hex()}", row.door, row.head, row.door == typed.strip())
            for row in rows
        ]

    def _all(self, noun: str, ids: Sequence[RecordId]) -> Suggestion | str:
        """Return what stands in the field of places for several records of a noun."""
        if noun == "building":
            named = self.gateway.read_now(building_names, ids) or {}
            titles = {id: building_words(*words) for id, words in named.items()}
        else:
            titles = self.gateway.read_now(titles_of, noun, ids) or {}
        known = [(id, titles[id]) for id in ids if id in titles]
        return _several(noun, known) if known else ""

    def _place(self, noun: str, record_id: RecordId) -> Suggestion | str:
        known = self.offers.known(noun, record_id)
        return (
            known._replace(value=f"{noun}{SEPARATOR}{known.value}") if isinstance(known, Suggestion) else ""
        )

    def _check_phone(self, text: str) -> list[Problem]:
        masked = check_masked("phone", text, self.draft.phone)
        return phone_problems(text) if masked is None else masked


def _places_of(value: str) -> tuple[str, list[RecordId]]:
    """Return noun and ids of what was chosen as place: ``building:id,id``."""
    noun, _, ids = value.partition(SEPARATOR)
    return noun, [bytes.fromhex(id) for id in ids.split(COMMA) if id]


def _several(noun: str, places: Sequence[tuple[RecordId, str]]) -> Suggestion:
    ids = COMMA.join(id.hex() for id, _ in places)
    titles = tr("、").join(title for _, title in places)
    return Suggestion(f"{noun}{SEPARATOR}{ids}", titles, tr("共 {n} 处", n=len(places)), exact=True)


def _unclear(named: Named) -> Problem:
    if named.unknown:
        labels = "、".join(named.unknown)
        return Problem(mark("没有这些楼栋：{labels}"), "place", values={"labels": labels})
    labels = "、".join(named.doubtful)
    return Problem(mark("{labels} 不止一栋，请一栋一栋地选"), "place", values={"labels": labels})
