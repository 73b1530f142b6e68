"""capture, suggest, due and hot, as a script uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gridtui.cli.main import cli
from gridtui.domain.words.intents import Intent
from gridtui.queries.issues.issues import find_issue
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.tables import Issue
from gridtui.usecases.hot import name_hot, split_hot
from tests.conftest import FrozenClock
from tests.makers import make_issue, make_quarter

PASSPHRASE = "柿子2026"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Path:
    monkeypatch.setenv("GRIDTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "home" / "desk.gtdb"
    told(path, "init", "--org", "530102001001", "--name", "翠湖西路第二支部")
    workspace = open_workspace(path, PASSPHRASE, clock=clock)
    quarter = make_quarter(workspace)
    make_issue(workspace, "楼道灯不亮", household_id=quarter.household, reporter_name="杨桂芬")
    make_issue(workspace, "三楼楼道灯又不亮", reporter_name="王建国")
    workspace.close()
    return path


def told(store: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, ["--store", str(store), "--lang", "zh", *arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result.stdout if code == 0 else result.stderr


def document(store: Path, *arguments: str) -> Any:
    return json.loads(told(store, *arguments, "--json"))


def test_a_line_is_understood_and_saved(store: Path) -> None:
    understood = document(store, "capture", "3-2-501 杨 漏水 求助 !")
    assert understood["place"] == "3-2-501" and understood["household"]
    assert understood["resident"] and understood["urgent"]
    assert (understood["category"], understood["nature"], understood["number"]) == ("M11-001", "help", "")
    saved = document(store, "capture", "3-2-501 杨 漏水 求助 !", "--save")
    shown = document(store, "show", saved["number"])
    assert shown["reporter_name"] == "杨桂芬"
    assert "请写明诉求内容" in told(store, "capture", "!", "--save", code=1)


def test_categories_and_duplicates_are_suggested(store: Path) -> None:
    found = document(store, "suggest", "楼道的灯不亮了")
    assert {each["number"][-3:] for each in found["duplicates"]} == {"001", "002"}
    assert document(store, "suggest", "电梯困人")["categories"][0]["code"] == "M11-002"
    assert document(store, "suggest", "。") == {"categories": [], "duplicates": []}
    told(store, "suggest", "", code=2)


def test_the_arithmetic_of_a_due_date_is_printed(store: Path) -> None:
    number = document(store, "capture", "漏水 求助 很久", "--save")["number"]
    assert any("工作日" in line for line in document(store, "due", number)["lines"])
    assert "没有这条记录" in told(store, "due", "没有", code=1)


def test_what_several_raised_is_hot(store: Path) -> None:
    [group] = document(store, "hot")
    assert (group["rank"], group["residents"]) == (1, 2)
    assert {each["number"][-3:] for each in group["issues"]} == {"001", "002"}


def test_what_people_decided_about_hot_issues_is_respected(store: Path, clock: FrozenClock) -> None:
    [group] = document(store, "hot")
    assert list(group) == ["rank", "title", "place", "from", "to", "residents", "issues"]
    ids = [bytes.fromhex(each["id"]) for each in group["issues"]]
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    with workspace.write(Intent.DECIDE_HOT) as unit:
        name_hot(unit, ids, "三楼的灯")
    workspace.close()
    assert document(store, "hot") == [{**group, "title": "三楼的灯"}]
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    with workspace.write(Intent.DECIDE_HOT) as unit:
        split_hot(unit, ids[:1], ids[1:])
    workspace.close()
    assert document(store, "hot") == []


def test_the_documents_have_exactly_the_parts_that_are_promised(store: Path) -> None:
    number = document(store, "capture", "漏水 求助 很久", "--save")["number"]
    shapes = {
        ("capture", "3-2-501 杨 漏水"): [
            "parts", "place", "household", "resident", "category", "guessed", "nature", "urgent", "anonymous",
            "said_at", "text", "id", "number",
        ],
        ("due", number): ["issue", "lines"],
        ("suggest", "楼道的灯不亮了"): ["categories", "duplicates"],
        ("today",): [
            "counts", "overdue", "due_today", "to_verify", "to_call_back", "waiting", "cold", "whistles",
        ],
        ("stats",): [
            "from", "to", "registered", "closed", "rates", "procedural_unresolved", "weeks", "categories",
            "natures", "days_to_close", "by_category", "by_grid", "overdue", "refusals",
        ],
    }  # fmt: skip
    found = {asked: document(store, *asked) for asked in shapes}
    assert {asked: list(told) for asked, told in found.items()} == shapes
    suggested = found["suggest", "楼道的灯不亮了"]
    assert {tuple(each) for each in suggested["categories"]} == {("code", "name", "similarity", "why")}
    assert {tuple(each) for each in suggested["duplicates"]} == {("id", "number", "similarity")}
    assert all(0 <= each["similarity"] <= 1 for each in suggested["categories"])
    assert all(each["why"] for each in suggested["categories"])
    [part, *_] = found["capture", "3-2-501 杨 漏水"]["parts"]
    assert part == {"kind": "place", "words": "3-2-501", "value": "3-2-501", "from": 0, "to": 7}
    [group] = document(store, "hot")
    assert list(group) == ["rank", "title", "place", "from", "to", "residents", "issues"]
    assert {tuple(each) for each in group["issues"]} == {("id", "number")}
    assert document(store, "hot", "--limit", "1") == [group]


def test_nothing_closed_is_not_closed_within_no_days(store: Path) -> None:
    assert "办结用时" not in told(store, "stats", "--from", "2020-1-1")
    spent = document(store, "stats", "--from", "2020-1-1")["days_to_close"]
    assert spent == {"number": 0, "median": None, "ninetieth": None}


MESSAGE = "杨桂芬 11-23 08:12\n3栋2单元501 卫生间漏水，打我电话 13708712210，尽快！\n"


_PIPED = {(MESSAGE,): None, ("-",): MESSAGE.encode("utf-8-sig"), (): MESSAGE.encode("gb18030")}


@pytest.mark.parametrize("arguments", list(_PIPED))
def test_a_pasted_message_is_understood_and_saved(store: Path, arguments: tuple[str, ...]) -> None:
    asked = ["--store", str(store), "capture", *arguments, "--save", "--json"]
    result = CliRunner().invoke(cli, asked, input=_PIPED[arguments])
    assert result.exit_code == 0, (result.stdout, result.stderr)
    found = json.loads(result.stdout)
    assert found["place"] == "3-2-501" and found["household"] and found["resident"] and found["urgent"]
    assert found["said_at"].endswith("-11-23T08:12:00+08:00")
    assert found["text"] == "3栋2单元501 卫生间漏水，打我电话 13708712210，尽快！"
    kept = document(store, "show", found["number"])
    assert (kept["reporter_name"], kept["text"]) == ("杨桂芬", found["text"])
    assert kept["registered_at"].startswith(found["said_at"][:4] + "-11-23T00:12")
    spoken = told(store, "capture", MESSAGE).splitlines()
    assert ["内容", found["text"]] in [line.split("\t") for line in spoken]
    assert any(line.split("\t")[0] == "时间" for line in spoken)


def test_nothing_through_the_pipe_is_a_sentence(store: Path) -> None:
    result = CliRunner().invoke(cli, ["--store", str(store), "--lang", "zh", "capture"], input=" \n")
    assert result.exit_code == 1 and "没有要登记的话" in result.stderr


def test_a_number_that_two_desks_gave_names_neither_issue(store: Path, clock: FrozenClock) -> None:
    first = document(store, "capture", "3-2-501 漏水 求助", "--save")["number"]
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    with workspace.read() as connection:
        ids = [find_issue(connection, first)]
    with workspace.write("register_issue") as unit:
        values = {"number": first, "text": "灯不亮", "registered_at": clock(), "nature": "help"}
        ids.append(unit.create(Issue, values, scope=workspace.desk.org_id))
    workspace.close()
    for command in (("show",), ("attachments",), ("due",)):
        said = told(store, *command, first, code=1)
        assert all(id is not None and id.hex() in said for id in ids) and "有 2 件" in said
        assert ids[0] is not None
        told(store, *command, ids[0].hex())
        if command != ("show",):
            assert "没有这条记录" in told(store, *command, "0" * 32, code=1)
