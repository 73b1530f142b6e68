"""What was said of persons in working together is due for review after its time, and can be forgotten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.retention import retentions
from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.together.ends import ENDED_BY
from gridtui.domain.together.nouns import Privacy
from gridtui.queries.people.reviews import ReviewFilter, ReviewRow, review_page
from gridtui.queries.together.records import declared_draft
from gridtui.storage.workspace import Workspace
from gridtui.usecases.reviewing import forget
from gridtui.usecases.together import records

TODAY, LONG_AGO = date(2026, 11, 24), date(2020, 1, 2)


def add(workspace: Workspace, noun: str, **values: Any) -> RecordId:
    with workspace.write("add_record") as unit:
        return records.add(unit, draft_class(noun)(**values))


def due(workspace: Workspace, kind: str) -> list[ReviewRow]:
    with workspace.read() as connection:
        return review_page(connection, ReviewFilter(TODAY, kind), offset=0, limit=50)


def test_every_register_that_tells_of_persons_is_reviewed() -> None:
    personal = {
        noun.name for noun in NOUNS if any(each.privacy is not Privacy.PUBLIC for each in noun.attributes)
    }
    assert personal - set(ENDED_BY) == {"property_company"}, "a company's phone is kept until it is replaced"
    assert personal <= set(retentions())


@pytest.mark.parametrize("kind", sorted(ENDED_BY))
def test_nothing_is_due_of_an_empty_register(workspace: Workspace, kind: str) -> None:
    assert due(workspace, kind) == []


def test_a_mediation_is_forgotten_with_its_parties(desk: Workspace) -> None:
    old = add(desk, "mediation", title="漏水赔偿", found_on=LONG_AGO, summary="双方说法不一")
    new = add(desk, "mediation", title="噪声", found_on=TODAY, summary="夜里")
    for mediation in (old, new):
        for side in ("first", "second"):
            add(desk, "party", mediation_id=mediation, side=side, person_name=f"{side}某")
        with desk.write("edit_record") as unit:
            day = LONG_AGO if mediation == old else TODAY
            agreed = {"state": "agreed", "mediator_name": "周敏", "agreed_on": day, "agreement": "各付一半"}
            records.change(unit, "mediation", mediation, agreed)
    assert [(row.id, row.title, row.since) for row in due(desk, "mediation")] == [(old, "漏水赔偿", LONG_AGO)]
    parties = due(desk, "party")
    assert [row.title for row in parties] == ["first某", "second某"]
    forget(desk, [("mediation", old, ""), *(("party", row.id, "") for row in parties)])
    assert due(desk, "mediation") == due(desk, "party") == []
    with desk.read() as connection:
        draft = declared_draft(connection, "mediation", old)
    assert draft is not None
    said = dict(draft)
    assert (said["title"], said["summary"], said["agreement"]) == ("", "", "")
    assert (said["kind"], said["agreed_on"]) == ("family", LONG_AGO)


def test_sign_ins_and_who_left_are_due(desk: Workspace) -> None:
    held = {"title": "清扫", "state": "held", "held_on": LONG_AGO}
    activity = add(desk, "activity", **held)
    add(desk, "sign_in", activity_id=activity, person_name="甲某")
    add(desk, "team", name="邻里队", phone="13708712210", until=LONG_AGO)
    add(desk, "team", name="青年队", phone="13708712210")
    assert [row.title for row in due(desk, "sign_in")] == ["甲某"]
    assert [row.title for row in due(desk, "team")] == ["邻里队"]
