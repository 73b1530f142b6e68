"""A shared server that goes away in the middle: nothing half, nothing twice, a sentence, the draft kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.drafts import keep_draft, kept_drafts
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.store import notifying, outages
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.notifying import Heard, listen, read_note
from gridtui.storage.store.opening import Founding, create_shared, open_shared
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from gridtui.usecases.records import form_done
from tests.conftest import NOON, FrozenClock
from tests.cut_line import CutLine, cut_line
from tests.engines import postgres_database
from tests.makers import make_quarter, person, stored
from tests.storage.exchange import changes_of

SCOPE = b"1" * 16
KEY = "resident:new:"
COMMIT = b"COMMIT\0"


@pytest.fixture
def server(clock: FrozenClock) -> Iterator[tuple[Workspace, Workspace, CutLine]]:
    """A shared store: somebody with a good line to it, somebody with one that can be cut, and that line."""
    with postgres_database("outage") as url, cut_line(url) as line:
        near = create_shared(url, Founding("翠湖西路第二支部", "530102001001", "王秀兰"), clock=clock)
        far = open_shared(line.url, clock=clock)
        yield near, far, line
        far.close()
        near.close()


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "PAUSES", (0.05, 0.1))
    monkeypatch.setattr(outages, "PATIENCE", (0.05, 0.1, 0.2, 0.4))
    monkeypatch.setattr(notifying, "BETWEEN", (0.05,))


def add(workspace: Workspace, name: str) -> Callable[[], None]:
    """Return what adds one resident in a transaction, as the ui does it, and forgets the form."""

    def once() -> None:
        with workspace.write("add_resident") as unit:
            unit.create(Resident, person(None, None, name), scope=SCOPE)
            form_done(unit, KEY)

    return once


def names(workspace: Workspace) -> list[str]:
    with workspace.read() as connection:
        return list(connection.execute(sa.select(Resident.name).order_by(Resident.num)).scalars())  # type: ignore[call-overload]


def whole(workspace: Workspace) -> bool:
    with workspace.read() as connection:
        return check_store(connection).problems == []


def half_typed(workspace: Workspace) -> None:
    key = f"{workspace.operator.id.hex()}/{KEY}"
    with workspace.writing(local=True) as connection:
        keep_draft(connection, key, {"name": "半"}, NOON)


def drafts(workspace: Workspace) -> int:
    with workspace.read() as connection:
        return len(kept_drafts(connection))


def test_a_save_whose_commit_never_arrived_is_done_again_by_itself(
    server: tuple[Workspace, Workspace, CutLine],
) -> None:
    near, far, line = server
    half_typed(far)
    line.cut_at(COMMIT)
    outages.patiently(add(far, "一次"))
    assert (line.cuts, names(near), drafts(near), whole(near)) == (1, ["一次"], 0, True)


def test_a_commit_whose_answer_was_lost_is_looked_up_and_not_repeated(
    server: tuple[Workspace, Workspace, CutLine],
) -> None:
    near, far, line = server
    tries = []

    def counted() -> None:
        tries.append(1)
        add(far, "存了")()

    line.cut_at(COMMIT, after=True)
    outages.patiently(counted)
    assert (line.cuts, len(tries), names(near), whole(near)) == (1, 1, ["存了"], True)


def test_a_commit_nobody_can_tell_of_is_neither_called_saved_nor_repeated(
    server: tuple[Workspace, Workspace, CutLine],
) -> None:
    near, far, line = server
    half_typed(far)
    cut = line.cut

    def for_long() -> None:
        line.down = True
        cut()

    line.cut = for_long  # type: ignore[method-assign]
    line.cut_at(COMMIT, after=True)
    with pytest.raises(outages.Unsure, match="不知道这一次存进去没有"):
        outages.patiently(add(far, "悬着"))
    assert names(near) == ["悬着"]
    line.down = False
    assert names(far) == ["悬着"]


def test_a_server_that_is_gone_refuses_in_words_and_the_draft_stays(
    server: tuple[Workspace, Workspace, CutLine],
) -> None:
    near, far, line = server
    half_typed(far)
    line.down = True
    line.cut()
    with pytest.raises(RuleBroken, match=r"服务器|连接"):
        outages.patiently(add(far, "没写成"))
    assert (names(near), drafts(near)) == ([], 1)
    # After sleep every connection of the pool is stale; the next save just works.
    line.down = False
    add(far, "醒了")()
    assert (names(near), drafts(near)) == (["醒了"], 0)


def test_an_import_that_is_cut_in_the_middle_leaves_nothing_and_can_be_done_again(
    server: tuple[Workspace, Workspace, CutLine],
) -> None:
    near, far, line = server

    def import_file() -> None:
        rows = [person(None, None, f"居民{number}") for number in range(2_000)]
        with far.write("import_file") as unit:
            unit.create_many(Resident, rows[:1_000], scope=lambda _: SCOPE)
            unit.create_many(Resident, rows[1_000:], scope=lambda _: SCOPE)

    line.cut_at("居民1500".encode())
    with pytest.raises(RuleBroken, match="共享库连接中断，本次没有写入任何内容"):
        import_file()
    assert names(near) == [] and line.cuts == 1
    import_file()
    assert len(names(near)) == 2_000 and whole(near)


def test_a_bundle_that_is_cut_in_the_middle_is_taken_in_whole_the_next_time(
    server: tuple[Workspace, Workspace, CutLine], desk: Workspace
) -> None:
    near, far, line = server
    quarter = make_quarter(desk)
    with desk.write("import_file") as unit:
        rows = [person(quarter.building, quarter.household, f"居民{number}") for number in range(300)]
        unit.create_many(Resident, rows, scope=lambda _: quarter.building)
    changes = changes_of(desk)
    line.cut_at("居民222".encode())
    with pytest.raises(RuleBroken, match="共享库连接中断，本次没有写入任何内容"):
        merge_into(far, changes)
    assert line.cuts == 1 and names(near) == [] and whole(near)
    # The answer to the last commit is lost as well: it is known all the same that it took place.
    line.cut_at(COMMIT, after=True)
    merge_into(far, changes)
    assert line.cuts == 2 and len(names(near)) == 301 and whole(near)
    assert merge_into(far, changes).new == 0


def test_a_login_without_rights_reads_and_is_told_that_it_may_not_write(
    server: tuple[Workspace, Workspace, CutLine],
) -> None:
    near, far, _ = server
    add(near, "看得到")()
    role = f"reader_{near.desk.incarnation.hex()}"
    with near.engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE ROLE {role}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
        )
    try:
        far.engine.dispose()
        sa.event.listen(
            far.engine, "connect", lambda raw, _: raw.execute(f"SET ROLE {role}") and raw.commit()
        )
        assert names(far) == ["看得到"]
        with pytest.raises(RuleBroken, match="没有这项权限"):
            outages.patiently(add(far, "写不成"))
        assert names(near) == ["看得到"]
    finally:
        far.engine.dispose()
        with near.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.mark.parametrize(
    ("state", "sentence", "tries"),
    [
        ("53100", "磁盘已满", 1),
        ("40001", "请再试一次", 3),
        ("40P01", "请再试一次", 3),
        ("55P03", "请稍后再试", 1),
        ("57014", "太久", 1),
        ("42501", "没有这项权限", 1),
    ],
)
def test_what_the_server_refuses_is_said_and_repeated_only_where_that_helps(
    server: tuple[Workspace, Workspace, CutLine], state: str, sentence: str, tries: int
) -> None:
    near, far, _ = server
    with near.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE SEQUENCE asked; CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"PERFORM nextval('asked'); RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$; "
            "CREATE TRIGGER refusing BEFORE INSERT ON resident EXECUTE FUNCTION refuse()"
        )
    half_typed(far)
    with pytest.raises(RuleBroken, match=sentence):
        outages.patiently(add(far, "没写成"))
    with near.engine.begin() as connection:
        asked = connection.exec_driver_sql("SELECT last_value FROM asked").scalar()
        connection.exec_driver_sql("DROP TRIGGER refusing ON resident")
    assert (asked, names(near), drafts(near)) == (tries, [], 1)
    add(far, "写成了")()
    assert names(near) == ["写成了"] and whole(near)


def test_a_backend_that_was_ended_in_the_middle_is_no_harm(
    server: tuple[Workspace, Workspace, CutLine],
) -> None:
    near, far, _ = server
    killed = []

    def once() -> None:
        with far.write("add_resident") as unit:
            unit.create(Resident, person(None, None, "重来"), scope=SCOPE)
            if not killed:
                killed.append(unit.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar())
                with near.engine.begin() as connection:
                    connection.execute(sa.text("SELECT pg_terminate_backend(:p)"), {"p": killed[0]})

    outages.patiently(once)
    assert names(near) == ["重来"] and whole(near)


def test_whoever_waits_too_long_for_another_is_told(
    server: tuple[Workspace, Workspace, CutLine], monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far, _ = server
    with near.writing() as connection:
        notifying.take_turn(connection)
        # What is only one's own does not wait.
        half_typed(far)
        take_turn = notifying.take_turn

        def briefly(connection: sa.Connection) -> None:
            connection.exec_driver_sql("SET LOCAL lock_timeout = 100")
            take_turn(connection)

        monkeypatch.setattr(notifying, "take_turn", briefly)
        with pytest.raises(RuleBroken, match="请稍后再试"):
            outages.patiently(add(far, "等不及"))
    add(far, "轮到了")()
    assert names(near) == ["轮到了"]


def test_the_server_and_the_line_are_given_sane_times(server: tuple[Workspace, Workspace, CutLine]) -> None:
    _, far, _ = server
    with far.read() as connection:
        said = [
            connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout",
                         "application_name")
        ]  # fmt: skip
    assert said == ["10s", "10min", "2min", "gridtui"]


class Ear:
    """Hears what the others tell."""

    def __init__(self, workspace: Workspace) -> None:
        self.heard: list[Heard] = []
        self._any = threading.Condition()
        self.stopping = threading.Event()
        self._thread = threading.Thread(
            target=listen, args=(workspace.engine, workspace.program, self._hear, self.stopping)
        )
        self._thread.start()

    def _hear(self, heard: Heard) -> None:
        with self._any:
            self.heard.append(heard)
            self._any.notify_all()

    def wait_for(self, count: int) -> list[Heard]:
        with self._any:
            assert self._any.wait_for(lambda: len(self.heard) >= count, timeout=20), self.heard
        return self.heard

    def end(self) -> None:
        self.stopping.set()
        self._thread.join(5)
        assert not self._thread.is_alive()


def listening(near: Workspace) -> None:
    """Wait until somebody listens."""
    for _ in range(200):
        with near.read() as connection:
            found = connection.execute(
                sa.text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                        " AND datname = current_database()")
            ).scalar()  # fmt: skip
        if found:
            return
        threading.Event().wait(0.05)
    raise AssertionError("nobody listens")


def test_the_others_hear_of_what_is_committed_and_of_nothing_else(
    server: tuple[Workspace, Workspace, CutLine],
) -> None:
    near, far, line = server
    quarter = make_quarter(near)
    ear = Ear(far)
    try:
        listening(near)
        add(far, "自己写的")()
        half_typed(near)
        with pytest.raises(ZeroDivisionError), near.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": "没写成"})
            raise ZeroDivisionError
        with near.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": "改了"})
            step: bytes | None = unit.step_id
        assert ear.wait_for(1) == [Heard(step, frozenset({quarter.resident}))]

        line.cut()
        assert ear.wait_for(2)[1] == Heard(records=None)
        with near.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": "又改了"})
        assert ear.wait_for(3)[2].records == {quarter.resident}
    finally:
        ear.end()
    assert stored(far, Resident, quarter.resident)["note"] == "又改了"


@pytest.mark.parametrize(
    "note", ["", "x", "你好", "00000000:", "0" * 8 + "::zz", "a" * 8 + ":" + "b" * 31 + ":*"]
)
def test_what_is_no_note_is_passed_over(note: str) -> None:
    assert read_note(note, "ffffffff") is None


def test_a_note_holds_ids_only_and_stays_short(server: tuple[Workspace, Workspace, CutLine]) -> None:
    near, far, _ = server

    def many(unit: UnitOfWork) -> list[bytes]:
        rows = [person(None, None, f"居民{number}") for number in range(100)]
        return unit.create_many(Resident, rows, scope=lambda _: SCOPE)

    with near.write("import_file") as unit:
        ids = many(unit)
    ear = Ear(far)
    try:
        listening(near)
        with near.write("edit_resident") as unit:
            unit.update_many(Resident, [(id, {"note": "全改"}) for id in ids])
        assert ear.wait_for(1)[0].records is None
    finally:
        ear.end()
