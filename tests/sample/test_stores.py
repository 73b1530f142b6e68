from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher

from gridtui.domain.places.building import BuildingDraft, DwellingDraft, UnitDraft
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.places.organisation import OrgDraft
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.dashboard import dashboard
from gridtui.queries.walks.due_doors import DueFilter, due_page
from gridtui.queries.walks.promises import PromiseFilter, promise_count, promise_page
from gridtui.sample.community import Sample
from gridtui.sample.large import build_large
from gridtui.sample.stores import discard_sample, keep_sample, open_sample
from gridtui.storage.log.fields import BUSINESS_TABLES, table_of
from gridtui.storage.store import backups
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.tables import Issue, Org
from gridtui.storage.workspace import Workspace
from gridtui.usecases.undo import undo_last
from tests.conftest import NOON, PASSPHRASE, FrozenClock
from tests.sample.test_families import without_id


def records(workspace: Workspace) -> dict[str, list[Any]]:
    """Every row of every business table; stamps name the incarnation, which is never the same twice."""
    with workspace.read() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(
                    sa.select(*(column for column in table.c if column.name != "stamp")).order_by(table.c.num)
                )
            ]
            for table in map(table_of, BUSINESS_TABLES)
        }


def test_the_store_is_sound_and_has_what_was_promised(store: Workspace) -> None:
    with store.read() as connection:
        report = check_store(connection)
    assert report.problems == []
    expected = {"grid": 4, "building": 40, "household": 1_500, "resident": 4_000, "issue": 800}
    assert {noun: report.counts[noun] for noun in expected} == expected
    assert report.counts["issue_event"] > 4_000


def test_the_branch_stands_below_its_community(store: Workspace) -> None:
    table = table_of(Org)
    with store.read() as connection:
        rows = {row.id: row for row in connection.execute(sa.select(table))}
    names, org = [], rows[store.desk.org_id]
    while org is not None:
        names.append(org.name)
        org = rows.get(org.parent_id)
    assert names == ["翠湖西路第二支部", "翠湖西路社区居民委员会", "华山街道", "五华区", "昆明市"]


def test_another_sample_is_the_same_can_be_undone_and_leaves_nothing(
    store: Workspace, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    again = open_sample(
        tmp_path, seed=1, clock=FrozenClock(NOON), progress=lambda done, total: told.append((done, total))
    )
    assert records(again) == records(store)
    assert told[-1][0] == told[-1][1] > 12_000
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    for _ in range(2):
        with again.write("undo") as unit:
            undo_last(unit)
    with pytest.raises(RuleBroken), again.write("undo") as unit:
        undo_last(unit)
    with again.read() as connection:
        live = sa.select(sa.func.count()).select_from(Issue).where(table_of(Issue).c.deleted.is_(False))
        assert connection.execute(live).scalar_one() == 799
    discard_sample(again)
    assert list(tmp_path.iterdir()) == []


def test_places_have_no_problem(sample: Sample) -> None:
    places = sample.places
    drafts = [
        *(OrgDraft(**without_id(row)) for row in places.orgs),
        *(GridDraft(**without_id(row)) for row in places.grids),
        *(BuildingDraft(**without_id(row)) for row in places.buildings),
        *(UnitDraft(**without_id(row)) for row in places.units),
        *(DwellingDraft(**without_id(row)) for row in places.dwellings),
    ]
    assert [problem for draft in drafts for problem in draft.problems(NOON.date())] == []
    doors = [row["door"] for row in places.dwellings]
    assert len(set(doors)) == len(doors)
    assert "3-2-501" in doors


def test_home_has_something_everywhere(store: Workspace) -> None:
    with store.read() as connection:
        home = dashboard(connection, NOON)
    groups = (home.overdue, home.due_today, home.to_verify, home.to_call_back, home.waiting, home.cold)
    assert all(group.count for group in groups)
    assert home.gaps.buildings_without_leader == 2
    assert all(grid.row.open_issues and grid.row.worker for grid in home.grids)
    assert min(home.registered_weeks) > 0


def test_a_kept_sample_opens_with_its_passphrase_on_a_feed_of_its_own(
    store: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "kept" / "我的库.gtdb"
    keep_sample(store, target, PASSPHRASE)
    kept = open_workspace(target, PASSPHRASE, clock=FrozenClock())
    assert not kept.read_only
    assert records(kept) == records(store)
    assert kept.desk.incarnation != store.desk.incarnation
    kept.close()
    with pytest.raises(RuleBroken, match="已经存在"):
        keep_sample(store, target, PASSPHRASE)
    with pytest.raises(RuleBroken, match="口令"):
        open_workspace(target, "wrong", clock=FrozenClock())


def test_keeping_without_a_passphrase_writes_nothing(store: Workspace, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken):
        keep_sample(store, tmp_path / "kept.gtdb", "  ")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_keeps_no_half_of_a_sample(
    store: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(_store: Path, _key: object, target: Path) -> None:
        target.write_bytes(b"half")
        raise sqlcipher.OperationalError("database or disk is full")

    monkeypatch.setattr(backups, "copy_store", fill_up)
    with pytest.raises(RuleBroken, match="不能在这里建库"):
        keep_sample(store, tmp_path / "kept.gtdb", PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


def test_a_large_store_has_what_was_asked_for(desk: Workspace) -> None:
    build_large(desk, residents=1_000, issues=500, seed=4)
    with desk.read() as connection:
        report = check_store(connection)
    assert report.problems == []
    assert (report.counts["resident"], report.counts["issue"]) == (1_000, 500)
    assert 500 <= report.counts["issue_event"] <= 2_000


def test_some_sixty_doors_are_due_for_every_reason(store: Workspace) -> None:
    with store.read() as connection:
        rows = due_page(connection, DueFilter(local_date(NOON)), offset=0, limit=200)
        promises = promise_page(connection, PromiseFilter(), offset=0, limit=200)
        every = promise_count(connection, PromiseFilter(open=None))
    assert len(rows) == 60
    assert {row.kind for row in rows} == {"ordinary", "service"}
    assert {row.last_outcome for row in rows} == {"met", "absent", ""}
    assert any(row.agreed for row in rows)
    assert len(promises) == 8 < every
    assert promises[0].due_on is not None
    assert promises[0].due_on < local_date(NOON)
