"""What two desks wrote at once: kept, shown with who and when, and decided by a write."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.contested import contested_counts, contested_page, versions_of
from gridtui.storage.log.log_tables import Contested
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.tables import Category, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.conflicts import dismiss_parallels, resolve
from tests.makers import make_quarter, stored
from tests.simulation.replicas import state_of
from tests.storage.exchange import Desks, changes_of, desks, pair, pass_time, problems, send, swap

__all__ = ["desks", "pair"]


def counts(workspace: Workspace) -> tuple[int, int]:
    with workspace.read() as connection:
        return contested_counts(connection)


def edit(workspace: Workspace, resident: bytes, **values: object) -> None:
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, resident, values)


def test_one_field_written_at_two_desks_is_a_conflict_until_somebody_decides(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    edit(one, quarter.resident, phone="13911110000")
    pass_time([other])
    edit(other, quarter.resident, phone="13922220000")
    merged, _ = swap(one, other)
    assert (merged.conflicts, merged.parallel) == (1, 0)
    assert stored(one, Resident, quarter.resident)["phone"] == "13922220000"
    with one.read() as connection:
        [row] = contested_page(connection)
        shown, beside = versions_of(connection, "resident", quarter.resident, "phone")
    assert (row.title, row.conflicts, row.parallels) == ("杨桂芬", ("phone",), ())
    assert (shown.value, shown.shown, shown.device) == ("13922220000", True, other.desk.incarnation)
    assert (beside.value, beside.shown, beside.actor_name) == ("13911110000", False, "网格员1")
    with one.write("resolve_conflict") as unit:
        resolve(unit, quarter.resident, "phone", "13911110000")
    send(one, other)
    for workspace in pair:
        assert counts(workspace) == (0, 0)
        assert stored(workspace, Resident, quarter.resident)["phone"] == "13911110000"
        assert problems(workspace) == []
    assert state_of(one) == state_of(other)


def test_the_shown_value_may_be_confirmed_though_it_does_not_change(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    edit(one, quarter.resident, note="一")
    edit(other, quarter.resident, note="二")
    swap(one, other)
    shown = stored(one, Resident, quarter.resident)["note"]
    with one.write("resolve_conflict") as unit:
        resolve(unit, quarter.resident, "note", shown)
    assert counts(one) == (0, 0)
    with one.write("resolve_conflict") as unit, pytest.raises(RuleBroken, match="没有待处理的冲突"):
        resolve(unit, quarter.resident, "note", "三")


def test_a_value_of_another_kind_is_refused(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    edit(one, quarter.resident, note="一")
    edit(other, quarter.resident, note="二")
    swap(one, other)
    with one.write("resolve_conflict") as unit, pytest.raises(RuleBroken, match="格式不对"):
        resolve(unit, quarter.resident, "note", 7)


def test_the_same_value_written_twice_is_no_conflict(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    for workspace in pair:
        edit(workspace, quarter.resident, phone="13911110000")
    swap(one, other)
    assert counts(one) == (0, 0)


def test_other_fields_written_at_two_desks_are_shown_once(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    edit(one, quarter.resident, phone="13911110000")
    edit(other, quarter.resident, note="听力不好")
    merged, _ = swap(one, other)
    assert (merged.conflicts, merged.parallel) == (0, 1)
    with one.read() as connection:
        [row] = contested_page(connection, parallel=True)
    assert row.parallels == ("note", "phone")
    with one.write("resolve_conflict") as unit:
        assert dismiss_parallels(unit, [quarter.resident]) == 1
    assert counts(one) == (0, 0)
    assert counts(other) == (0, 1)
    swap(one, other)
    assert counts(one) == (0, 0), "looked at once, not again"
    edit(one, quarter.resident, phone="13933330000")
    send(one, other)
    assert counts(other) == (0, 0), "somebody who knew both wrote on"
    edit(one, quarter.resident, sex="female")
    edit(other, quarter.resident, note="")
    swap(one, other)
    assert counts(one) == (0, 1), "a further parallel edit shows the record again"


def test_an_edit_that_knew_the_other_one_is_not_beside_it(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    edit(one, quarter.resident, phone="13911110000")
    send(one, other)
    edit(other, quarter.resident, note="之后写的")
    swap(one, other)
    assert counts(one) == counts(other) == (0, 0)


def test_what_one_desk_hides_and_another_edits_stays_in_view(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    edit(other, quarter.resident, phone="13911110000")
    pass_time([one])
    with one.write("remove_resident") as unit:
        unit.delete(Resident, quarter.resident)
    merged, _ = swap(one, other)
    assert merged.conflicts == 1
    for workspace in pair:
        assert stored(workspace, Resident, quarter.resident)["deleted"] is False
        assert problems(workspace) == []
    with one.read() as connection:
        [row] = contested_page(connection)
        shown, hidden = versions_of(connection, "resident", quarter.resident, "deleted")
    assert row.conflicts == ("deleted",)
    assert (shown.value, shown.device, hidden.value) == (False, other.desk.incarnation, True)
    edit(other, quarter.resident, note="后来的改动不算决定")
    swap(one, other)
    assert stored(one, Resident, quarter.resident)["deleted"] is False
    with other.write("resolve_conflict") as unit:
        resolve(unit, quarter.resident, "deleted", True)
    swap(one, other)
    for workspace in pair:
        assert stored(workspace, Resident, quarter.resident)["deleted"] is True
        assert counts(workspace) == (0, 0)
        assert problems(workspace) == []


def test_what_the_level_decides_is_shown_of_the_highest_level(desks: Desks) -> None:
    street, branch = desks(Level.STREET, Level.BRANCH)
    with street.read() as connection:
        category = (
            connection.execute(sa.select(col(Category.id)).order_by(col(Category.code))).scalars().first()
        )
    assert category is not None
    with street.write("edit_org") as unit:
        unit.update(Category, category, {"name": "街道的叫法"})
    pass_time([branch])
    with branch.write("edit_org") as unit:
        unit.update(Category, category, {"name": "居民区的叫法"})
    swap(street, branch)
    for workspace in (street, branch):
        assert stored(workspace, Category, category)["name"] == "街道的叫法"
        assert problems(workspace) == []
    assert counts(branch) == (1, 0)


def test_contested_records_are_a_function_of_the_changes(pair: list[Workspace], desks: Desks) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    edit(one, quarter.resident, phone="13911110000", note="一")
    edit(other, quarter.resident, phone="13922220000", sex="female")
    swap(one, other)
    third = desks(Level.BRANCH, Level.BRANCH, Level.BRANCH)[2]
    for change in reversed(changes_of(one)):
        merge_into(third, [change])
    assert state_of(third) == state_of(one) == state_of(other)
    with third.read() as connection:
        assert len(connection.execute(sa.select(col(Contested.num))).all()) == 1
