"""Two versions of the program in one chain: what the older does not know it keeps, hands on, and shows later.

The version under test is the newer one. The older one is the same without a field, a table, a kind of change.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.storage.log import fields
from gridtui.storage.log.fields import codec_of
from gridtui.storage.log.log_tables import Change, Feed
from gridtui.storage.merge import judging
from gridtui.storage.merge.catching_up import catch_up
from gridtui.storage.store.checking import check_store
from gridtui.storage.tables import Building, DiaryEntry, Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync.receiving import apply
from gridtui.sync.standing import shared_code
from tests.conftest import FrozenClock
from tests.makers import Quarter, make_quarter, stored
from tests.sync.offices import Offices, device, office_and_branch

NEW_FIELD, NEW_TABLE, NEW_KIND = "occupation", DiaryEntry, "carry"
VERSIONS = (
    "gridtui.storage.log.changes.SCHEMA_VERSION",
    "gridtui.storage.merge.judging.SCHEMA_VERSION",
    "gridtui.storage.merge.catching_up.SCHEMA_VERSION",
)


@contextmanager
def older() -> Iterator[None]:
    """Let the program be the older one: version 1, without the field, the table and the kind."""
    codec = codec_of(Resident)
    known = tuple(model for model in fields.BUSINESS_TABLES if model is not NEW_TABLE)
    field = codec.fields.pop(NEW_FIELD)
    vars(codec).pop("defaults", None)
    codec.derived[NEW_FIELD] = field.default
    with pytest.MonkeyPatch.context() as patch:
        for place in VERSIONS:
            patch.setattr(place, 1)
        patch.setattr(fields, "BUSINESS_TABLES", known)
        patch.setattr("gridtui.storage.merge.applying.BUSINESS_TABLES", known)
        patch.setattr(judging, "_KINDS", judging._KINDS - {NEW_KIND})
        fields.model_of.cache_clear()
        try:
            yield
        finally:
            fields.model_of.cache_clear()
            codec.fields[NEW_FIELD] = field
            del codec.derived[NEW_FIELD]
            vars(codec).pop("defaults", None)
    fields.model_of.cache_clear()


@pytest.fixture
def offices(tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offices]:
    """A community and two laptops of a branch below it; the newer version, where nothing else is said."""
    for place in VERSIONS:
        monkeypatch.setattr(place, 2)
    made, office, branch = office_and_branch(tmp_path, clock)
    second = made.found("二号", Level.BRANCH)
    made.admit(office, second, [branch.desk.org_id], org=branch.desk.org_id)
    yield made
    made.close()


def lines_of(workspace: Workspace) -> dict[bytes, tuple[object, ...]]:
    """Return every change by its hash, as it is chained and with its bodies, health left out."""
    chosen = sa.select(
        col(Change.hash), col(Change.kind), col(Change.noun), col(Change.record), col(Change.stamp),
        col(Change.bases), col(Change.public), col(Change.contact), col(Change.identity), col(Feed.scope),
    ).join(Feed, col(Feed.num) == col(Change.feed_num))  # fmt: skip
    with workspace.read() as connection:
        return {bytes(row[0]): tuple(row[1:]) for row in connection.execute(chosen)}


def write_with_the_newer(workspace: Workspace) -> tuple[Quarter, bytes]:
    """Write all that the older version knows, and all three that it does not."""
    quarter, org = make_quarter(workspace), workspace.desk.org_id
    with workspace.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {NEW_FIELD: "教师", "phone": "13911110000"})
        elsewhere = unit.new_id()
        unit.create(Building, {"org_id": org, "label": "5"}, scope=elsewhere, id=elsewhere)
        moved = unit.create(Resident, {"building_id": quarter.building, "name": "李芳", NEW_FIELD: "医生"},
                            scope=quarter.building)  # fmt: skip
        entry = {"org_id": org, "day": date(2026, 11, 24), "author_name": "王秀兰", "text": "上午开会"}
        unit.create(NEW_TABLE, entry, scope=org)
    with workspace.write("move_residents") as unit:
        unit.update(Resident, moved, {"building_id": elsewhere}, scope=elsewhere)
    return quarter, moved


def test_the_older_keeps_and_hands_on_what_it_does_not_know_and_shows_it_after_the_upgrade(
    offices: Offices,
) -> None:
    office, branch, second = (offices.desks[name] for name in ("社区", "支部", "二号"))
    quarter, moved = write_with_the_newer(branch)
    (path,) = offices.pack(branch, office).paths
    with older():
        arrived = apply(office, path)
        assert arrived.merged is not None and arrived.merged.waiting == 2 and not arrived.merged.refused
        assert stored(office, Resident, quarter.resident)["phone"] == "13911110000"
        assert stored(office, Resident, quarter.resident)[NEW_FIELD] == ""
        with office.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": "旧版本上写的"})
        handed = offices.pack(office, second)
        back = offices.pack(office, branch)
    for target, sent in ((second, handed), (branch, back)):
        for path in sent.paths:
            apply(target, path)
    for desk in (branch, second):
        row = stored(desk, Resident, quarter.resident)
        assert (row[NEW_FIELD], row["phone"], row["note"]) == ("教师", "13911110000", "旧版本上写的")
        assert stored(desk, Resident, moved)["building_id"] != quarter.building
    assert lines_of(branch).items() <= lines_of(office).items()
    assert lines_of(branch).items() <= lines_of(second).items(), "bit by bit, through the older"
    with office.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(NEW_TABLE)).scalar_one() == 0
    with older():
        offices.exchange(branch, office)
    offices.exchange(second, office)
    catch_up(office)
    for desk in (office, second):
        row = stored(desk, Resident, quarter.resident)
        assert (row[NEW_FIELD], row["note"]) == ("教师", "旧版本上写的")
        assert stored(desk, Resident, moved) | {"num": 0, "zone": 0} == stored(branch, Resident, moved) | {
            "num": 0, "zone": 0
        }  # fmt: skip
        with desk.read() as connection:
            (text,) = connection.execute(sa.select(col(NEW_TABLE.text))).scalars()
            assert text == "上午开会" and check_store(connection).problems == []
    assert shared_code(office, device(branch)) == shared_code(branch, device(office))


def test_the_newer_takes_everything_of_the_older_and_both_edit_one_record(offices: Offices) -> None:
    office, branch = offices.desks["社区"], offices.desks["支部"]
    with older():
        quarter = make_quarter(branch)
        path = offices.pack(branch, office).paths[0]
    arrived = apply(office, path)
    assert arrived.merged is not None and not arrived.merged.refused and not arrived.merged.waiting
    with office.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {NEW_FIELD: "退休", "note": "新版本上写的"})
    path = offices.pack(office, branch).paths[0]
    with older():
        apply(branch, path)
        assert stored(branch, Resident, quarter.resident)["note"] == "新版本上写的"
        with branch.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"phone": "13922220000"})
        path = offices.pack(branch, office).paths[0]
    apply(office, path)
    row = stored(office, Resident, quarter.resident)
    assert (row[NEW_FIELD], row["note"], row["phone"]) == ("退休", "新版本上写的", "13922220000")
    catch_up(branch)
    assert stored(branch, Resident, quarter.resident)[NEW_FIELD] == "退休"
    with branch.read() as connection:
        assert check_store(connection).problems == []
