"""The real program in a real terminal, killed while somebody types, saves or imports."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.queries.people.residents import ResidentFilter, resident_count
from gridtui.storage.drafts import kept_draft
from gridtui.storage.store.opening import Founding, create_workspace, open_workspace
from gridtui.storage.tables import Issue
from gridtui.storage.workspace import Workspace, seeded_ids
from tests.makers import make_quarter

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal and kill -9 are POSIX", allow_module_level=True)

from tests.bench.terminal import NothingDrawn, Terminal

PASSPHRASE = "柿子-plum-2026"
STORE = "gridtui.gtdb"
ROUNDS, IMPORTS = 8, 3
CTRL_N, CTRL_S, TAB, ENTER, ESCAPE = "\x0e", "\x13", "\t", "\r", "\x1b"
OFFERED = "接着写吗"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one household behind 3-2-501, closed."""
    workspace = create_workspace(
        tmp_path / STORE,
        PASSPHRASE,
        Founding("翠湖西路第二支部", "530102001001", "王秀兰"),
        clock=now,
        ids=seeded_ids(1),
    )
    make_quarter(workspace)
    workspace.close()
    return tmp_path / STORE


def environment(store: Path, *, unlocked: bool = True) -> dict[str, str]:
    given = {"GRIDTUI_HOME": str(store.parent), "PYTHONWARNINGS": "ignore", "NO_COLOR": "1"}
    return {**given, **({"GRIDTUI_PASSPHRASE": PASSPHRASE} if unlocked else {})}


@pytest.fixture
def started(store: Path) -> Iterator[Terminal]:
    """The program in a terminal, its store open."""
    with Terminal(["-m", "gridtui"], environment(store)) as terminal:
        terminal.wait_for("未办结")
        yield terminal


def opened(store: Path) -> Workspace:
    return open_workspace(store, PASSPHRASE, clock=now)


def check(store: Path) -> None:
    """Fail unless ``gridtui check`` is content."""
    done = subprocess.run(
        [sys.executable, "-m", "gridtui", "check", "--json"],
        capture_output=True,
        check=False,
        env={**os.environ, **environment(store)},
    )
    assert done.returncode == 0, done.stdout.decode()


def numbers_of(store: Path) -> set[str]:
    workspace = opened(store)
    with workspace.read() as connection:
        found = set(connection.execute(sa.select(col(Issue.number))).scalars())
    workspace.close()
    return found


def test_a_half_typed_issue_is_offered_after_kill_9(store: Path) -> None:
    with Terminal(["-m", "gridtui"], environment(store, unlocked=False)) as terminal:
        terminal.wait_for("口令")
        terminal.send(PASSPHRASE + ENTER)
        terminal.wait_for("未办结")
        terminal.send(CTRL_N)
        terminal.wait_for("地点")
        terminal.send("3-2-501")
        terminal.wait_for("杨桂芬")
        terminal.send(ENTER + "lswx" + ENTER + ENTER)
        terminal.settle()
        terminal.send("顶棚滴水三天了")
        terminal.wait_for("三天了")
        painted = now()
        terminal.settle(1.0)
        os.kill(terminal.pid, signal.SIGKILL)
    workspace = opened(store)
    with workspace.read() as connection:
        draft = kept_draft(connection, "issue:new")
    workspace.close()
    assert draft is not None and draft.body["text"] == "顶棚滴水三天了"
    assert (draft.saved_at - painted).total_seconds() <= 1
    with Terminal(["-m", "gridtui"], environment(store)) as terminal:
        terminal.wait_for("未办结")
        terminal.send(CTRL_N)
        terminal.wait_for(OFFERED)
        terminal.settle()
        terminal.send(ENTER)
        terminal.wait_for("顶棚滴水三天了")
        terminal.send(CTRL_S)
        terminal.wait_for("已登记")
    check(store)


def save_until_killed(terminal: Terminal, chance: random.Random) -> set[str]:
    """Take issues down for a while, kill the program in the middle; returns the numbers it had painted."""
    painted: set[str] = set()
    terminal.send(CTRL_N)
    terminal.wait_for("地点")
    terminal.settle(0.2)
    if OFFERED.encode() in terminal.drawn:
        terminal.send("\x1b[C" + ENTER)
        terminal.settle(0.2)
    until = time.monotonic() + 0.5 + 0.7 * chance.random()
    while time.monotonic() < until:
        terminal.send(
            "3-2-501" + ENTER + "lswx" + ENTER + "2" + ENTER + f"第{chance.randrange(99)}件" + CTRL_S
        )
        with contextlib.suppress(NothingDrawn):
            terminal.wait_for("已登记", max(0.05, until - time.monotonic()))
        painted |= told_numbers(terminal)
    os.kill(terminal.pid, signal.SIGKILL)
    terminal.settle(0.1)
    return painted | told_numbers(terminal)


def told_numbers(terminal: Terminal) -> set[str]:
    """Return the issue numbers that the program said it had stored."""
    return set(re.findall(r"已登记 (\d{8}-\d{3,})", terminal.drawn.decode(errors="replace")))


def test_no_issue_that_was_said_to_be_stored_is_lost(store: Path) -> None:
    chance, painted = random.Random(20261124), set()
    for _ in range(ROUNDS):
        with Terminal(["-m", "gridtui"], environment(store)) as terminal:
            terminal.wait_for("未办结")
            painted |= save_until_killed(terminal, chance)
    assert len(painted) >= ROUNDS
    assert painted <= numbers_of(store)
    check(store)


def register(path: Path, people: int) -> Path:
    """Write a register of invented people."""
    lines = ["姓名,性别,门牌地址,联系电话"]
    lines += [f"居民{n},女,{n // 80 + 4}-1-{n % 80 + 101},138{n:08d}" for n in range(people)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_an_import_that_is_killed_is_there_whole_or_not_at_all(store: Path, tmp_path: Path) -> None:
    chance, people = random.Random(20261124), 600
    file, given = register(tmp_path / "居民.csv", people), {**os.environ, **environment(store)}
    command = [sys.executable, "-m", "gridtui", "import", "people", str(file), "--json"]
    began = time.monotonic()
    subprocess.run([*command, "--dry-run"], env=given, check=True, capture_output=True)
    whole = 2 * (time.monotonic() - began)
    for _ in range(IMPORTS):
        running = subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            out, _ = running.communicate(timeout=chance.random() * whole)
        except subprocess.TimeoutExpired:
            running.kill()
            out, _ = running.communicate()
        there = count_of(store)
        assert there in (1, people + 1)
        if out:
            assert json.loads(out)["written"] and there == people + 1
        if there > 1:
            subprocess.run(
                [sys.executable, "-m", "gridtui", "undo"], env=given, check=True, capture_output=True
            )
            assert count_of(store) == 1
    check(store)


def count_of(store: Path) -> int:
    """Return how many residents the store has."""
    workspace = opened(store)
    with workspace.read() as connection:
        found = resident_count(connection, ResidentFilter())
    workspace.close()
    return found


def test_a_second_program_only_reads_and_says_who_writes(store: Path, started: Terminal) -> None:
    with Terminal(["-m", "gridtui"], environment(store)) as second:
        second.wait_for("王秀兰 @")
        second.wait_for("只能看")
        second.settle()
        second.send(CTRL_N)
        second.wait_for("只能看")
        second.send("\x11")
    started.send(CTRL_N)
    started.wait_for("地点")
