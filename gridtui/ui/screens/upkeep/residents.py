"""The form of a resident: one after another in one household, numbers masked once they are stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from gridtui.domain.people.household import HouseholdKind
from gridtui.domain.people.resident import (
    EDUCATION,
    ETHNICITIES,
    HEAD,
    MARRIAGE,
    OCCUPATIONS,
    POLITICS,
    RELATIONS,
    ResidenceState,
    ResidentDraft,
    ResidentKind,
    Sex,
    age_on,
)
from gridtui.domain.words.dates import shown_date
from gridtui.domain.words.identifiers import (
    birth_date_of,
    id_number_problems,
    phone_problems,
    sex_of,
    tidy_id_number,
    tidy_phones,
)
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken, Severity, errors
from gridtui.queries.people.residents import (
    HouseholdCard,
    ResidentDetail,
    household_card,
    resident_detail,
    same_id_number,
)
from gridtui.ui.screens.upkeep.masks import check_masked, masked_number, number_behind
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.usecases import residents
from gridtui.words import mark, tr

_WORDS = {
    "relation": RELATIONS, "politics": POLITICS, "ethnicity": ETHNICITIES, "education": EDUCATION,
    "marriage": MARRIAGE, "occupation": OCCUPATIONS,
}  # fmt: skip
_USUAL_OF = {
    HouseholdKind.PERMANENT.value: (ResidentKind.PERMANENT.value, ResidenceState.TOGETHER.value),
    HouseholdKind.FLOATING.value: (ResidentKind.FLOATING.value, ResidenceState.LIVING_ONLY.value),
}
"""Kind of a household → what its people usually are; only put into empty fields."""


class ResidentForm(NounForm):
    """A resident."""

    NOUN = "resident"
    NEW = mark("添居民")
    EDIT = mark("修改居民")
    RECORD_NOUNS = {"household_id": "household"}
    MASKED: ClassVar[tuple[str, ...]] = ("id_number", "phone")
    NAMES: ClassVar[tuple[str, ...]] = tuple(
        name for name in ResidentDraft.model_fields if name not in ("building_id", "alias_of")
    )
    detail: ResidentDetail | None = None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._filled: dict[str, str] = {}
        self._same: dict[str, Problem] = {}
        self._card: HouseholdCard | None = None

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check the numbers, and that a household has one head."""
        return {"id_number": self._check_id, "phone": self._check_phone, "relation": self._check_head}

    def known(self) -> dict[str, object] | None:
        """Return the resident's values, numbers masked."""
        assert self.record_id is not None
        self.detail = self.gateway.read_now(resident_detail, self.record_id)
        if self.detail is None:
            return None
        draft = self.detail.draft
        household = self.offers.known("household", draft.household_id)
        if draft.household_id is not None:
            self._card = self.gateway.read_now(household_card, draft.household_id)
        return {**dict(draft), "household_id": household, **self.masks()}

    def beginning(self) -> dict[str, object]:
        """Begin in the parent's household, with its head where nobody is there yet."""
        if self.parent_id is not None:
            self._card = self.gateway.read_now(household_card, self.parent_id)
        return {"household_id": self.offers.known("household", self.parent_id), **self._usual()}

    def masks(self) -> dict[str, str]:
        """Return both numbers masked."""
        return {name: masked_number(name, number) for name, number in self.numbers().items()}

    def numbers(self) -> dict[str, str]:
        """Return both numbers whole."""
        draft = self.detail.draft if self.detail else ResidentDraft()
        return {"id_number": draft.id_number, "phone": draft.phone}

    def title(self) -> str:
        """Return name and door."""
        if self.detail is not None:
            return " ".join(part for part in (self.detail.row.name, self.detail.row.door) if part)
        return self._card.detail.row.door if self._card else ""

    async def save(self, values: Values) -> str:
        """Save the resident."""
        said = self.draft_values(values, self.NAMES)
        said |= {name: words.usual_word(said[name] or "") for name, words in _WORDS.items()}
        for name, tidy in (("id_number", tidy_id_number), ("phone", tidy_phones)):
            said[name] = tidy(number_behind(name, str(said[name] or ""), self.numbers()[name]))
        draft = ResidentDraft.model_validate({**(dict(self.detail.draft) if self.detail else {}), **said})
        if self.record_id is None:
            await self.gateway.write(Intent.ADD_RESIDENT, residents.add_resident, draft, form=self.draft_key)
        else:
            await self.gateway.write(
                Intent.EDIT_RESIDENT, residents.edit_resident, self.record_id, draft, form=self.draft_key
            )
        return draft.name

    async def next_values(self) -> dict[str, object]:
        """Go on in the same household."""
        self._filled.clear()
        chosen = self.form.chosen("household_id") if self.form else None
        if chosen is not None:
            self._card = await self.gateway.read(household_card, bytes.fromhex(chosen.value))
        return self._usual()

    async def follow(self, name: str, raw: str) -> None:
        """Fill birth date and sex from a whole ID number, and look for somebody who has the same."""
        if name != "id_number" or self.form is None:
            return
        number = tidy_id_number(raw)
        born = birth_date_of(number)
        if born is None or errors(id_number_problems(number, today=self.today)):
            return
        for field, value in (("birth_date", born.isoformat()), ("sex", sex_of(number))):
            if self.raw(field) in ("", self._filled.get(field, "")):
                self._filled[field] = value
                self.put({field: value})
        words = tr("{born} {sex} {age}岁", born=shown_date(born), sex=tr(Sex.label_of(sex_of(number))),
                   age=age_on(born, self.today))  # fmt: skip
        self.form.say("id_number", words)
        await self._look_for_same(number)

    async def _look_for_same(self, number: str) -> None:
        try:
            same = await self.gateway.read(same_id_number, number, self.record_id)
        except RuleBroken:
            return
        if not same or self.form is None:
            self._same.pop(number, None)
            return
        values: dict[str, object] = {"name": same[0].name, "door": same[0].door or tr("没有门牌")}
        words = mark("{name}（{door}）已有这个身份证号，请核对；要存仍可以存")
        self._same[number] = Problem(words, "id_number", Severity.WARNING, values)
        if tidy_id_number(self.raw("id_number")) == number:
            row = self.form.rows["id_number"]
            row.show(row.check(at_save=False))

    def _check_id(self, text: str) -> list[Problem]:
        number = tidy_id_number(text)
        masked = check_masked("id_number", text, self.numbers()["id_number"])
        if masked is not None:
            return masked
        born = self.form.values().get("birth_date") if self.form else None
        found = id_number_problems(number, birth_date=born, sex=self.raw("sex"), today=self.today)  # type: ignore[arg-type]
        return [*found, *([self._same[number]] if number in self._same else [])]

    def _check_head(self, text: str) -> list[Problem]:
        """Warn where the household would have two heads."""
        if self._card is None or RELATIONS.usual_word(text) != HEAD:
            return []
        heads = [row for row in self._card.people if row.relation == HEAD and not row.gone]
        others = [row.name for row in heads if row.id != self.record_id]
        words = mark("这户已有户主 {name}；换户主请把那边的关系也改了")
        return [Problem(words, "relation", Severity.WARNING, {"name": others[0]})] if others else []

    def _check_phone(self, text: str) -> list[Problem]:
        masked = check_masked("phone", text, self.numbers()["phone"])
        return phone_problems(text) if masked is None else masked

    def _usual(self) -> dict[str, object]:
        """Return what the next person of the household usually is."""
        if self._card is None:
            return {}
        kind, state = _USUAL_OF.get(self._card.detail.row.kind, ("", ""))
        nobody = not any(not row.gone for row in self._card.people)
        return {"kind": kind, "residence_state": state, "relation": HEAD if nobody else ""}

    def renamed(self, problems: Sequence[Problem]) -> list[Problem]:
        """Let what is wrong with the building stand under the household."""
        return [replace(p, field="household_id") if p.field == "building_id" else p for p in problems]
