"""A page far down a list is the same whether it is reached from the beginning or from the end."""

from __future__ import annotations

import pytest

from gridtui.queries import page
from gridtui.queries.issues.issues import IssueFilter, IssueOrder, issue_page
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace

ISSUES = 37


@pytest.mark.parametrize("order", list(IssueOrder))
def test_a_far_page_is_reached_from_the_nearer_end(
    desk: Workspace, monkeypatch: pytest.MonkeyPatch, order: IssueOrder
) -> None:
    with desk.write("test") as unit:
        org = unit.desk.org_id
        rows = [{"number": f"{number:03d}", "org_id": org} for number in range(ISSUES)]
        unit.create_many(Issue, rows, scope=lambda _: org)
    wanted = IssueFilter(order=order)
    with desk.read() as connection:
        whole = issue_page(connection, wanted, offset=0, limit=ISSUES)
        monkeypatch.setattr(page, "_FAR", 0)
        for offset in range(1, ISSUES + 3):
            found = issue_page(connection, wanted, offset=offset, limit=10)
            assert [row.num for row in found] == [row.num for row in whole[offset : offset + 10]]
