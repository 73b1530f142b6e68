"""Before an erasure: what it would take, what stands in its way; and what the reason may say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gridtui.domain.words.problems import RuleBroken
from gridtui.queries.people.looks import looks_at
from gridtui.storage.log import audit
from gridtui.storage.store.restoring import backup_now
from gridtui.storage.tables import Assignment, Household, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.erasure_words import forecast_words
from gridtui.usecases.privacy import erase, forecast
from tests.canary import WORDS, keep_canary
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.makers import make_quarter, person, stored

TODAY = date(2026, 11, 24)


def test_the_forecast_counts_what_would_go(workspace: Workspace) -> None:
    canary = keep_canary(workspace)
    with workspace.read() as connection:
        found = forecast(connection, canary.resident, TODAY)
    assert found.title == WORDS["name"]
    assert (found.open_issues, found.posts, found.headless) == (1, 0, True)
    assert {name: len(getattr(found.traces, name)) for name in found.traces.__slots__} == {
        "people": 1, "tags": 1, "posts": 1, "issues": 1, "events": 2, "visits": 1, "promises": 1,
        "attachments": 1,
        "households": 0,
    }  # fmt: skip
    assert forecast_words(found) == [
        "有 1 件诉求没有办结：清除后看不到内容，也联系不到人，最好先办结",
        "此人是户主：清除后请给这一户另定户主",
        "居民资料 1 份，连同全部改动记录",
        "服务需要 1 条",
        "诉求 1 件的标题、内容、地点、反映人和电话；编号、类别、日期和结果留下",
        "这些诉求的附件 1 个，连同内容",
        "走访 1 次的问题、措施、成效；日期和结果留下",
        "承诺 1 条的内容；没兑现的一并撤下",
        "任用 1 条的姓名和电话；职务、地点和日期留下",
        "还有提到此人的草稿、民情日志里的姓名号码和原话、检索词、撤销记录",
        "别的电脑上的也一样：收过此人资料的，下次交换以后那里也清除",
    ]


@pytest.mark.parametrize(
    ("span", "held"),
    [
        ({"from_on": date(2026, 1, 1)}, 1),
        ({"from_on": date(2027, 1, 1)}, 1),
        ({"to_on": TODAY}, 1),
        ({"to_on": date(2026, 11, 23)}, 0),
        ({"from_on": date(2026, 1, 1), "deleted": True}, 0),
    ],
)
def test_a_post_that_is_held_stands_in_the_way(desk: Workspace, span: dict[str, object], held: int) -> None:
    quarter = make_quarter(desk)
    with desk.write("assign") as unit:
        values = {"role": "building_leader", "building_id": quarter.building, "person_name": "杨桂芬"}
        unit.create(Assignment, {**values, "resident_id": quarter.resident, **span}, scope=quarter.building)
    if held:
        with pytest.raises(RuleBroken, match="还担任 1 项职务"):
            erase(desk, quarter.resident, "asked")
        assert stored(desk, Resident, quarter.resident)["name"] == "杨桂芬"
    else:
        assert erase(desk, quarter.resident, "asked").clean


@pytest.mark.parametrize(
    ("reason", "noted"),
    [("撤回同意", "consent"), ("died", "died"), ("  搬家 了 ", "other 搬家 了"), ("已迁出", "moved")],
)
def test_a_reason_is_a_code_or_words_that_stay_here(desk: Workspace, reason: str, noted: str) -> None:
    quarter = make_quarter(desk)
    erase(desk, quarter.resident, reason)
    with desk.read() as connection:
        [look] = looks_at(connection, quarter.resident)
    assert (look.action, look.reason) == (audit.ERASE, noted)


@pytest.mark.parametrize("reason", ["杨桂芬要求", "电话１３８８８８８００００停用", "杨 桂 芬", " "])
def test_a_reason_never_names_the_person(desk: Workspace, reason: str) -> None:
    quarter = make_quarter(desk)
    with pytest.raises(RuleBroken, match="理由"):
        erase(desk, quarter.resident, reason)
    assert stored(desk, Resident, quarter.resident)["name"] == "杨桂芬"


def test_a_household_with_others_stays_one_without_goes(desk: Workspace) -> None:
    quarter = make_quarter(desk, "甲乙")
    with desk.write("add_resident") as unit:
        child = unit.create(
            Resident, person(quarter.building, quarter.household, "丙丁"), scope=quarter.building
        )
    erase(desk, quarter.resident, "died")
    assert not stored(desk, Household, quarter.household)["deleted"]
    with desk.read() as connection:
        found = forecast(connection, child, TODAY)
    assert found.traces.households == (quarter.household,) and not found.headless
    erase(desk, child, "moved")
    assert stored(desk, Household, quarter.household)["deleted"]


def test_older_copies_are_named_with_their_days(tmp_path: Path, clock: FrozenClock) -> None:
    store, folder = tmp_path / "desk.gtdb", tmp_path / "backups"
    workspace = found_store(store, clock, passphrase=PASSPHRASE)
    quarter = make_quarter(workspace)
    from gridtui.storage.store.backups import backup_path

    for _ in range(2):
        backup_now(workspace, backup_path(store, folder, clock()))
        clock.pass_time(days=1)
    with workspace.read() as connection:
        found = forecast(connection, quarter.resident, TODAY, store=store, folder=folder)
    newer, older = (copy.path.name for copy in found.copies)
    assert forecast_words(found)[-3:] == [
        "清除不到的旧备份 2 份（2026-11-24 到 2026-11-25）；从它们恢复时会再次清除",
        f"2026-11-25 {newer}",
        f"2026-11-24 {older}",
    ]
    workspace.close()
