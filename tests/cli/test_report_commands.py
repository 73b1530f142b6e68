"""report, as somebody writes it from a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomlkit
from click.testing import CliRunner
from docx import Document

from gridtui.cli.main import cli
from gridtui.paths import places
from gridtui.settings import Settings, save_settings
from gridtui.storage.store.opening import Founding, create_workspace
from tests.conftest import FrozenClock
from tests.interchange.reports.documents import make_template, words_of
from tests.makers import make_issue, make_quarter

PASSPHRASE = "柿子2026"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Path:
    """A store in which two things were raised in November 2026."""
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("GRIDTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("gridtui.cli.context.system_clock", clock)
    path = tmp_path / "desk.gtdb"
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(path, PASSPHRASE, founding, clock=clock)
    made = make_quarter(workspace)
    make_issue(workspace, "杨桂芬家楼道灯不亮", building_id=made.building, reporter_name="杨桂芬")
    make_issue(workspace)
    workspace.close()
    return path


def run(store: Path, *arguments: object):
    return CliRunner().invoke(cli, ["--store", str(store), "report", *map(str, arguments)])


def test_a_month_is_told_on_the_terminal_and_as_one_document(store: Path) -> None:
    told = run(store, "--month", "2026-11")
    assert told.exit_code == 0, told.output
    assert "翠湖西路第二支部2026年11月民情月报" in told.stdout
    assert "本月登记诉求2件，上月没有。" in told.stdout and "本月没有选定典型案例" in told.stdout
    assert "--propose" in told.stderr and "--propose" not in told.stdout, "how cases are chosen"
    found = json.loads(run(store, "--quarter", "2026-Q4", "--grid", "第一网格", "--json").stdout)
    assert (found["period"], found["files"]) == ("2026-Q4", [])
    assert found["report"]["came"]["now"] == "1" and found["report"]["grid"] == "第一网格"


def test_every_form_is_written_and_what_stands_there_stays(store: Path, tmp_path: Path) -> None:
    word, pdf = tmp_path / "月报.docx", tmp_path / "月报.pdf"
    done = run(store, "--month", "2026-11", "--docx", word, "--pdf", pdf)
    assert (done.exit_code, done.stdout.count("已写好")) == (0, 2), done.output
    assert "--propose" in done.stdout, "that no case was chosen is said"
    assert "本月登记诉求2件" in words_of(word) and pdf.read_bytes()[:4] == b"%PDF"
    before = word.read_bytes()
    again = run(store, "--month", "2026-11", "--docx", word)
    assert (again.exit_code, "--force" in again.stderr) == (1, True)
    assert word.read_bytes() == before
    bad = make_template(tmp_path / "模板.docx", "{{ nothing }}")
    spoiled = run(store, "--month", "2026-11", "--docx", word, "--template", bad, "--force")
    assert (spoiled.exit_code, "nothing" in spoiled.stderr, word.read_bytes() == before) == (1, True, True)


def test_cases_are_proposed_chosen_in_the_file_and_told(store: Path, tmp_path: Path) -> None:
    path, word = tmp_path / "案例.toml", tmp_path / "月报.docx"
    proposed = run(store, "--month", "2026-11", "--propose", path)
    assert proposed.exit_code == 0 and "可选的典型案例 0 件" in proposed.stdout, proposed.output
    case = {
        "issue": "20261124-001",
        "keep": True,
        "title": "杨桂芬家的灯",
        "text": "杨桂芬13888880000说灯亮了。",
    }
    path.write_text(tomlkit.dumps({"period": "2026-11", "case": [case]}), encoding="utf-8")
    taken = run(store, "--month", "2026-11", "--cases", path, "--docx", word)
    assert (taken.exit_code, "已选定典型案例 1 件" in taken.stderr) == (0, True), taken.output
    text = words_of(word)
    assert "杨*芬家的灯" in text and "杨*芬138****0000说灯亮了。" in text and "杨桂芬" not in text


def test_an_own_template_is_named_looked_through_and_kept_in_the_settings(
    store: Path, tmp_path: Path
) -> None:
    own = make_template(tmp_path / "自己的.docx", "本月{{ came.now }}件")
    assert "可以用" in run(store, "--template", own).stdout
    wrong = run(store, "--template", make_template(tmp_path / "错.docx", "{{ a }} {{ b }}"), "--json")
    assert wrong.exit_code == 1
    assert [each["field"] for each in json.loads(wrong.stdout)["error"]] == ["template", "template"]
    save_settings(places().settings, Settings(report_template=str(own)))
    word = tmp_path / "月报.docx"
    assert run(store, "--month", "2026-11", "--docx", word).exit_code == 0
    assert [paragraph.text for paragraph in Document(str(word)).paragraphs] == ["本月2件"]


def test_what_is_missing_or_wrong_is_said_in_words(store: Path, tmp_path: Path) -> None:
    for arguments, said in (
        ((), "请写明是哪一期"),
        (("--month", "2026-11", "--quarter", "2026-Q4"), "请写明是哪一期"),
        (("--month", "2026-Q4"), "看不懂期间"),
        (("--quarter", "2026-11"), "看不懂期间"),
        (("--month", "2026-12"), "还没有到"),
        (("--month", "2026-11", "--grid", "无"), "没有网格“无”"),
        (("--month", "2026-11", "--docx", tmp_path / "a.doc"), ".docx 结尾"),
        (("--month", "2026-11", "--docx", tmp_path / "无" / "a.docx"), "没有这个文件夹"),
        (("--month", "2026-11", "--docx", tmp_path / "a.docx", "--template", store), "不是 Word"),
        (("--month", "2026-11", "--cases", tmp_path / "无.toml"), "读不出来"),
    ):
        result = run(store, *arguments)
        assert (result.exit_code, said in result.stderr) == (1, True), (arguments, result.output)
