"""Whatever a server answers becomes a plain sentence that holds nothing of the answer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.log_tables import Device
from gridtui.storage.store import engines, migrating, schema, shared_errors
from gridtui.storage.store.opening import open_shared
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import write_meta
from tests.conftest import FrozenClock
from tests.engines import postgres_database
from tests.makers import make_quarter, stored

psycopg = pytest.importorskip("psycopg")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("08006", "连接中断"),
        ("57P01", "连接中断"),
        ("42501", "没有这项权限"),
        ("57014", "查得太久"),
        ("55P03", "等得太久"),
        ("40001", "再试一次"),
        ("40P01", "再试一次"),
        ("53100", "磁盘已满"),
        ("53300", "连接数已满"),
        ("25006", "只读"),
        ("23503", "对不上"),
        ("22001", "存不下"),
        ("XX001", "马上通知库主"),
    ],
)
def test_what_has_a_code_has_a_sentence(state: str, said: str) -> None:
    error = sa.exc.DBAPIError("SELECT '杨桂芬'", {}, psycopg.errors.lookup(state)("key (name)=(杨桂芬)"))
    problem = engines.storage_sentence(error)
    assert said in str(problem) and "杨桂芬" not in str(problem)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('FATAL:  password authentication failed for user "w"', "口令不对"),
        ('致命错误:  用户 "w" Password 认证失败', "口令不对"),
        ("fe_sendauth: no password supplied", "服务器要口令"),
        ('FATAL:  role "w" is not permitted to log in', "已经停用"),
        ('FATAL:  role "w" does not exist', "口令不对"),
        ('FATAL:  database "w" does not exist', "没有这个数据库"),
        ('FATAL:  no pg_hba.conf entry for host "10.1.1.1", user "w", no encryption', "登录规则"),
        ("FATAL:  sorry, too many clients already", "连接数已满"),
        ("FATAL:  the database system is starting up", "正在启动"),
        ("SSL error: certificate verify failed", "没有谈成"),
        ("server does not support SSL, but SSL was required", "没有谈成"),
        ('server certificate for "a" does not match host name "b"', "没有谈成"),
        ("SSL connection has been closed unexpectedly", "连接中断"),
        ("SSL SYSCALL error: EOF detected", "连接中断"),
        ("could not translate host name", "找不到这台服务器"),
        ("Connection refused\n\tIs the server running on that host?", "没有应答"),
        ("connection timeout expired", "检查网络"),
        ("something that nobody foresaw about w", "连接中断"),
    ],
)
def test_a_refused_connection_says_why(answer: str, said: str) -> None:
    told = shared_errors.shared_sentence(psycopg.OperationalError(f"connection failed: {answer}"))
    assert told is not None and said in told and "w" not in told.replace("www", "")


def test_other_errors_are_left_to_others() -> None:
    assert shared_errors.shared_sentence(ValueError("password authentication failed")) is None
    assert shared_errors.shared_sentence(SimpleNamespace()) is None  # type: ignore[arg-type]


def test_a_store_of_the_first_version_is_brought_up_to_date_by_its_keeper(clock: FrozenClock) -> None:
    facts = {"store_id": "1", "org_id": "01" * 16, "level": "5", "zone": "0", "operator_id": "02" * 16,
             "operator_name": "王秀兰", "name": "第二支部"}  # fmt: skip
    with postgres_database("first version") as url:
        engine = engines.postgres_engine(url)
        migrating.upgrade(engine, schema.KNOWN[0])
        with engine.begin() as connection:
            connection.execute(sa.insert(Device).values(incarnation=b"i" * 8, millis=0, counter=0, number=0))
            write_meta(connection, facts)
            connection.execute(sa.text("INSERT INTO org (id, zone, deleted, level, name, short_name, "
                "division_code, external_ids) VALUES (decode(repeat('01', 16), 'hex'), 0, false, 5, '', '', "
                "'', '')"))  # fmt: skip
        engine.dispose()
        workspace = open_shared(url, clock=clock)
        with workspace.read() as connection:
            assert schema.schema_version(connection) == schema.HEAD
        quarter = make_quarter(workspace)
        assert stored(workspace, Resident, quarter.resident)["name"] == "杨桂芬"
        workspace.close()


def test_a_newer_store_and_a_stopped_upgrade_are_refused_in_words(
    clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_database("newer") as url:
        engine = engines.postgres_engine(url)
        migrating.upgrade(engine, schema.KNOWN[0])

        def broken(_: sa.Connection) -> None:
            raise sa.exc.InvalidRequestError("stopped on the way")

        with monkeypatch.context() as patched:
            patched.setattr(migrating.logins, "secure", broken)
            with pytest.raises(RuleBroken, match="还是原来的样子"):
                migrating.migrate_shared(engine)
        with engine.begin() as connection:
            assert schema.schema_version(connection) == schema.KNOWN[0]
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        engine.dispose()
        with pytest.raises(RuleBroken, match="更新版本的程序"):
            open_shared(url, clock=clock)
