"""A desk moves from a file to a PostgreSQL store and back, with everything; only one is ever written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.attachment import GivenFile
from gridtui.domain.words.problems import RuleBroken
from gridtui.domain.words.store_addresses import SharedAddress, named_store
from gridtui.queries.searching import search_residents
from gridtui.storage.drafts import keep_draft, kept_drafts
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import Meta
from gridtui.storage.store import moving, sharing
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.moving import Target, move_store
from gridtui.storage.store.opening import open_shared, open_workspace
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace, read_meta
from gridtui.sync.standing import shared_code
from gridtui.usecases.attachments import attach
from gridtui.usecases.saved_views import keep_view
from tests.conftest import FrozenClock
from tests.engines import postgres_database
from tests.makers import make_issue, make_quarter, stored, undo
from tests.sync.offices import Offices, device

PASSPHRASE = "石榴花开了2026"


def rows_of(desk: Workspace) -> dict[str, set[tuple[object, ...]]]:
    """Return every row of every table but the facts about the store and the audit, which a move adds to."""
    with desk.read() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(sa.select(table))}
            for table in SQLModel.metadata.sorted_tables
            if table.name not in ("meta", "audit")
        }


def furnish(desk: Workspace) -> bytes:
    """Write some of everything: people, an issue with a file, a half-typed form, a view, an undone step."""
    quarter = make_quarter(desk)
    issue = make_issue(desk, household_id=quarter.household)
    with desk.write("attach_files") as unit:
        attach(unit, issue, [GivenFile("现场.jpg", bytes(range(256)) * 100)])
    with desk.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "要撤销的"})
    undo(desk)
    with desk.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "搬家前"})
    with desk.writing() as connection:
        keep_draft(connection, "issue:new", {}, desk.clock())
        keep_view(connection, desk.operator.id, "issues", "我的", {}, desk.clock())
    return quarter.resident


@contextmanager
def database(name: str) -> Iterator[SharedAddress]:
    """Lend an empty database as the place to move to."""
    with postgres_database(name) as url:
        place = named_store(url, {}).place
        assert isinstance(place, SharedAddress)
        yield place


def test_a_desk_moves_to_postgres_and_back_with_its_history(tmp_path: Path, clock: FrozenClock) -> None:
    offices = Offices(tmp_path, clock)
    office, desk = offices.found("社区", Level.COMMUNITY), offices.found("支部", Level.BRANCH, PASSPHRASE)
    with database("moving") as place:
        _, office, desk = joined(offices, office, desk)
        resident = furnish(desk)
        offices.exchange(desk, office)
        code, before, told = shared_code(desk, device(office)), rows_of(desk), list[tuple[int, int | None]]()
        moved = move_store(desk, Target(place), lambda done, total: told.append((done, total)))
        assert told[-1] == (moved.rows, moved.rows) and moved.changes == len(before["change"])
        shared = open_shared(place, clock=clock)
        assert rows_of(shared) == before
        assert shared.desk == desk.desk and shared.operator == desk.operator
        goes_on(offices, shared, office, resident, code, "搬家前")
        assert desk.read_only and desk.moved_to == str(place)
        desk.close()
        old = open_workspace(tmp_path / "支部.gtdb", PASSPHRASE, clock=clock)
        assert old.read_only and old.moved_to == str(place)
        old.close()
        between = rows_of(shared)
        move_store(shared, Target(tmp_path / "新支部.gtdb", PASSPHRASE))
        # A program that had the store open when its desk went away writes there no more either.
        other = Workspace(shared.engine, clock, shared.ids, shared.desk, shared.operator)
        with pytest.raises(RuleBroken, match="已经搬到"), other.write("edit_resident") as unit:
            unit.update(Resident, resident, {"note": "不该写成"})
        shared.close()
        again = open_workspace(tmp_path / "新支部.gtdb", PASSPHRASE, clock=clock)
        assert rows_of(again) == between
        offices.desks["支部"] = again
        goes_on(offices, again, office, resident, shared_code(again, device(office)), "")
        offices.close()


def joined(offices: Offices, office: Workspace, desk: Workspace) -> tuple[Offices, Workspace, Workspace]:
    """Let an office begin a chain and admit the desk."""
    from gridtui.sync.joining import begin_chain

    begin_chain(office, "社区一号机")
    offices.admit(office, desk)
    return offices, office, desk


def goes_on(
    offices: Offices, desk: Workspace, office: Workspace, resident: bytes, code: str, note: str
) -> None:
    """Find what was there, take the last step back, write, exchange, and check both chains."""
    with desk.read() as connection:
        assert search_residents(connection, "杨桂", limit=5)
        assert [draft.key for draft in kept_drafts(connection)] == ["issue:new"]
        assert check_store(connection).problems == []
        assert [line.action for line in audit.lines(connection, limit=1)] == [moving.MOVE]
    assert shared_code(desk, device(office)) == code
    assert stored(desk, Resident, resident)["note"] == note
    undo(desk)
    with desk.write("edit_resident") as unit:
        unit.update(Resident, resident, {"name": "杨桂芳"})
    offices.exchange(desk, office)
    with office.write("edit_resident") as unit:
        unit.update(Resident, resident, {"phone": f"1388888{len(code):04}"})
    offices.exchange(office, desk)
    assert stored(desk, Resident, resident)["phone"] == f"1388888{len(code):04}"
    assert shared_code(desk, device(office)) == shared_code(office, device(desk))
    for each in (desk, office):
        with each.read() as connection:
            report = check_store(connection)
        assert report.problems == []


def test_whatever_fails_leaves_the_old_store_going_on_and_nothing_of_the_new_one(
    tmp_path: Path, clock: FrozenClock
) -> None:
    offices = Offices(tmp_path, clock)
    desk = offices.found("支部", Level.BRANCH, PASSPHRASE)
    resident = furnish(desk)
    with database("moving_fails") as place:
        for target in (Target(tmp_path / "新.gtdb", PASSPHRASE), Target(place)):
            for failing in faults():
                before = rows_of(desk)
                with failing() as progress, pytest.raises((RuleBroken, KeyboardInterrupt)):
                    move_store(desk, target, progress)
                assert not desk.read_only and rows_of(desk) == before
                with desk.write("edit_resident") as unit:
                    unit.update(Resident, resident, {"note": str(len(before["change"]))})
                assert {path.suffix for path in tmp_path.glob("新.gtdb*")} <= {".lock"}
                engine = sharing.connect(place)
                with engine.connect() as connection:
                    assert sa.inspect(connection).get_table_names() == []
                engine.dispose()
    offices.close()


def faults() -> list[Callable[[], object]]:
    """Return what goes wrong: somebody stops it, a row is lost under way, the old store cannot be retired."""

    @contextmanager
    def stopped() -> Iterator[moving.Progress]:
        def stop(done: int, _total: int | None) -> None:
            if done:
                raise KeyboardInterrupt

        yield stop

    @contextmanager
    def lossy() -> Iterator[moving.Progress]:
        write = moving._write

        def lose(connection: sa.Connection, table: sa.Table, rows: Iterator[object]) -> None:
            kept = list(rows)
            write(connection, table, iter(kept[:-1] if table.name == "saved_view" else kept))

        with patch.object(moving, "_write", lose):
            yield lambda _done, _total: None

    @contextmanager
    def unwilling() -> Iterator[moving.Progress]:
        def refuse(*_: object) -> None:
            raise RuleBroken([])

        with patch.object(moving, "_note", refuse):
            yield lambda _done, _total: None

    return [stopped, lossy, unwilling]


def test_a_move_that_was_cut_short_after_the_old_store_was_retired_is_made_again(
    tmp_path: Path, clock: FrozenClock
) -> None:
    offices = Offices(tmp_path, clock)
    desk = offices.found("支部", Level.BRANCH, PASSPHRASE)
    furnish(desk)
    before = rows_of(desk)
    with database("moving_again") as place:
        with desk.writing() as connection:
            connection.execute(sa.insert(Meta).values(key="moved_to", value=str(place)))
        desk.close()
        old = offices.desks["支部"] = open_workspace(tmp_path / "支部.gtdb", PASSPHRASE, clock=clock)
        with pytest.raises(RuleBroken, match="已经搬到"):
            move_store(old, Target(tmp_path / "别处.gtdb", PASSPHRASE))
        move_store(old, Target(place))
        shared = open_shared(place, clock=clock)
        assert rows_of(shared) == before
        shared.close()
        with pytest.raises(RuleBroken, match="已经有"):
            move_store(old, Target(place))
    offices.close()


def test_an_existing_file_is_never_moved_over(tmp_path: Path, clock: FrozenClock) -> None:
    offices = Offices(tmp_path, clock)
    desk = offices.found("支部", Level.BRANCH, PASSPHRASE)
    there = tmp_path / "别的.gtdb"
    there.write_bytes(b"somebody's")
    with pytest.raises(RuleBroken, match="已经存在"):
        move_store(desk, Target(there, PASSPHRASE))
    assert there.read_bytes() == b"somebody's" and not desk.read_only
    with desk.read() as connection:
        assert "moved_to" not in read_meta(connection)
    offices.close()
