"""A promise travels between two desks through bundles, from a deliberation to residents' acceptance."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from gridtui.domain.changes.actors import Level
from gridtui.domain.changes.ids import RecordId
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.words.intents import Intent
from gridtui.queries.finding import search_all
from gridtui.queries.together.chain import chain_of
from gridtui.queries.together.loose_ends import loose_ends
from gridtui.queries.together.records import declared_draft
from gridtui.storage.workspace import Workspace
from gridtui.sync.standing import shared_code
from gridtui.usecases.together import records
from tests.conftest import FrozenClock
from tests.plain_pages import plain_bytes
from tests.sync.offices import device, office_and_branch

TODAY = date(2026, 11, 24)


def add(desk: Workspace, noun: str, **values: Any) -> RecordId:
    with desk.write(Intent.ADD_RECORD) as unit:
        return records.add(unit, draft_class(noun)(**values))


def change(desk: Workspace, noun: str, id: RecordId, **changes: Any) -> None:
    with desk.write(Intent.EDIT_RECORD) as unit:
        records.change(unit, noun, id, changes)


def pages(desk: Workspace) -> bytes:
    assert desk.path is not None and desk.key is not None
    return plain_bytes(desk.path, bytes(desk.key.raw))


def links(desk: Workspace, id: RecordId) -> list[tuple[str, str]]:
    with desk.read() as connection:
        return [(line.noun, line.title) for line in chain_of(connection, "decision", id)]


def test_a_promise_goes_from_the_branch_to_its_community_and_back(tmp_path: Path, clock: FrozenClock) -> None:
    offices, community, branch = office_and_branch(tmp_path, clock)
    talk = add(branch, "deliberation", title="楼道照明", state="held", held_on=TODAY)
    decision = add(
        branch,
        "decision",
        deliberation_id=talk,
        title="换声控灯",
        owner_name="周敏",
        due_on=date(2026, 12, 1),
    )
    offices.exchange(branch, community)
    own = branch.desk.org_id
    unit = add(community, "report_in", name="水务局支部", reported_on=TODAY, org_id=own)
    project = add(
        community,
        "project",
        decision_id=decision,
        title="换灯",
        owner_name="罗明",
        state="under_way",
        org_id=own,
    )
    claim = add(community, "claim", report_in_id=unit, project_id=project, claimed_on=TODAY)
    offices.exchange(community, branch)
    change(branch, "claim", claim, state="done", done_on=TODAY)
    add(
        branch,
        "service_log",
        report_in_id=unit,
        claim_id=claim,
        served_on=TODAY,
        minutes=90,
        confirmed_on=TODAY,
    )
    change(branch, "project", project, state="finished", finished_on=TODAY)
    add(branch, "acceptance", project_id=project, accepted_on=TODAY)
    change(branch, "decision", decision, done_on=TODAY)
    offices.exchange(branch, community)
    assert [noun for noun, _ in links(community, decision)] == [
        "deliberation", "decision", "project", "claim", "service_log", "acceptance"
    ]  # fmt: skip
    assert links(community, decision) == links(branch, decision)
    for desk in (community, branch):
        with desk.read() as connection:
            draft = declared_draft(connection, "project", project)
            assert draft is not None and dict(draft)["state"] == "accepted"
            assert not loose_ends(connection, TODAY).counts
    assert shared_code(community, device(branch)) == shared_code(branch, device(community))


def test_what_is_said_in_mediation_reaches_no_desk_below(tmp_path: Path, clock: FrozenClock) -> None:
    offices, _, branch = office_and_branch(tmp_path, clock)
    worker = offices.found("网格", Level.GRID)
    offices.admit(branch, worker)
    add(branch, "mediation", title="ZQTITLE 赔偿", summary="ZQSUMMARY", found_on=TODAY)
    offices.exchange(branch, worker)
    assert b"ZQTITLE" not in pages(worker) and b"ZQSUMMARY" not in pages(worker)
    assert b"ZQTITLE" in pages(branch)


def test_a_mediation_is_read_at_its_own_desk_and_above_and_nowhere_else(
    tmp_path: Path, clock: FrozenClock
) -> None:
    offices, community, branch = office_and_branch(tmp_path, clock)
    other = offices.found("别的支部", Level.BRANCH)
    offices.admit(community, other)
    mediation = add(branch, "mediation", title="ZQTITLE 赔偿", summary="ZQSUMMARY", found_on=TODAY)
    add(branch, "party", mediation_id=mediation, side="first", person_name="ZQPARTY")
    add(branch, "mediation_session", mediation_id=mediation, held_on=TODAY, words="ZQWORDS")
    offices.exchange(branch, community)
    offices.exchange(community, other)
    said = (b"ZQTITLE", b"ZQSUMMARY", b"ZQPARTY", b"ZQWORDS")
    assert all(word in pages(community) for word in said)
    assert not any(word in pages(other) for word in said)
    with community.read() as connection:
        assert search_all(connection, "ZQTITLE") == []
        draft = declared_draft(connection, "mediation", mediation)
    assert draft is not None and dict(draft)["summary"] == "ZQSUMMARY"
