"""What a wrong command line is told, as the program itself answers: words, exit code, one JSON document."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gridtui.cli.main import cli, run


def answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *line: str
) -> tuple[str, str]:
    monkeypatch.setattr(sys, "argv", ["gridtui", "--lang", "zh", *line])
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 2
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("hot", "--limit", "0"), "1 到 1000"),
        (("hot", "--limit", "many"), "1 到 1000"),
        (("search", "王", "--in", "people"), "可以写：residents、issues、places、"),
        (("walk-sheet", "3", "-o", "."), "不是文件夹"),
        (("sync", "pack", "--all", "-o", "没有这里"), "--output 要写一个已有的文件夹"),
        (("walk-sheet", "-o", "单.txt"), "还缺 楼栋号"),
        (("due-visits", "--building", ""), "--building 后面是空的"),
        (("export", "people", "人.csv", "--grid", " "), "--grid 后面是空的"),
        (("export", "people", "人.csv", "--grid"), "--grid 后面还要写一个值"),
        (("due-visits", "--never=3"), "--never 后面不写值"),
        (("search", "王", "漏水"), "多了“漏水”"),
        (("show", ""), "有一个词是空的"),
        (("export", "people", " "), "有一个词是空的"),
        (("sync", "resolve", "", "phone", ""), "有一个词是空的"),
        (("search", "--limt", "3", "王"), "没有选项 --limt，是不是 --limit"),
        (("wlk-sheet", "3"), "没有命令“wlk-sheet”，是不是 walk-sheet"),
        (("person", "exprt", "3"), "没有命令“exprt”，是不是 export"),
        (("乱写",), "没有命令“乱写”；"),
    ],
)
def test_a_wrong_value_is_told_the_right_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: tuple[str, ...], words: str
) -> None:
    out, err = answered(monkeypatch, capsys, *line)
    assert words in err and not out


@pytest.mark.parametrize("line", [("hot", "--limit", "0", "--json"), ("person", "erase", "x", "--json")])
def test_json_is_one_document_for_a_wrong_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: tuple[str, ...]
) -> None:
    out, err = answered(monkeypatch, capsys, *line)
    assert json.loads(out)["error"][0]["text"] == err.strip()


def test_an_empty_new_value_takes_what_stands_there_away(tmp_path: Path) -> None:
    runner = CliRunner(env={"GRIDTUI_HOME": str(tmp_path), "GRIDTUI_PASSPHRASE": "柿子2026"})
    done = runner.invoke(cli, ["sync", "resolve", "0" * 32, "phone", ""])
    assert done.exit_code == 1 and done.stderr
