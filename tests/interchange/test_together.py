"""Registers of working together go out as tables and come in again by titles, or are refused in words."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.words.intents import Intent
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table
from gridtui.interchange.plans.applying import apply_import
from gridtui.interchange.plans.import_file import open_import
from gridtui.interchange.plans.plan import Plan
from gridtui.interchange.plans.planning import plan_import
from gridtui.queries.together.records import RecordFilter, record_page
from gridtui.sample.stores import open_sample
from gridtui.storage.workspace import Workspace
from gridtui.usecases.together import records
from gridtui.words import say
from tests.conftest import FrozenClock

TODAY = date(2026, 11, 24)


def add(desk: Workspace, noun: str, **values: Any) -> bytes:
    with desk.write(Intent.ADD_RECORD) as unit:
        return records.add(unit, draft_class(noun)(**values))


def written(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def taken(desk: Workspace, path: Path, kind: Kind) -> Plan:
    with desk.read() as connection:
        file = open_import(connection, path, kind=kind)
    return apply_import(desk, file)


def titles(desk: Workspace, noun: str) -> list[str]:
    with desk.read() as connection:
        return sorted(row.title for row in record_page(connection, RecordFilter(noun), offset=0, limit=99))


def test_every_register_has_a_kind_with_its_title() -> None:
    assert {kind.value for kind in Kind if kind.is_declared} == {noun.name for noun in NOUNS}
    assert Kind.MEMBER_UNIT.label == "联盟成员单位"


def test_a_list_of_units_comes_in_and_comes_back_changed(desk: Workspace, tmp_path: Path) -> None:
    path = written(
        tmp_path / "units.csv",
        ("单位名称", "单位性质", "席位", "联系电话"),
        ("昆明第三中学", "学校", "兼职委员", "13708712210"),
        ("水务局", "机关", "", ""),
        ("", "学校", "", ""),
    )
    plan = taken(desk, path, Kind.MEMBER_UNIT)
    assert (plan.new, plan.refused) == (2, 1)
    again = taken(desk, path, Kind.MEMBER_UNIT)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    changed = written(tmp_path / "more.csv", ("单位名称", "席位"), ("水务局", "联盟理事"))
    assert taken(desk, changed, Kind.MEMBER_UNIT).changed == 1
    assert titles(desk, "member_unit") == ["昆明第三中学", "水务局"]


def test_a_sign_in_sheet_names_its_activity_and_unknown_people_are_refused(
    desk: Workspace, tmp_path: Path
) -> None:
    add(desk, "activity", title="清扫楼道", minutes=120)
    path = written(
        tmp_path / "signed.csv",
        ("活动", "姓名", "时长", "居民"),
        ("清扫楼道", "甲某", "1.5", ""),
        ("清扫楼道", "乙某", "", "没有登记的人"),
        ("不存在的活动", "丙某", "", ""),
        ("清扫楼道", "甲某", "", ""),
    )
    plan = taken(desk, path, Kind.SIGN_IN)
    assert (plan.new, plan.refused) == (1, 3)
    sentences = {line.row: say(line.problems[0]) for line in plan.lines if line.problems}
    assert "没有登记过" in sentences[3] and "没有登记过" in sentences[4] and "重复" in sentences[5]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
def test_what_goes_out_comes_back_unchanged(desk: Workspace, tmp_path: Path, suffix: str) -> None:
    unit = add(desk, "member_unit", name="昆明第三中学")
    add(desk, "resource", title="会议室 40 座", kind="place", member_unit_id=unit, until=date(2027, 1, 1))
    add(desk, "resource", title="周末义诊", kind="skill")
    path = tmp_path / f"resources{suffix}"
    assert export_table(desk, Kind.RESOURCE, path) == 2
    plan = taken(desk, path, Kind.RESOURCE)
    assert (plan.new, plan.changed, plan.refused, plan.unchanged) == (0, 0, 0, 2)


def test_what_was_said_in_mediation_stays_at_home_without_a_reason(desk: Workspace, tmp_path: Path) -> None:
    add(desk, "mediation", title="漏水赔偿", summary="双方说法不一", found_on=TODAY)
    path = tmp_path / "mediations.csv"
    export_table(desk, Kind.MEDIATION, path)
    assert "漏水赔偿" not in path.read_text(encoding="utf-8-sig")
    assert "双方" not in path.read_text(encoding="utf-8-sig").partition("\n")[2]
    full = tmp_path / "full.csv"
    export_table(desk, Kind.MEDIATION, full, full=True, reason="上级督办")
    assert "双方说法不一" in full.read_text(encoding="utf-8-sig")


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample: every register has rows."""
    workspace = open_sample(tmp_path_factory.mktemp("sample"), seed=7, clock=FrozenClock())
    yield workspace
    workspace.close()


@pytest.mark.parametrize("noun", [noun.name for noun in NOUNS])
def test_every_register_goes_out_and_comes_back(sampled: Workspace, tmp_path: Path, noun: str) -> None:
    path = tmp_path / "register.csv"
    count = export_table(sampled, Kind(noun), path, full=True, reason="核对")
    assert count
    with sampled.read() as connection:
        plan = plan_import(sampled, open_import(connection, path, kind=Kind(noun)))
    assert [say(line.problems[0]) for line in plan.lines if line.problems] == []
    assert (plan.new, plan.changed, plan.unchanged) == (0, 0, count)
