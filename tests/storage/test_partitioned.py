"""One schema for a laptop and a city: zone in every record, and the same program on divided tables."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from gridtui.domain.changes.actors import Level
from gridtui.queries.issues.issue_filters import IssueFilter
from gridtui.queries.issues.issues import issue_count
from gridtui.queries.searching import search_issues, search_residents
from gridtui.storage.log.fields import BUSINESS_TABLES, table_of
from gridtui.storage.store import schema
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import Founding, create_shared
from gridtui.storage.tables import Resident
from gridtui.sync.joining import begin_chain
from gridtui.sync.standing import shared_code
from tests.conftest import FrozenClock
from tests.engines import postgres_database
from tests.makers import make_issue, make_quarter, person, stored
from tests.storage import divided
from tests.sync.offices import Offices, device

ZONE = 530102001


def test_every_record_has_a_zone_and_is_divided_by_it_or_shared() -> None:
    for model in BUSINESS_TABLES:
        zone = table_of(model).c["zone"]
        assert not zone.nullable
        assert isinstance(zone.type, sa.BigInteger)
    records = {table_of(model).name for model in BUSINESS_TABLES}
    assert records == {*divided.BY_ZONE, *divided.SHARED}
    # Whatever else there is belongs to the log or to this store alone.
    assert all(
        "zone" not in table.c for table in SQLModel.metadata.tables.values() if table.name not in records
    )


def test_the_program_works_on_tables_divided_by_street(
    tmp_path: Path, clock: FrozenClock, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = (*divided.statements(), *divided.zone_statements(ZONE))
    monkeypatch.setattr(schema, "_statements", lambda _engine: made)
    with postgres_database(request.node.name) as url:
        founding = Founding("社区", "530102001001", "社区经办", Level.COMMUNITY)
        office = create_shared(url, founding, clock=clock)
        monkeypatch.undo()
        offices = Offices(tmp_path, clock)
        offices.desks["社区"] = office
        branch = offices.found("支部", Level.BRANCH)
        begin_chain(office, "社区一号机")
        quarter = make_quarter(branch)
        issue = make_issue(branch, "楼道漏水", building_id=quarter.building)
        with branch.write("import_file") as unit:
            people = [person(quarter.building, quarter.household, f"李{n}") for n in range(100)]
            unit.create_many(Resident, people, scope=lambda _: quarter.building)
        offices.admit(office, branch)
        offices.exchange(branch, office)
        with office.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": "社区记"})
        offices.exchange(office, branch)
        assert stored(branch, Resident, quarter.resident)["note"] == "社区记"
        assert shared_code(office, device(branch)) == shared_code(branch, device(office)) != ""
        with office.read() as connection:
            assert {hit.id for hit in search_issues(connection, "漏水")} == {issue}
            assert len(search_residents(connection, "李", limit=200)) == 100
            assert issue_count(connection, IssueFilter()) == 1
            assert check_store(connection).sound
            for name in ("resident", "issue", "issue_event", "household"):
                told = connection.exec_driver_sql(
                    f"SELECT count(*), (SELECT count(*) FROM {name}_{ZONE}) FROM {name}"
                ).one()
                assert told[0] == told[1] > 0
            assert connection.exec_driver_sql("SELECT count(*) FROM change").scalar_one() > 100
        offices.close()


def test_foreign_keys_of_a_divided_store_lead_to_what_is_shared() -> None:
    kept = {
        (table.name, key.referred_table.name)
        for table in divided.divided().tables.values()
        for key in table.constraints
        if isinstance(key, sa.ForeignKeyConstraint)
    }
    assert ("issue", "org") in kept
    assert not {target for _, target in kept} & set(divided.BY_ZONE)
