"""The forms of assignments and of service needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from gridtui.domain.assignment import AssignmentDraft, PlaceKind, Role
from gridtui.domain.identifiers import phone_problems, tidy_phones
from gridtui.domain.ids import RecordId
from gridtui.domain.intents import Intent
from gridtui.domain.problems import Problem
from gridtui.domain.service_tag import ServiceTagDraft
from gridtui.queries.assignments import assignment_draft
from gridtui.queries.histories import noun_of
from gridtui.queries.residents import household_residents, resident_detail, tag_draft
from gridtui.ui.kit.field_specs import Suggestion
from gridtui.ui.screens.upkeep.masks import check_masked, masked_number, number_behind
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.usecases import assignments, people
from gridtui.words import mark, tr

SEPARATOR = ":"
_FIRST_ROLES = {
    "grid": Role.GRID_WORKER, "building": Role.BUILDING_LEADER, "household": Role.PARTY_HUB_HOUSEHOLD,
    "org": Role.BRANCH_SECRETARY,
}  # fmt: skip
_YEAR = 365


class AssignmentForm(NounForm):
    """Somebody in a role at a place, from a day to a day; the place follows from the role."""

    NOUN = "assignment"
    NEW = mark("任用")
    EDIT = mark("修改任用")
    MASKED: ClassVar[tuple[str, ...]] = ("phone",)
    draft: AssignmentDraft = AssignmentDraft()

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check the phone."""
        return {"phone": self._check_phone}

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
        noun = self.gateway.read_now(noun_of, self.parent_id) if self.parent_id else None
        if noun in _FIRST_ROLES and self.parent_id:
            values |= {"role": _FIRST_ROLES[noun].value, "place": self._place(noun, self.parent_id)}
        if noun == "household" and self.parent_id:
            there = self.gateway.read_now(household_residents, self.parent_id) or ()
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
        """Save the assignment."""
        person = self.form.chosen("person_name") if self.form else None
        place = self.form.chosen("place") if self.form else None
        said: dict[str, Any] = {kind.column: None for kind in PlaceKind}
        if place is not None:
            noun, _, id = place.value.partition(SEPARATOR)
            said[PlaceKind(noun).column] = bytes.fromhex(id)
        said |= {name: values[name] for name in ("role", "sex", "from_on", "to_on", "note")}
        said["resident_id"] = bytes.fromhex(person.value) if person else None
        said["person_name"] = person.title if person else values["person_name"] or ""
        said["phone"] = tidy_phones(number_behind("phone", str(values["phone"] or ""), self.draft.phone))
        draft = AssignmentDraft.model_validate({**dict(self.draft), **said})
        if self.record_id is None:
            await self.gateway.write(Intent.ASSIGN, assignments.assign, draft, form=self.draft_key)
        else:
            await self.gateway.write(
                Intent.ASSIGN, assignments.edit_assignment, self.record_id, draft, form=self.draft_key
            )
        return f"{tr(Role.label_of(draft.role))} {draft.person_name}"

    async def follow(self, name: str, raw: str) -> None:
        """Let go of a place that the role does not serve."""
        place = self.raw("place:value").partition(SEPARATOR)[0]
        if name == "role" and place and Role.has(raw) and Role(raw).place.value != place:
            self.put({"place": ""})

    def renamed(self, problems: Sequence[Problem]) -> list[Problem]:
        """Let what is wrong with any place stand under the place."""
        columns = {kind.column for kind in PlaceKind}
        return [replace(p, field="place") if p.field in columns else p for p in problems]

    async def _places(self, typed: str) -> Sequence[Suggestion]:
        role = self.raw("role")
        noun = Role(role).place.value if Role.has(role) else PlaceKind.BUILDING.value
        found = await self.offers.of_noun(noun)(typed)
        return [offer._replace(value=f"{noun}{SEPARATOR}{offer.value}") for offer in found]

    def _place(self, noun: str, record_id: RecordId) -> Suggestion | str:
        known = self.offers.known(noun, record_id)
        return (
            known._replace(value=f"{noun}{SEPARATOR}{known.value}") if isinstance(known, Suggestion) else ""
        )

    def _check_phone(self, text: str) -> list[Problem]:
        masked = check_masked("phone", text, self.draft.phone)
        return phone_problems(text) if masked is None else masked


class ServiceTagForm(NounForm):
    """A service need of a resident: why it is noted, on what ground, and until when."""

    NOUN = "service_tag"
    NEW = mark("记服务需要")
    EDIT = mark("修改服务需要")
    draft: ServiceTagDraft = ServiceTagDraft()
    _of = ""

    def known(self) -> dict[str, object] | None:
        """Return what was noted."""
        assert self.record_id is not None
        draft = self.gateway.read_now(tag_draft, self.record_id)
        if draft is None:
            return None
        self.draft = draft
        self._learn(draft.resident_id)
        return dict(draft)

    def beginning(self) -> dict[str, object]:
        """Begin with a review in a year."""
        self._learn(self.parent_id)
        return {"review_on": date.fromordinal(self.today.toordinal() + _YEAR)}

    def title(self) -> str:
        """Return whose need it is."""
        return self._of

    async def save(self, values: Values) -> str:
        """Save the service need."""
        names = ("tag", "purpose", "basis", "consent_on", "review_on")
        said = {**self.draft_values(values, names), "guardian_consent": bool(values["guardian_consent"])}
        if self.record_id is None:
            said["resident_id"] = self.parent_id
        draft = ServiceTagDraft.model_validate({**dict(self.draft), **said})
        if self.record_id is None:
            await self.gateway.write(Intent.TAG_RESIDENT, people.tag_resident, draft, form=self.draft_key)
        else:
            await self.gateway.write(
                Intent.EDIT_TAG, people.edit_tag, self.record_id, draft, form=self.draft_key
            )
        return tr("一项服务需要")

    async def next_values(self) -> dict[str, object]:
        """Go on with a review in a year."""
        return {"review_on": date.fromordinal(self.today.toordinal() + _YEAR)}

    def _learn(self, resident_id: RecordId | None) -> None:
        found = self.gateway.read_now(resident_detail, resident_id) if resident_id else None
        self._of = " ".join(part for part in (found.row.name, found.row.door) if part) if found else ""
