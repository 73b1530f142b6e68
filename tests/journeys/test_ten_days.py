"""Ten days of a branch, its community and two grid workers, with files alone between them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue import IssueDraft
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.people.assignment import AssignmentDraft
from gridtui.domain.people.visit import Outcome, VisitDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.fields import BUSINESS_TABLES, table_of
from gridtui.storage.store.checking import check_store, scope_sums
from gridtui.storage.store.restoring import backup_now, restore_workspace
from gridtui.storage.tables import Building, Grid, Household, Issue, Resident, Visit
from gridtui.storage.workspace import Workspace
from gridtui.sync.chains import Role
from gridtui.sync.receiving import apply
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.sync.revoking import revoke
from gridtui.sync.standing import shared_code
from gridtui.usecases.assignments import assign
from gridtui.usecases.households import Home
from gridtui.usecases.issue_moves import take_step
from gridtui.usecases.issues import register_issue
from gridtui.usecases.moves import move_household
from gridtui.usecases.visits import record_visit
from tests.conftest import FrozenClock
from tests.makers import person
from tests.sync.offices import Offices, device, office_and_branch
from tests.ui.screens.upkeep.keyboard import door

PASSPHRASE = "石榴花开了2026"
STEPS = (EventKind.SELF_HANDLE, EventKind.NOTE, EventKind.FEEDBACK, EventKind.PASS_VERIFY, EventKind.URGENT)


@dataclass
class District:
    """The desks, and what each of them has said in a file that reached somebody."""

    offices: Offices
    chance: random.Random
    office: Workspace
    branch: Workspace
    grids: list[bytes] = field(default_factory=list)
    buildings: list[bytes] = field(default_factory=list)
    exported: set[bytes] = field(default_factory=set)
    written: dict[str, list[bytes]] = field(default_factory=dict)

    def furnish(self) -> None:
        """Write two grids of two buildings with three households each."""
        with self.branch.write("import_file") as unit:
            org = self.branch.desk.org_id
            for place in range(2):
                grid = unit.create(Grid, {"org_id": org, "code": f"53010200100100{place}"}, scope=org)
                self.grids.append(grid)
                for number in range(2):
                    id = unit.new_id()
                    values = {"org_id": org, "grid_id": grid, "label": f"{place}{number}"}
                    unit.create(Building, values, scope=id, id=id)
                    self.buildings.append(id)
                    for _ in range(3):
                        home = unit.create(Household, {"building_id": id}, scope=id)
                        unit.create(Resident, person(id, home, f"居民{place}"), scope=id)

    def work(self, desk: Workspace) -> None:
        """Do a day's work at a desk."""
        chance, written = self.chance, self.written.setdefault(desk.name, [])
        homes, people, issues = (
            _ids(desk, model) for model in (Household, Resident, Issue)
        )  # fmt: skip
        homes = [id for id in homes if self.is_own(desk, id)]
        home = chance.choice(homes)
        near = [id for id in people if self.is_own(desk, id, Resident)]
        with desk.write("record_visit") as unit:
            written.append(record_visit(unit, VisitDraft(household_id=home, outcome=Outcome.MET.value)))
        with desk.write("register_issue") as unit:
            draft = IssueDraft(text=f"漏水{chance.randrange(99)}", source="visit", nature="help",
                               category="E01-001", household_id=chance.choice(homes))  # fmt: skip
            written.append(register_issue(unit, draft))
        with desk.write("edit_resident") as unit:
            unit.update(Resident, chance.choice(near), {"note": f"备注{chance.randrange(9)}"})
        for issue in chance.sample(issues, min(2, len(issues))):
            self._step(desk, issue)

    def is_own(self, desk: Workspace, home: bytes, model: Any = Household) -> bool:
        """Whether a household or resident lives where a desk may write: some have moved away."""
        if desk is self.branch:
            return True
        with desk.read() as connection:
            where = connection.execute(
                sa.select(col(Building.grid_id))
                .join(model, col(model.building_id) == col(Building.id))
                .where(col(model.id) == home, col(Building.deleted).is_(False))
            ).scalar()
        return where is not None

    def _step(self, desk: Workspace, issue: bytes) -> None:
        try:
            with desk.write("move_issue") as unit:
                take_step(unit, issue, self.chance.choice(STEPS), text="办理")
        except RuleBroken:
            return

    def reshape(self, day: int) -> None:
        """Move a household to another building, and appoint somebody."""
        homes, to = _ids(self.branch, Household), self.chance.choice(self.buildings)
        with self.branch.write("move_people") as unit:
            move_household(unit, self.chance.choice(homes), Home(to, door(f"3-1-{day}01")))
        with self.branch.write("assign") as unit:
            draft = AssignmentDraft(role="building_leader", person_name=f"楼栋长{day}", building_id=to)
            assign(unit, draft)

    def send(self, source: Workspace, target: Workspace) -> list[Path]:
        """Send a file, and remember that what the source wrote so far has left it."""
        paths = list(self.offices.pack(source, target).paths)
        for path in paths:
            apply(target, path)
        self.exported.update(self.written.get(source.name, ()))
        return paths


