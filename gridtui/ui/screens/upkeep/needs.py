"""The form of service needs, of one resident or of several at once."""

from __future__ import annotations

from datetime import date

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.words.intents import Intent
from gridtui.queries.people.residents import resident_detail, tag_draft
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.usecases import bulk, residents
from gridtui.words import mark, tr

_YEAR = 365


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
        return tr("{n} 位居民", n=len(self.aim.many)) if self.aim.many else self._of

    async def save(self, values: Values) -> str:
        """Save the service need."""
        names = ("tag", "purpose", "basis", "consent_on", "review_on")
        said = {**self.draft_values(values, names), "guardian_consent": bool(values["guardian_consent"])}
        if self.record_id is None:
            said["resident_id"] = self.parent_id
        if self.aim.many:
            return await self._save_each(ServiceTagDraft.model_validate(said))
        draft = ServiceTagDraft.model_validate({**dict(self.draft), **said})
        if self.record_id is None:
            await self.gateway.write(Intent.TAG_RESIDENT, residents.tag_resident, draft, form=self.draft_key)
        else:
            await self.gateway.write(
                Intent.EDIT_TAG, residents.edit_tag, self.record_id, draft, form=self.draft_key
            )
        return tr("一项服务需要")

    async def _save_each(self, draft: ServiceTagDraft) -> str:
        number = await self.gateway.write(
            Intent.TAG_RESIDENT, bulk.tag_each, draft, self.aim.many, form=self.draft_key
        )
        return tr("{n} 位居民的服务需要", n=number) if number else tr("选中居民的服务需要")

    async def next_values(self) -> dict[str, object]:
        """Go on with a review in a year."""
        return {"review_on": date.fromordinal(self.today.toordinal() + _YEAR)}

    def _learn(self, resident_id: RecordId | None) -> None:
        found = self.gateway.read_now(resident_detail, resident_id) if resident_id else None
        self._of = " ".join(part for part in (found.row.name, found.row.door) if part) if found else ""
