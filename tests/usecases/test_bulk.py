"""What is done to several records at once: whole or not at all, and taken back whole."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.tables import Resident, ServiceTag
from gridtui.storage.workspace import Workspace
from gridtui.usecases.bulk import tag_each
from tests.makers import make_quarter, person, undo

DRAFT = ServiceTagDraft(tag="left_behind_child", purpose="假期照看", basis="监护人申请",
                        consent_on=date(2026, 11, 1), review_on=date(2027, 11, 1))  # fmt: skip


@pytest.fixture
def residents(workspace: Workspace) -> list[bytes]:
    """One grown person, and one of 8 years."""
    quarter = make_quarter(workspace)
    child = person(quarter.building, quarter.household, "小军", birth_date=date(2018, 5, 1))
    with workspace.write("add_resident") as unit:
        return [quarter.resident, unit.create(Resident, child, scope=quarter.building)]


def tags(workspace: Workspace) -> list[tuple[bytes, bytes]]:
    with workspace.read() as connection:
        rows = connection.execute(
            sa.select(col(ServiceTag.resident_id), col(ServiceTag.building_id)).where(
                col(ServiceTag.deleted).is_(False)
            )
        )
        return [tuple(row) for row in rows]


def tag(workspace: Workspace, draft: ServiceTagDraft, ids: list[bytes]) -> int:
    with workspace.write("tag_resident") as unit:
        return tag_each(unit, draft, ids)


def test_one_need_of_several_in_one_step(workspace: Workspace, residents: list[bytes]) -> None:
    agreed = DRAFT.model_copy(update={"guardian_consent": True})
    assert tag(workspace, agreed, [*residents, residents[0]]) == 2
    found = tags(workspace)
    assert [row[0] for row in found] == residents and all(row[1] for row in found)
    assert tag(workspace, agreed, residents) == 0
    undo(workspace)
    assert tags(workspace) == []


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (DRAFT, "小军 未满 14 岁"),
        (DRAFT.model_copy(update={"purpose": "", "guardian_consent": True}), "请写明用途"),
    ],
)
def test_nothing_is_noted_where_one_cannot_be(
    workspace: Workspace, residents: list[bytes], draft: ServiceTagDraft, said: str
) -> None:
    with pytest.raises(RuleBroken, match=said):
        tag(workspace, draft, residents)
    assert tags(workspace) == []


def test_somebody_who_is_gone_is_said(workspace: Workspace, residents: list[bytes]) -> None:
    with workspace.write("delete_record") as unit:
        unit.delete(Resident, residents[1])
    with pytest.raises(RuleBroken, match="已经不在了"):
        tag(workspace, DRAFT, residents)
    assert tags(workspace) == []
