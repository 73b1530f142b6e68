"""The form of any noun of working together: its fields are the noun's attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from gridtui.domain.people.masking import looks_masked
from gridtui.domain.together.catalogue import BY_NAME, NOUNS
from gridtui.domain.together.drafts import DeclaredDraft, draft_class
from gridtui.domain.together.nouns import ORG_ID, Attribute, Kind, Noun
from gridtui.domain.words.identifiers import phone_problems, tidy_phones
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem
from gridtui.queries.together.records import declared_draft, record_named
from gridtui.queries.together.titles import hours_words
from gridtui.ui.kit.field_specs import FieldSpec
from gridtui.ui.screens.upkeep.masks import check_masked, masked_number, number_behind
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values, number_of, numeric
from gridtui.usecases.together import records
from gridtui.usecases.together.cases import case_text
from gridtui.words import mark, tr

_KINDS: dict[Kind, dict[str, Any]] = {
    Kind.LONG: {"kind": "long", "lines": 2, "prose": True},
    Kind.NUMBER: {"width": 8},
    Kind.HOURS: {"width": 8},
    Kind.CHECK: {"kind": "check"},
    Kind.PHONE: {"kind": "phone"},
    Kind.RECORD: {"kind": "suggest"},
}
"""How an attribute is typed, by its kind."""

_RECORD_HINT = mark("写名称或编号，从下面选")


class DeclaredForm(NounForm):
    """A record of one noun; the parent is the whole that a new part belongs to."""

    noun: ClassVar[Noun]
    draft: DeclaredDraft

    def specs(self) -> list[FieldSpec]:
        """Return a field for every attribute that a person fills in."""
        hidden = {self.noun.parent} if self.noun.parent and (self.parent_id or not self.is_new) else set()
        return [self._spec(each) for each in self.noun.attributes if each.typed and each.name not in hidden]

    def known(self) -> dict[str, object] | None:
        """Return the record's values, phones masked."""
        assert self.record_id is not None
        draft = self.gateway.read_now(declared_draft, self.NOUN, self.record_id)
        if draft is None:
            return None
        self.draft = draft
        return {**self._shown(dict(draft)), **self.masks()}

    def beginning(self) -> dict[str, object]:
        """Begin with what the declaration says, in the desk's own organisation."""
        values: dict[str, Any] = {each.name: each.blank for each in self.noun.attributes}
        self.draft = draft_class(self.NOUN)()
        values[ORG_ID] = self.gateway.workspace.desk.org_id
        if self.noun.parent and self.parent_id:
            values[self.noun.parent] = self.parent_id
        return self._shown(values)

    def values(self) -> dict[str, object] | None:
        """Return what fills the form; what it is opened for names records by their ids."""
        values = super().values()
        if values is not None and self.is_new:
            for name, id in self.aim.given.items():
                if (each := self.noun.by_name.get(name)) and each.kind is Kind.RECORD:
                    values[name] = self.offers.known(each.refers, bytes.fromhex(id))
        return values

    async def next_values(self) -> dict[str, object]:
        """Stay with what the form was opened for."""
        return {name: value for name, value in (self.values() or {}).items() if name in self.aim.given}

    def masks(self) -> dict[str, str]:
        """Return the phones masked."""
        return {name: masked_number(name, getattr(self.draft, name)) for name in self.MASKED}

    def numbers(self) -> dict[str, str]:
        """Return the phones whole."""
        return {name: getattr(self.draft, name) for name in self.MASKED}

    def title(self) -> str:
        """Return which record it is."""
        if self.record_id is None:
            return ""
        row = self.gateway.read_now(record_named, self.NOUN, self.record_id)
        return row.title if row else ""

    async def save(self, values: Values) -> str:
        """Save the record; what this form does not ask for stays as it was."""
        said = {each.name: self._said(each, values) for each in self.noun.attributes if each.name in values}
        if self.is_new and self.noun.parent and self.parent_id:
            said[self.noun.parent] = self.parent_id
        draft = draft_class(self.NOUN).model_validate({**dict(self.draft), **said})
        if self.record_id is None:
            id = await self.gateway.write(Intent.ADD_RECORD, records.add, draft, form=self.draft_key)
        else:
            id = self.record_id
            await self.gateway.write(Intent.EDIT_RECORD, records.edit, id, draft, form=self.draft_key)
        row = await self.gateway.read(record_named, self.NOUN, id)
        return row.title if row and row.title else tr(self.noun.title)

    async def follow(self, name: str, raw: str) -> None:  # noqa: ARG002 - the field is read as a whole
        """Begin a teaching case with what its issue says, persons taken out."""
        if (self.NOUN, name) != ("teaching_case", "issue_id") or self.raw("text"):
            return
        if chosen := self.raw("issue_id:value"):
            self.put({"text": await self.gateway.read(case_text, bytes.fromhex(chosen))})

    def _spec(self, each: Attribute) -> FieldSpec:
        options: dict[str, Any] = {"required": each.required, "hint": each.hint, **_KINDS.get(each.kind, {})}
        if each.kind is Kind.TEXT:
            options["max_length"] = 200
        elif each.kind is Kind.DATE:
            options |= {"kind": "date", "past": each.happened}
        elif each.kind is Kind.CHOICE and each.vocabulary is not None:
            options |= {"kind": "choice", "choices": each.vocabulary.choices()}
        elif each.kind is Kind.RECORD:
            options |= {"suggest": self.offers.of_noun(each.refers), "hint": each.hint or _RECORD_HINT,
                        "pinned": each.name == ORG_ID and self.is_new}  # fmt: skip
        if check := self._check(each):
            options["check"] = check
        return FieldSpec(name=each.name, title=each.title, **options)

    def _check(self, each: Attribute) -> Callable[[str], list[Problem]] | None:
        if each.kind is Kind.NUMBER:
            return numeric(each.name, each.low, each.high)
        if each.kind is Kind.HOURS:
            return lambda text: _hours_problems(text, each)
        if each.kind is Kind.PHONE:
            return lambda text: self._phone_problems(each.name, text)
        return None

    def _phone_problems(self, name: str, text: str) -> list[Problem]:
        masked = check_masked(name, text, getattr(self.draft, name)) if looks_masked(text) else None
        return phone_problems(text) if masked is None else masked

    def _shown(self, values: dict[str, Any]) -> dict[str, object]:
        shown: dict[str, object] = {}
        for name, value in values.items():
            each = self.noun.by_name[name]
            if each.kind is Kind.RECORD:
                shown[name] = self.offers.known(each.refers, value)
            elif each.kind is Kind.HOURS:
                shown[name] = hours_words(value) if value is not None else ""
            elif each.kind is Kind.NUMBER:
                shown[name] = "" if value is None else str(value)
            else:
                shown[name] = value
        return shown

    def _said(self, each: Attribute, values: Values) -> Any:
        value = values[each.name]
        if each.kind is Kind.RECORD:
            return bytes.fromhex(str(value)) if value else None
        if each.kind is Kind.NUMBER:
            return number_of(value)
        if each.kind is Kind.HOURS:
            return minutes_of(str(value or ""))
        if each.kind is Kind.PHONE:
            return tidy_phones(number_behind(each.name, str(value or ""), getattr(self.draft, each.name)))
        if each.kind in (Kind.DATE, Kind.CHECK):
            return value
        return value or each.blank


