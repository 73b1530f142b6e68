"""A household that changes building takes its records along, under their stamps, by bundles both ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.people.household import HouseholdDraft
from gridtui.domain.people.resident import ResidentDraft
from gridtui.domain.people.service_tag import ServiceTagDraft
from gridtui.domain.people.visit import PromiseDraft, VisitDraft
from gridtui.domain.places.address import parse_door
from gridtui.domain.places.building import BuildingDraft
from gridtui.storage.log.fields import RecordTable, codec_of, table_of
from gridtui.storage.log.history import live_stamps, record_logs, scope_of_record
from gridtui.storage.log.log_tables import Contested
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Grid, Household, Promise, Resident, ServiceTag, Visit
from gridtui.storage.workspace import Workspace
from gridtui.sync.chains import Role
from gridtui.sync.receiving import apply
from gridtui.sync.standing import shared_code
from gridtui.usecases import households, places, residents
from gridtui.usecases.moves import move_household
from gridtui.usecases.visits import record_visit
from tests.conftest import FrozenClock
from tests.makers import stored
from tests.sync.offices import Offices, device, office_and_branch

MOVED: tuple[RecordTable, ...] = (Household, Resident, ServiceTag, Visit, Promise)


class Street(Offices):
    """A branch with two grids, a worker in each, and a family that moves between them."""

    office: Workspace
    branch: Workspace
    workers: dict[str, Workspace]
    buildings: dict[str, bytes]
    home: bytes
    person: bytes

    def go_round(self) -> None:
        """Let everything reach everybody who may have it."""
        for _ in range(2):
            for worker in self.workers.values():
                self.exchange(worker, self.branch)
            self.exchange(self.branch, self.office)

    def move(self, workspace: Workspace, to: str) -> None:
        """Let the family move to a door."""
        address = parse_door(to)
        assert address is not None
        new = households.Home(self.buildings[to.partition("-")[0]], address)
        with workspace.write("move_household") as unit:
            move_household(unit, self.home, new, on=date(2026, 11, 24))

    def ids(self, model: RecordTable) -> list[bytes]:
        """Return the records of the family as the branch has them."""
        table = table_of(model)
        with self.branch.read() as connection:
            return list(connection.execute(sa.select(table.c.id).order_by(table.c.id)).scalars())


@pytest.fixture
def street(tmp_path: Path, clock: FrozenClock) -> Iterator[Street]:
    made, office, branch = office_and_branch(tmp_path, clock)
    street = Street(made.folder, clock, made.desks)
    street.office, street.branch, street.workers, street.buildings = office, branch, {}, {}
    grids = {}
    with branch.write("import_file") as unit:
        org = branch.desk.org_id
        for label in ("3", "5"):
            code = {"org_id": org, "code": f"53010200100100{label}", "name": f"{label}网格"}
            grids[label] = unit.create(Grid, code, scope=org)
            draft = BuildingDraft(label=label, org_id=org, grid_id=grids[label])
            street.buildings[label] = places.add_building(unit, draft)
        address = parse_door("3-2-501")
        assert address is not None
        street.home = households.settle_household(
            unit, households.Home(street.buildings["3"], address), HouseholdDraft(kind="permanent")
        )
        street.person = residents.add_resident(
            unit, ResidentDraft(name="王建国", relation="户主", phone="13888880000", household_id=street.home)
        )
        tag = ServiceTagDraft(resident_id=street.person, tag="living_alone", purpose="探访", basis="本人申请",
                              consent_on=date(2026, 1, 1), review_on=date(2027, 1, 1))  # fmt: skip
        residents.tag_resident(unit, tag)
        visit = VisitDraft(household_id=street.home, manner="door", outcome="met", result="说了")
        record_visit(unit, visit, promises=[PromiseDraft(text="装扶手", due_on=date(2026, 12, 1))])
    for label, grid in grids.items():
        worker = street.workers[label] = street.found(f"{label}网格", Level.GRID)
        street.admit(branch, worker, [grid], (Role.WORK,))
    street.go_round()
    yield street
    street.close()


def stamps(workspace: Workspace, model: RecordTable, id: bytes) -> dict[str, list[bytes]]:
    """Return under which stamps each field of a record is known that says anything."""
    codec, row = codec_of(model), stored(workspace, model, id)
    with workspace.read() as connection:
        log = record_logs(connection, [id], codec.noun)[id]
    told = (name for name, field in codec.fields.items() if row[name] != field.default)
    return {name: live_stamps(log, name) for name in told}


def rows(workspace: Workspace, model: RecordTable, ids: list[bytes]) -> list[tuple[object, ...]]:
    """Return these records as a desk shows them, without what is its own."""
    table = table_of(model)
    chosen = sa.select(*(table.c[name] for name in codec_of(model).fields))
    chosen = chosen.where(table.c.id.in_(ids), table.c.deleted.is_(False))
    with workspace.read() as connection:
        return [tuple(row) for row in connection.execute(chosen.order_by(table.c.id))]


def assert_alike(street: Street, *desks: Workspace, of: tuple[RecordTable, ...] = MOVED) -> None:
    """Fail unless these desks and the branch show the family alike, under the same stamps."""
    for model in of:
        ids = street.ids(model)
        assert ids and rows(street.branch, model, ids)
        for desk in desks:
            if desk is street.office and model is ServiceTag:
                assert not rows(desk, model, ids), "a community does not receive what tells of health"
                continue
            assert rows(desk, model, ids) == rows(street.branch, model, ids)
            for id in ids:
                assert stamps(desk, model, id) == stamps(street.branch, model, id)
            with desk.read() as connection:
                assert check_store(connection).problems == []


def test_a_family_moves_into_another_grid_and_back_with_all_that_was_written_of_it(street: Street) -> None:
    third, fifth = street.workers["3"], street.workers["5"]
    assert_alike(street, third, street.office)
    assert not rows(fifth, Resident, [street.person])
    with third.write("edit_resident") as unit:
        unit.update(Resident, street.person, {"note": "腿不好，慢慢等"})
    before = {id: stamps(third, Resident, id) for id in street.ids(Resident)}
    street.go_round()
    street.move(street.branch, "5-1-101")
    street.go_round()
    assert_alike(street, fifth, street.office)
    assert stored(fifth, Resident, street.person)["note"] == "腿不好，慢慢等"
    for id, known in before.items():
        now = stamps(fifth, Resident, id)
        assert {name: now[name] for name in ("name", "phone", "note")} == {
            name: known[name] for name in ("name", "phone", "note")
        }, "who wrote what, and when, goes along"
    with fifth.write("edit_resident") as unit:
        unit.update(Resident, street.person, {"phone": "13999990000", "note": "装了扶手"})
    street.go_round()
    assert stored(street.branch, Resident, street.person)["phone"] == "13999990000"
    assert stored(third, Resident, street.person)["phone"] == "13888880000", "not its grid any more"
    street.move(street.branch, "3-1-201")
    street.go_round()
    # The community hands on what the move replaced; it does not receive service needs.
    seen_above = tuple(model for model in MOVED if model is not ServiceTag)
    assert_alike(street, third, street.office, of=seen_above)
    assert rows(third, ServiceTag, street.ids(ServiceTag)) == rows(
        street.branch, ServiceTag, street.ids(ServiceTag)
    )
    assert stored(third, Resident, street.person)["note"] == "装了扶手"
    with third.read() as connection:
        place = scope_of_record(connection, street.person, codec_of(Resident).noun)
    assert place == street.buildings["3"]
    for worker in (third, fifth):
        assert shared_code(worker, device(street.branch)) == shared_code(street.branch, device(worker))


def conflicts(*desks: Workspace) -> list[str]:
    """Return the fields that these desks take for disputed."""
    found: list[str] = []
    for desk in desks:
        with desk.read() as connection:
            found += connection.execute(sa.select(col(Contested.conflicts))).scalars()
    return found


def test_what_was_empty_before_the_move_is_filled_after_it_without_a_conflict(street: Street) -> None:
    fifth = street.workers["5"]
    street.move(street.branch, "5-1-101")
    street.go_round()
    [visit] = street.ids(Visit)
    with fifth.write("edit_resident") as unit:
        unit.update(Resident, street.person, {"note": "新来的"})
        unit.delete(Visit, visit)
    street.go_round()
    assert conflicts(street.branch, street.office, *street.workers.values()) == []
    for desk in (street.branch, street.office, fifth):
        assert stored(desk, Resident, street.person)["note"] == "新来的"
        assert stored(desk, Visit, visit)["deleted"] is True


def test_who_moves_away_and_back_is_in_no_conflict_where_they_are_known_only_there(street: Street) -> None:
    street.move(street.branch, "5-1-101")
    street.move(street.branch, "3-1-201")
    street.go_round()
    assert conflicts(street.branch, street.office, *street.workers.values()) == []
    assert_alike(street, street.workers["3"])


def test_an_edit_made_beside_the_move_is_not_lost(street: Street) -> None:
    third, fifth = street.workers["3"], street.workers["5"]
    with third.write("edit_resident") as unit:
        unit.update(Resident, street.person, {"phone": "13700000000"})
    street.move(street.branch, "5-1-101")
    street.go_round()
    street.go_round()
    assert stored(street.branch, Resident, street.person)["phone"] == "13700000000"
    assert stored(fifth, Resident, street.person)["phone"] == "13700000000"
    assert_alike(street, fifth, street.office)


def test_the_files_of_a_move_in_any_order_give_the_same(street: Street) -> None:
    """The grid that receives the family may hear of the move before it hears of the family's past."""
    fifth = street.workers["5"]
    street.move(street.branch, "5-1-101")
    first = street.pack(street.branch, fifth)
    with street.branch.write("edit_resident") as unit:
        unit.update(Resident, street.person, {"note": "搬来了"})
    second = street.pack(street.branch, fifth)
    for path in (*second.paths, *first.paths, *second.paths):
        apply(fifth, path)
    street.go_round()
    assert_alike(street, fifth)
    assert stored(fifth, Resident, street.person)["note"] == "搬来了"
