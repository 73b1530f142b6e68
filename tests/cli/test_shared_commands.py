"""The same commands on a shared PostgreSQL store, and what is said where it cannot be."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gridtui.cli.main import cli
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.store.opening import open_shared
from tests.conftest import FrozenClock
from tests.engines import ask_for_password, drop_roles, login_as, password_login, postgres_database
from tests.makers import make_quarter

FOUNDING = ("--org", "530102001001", "--name", "翠湖西路第二支部", "--operator", "王秀兰")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDTUI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GRIDTUI_PASSPHRASE", raising=False)


@pytest.fixture
def url() -> Iterator[str]:
    """The address of an empty database."""
    with postgres_database("commands") as lent:
        yield lent


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["--lang", "zh", *arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


def test_an_empty_database_is_founded_once_and_works_like_a_file(url: str) -> None:
    assert "还是空的" in run("--store", url, "today", code=1).stderr
    assert "已建共享库" in run("init", "--store", url, *FOUNDING).stdout
    assert json.loads(run("--store", url, "check", "--json").stdout)["ok"] is True
    assert "没有改动它" in run("--store", url, "init", *FOUNDING, code=1).stderr


def test_the_settings_may_name_the_store_but_hold_no_password(url: str, tmp_path: Path) -> None:
    run("init", "--store", url, *FOUNDING)
    settings = tmp_path / "home" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text(f'store = "{url}"\n', encoding="utf-8")
    assert json.loads(run("check", "--json").stdout)["ok"] is True
    settings.write_text('store = "postgresql://w:geheim@localhost/x"\n', encoding="utf-8")
    refused = CliRunner().invoke(cli, ["check"])
    assert isinstance(refused.exception, RuleBroken)
    assert "不带口令" in str(refused.exception) and "geheim" not in str(refused.exception)


def test_what_only_a_file_has_says_what_to_do_instead(url: str, tmp_path: Path) -> None:
    run("init", "--store", url, *FOUNDING)
    copy = tmp_path / "copy.gtbak"
    copy.write_bytes(b"x")
    for command in (("backup", str(tmp_path / "new.gtbak")), ("restore", str(copy))):
        assert "pg_dump" in run("--store", url, *command, code=1).stderr


def test_a_database_of_somebody_else_is_left_alone(url: str) -> None:
    import psycopg

    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE theirs (n int)")
    assert "已经有 1 个表" in run("init", "--store", url, *FOUNDING, code=1).stderr
    assert "不是本程序的库" in run("--store", url, "today", code=1).stderr


def test_a_database_that_orders_words_by_a_language_is_refused() -> None:
    with postgres_database(
        "language", template="template0", more="LOCALE_PROVIDER icu ICU_LOCALE 'zh'"
    ) as url:
        assert "LC_COLLATE 'C'" in run("init", "--store", url, *FOUNDING, code=1).stderr


def test_a_password_is_asked_for_taken_from_a_file_and_never_said(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", "--store", url, *FOUNDING)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    file = tmp_path / "word"
    with password_login(url, "geheim-1") as login:
        assert "服务器要口令" in run("--store", login, "check", code=1).stderr
        file.write_text("geheim-2\n", encoding="utf-8")
        wrong = run("--store", login, "--passphrase-file", str(file), "check", code=1)
        assert "口令不对" in wrong.stderr and "geheim" not in wrong.output
        file.write_text("geheim-1\n", encoding="utf-8")
        run("--store", login, "--passphrase-file", str(file), "check")
        told = run("--store", login.replace("@", ":geheim-1@"), "check")
        assert "别人看得见" in told.stderr and "geheim" not in told.output
        monkeypatch.setenv("PGPASSWORD", "geheim-1")
        run("--store", login, "check")


def test_operators_are_added_listed_given_passwords_and_removed(
    url: str, tmp_path: Path, clock: FrozenClock
) -> None:
    file, other = tmp_path / "word", tmp_path / "other"
    file.write_text("geheim-123\n", encoding="utf-8")
    other.write_text("geheim-456\n", encoding="utf-8")
    add = ("--store", url, "operator", "add")
    new = ("--password-file", str(file))
    run("init", "--store", url, *FOUNDING)
    keeper = open_shared(url, clock=clock)
    make_quarter(keeper)
    keeper.close()
    name = f"lgh{os.getpid()}"
    try:
        assert "写明哪个网格" in run(*add, "李桂花", "--role", "网格员", *new, code=1).stderr
        assert "岗位可以写" in run(*add, "李桂花", "--role", "厨师", *new, code=1).stderr
        grid = ("--role", "网格员", "--grid", "第一网格", "--login", name)
        assert name in run(*add, "李桂花", *grid, *new).stdout
        assert "已经有了" in run(*add, "李桂花", *grid, *new, code=1).stderr
        assert "小写字母" in run(*add, "赵", "--role", "联络员", "--login", "李", *new, code=1).stderr
        [listed] = json.loads(run("--store", url, "operator", "list", "--json").stdout)
        assert (listed["name"], listed["role"], listed["bound"]) == ("李桂花", "grid_worker", True)
        assert (listed["grids"], listed["active"]) == (["530102001001001"], True)
        own = login_as(url, name)
        ask_for_password(name)
        signed = ("--store", own, "--passphrase-file", str(file))
        found = json.loads(run(*signed, "search", "杨桂芬", "--json").stdout)
        assert len(found["residents"] if isinstance(found, dict) else found) == 1
        assert "只有库主" in run(*signed, "operator", "remove", name, code=1).stderr
        run(*signed, "operator", "password", "--password-file", str(other))
        assert "口令不对" in run(*signed, "today", code=1).stderr
        run("--store", own, "--passphrase-file", str(other), "today")
        assert "已停用" in run("--store", url, "operator", "remove", name).stdout
        assert "没有叫" in run("--store", url, "operator", "remove", name, code=1).stderr
        assert "已停用" in run("--store", url, "operator", "list").stdout
        run(*add, "李桂花", *grid, *new)
        run(*signed, "today")
    finally:
        drop_roles(url)


def test_a_file_has_no_operators(tmp_path: Path) -> None:
    told = run("--store", str(tmp_path / "desk.gtdb"), "operator", "list", code=1).stderr
    assert "操作员是共享库" in told


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://w@127.0.0.1:1/gridtui", "没有应答"),
        ("postgresql://w@/gridtui?host=/nowhere", "没有应答"),
        ("postgresql://w@db.invalid/gridtui", "找不到这台服务器"),
    ],
)
def test_a_server_that_is_not_there_is_said_in_words(address: str, said: str) -> None:
    pytest.importorskip("psycopg")
    assert said in run("--store", address, "today", code=1).stderr


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    told = run("--store", "postgresql://w@localhost/gridtui", "today", code=1).stderr
    assert "gridtui[postgres]" in told