def minutes_of(text: str) -> int | None:
    """Return the minutes of hours as a person types them (``1.5``); None for nothing, or for no number."""
    try:
        return round(float(text) * 60) if text.strip() else None
    except (ValueError, OverflowError):
        return None


def _hours_problems(text: str, each: Attribute) -> list[Problem]:
    if not text.strip():
        return []
    minutes = minutes_of(text)
    if minutes is None:
        return [Problem(mark("写小时数，例如 2 或 1.5"), each.name)]
    if each.low <= minutes <= each.high:
        return []
    limit = hours_words(each.high)
    return [Problem(mark("时长应大于 0，不超过 {limit} 小时"), each.name, values={"limit": limit})]


def _form_of(noun: Noun) -> type[NounForm]:
    return type(
        f"{noun.class_name}Form",
        (DeclaredForm,),
        {
            "__doc__": noun.title,
            "noun": noun,
            "NOUN": noun.name,
            "NEW": noun.title,
            "EDIT": noun.title,
            "RECORD_NOUNS": {each.name: each.refers for each in noun.attributes if each.refers},
            "MASKED": tuple(each.name for each in noun.attributes if each.kind is Kind.PHONE),
        },
    )


DECLARED_FORMS: dict[str, type[NounForm]] = {noun.name: _form_of(BY_NAME[noun.name]) for noun in NOUNS}
"""Noun → its form."""
