from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.columns.mapping import Use
from gridtui.interchange.plans.applying import apply_import
from gridtui.interchange.plans.import_file import refuse_unmapped, with_chosen_columns
from gridtui.interchange.plans.planning import plan_import
from gridtui.storage.log import audit
from gridtui.storage.store.backups import backups_of
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.tables import Issue, Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.undo import redo_last, undo_last
from tests.conftest import PASSPHRASE, FrozenClock, found_store
from tests.interchange.imports import (
    assert_sound,
    facts,
    id_number,
    imported,
    opened,
    rows_of,
    table,
)

HEAD = ("姓名", "身份证号", "联系电话", "门牌地址", "健康状况")


def people(count: int) -> list[tuple[str, ...]]:
    """Return rows of invented people, three behind a door."""
    return [
        (
            f"王{serial:05d}号"[:6],
            id_number(serial % 1000, f"19{50 + serial // 1000:02d}0101"),
            "",
            f"{serial // 60 + 1}-1-{serial // 3 % 20 + 101}",
            "",
        )
        for serial in range(count)
    ]


def counts(workspace: Workspace) -> dict[str, int]:
    """Return the number of live records by noun."""
    with workspace.read() as connection:
        return check_store(connection).counts


def test_one_undo_takes_back_a_whole_import_and_redo_brings_it_again(desk: Workspace, tmp_path: Path) -> None:
    before = counts(desk)
    imported(desk, table(tmp_path / "人.csv", HEAD, *people(2_500)))
    after = counts(desk)
    assert after["resident"] == 2_500
    with desk.write("undo") as unit:
        assert undo_last(unit) == "导入 居民 新增2500"
    assert counts(desk) == before
    with desk.write("redo") as unit:
        redo_last(unit)
    assert counts(desk) == after
    assert_sound(desk)


@pytest.mark.parametrize("at", [1, 2])
def test_a_cancelled_import_writes_nothing(desk: Workspace, tmp_path: Path, at: int) -> None:
    before, calls = counts(desk), []

    def stop(done: int, _total: int | None) -> None:
        calls.append(done)
        if len(calls) == at:
            raise RuleBroken(Problem("停"))

    path = table(tmp_path / "人.csv", HEAD, *people(2_500))
    with pytest.raises(RuleBroken, match="停"):
        apply_import(desk, opened(desk, path), stop)
    assert calls == [2_000, 2_500][:at]
    assert counts(desk) == before
    assert list(tmp_path.glob("*退回*")) == []
    assert_sound(desk)


def test_progress_knows_how_many_rows_there_are(desk: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, *people(10)):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "人.xlsx")
    seen: list[tuple[int, int | None]] = []
    plan_import(desk, opened(desk, tmp_path / "人.xlsx"), lambda done, total: seen.append((done, total)))
    assert seen == [(10, 10)]


