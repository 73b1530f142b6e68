"""The form of a promise to a household."""

from __future__ import annotations

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.visit import PromiseDraft
from gridtui.domain.words.intents import Intent
from gridtui.queries.people.households import household_detail
from gridtui.queries.walks.promises import promise_draft
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.usecases import visits
from gridtui.words import mark, tr


class PromiseForm(NounForm):
    """A promise outside of a visit, or one to correct; the parent is the household."""

    NOUN = "promise"
    NEW = mark("记承诺")
    EDIT = mark("修改承诺")
    draft: PromiseDraft = PromiseDraft()
    _door = ""

    def known(self) -> dict[str, object] | None:
        """Return what was promised."""
        assert self.record_id is not None
        draft = self.gateway.read_now(promise_draft, self.record_id)
        if draft is None:
            return None
        self.draft = draft
        self._learn(draft.household_id)
        return dict(draft)

    def beginning(self) -> dict[str, object]:
        """Begin with nothing but the household."""
        self._learn(self.parent_id)
        return {}

    def title(self) -> str:
        """Return the door."""
        return self._door

    async def save(self, values: Values) -> str:
        """Save the promise."""
        said = self.draft_values(values, ("text", "due_on", "owner_name", "done_on", "outcome"))
        draft = PromiseDraft.model_validate({**dict(self.draft), **said})
        if self.record_id is None:
            draft = draft.model_copy(update={"household_id": self.parent_id})
            await self.gateway.write(Intent.ADD_PROMISE, visits.add_promise, draft, form=self.draft_key)
        else:
            await self.gateway.write(
                Intent.EDIT_PROMISE, visits.edit_promise, self.record_id, draft, form=self.draft_key
            )
        return tr("{door} 的承诺", door=self._door or tr("这一户"))

    def _learn(self, household_id: RecordId | None) -> None:
        found = self.gateway.read_now(household_detail, household_id) if household_id else None
        self._door = found.row.door if found else ""
