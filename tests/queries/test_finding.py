"""What the search screen asks, on both engines."""

from __future__ import annotations

from gridtui.domain.issues.issue_states import State
from gridtui.queries.finding import find, post_of
from tests.ui.screens.neighbourhood import build


def test_hits_come_in_groups_with_states_and_masked_phones(workspace) -> None:
    made = build(workspace)
    with workspace.read() as connection:
        found = find(connection, "3-2-501")
    assert {hit.id for hit in found.residents.hits} >= {made.residents["王建国"]}
    assert found.states[made.issues["漏水维修"]] is State.PENDING_CALLBACK
    assert set(found.phones.values()) == {"138****2210"}
    assert not found.capped


def test_a_full_group_says_that_there_may_be_more(workspace) -> None:
    build(workspace)
    with workspace.read() as connection:
        found = find(connection, "王", limit=1)
    assert [len(group.hits) for group in (found.residents, found.issues, found.places)] == [1, 0, 1]
    assert (found.residents.capped, found.issues.capped, found.capped) == (True, False, True)
    assert found.count == 2


def test_somebody_in_a_role_is_found_where_they_serve(workspace) -> None:
    made = build(workspace)
    with workspace.read() as connection:
        leader, worker = (find(connection, name).places.hits[0] for name in ("王秀兰", "张敏"))
        assert post_of(connection, leader.id) == ("building", made.buildings["3"])
        assert post_of(connection, worker.id) == ("grid", made.grids["第一网格"])
        assert post_of(connection, b"?" * 16) is None
