"""What a household's next visit is reckoned from, in a store of the version before."""

from __future__ import annotations

import importlib
from datetime import date

import sqlalchemy as sa

from gridtui.storage.derived.derived_columns import stale
from gridtui.storage.derived.household_visits import derive_households
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import Dwelling, Household, Resident, ServiceTag
from gridtui.storage.workspace import Workspace

KINDS = ("ordinary", "service", "", "", "ordinary", "ordinary", "")


def test_an_older_store_gets_the_kinds_that_a_new_one_has(workspace: Workspace) -> None:
    org, gone = workspace.desk.org_id, date(2026, 11, 1)
    with workspace.write("import_file") as unit:
        doors = unit.create_many(
            Dwelling, [{"occupancy": "owner"}] * 5 + [{"occupancy": "vacant"}] * 2, scope=lambda _: org
        )
        homes = unit.create_many(Household, [{"dwelling_id": door} for door in doors], scope=lambda _: org)
        people = [
            {"household_id": homes[0]},
            {"household_id": homes[1]},
            {"household_id": homes[2], "moved_out_on": gone},
            {"household_id": homes[3], "died_on": gone},
            {"household_id": homes[5]},
            {"household_id": homes[0], "moved_out_on": gone},
        ]
        ids = unit.create_many(Resident, people, scope=lambda _: org)
        tagged = [ids[1], ids[2], ids[5]]
        unit.create_many(
            ServiceTag, [{"resident_id": id, "tag": "living_alone"} for id in tagged], scope=lambda _: org
        )
    table = table_of(Household)
    migration = importlib.import_module("gridtui.storage.migrations.versions.0002_visits")
    with workspace.writing() as connection:
        chosen = sa.select(table.c.visit_kind).order_by(table.c.num)
        assert tuple(connection.execute(chosen).scalars()) == KINDS
        connection.execute(sa.update(table).values(visit_kind="ordinary"))
        assert len(list(stale(connection, Household, derive_households))) == 4
        for statement in (migration._LEFT, migration._TAGGED):
            connection.exec_driver_sql(statement)
        assert list(stale(connection, Household, derive_households)) == []
