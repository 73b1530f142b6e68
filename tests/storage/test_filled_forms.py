"""What forms were filled with: told apart by hashes, forgotten with an erased person, local to the desk."""

from __future__ import annotations

import sqlalchemy as sa

from gridtui.storage.erasure.erasing import erase_person
from gridtui.storage.filled_forms import last_filling, remember_filling
from gridtui.storage.log.log_tables import FilledRow
from gridtui.storage.workspace import Workspace
from tests.canary import WORDS, keep_canary
from tests.conftest import NOON

ONE, OTHER, LATER = ((bytes([number]) * 16, 0) for number in (1, 2, 3))


def fill(
    workspace: Workspace, cells: dict[tuple[bytes, int], dict[int, str]], salt: bytes = b"s" * 16
) -> None:
    with workspace.writing() as connection:
        remember_filling(connection, "f", cells, kind="residents", title="花名册", salt=salt, now=NOON)


def test_a_cell_is_the_same_changed_or_new(workspace: Workspace) -> None:
    with workspace.read() as connection:
        assert last_filling(connection, "f") is None
    fill(workspace, {ONE: {0: "旧"}})
    fill(workspace, {ONE: {0: "杨桂芬", 3: ""}, OTHER: {0: "赵丽华"}})
    with workspace.read() as connection:
        last = last_filling(connection, "f")
    assert last is not None and last.filled_at == NOON
    assert [last.same(ONE, 0, "杨桂芬"), last.same(ONE, 0, "旧"), last.same(ONE, 3, "")] == [
        True,
        False,
        True,
    ]
    assert (
        last.same(OTHER, 0, "赵丽华") and last.same(ONE, 1, "x") is None and last.same(LATER, 0, "x") is None
    )


def test_the_values_stand_nowhere_and_another_salt_hides_that_they_are_the_same(workspace: Workspace) -> None:
    found = []
    for salt in (b"s" * 16, b"t" * 16):
        fill(workspace, {ONE: {0: "13987650001"}, OTHER: {0: "13987650001"}}, salt)
        with workspace.read() as connection:
            found += connection.execute(sa.select(FilledRow.cells).order_by(FilledRow.num)).scalars()  # type: ignore[call-overload]
    assert all(len(cells) == 6 and b"1398" not in cells for cells in found)
    assert found[0] == found[1] != found[2] == found[3]


def test_an_erased_person_takes_their_rows_along(workspace: Workspace) -> None:
    canary = keep_canary(workspace)
    kept = [(canary.spouse, 0), ONE]
    theirs = [canary.resident, canary.issue, canary.visit, canary.post, canary.quarter.household,
              canary.quarter.building]  # fmt: skip
    rows = [*kept, *((record, place) for record in theirs for place in (0, 1))]
    fill(workspace, {row: {0: WORDS["name"]} for row in rows})
    with workspace.write("erase_person") as unit:
        erase_person(unit, canary.resident, "asked")
    with workspace.read() as connection:
        last = last_filling(connection, "f")
    assert last is not None and set(last.rows) == set(kept)
