"""``gridtui record-paper``: a record's paper by its id, from the office's template where it has one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gridtui.cli.main import cli
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.words.intents import Intent
from gridtui.storage.store.opening import Founding, create_workspace
from gridtui.usecases.together import records
from tests.conftest import PASSPHRASE, FrozenClock
from tests.interchange.reports.documents import words_of


@pytest.fixture
def meeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> str:
    """A new store with a meeting in it; returns the meeting's id as it is typed."""
    monkeypatch.setenv("GRIDTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    founding = Founding("翠湖西路第二支部", "530102001001", "王秀兰")
    workspace = create_workspace(tmp_path / "desk.gtdb", PASSPHRASE, founding, clock=clock)
    with workspace.write(Intent.ADD_RECORD) as unit:
        id = records.add(unit, draft_class("meeting")(title="第三季度联席会议", place="社区会议室"))
    workspace.close()
    return id.hex()


def run(folder: Path, *line: object) -> Result:
    words = ("--store", folder / "desk.gtdb", "record-paper", *line)
    return CliRunner().invoke(cli, [str(word) for word in words])


def test_a_paper_and_the_template_it_comes_from(tmp_path: Path, meeting: str) -> None:
    start, out = tmp_path / "start.docx", tmp_path / "out.docx"
    made = run(tmp_path, "meeting", "--template-only", "-o", start)
    assert made.exit_code == 0, made.output
    done = run(tmp_path, meeting, "-o", out, "--template", start)
    assert done.exit_code == 0, done.output
    assert "会议纪要" in done.output
    assert "第三季度联席会议" in words_of(out) and "{{ record.title }}" in words_of(start)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("20261124-001", "-o", "a.docx"), "不是记录号"),
        (("0" * 32, "-o", "a.docx"), "meeting 会议纪要"),
        (("team", "--template-only", "-o", "a.docx"), "meeting 会议纪要"),
        (("MEETING", "-o", "a.pdf"), "只能写成 .docx"),
        (("MEETING", "-o", "a.docx", "--full"), "理由"),
        (("MEETING", "-o", "a.docx", "--template", "none.docx"), "没有这个模板"),
    ],
)
def test_refusals_are_sentences_and_leave_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meeting: str, line: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(tmp_path, *(meeting if word == "MEETING" else word for word in line))
    assert result.exit_code == 1 and said in result.stderr
    assert not list(tmp_path.glob("a.*"))
