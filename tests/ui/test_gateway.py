"""The way to the store: threads, stale answers, failures in words."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from gridtui import words
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.reporting import open_log
from gridtui.ui.answers import Cancelled, Failed, Superseded
from gridtui.ui.gateway import Gateway
from tests.conftest import FrozenClock
from tests.ui.fake_desk import FakeWorkspace

SECRET = "李芳 13708712210"


class Host:
    """Notes what the gateway asks of the app."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.changes: list[str] = []

    def store_changed(self, intent: str) -> None:
        self.changes.append(intent)

    def changed_elsewhere(self, heard: object) -> None:
        raise AssertionError("nobody else is there")

    def say(self, item: RuleBroken | str) -> None:
        self.told.append(item if isinstance(item, str) else words.say(item.problems[0]))


class Desk:
    """A gateway with everything around it."""

    def __init__(self, folder: Path, clock: FrozenClock) -> None:
        self.host = Host()
        self.log = folder / "gridtui.log"
        self.gateway = Gateway(self.host, clock, open_log(self.log))
        self.workspace = FakeWorkspace()

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""


@pytest.fixture
async def desk(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path, clock)
    await desk.gateway.adopt(lambda: desk.workspace)  # type: ignore[arg-type, return-value]
    yield desk
    desk.gateway.shut_down()


def fails(*_: Any) -> None:
    person = SECRET
    raise ValueError(f"bad value {person}")


def refuses(*_: Any) -> None:
    raise RuleBroken(Problem("请填写姓名", "name"))


async def test_reads_and_writes_run_in_other_threads(desk: Desk) -> None:
    def thread(*_: Any) -> int:
        return threading.get_ident()

    here = threading.get_ident()
    assert await desk.gateway.read(thread) != here
    assert await desk.gateway.write("test", thread) != here
    assert desk.gateway.read_now(thread) == here
    assert desk.workspace.done == ["read", "write test", "read"]


async def test_a_write_hands_over_the_unit_and_tells_that_the_store_changed(desk: Desk) -> None:
    answer = await desk.gateway.write(
        "register", lambda unit, text: f"{unit.label} {text}", "漏水", label="已登记"
    )
    assert answer == "已登记 漏水"
    assert desk.host.changes == ["register"]


async def test_keeping_a_draft_is_no_change_of_the_store(desk: Desk) -> None:
    await desk.gateway.keep(lambda connection, body: body, {"text": "漏"})
    assert desk.workspace.done == ["writing"]
    assert desk.host.changes == []


async def test_one_writer_at_a_time(desk: Desk) -> None:
    inside, most = 0, 0

    def work(_: Any) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        inside -= 1

    await asyncio.gather(*(desk.gateway.write("w", work) for _ in range(20)))
    assert most == 1


async def test_a_broken_rule_reaches_the_caller_as_it_is(desk: Desk) -> None:
    with pytest.raises(RuleBroken, match="请填写姓名"):
        await desk.gateway.write("w", refuses)
    assert desk.host.changes == []
    assert desk.logged() == ""


async def test_anything_else_becomes_a_sentence_and_a_line_without_data(desk: Desk) -> None:
    with pytest.raises(Failed) as caught:
        await desk.gateway.write("register_issue", fails)
    assert words.say(caught.value.problems[0]).startswith("没有做成")
    assert caught.value.__cause__ is None
    assert desk.gateway.read_now(fails) is None
    assert "没有读出来" in desk.host.told[0]
    logged = desk.logged()
    assert "register_issue: builtins.ValueError at" in logged
    assert "in fails" in logged
    assert not any(part in logged for part in SECRET.split())


class Gate:
    """Lets work in a thread go on when the test says so."""

    def __init__(self) -> None:
        self.entered, self.opened = threading.Event(), threading.Event()

    def work(self, answer: str) -> Callable[[Any], str]:
        def wait(_: Any) -> str:
            self.entered.set()
            self.opened.wait(10)
            return answer

        return wait


async def until(event: threading.Event) -> None:
    await asyncio.get_running_loop().run_in_executor(None, event.wait, 10)


