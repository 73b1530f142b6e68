"""Signing in at an activity with one key, and taking it back with the same."""

from __future__ import annotations

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.together.words import SignInWay
from gridtui.storage.log.changes import UnitOfWork
from gridtui.usecases.together import records


def sign_in(
    unit: UnitOfWork, activity_id: RecordId, name: str, report_in_id: RecordId | None = None
) -> RecordId:
    """Note that somebody is here; ``RuleBroken`` where the name has signed in already."""
    said = {
        "activity_id": activity_id,
        "person_name": name,
        "report_in_id": report_in_id,
        "way": SignInWay.KEY.value,
    }
    return records.add(unit, draft_class("sign_in").model_validate(said))


def sign_out(unit: UnitOfWork, sign_in_id: RecordId) -> None:
    """Take a sign-in back."""
    records.remove(unit, "sign_in", sign_in_id)