def _ids(desk: Workspace, model: type) -> list[bytes]:
    with desk.read() as connection:
        chosen = sa.select(model.id).where(col(model.deleted).is_(False))  # type: ignore[attr-defined]
        return [bytes(id) for id in connection.execute(chosen.order_by(model.id)).scalars()]  # type: ignore[attr-defined]


def _tables(desk: Workspace, scopes: set[bytes]) -> dict[str, list[tuple[object, ...]]]:
    """Return every row that hangs on one of these buildings, without what only this store numbers."""
    found = {}
    with desk.read() as connection:
        for model in BUSINESS_TABLES:
            table = table_of(model)
            if "building_id" not in table.c:
                continue
            columns = [one for one in table.c if one.info.get("part") and one.info["part"].value != "local"]
            chosen = sa.select(table.c.id, *columns).where(table.c.building_id.in_(sorted(scopes)))
            found[table.name] = sorted(map(repr, connection.execute(chosen)))
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("seed", [11])
def test_ten_days_end_with_the_same_truth(tmp_path: Path, clock: FrozenClock, seed: int) -> None:
    offices, office, branch = office_and_branch(tmp_path, clock)
    district = District(offices, random.Random(seed), office, branch)
    district.furnish()
    workers = [offices.found("网格甲", Level.GRID, PASSPHRASE), offices.found("网格乙", Level.GRID)]
    for worker, grid in zip(workers, district.grids, strict=True):
        offices.admit(branch, worker, [grid], (Role.WORK,))
        district.send(branch, worker)
    stolen: Workspace | None = None
    for day in range(1, 11):
        clock.pass_time(days=1)
        if day == 4:
            workers[0].close()
            workers[0] = restore_workspace(
                tmp_path / "old.bak", tmp_path / "网格甲.gtdb", PASSPHRASE, clock=clock
            )
            offices.desks["网格甲"] = workers[0]
            district.written["网格甲"] = [*district.exported]
        if day == 6:
            stolen = workers[1]
            revoke(branch, device(stolen))
            workers[1] = offices.found("网格乙新机", Level.GRID)
            offices.admit(branch, workers[1], [district.grids[1]], (Role.WORK,))
            district.send(branch, workers[1])
        # The branch moves people while the files of the day are under way: what is written of them meanwhile
        # in the grid that they left goes after them.
        district.reshape(day)
        for desk in (*workers, branch):
            clock.pass_time(minutes=5)
            district.work(desk)
        if day == 2:
            backup_now(workers[0], tmp_path / "old.bak")
        if day == 3:
            # A file that nobody ever sees: the next one holds it all.
            offices.pack(workers[1], branch)
        for worker in workers:
            paths = district.send(worker, branch)
            if day == 5:
                assert all(apply(branch, path).again for path in paths)
        district.send(branch, office)
        district.send(office, branch)
        for worker in workers:
            district.send(branch, worker)
    assert stolen is not None
    district.work(stolen)
    with pytest.raises(BundleRefused) as told:
        apply(branch, offices.pack(stolen, branch).paths[0])
    assert told.value.why is Why.REVOKED_SENDER
    for _ in range(2):
        for one, other in ((branch, office), *((worker, branch) for worker in workers)):
            offices.exchange(one, other)
    _agree(district, workers)
    offices.close()


def _agree(district: District, workers: list[Workspace]) -> None:
    """Assert that desks hold the same where they share scopes, and lost nothing that had left one of them."""
    branch = district.branch
    for desk in (district.office, *workers):
        assert shared_code(branch, device(desk)) == shared_code(desk, device(branch)) != ""
        with desk.read() as connection:
            scopes = set(scope_sums(connection)) & set(district.buildings)
        if desk is not district.office:
            assert len(scopes) == 2
            assert _tables(desk, scopes) == _tables(branch, scopes)
    held = {*_ids(branch, Visit), *_ids(branch, Issue)}
    assert district.exported <= held and len(district.exported) > 50
    for desk in (branch, district.office, *workers):
        with desk.read() as connection:
            assert check_store(connection).problems == []
