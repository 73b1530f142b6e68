"""Numbers of the day, masked phones, and what a correction leaves in the timeline."""

from __future__ import annotations

import pytest

from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.issues.issues import IssueDetail, issue_detail
from gridtui.storage.drafts import keep_draft, kept_drafts
from gridtui.storage.workspace import Workspace
from gridtui.usecases.issues import correct_issue, next_number, register_issue

MATTER = IssueDraft(text="卫生间顶滴水", category="M11-001", nature="help", reporter_name="刘女士",
                    reporter_phone="0871-65312345")  # fmt: skip


def taken(desk: Workspace, draft: IssueDraft = MATTER) -> bytes:
    with desk.write("register_issue") as unit:
        return register_issue(unit, draft)


def detail(desk: Workspace, id: bytes) -> IssueDetail:
    with desk.read() as connection:
        found = issue_detail(connection, id)
    assert found is not None
    return found


def corrected(desk: Workspace, id: bytes, **changes: object) -> IssueDetail:
    with desk.write("correct_issue") as unit:
        correct_issue(unit, id, detail(desk, id).draft.model_copy(update=changes))
    return detail(desk, id)


def steps(found: IssueDetail) -> list[tuple[str, object]]:
    return [(event.kind.value, event.data.get("field")) for event in found.status.live]


def test_numbers_go_on_past_a_thousand_and_over_strange_ones(desk: Workspace) -> None:
    for number in ("20261124-999", "20261124-7", "20261124-ABC", "20261123-500"):
        taken(desk, MATTER.model_copy(update={"number": number}))
    with desk.read() as connection:
        assert next_number(connection, desk.clock()) == "20261124-1000"
    taken(desk)
    with desk.read() as connection:
        assert next_number(connection, desk.clock()) == "20261124-1001"


@pytest.mark.parametrize("mask", ["0871-****2345", "0871****2345"])
def test_the_mask_of_the_phone_is_the_phone(desk: Workspace, mask: str) -> None:
    id = taken(desk)
    found = corrected(desk, id, reporter_phone=mask, title="顶上漏水")
    assert found.draft.reporter_phone == "0871-65312345"
    assert steps(found) == [("registered", None), ("correct", "title")]


def test_another_mask_is_refused(desk: Workspace) -> None:
    id = taken(desk)
    with pytest.raises(RuleBroken):
        corrected(desk, id, reporter_phone="0871-****9999")
    assert steps(detail(desk, id)) == [("registered", None)]


def test_a_correction_tells_short_values_and_only_names_what_is_private(desk: Workspace) -> None:
    changes = {"nature": "complaint", "text": "不是顶，是墙", "reporter_name": "王某", "place": "3栋楼道"}
    found = corrected(desk, taken(desk), urgent=True, **changes)
    said = {
        event.data.get("field"): dict(event.data)
        for event in found.status.live
        if event.kind is EventKind.CORRECT
    }
    assert said["nature"] == {"field": "nature", "old": "help", "new": "complaint"}
    assert said["place"]["new"] == "3栋楼道"
    assert said["text"] == {"field": "text"}
    assert said["reporter_name"] == {"field": "reporter_name"}
    assert ("urgent", None) in steps(found)
    assert "刘女士" not in str([event.data for event in found.status.live])


def test_correcting_nothing_is_no_event(desk: Workspace) -> None:
    id = taken(desk)
    assert steps(corrected(desk, id)) == [("registered", None)]


def test_becoming_anonymous_takes_the_reporter_away(desk: Workspace) -> None:
    found = corrected(desk, taken(desk), anonymous=True)
    assert (found.draft.reporter_name, found.draft.reporter_phone) == ("", "")
    assert "匿" in "".join(flag.sign for flag in found.row.flags)


def test_the_kept_form_goes_in_the_same_transaction(desk: Workspace) -> None:
    with desk.writing() as connection:
        keep_draft(connection, "issue:new", {"text": "滴水"}, desk.clock())
    with pytest.raises(RuleBroken), desk.write("register_issue") as unit:
        register_issue(unit, IssueDraft(text="滴水", category="??"), form="issue:new")
    with desk.read() as connection:
        assert [saved.key for saved in kept_drafts(connection)] == ["issue:new"]
    with desk.write("register_issue") as unit:
        register_issue(unit, MATTER, form="issue:new")
    with desk.read() as connection:
        assert kept_drafts(connection) == []