def test_a_file_damaged_further_down_writes_nothing(desk: Workspace, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", HEAD, *people(3_000))
    with path.open("a", encoding="utf-8") as file:
        file.write('赵,,,"3-1-1\n' + "x,y\n" * 50_000)
    before = counts(desk)
    with pytest.raises(RuleBroken, match="引号没有闭合"):
        apply_import(desk, opened(desk, path))
    assert counts(desk) == before


def test_refused_rows_go_beside_the_file_and_can_be_corrected(desk: Workspace, tmp_path: Path) -> None:
    rows = (*people(2), ("李错", "123", "13712342210", "3-2-502", "好"))
    plan = imported(desk, table(tmp_path / "人.csv", HEAD, *rows))
    assert plan.refused_file == tmp_path / "人-退回.xlsx"
    book = openpyxl.load_workbook(plan.refused_file)
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert cells[0] == ["退回原因", "姓名", "身份证号", "联系电话", "门牌地址"]
    assert cells[1][0].startswith("第 4 行：身份证号应为 18 位")  # type: ignore[union-attr]
    book.active["C2"] = id_number(999)  # type: ignore[index]
    book.save(plan.refused_file)
    assert imported(desk, plan.refused_file).new == 1
    assert "李错" in rows_of(desk, Resident, "name")


def test_the_refused_file_may_be_put_elsewhere(desk: Workspace, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", HEAD, ("李错", "123", "", "", ""))
    plan = apply_import(desk, opened(desk, path), refused_path=tmp_path / "别处.xlsx")
    assert plan.refused_file == tmp_path / "别处.xlsx"
    assert plan.refused_file.is_file()


def test_an_import_is_noted_without_names(desk: Workspace, tmp_path: Path) -> None:
    imported(desk, table(tmp_path / "王小明家.csv", HEAD, *people(3)))
    with desk.read() as connection:
        (line,) = [line for line in audit.lines(connection) if line.action == audit.IMPORT]
    assert (line.reason, line.actor_id) == ("people new 3 changed 0 refused 0", desk.operator.id)


def test_a_mapping_chosen_once_is_used_again(desk: Workspace, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", ("谁", "性别", "门牌地址"), ("王", "男", "3-2-501"))
    with pytest.raises(RuleBroken, match="缺少“姓名”"):
        refuse_unmapped(opened(desk, path, Kind.PEOPLE))
    chosen = with_chosen_columns(opened(desk, path, Kind.PEOPLE), '{"谁": "name", "性别": ""}')
    assert apply_import(desk, chosen).new == 1
    moved = table(tmp_path / "另.csv", ("门牌地址", "谁", "性别"), ("3-2-502", "李", "女"))
    again = opened(desk, moved, Kind.PEOPLE)
    assert again.remembered
    assert again.mapping.headers(Use.FIELD) == ["门牌地址", "谁"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1]", "JSON 对象"),
        ("x", "JSON 对象"),
        ('{"没有": "name"}', "没有“没有”"),
        ('{"谁": "score"}', "score"),
        ('{"健康状况": "note"}', "不入库"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    desk: Workspace, tmp_path: Path, text: str, words: str
) -> None:
    path = table(tmp_path / "人.csv", ("谁", "健康状况", "门牌地址", "性别"), ("王", "好", "3-2-501", "男"))
    with pytest.raises(RuleBroken, match=words):
        with_chosen_columns(opened(desk, path, Kind.PEOPLE), text)


def test_a_backup_comes_before_and_goes_when_nothing_was_imported(tmp_path: Path, clock: FrozenClock) -> None:
    store, folder = tmp_path / "库.gtdb", tmp_path / "备份"
    desk = found_store(store, clock, passphrase=PASSPHRASE)
    path = table(tmp_path / "人.csv", HEAD, *people(3))

    def stop(_done: int, _total: int | None) -> None:
        raise RuleBroken(Problem("停"))

    with pytest.raises(RuleBroken):
        apply_import(desk, opened(desk, path), stop, backup_folder=folder)
    assert backups_of(store, folder) == []
    plan = apply_import(desk, opened(desk, path), backup_folder=folder)
    assert [backup.path for backup in backups_of(store, folder)] == [plan.backup]
    desk.close()


def test_a_read_only_store_tries_but_does_not_write(desk: Workspace, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", HEAD, *people(3))
    desk.read_only = True
    assert plan_import(desk, opened(desk, path)).new == 3
    with pytest.raises(RuleBroken, match="只读"):
        apply_import(desk, opened(desk, path))


KILLED = """
import sys, os, signal
from datetime import UTC, datetime
from pathlib import Path
from gridtui.storage.store.opening import open_workspace
from gridtui.interchange.plans.import_file import open_import
from gridtui.interchange.plans.applying import apply_import
store, path, after = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
desk = open_workspace(store, sys.argv[4], clock=lambda: datetime(2026, 11, 24, 4, tzinfo=UTC))
with desk.read() as connection:
    file = open_import(connection, path)
def die(done, total):
    if done >= after:
        os.kill(os.getpid(), signal.SIGKILL)
apply_import(desk, file, die)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("after", [2_000, 2_500])
def test_a_program_killed_while_importing_leaves_nothing_half(
    tmp_path: Path, clock: FrozenClock, after: int
) -> None:
    store = tmp_path / "库.gtdb"
    desk = found_store(store, clock, passphrase=PASSPHRASE)
    imported(desk, table(tmp_path / "先.csv", HEAD, *people(10)))
    before = counts(desk)
    desk.close()
    path = table(tmp_path / "人.csv", HEAD, *people(2_500))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(store), str(path), str(after), PASSPHRASE],
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert done.returncode == -signal.SIGKILL
    desk = open_workspace(store, PASSPHRASE, clock=clock)
    assert counts(desk) == before
    assert_sound(desk)
    assert imported(desk, path).new == 2_490
    desk.close()


def test_both_engines_import_alike(workspace: Workspace, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", HEAD, *people(300), ("李错", "123", "", "", ""))
    plan = imported(workspace, path)
    assert (plan.new, plan.refused) == (300, 1)
    messages = table(
        tmp_path / "留言.csv",
        ("编号", "标题", "内容", "登记时间", "点赞数", "答复意见"),
        ("1", "漏水", "三楼漏水", "2026-01-04 11:17:46", "3", "已看"),
        ("", "噪声", "吵", "2026-01-05", "", ""),
    )
    assert imported(workspace, messages).new == 2
    assert rows_of(workspace, Issue, "number") == ["1", "20260105-001"]
    later = table(tmp_path / "人.csv", HEAD, *((*row[:2], "13712342210", *row[3:]) for row in people(300)))
    assert imported(workspace, later).changed == 300


def test_a_file_opened_twice_says_the_same(desk: Workspace, tmp_path: Path) -> None:
    path = table(tmp_path / "人.csv", HEAD, *people(50), ("李错", "123", "", "", ""))
    file = opened(desk, path)
    assert facts(plan_import(desk, file)) == facts(plan_import(desk, file))