async def test_an_old_answer_that_arrives_last_is_dropped(desk: Desk) -> None:
    slow = Gate()
    first = asyncio.create_task(desk.gateway.newest("suggest", slow.work("old")))
    await until(slow.entered)
    assert await desk.gateway.newest("suggest", lambda _: "new") == "new"
    other = await desk.gateway.newest("elsewhere", lambda _: "other")
    slow.opened.set()
    with pytest.raises(Superseded):
        await first
    assert other == "other"


async def test_what_was_answered_holds_on_to_no_widget(desk: Desk) -> None:
    class Widget:
        pass

    widget = Widget()
    gone = weakref.ref(widget)
    await desk.gateway.newest((widget, "lines"), lambda _: "rows")
    del widget
    gc.collect()
    assert gone() is None


async def test_an_old_failure_is_dropped_too(desk: Desk) -> None:
    slow = Gate()

    def late(connection: Any) -> None:
        slow.work("")(connection)
        refuses()

    first = asyncio.create_task(desk.gateway.newest("suggest", late))
    await until(slow.entered)
    await desk.gateway.newest("suggest", lambda _: "new")
    slow.opened.set()
    with pytest.raises(Superseded):
        await first


async def test_a_request_that_has_not_begun_is_not_run_at_all(desk: Desk) -> None:
    gates = [Gate(), Gate()]
    blocking = [asyncio.create_task(desk.gateway.read(gate.work(""))) for gate in gates]
    for gate in gates:
        await until(gate.entered)
    ran: list[int] = []
    typed = [
        asyncio.create_task(desk.gateway.newest("suggest", lambda _, n=n: ran.append(n))) for n in range(5)
    ]
    await asyncio.sleep(0)
    for gate in gates:
        gate.opened.set()
    results = await asyncio.gather(*typed, return_exceptions=True)
    await asyncio.gather(*blocking)
    assert [type(result) for result in results[:-1]] == [Superseded] * 4
    assert ran == [4]


async def test_a_locked_gateway_answers_with_a_sentence(desk: Desk) -> None:
    desk.gateway.close()
    assert desk.workspace.closed
    for asked in (desk.gateway.read(lambda _: 1), desk.gateway.write("w", lambda _: 1), desk.gateway.undo()):
        with pytest.raises(RuleBroken, match="锁定"):
            await asked
    assert desk.gateway.read_now(lambda _: 1) is None


async def test_work_under_way_makes_the_gateway_busy(desk: Desk) -> None:
    gate = Gate()
    task = asyncio.create_task(desk.gateway.write("import", gate.work("done")))
    await until(gate.entered)
    assert desk.gateway.busy
    gate.opened.set()
    assert await task == "done"
    assert not desk.gateway.busy


async def test_a_write_goes_on_when_the_one_who_asked_goes_away(desk: Desk) -> None:
    gate = Gate()
    wrote: list[str] = []
    task = asyncio.create_task(desk.gateway.keep(lambda _: wrote.append(gate.work("draft")(_))))
    await until(gate.entered)
    task.cancel()
    gate.opened.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    desk.gateway.shut_down()
    assert wrote == ["draft"]


async def test_a_job_counts_and_stops_when_asked(desk: Desk) -> None:
    counted: list[tuple[int, int | None]] = []
    job = desk.gateway.job(lambda done, total: counted.append((done, total)))

    def work(_: Any) -> None:
        for done in range(1, 100):
            job.tick(done, 100)
            if done == 3:
                job.cancel()

    with pytest.raises(Cancelled, match="已取消"):
        await desk.gateway.write("import", work)
    await asyncio.sleep(0)
    assert counted == [(1, 100), (2, 100), (3, 100)]
    assert desk.host.changes == []


async def test_a_source_reads_pages_here_and_gives_nothing_where_it_cannot(desk: Desk) -> None:
    def page(_: Any, filter: str, *, offset: int, limit: int, near: Any) -> list[str]:
        return [f"{filter}{n}" for n in range(offset, offset + limit)]

    source = desk.gateway.source(page, lambda _, filter, *, ceiling: 7, "a", lambda row: row.encode())
    assert list(source.page(2, 2, None)) == ["a2", "a3"]
    assert source.count(None) == 7
    assert source.key("a2") == b"a2"
    broken = desk.gateway.source(fails, fails, "a", lambda row: b"")
    assert list(broken.page(0, 10, None)) == []
    assert broken.count(None) == 0
    desk.gateway.close()
    assert list(source.page(0, 1, None)) == []
