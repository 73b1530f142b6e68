"""Several programs on one PostgreSQL store write one after the other, without forks, gaps or lost steps."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Operator
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.log_tables import Change
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import Founding, create_shared, open_shared
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from tests.conftest import FrozenClock
from tests.engines import postgres_database
from tests.makers import make_quarter, person, redo, stored, undo


@pytest.fixture
def desks(clock: FrozenClock) -> Iterator[list[Workspace]]:
    """One shared store, opened by three programs with an operator each."""
    with postgres_database("shared") as url:
        first = create_shared(url, Founding("翠湖西路第二支部", "530102001001", "王秀兰"), clock=clock)
        opened = [first, *(open_shared(url, clock=clock) for _ in range(2))]
        for number, workspace in enumerate(opened[1:], 1):
            workspace.operator = Operator(bytes([number]) * 16, f"网格员{number}")
        yield opened
        for workspace in opened:
            workspace.close()


def test_writers_take_turns(desks: list[Workspace]) -> None:
    quarter = make_quarter(desks[0])

    def write(workspace: Workspace) -> None:
        for number in range(15):
            with workspace.write("add_resident") as unit:
                new = unit.create(
                    Resident,
                    person(quarter.building, quarter.household, f"居民{number}"),
                    scope=quarter.building,
                )
                unit.update(Resident, quarter.resident, {"note": new.hex()})

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, desks))
    with desks[0].read() as connection:
        assert check_store(connection).problems == []
        stamps = connection.execute(sa.select(col(Change.stamp))).scalars().all()
        assert connection.execute(sa.select(sa.func.count()).select_from(Resident)).scalar_one() == 46
    assert len(set(stamps)) == len(stamps)


def test_each_operator_undoes_only_their_own_steps(desks: list[Workspace]) -> None:
    quarter = make_quarter(desks[0])
    for workspace, name in zip(desks[1:], ("sex", "note"), strict=True):
        with workspace.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {name: "female" if name == "sex" else "一"})
    undo(desks[1])
    row = stored(desks[0], Resident, quarter.resident)
    assert (row["sex"], row["note"]) == ("", "一")
    redo(desks[1])
    with pytest.raises(RuleBroken, match="别人的改动（1 条记录）"):
        undo(desks[0])
    undo(desks[2])
    undo(desks[1])
    undo(desks[0])
    assert stored(desks[0], Resident, quarter.resident)["deleted"] is True


def test_a_lost_connection_is_said_in_words(desks: list[Workspace]) -> None:
    victim = desks[1]
    with (
        desks[0].engine.connect() as connection,
        pytest.raises(RuleBroken, match="共享库连接中断"),
        victim.write("add_resident") as unit,
    ):
        unit.create(Resident, person(None, None, "没写成"), scope=b"1" * 16)
        pid = unit.connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        connection.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        unit.create(Resident, person(None, None, "也没写成"), scope=b"1" * 16)
    with victim.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(Resident)).scalar_one() == 0
    with victim.write("add_resident") as unit:
        unit.create(Resident, person(None, None, "写成了"), scope=b"1" * 16)
