"""Notice boards: who serves today with their phones, read back from Word and PDF, a code that calls."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from docx import Document
from sqlmodel import col

from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.files import typesetting
from gridtui.interchange.files.typesetting import can_typeset
from gridtui.interchange.notices.content import NOBODY, NoticeWords, code_picture, notice_of
from gridtui.interchange.notices.writing import (
    remember_words,
    remembered_words,
    write_notice,
    write_notices,
)
from gridtui.queries.papers.notices import building_number, notice_facts
from gridtui.storage.log.log_tables import Audit
from gridtui.storage.tables import Assignment, Building
from gridtui.storage.workspace import Workspace
from tests.makers import Quarter, make_quarter

TODAY = date(2026, 11, 24)
LEADER, WORKER = "13887012210", "0871-65312345"
needs_typst = pytest.mark.skipif(not can_typeset(), reason="the pdf extra is not installed")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


def serving(desk: Workspace, made: Quarter) -> None:
    """A worker of the grid, the leader of the building, and the leader before."""
    people = (
        ("building_leader", "赵春", LEADER, {"building_id": made.building}, None),
        ("building_leader", "钱秋", "13900000000", {"building_id": made.building}, date(2026, 11, 23)),
        ("grid_worker", "李志强", f"{WORKER};13988887777", {"grid_id": made.grid}, None),
        ("party_hub_household", "杨桂芬", "13666666666", {"household_id": made.household}, None),
    )
    with desk.write("assign") as unit:
        for role, name, phone, place, to_on in people:
            values = {"role": role, "person_name": name, "phone": phone, "to_on": to_on, **place}
            unit.create(Assignment, values, scope=desk.desk.org_id)


@pytest.fixture
def made(desk: Workspace) -> Iterator[Quarter]:
    quarter = make_quarter(desk)
    serving(desk, quarter)
    with desk.write("add_building") as unit:
        for name in ("翠湖小区/东苑", "翠湖小区/东苑"):
            unit.create(
                Building, {"org_id": desk.desk.org_id, "label": "9", "name": name}, scope=unit.new_id()
            )
    yield quarter


def words_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_those_who_serve_today_are_told_on_both_engines(workspace: Workspace) -> None:
    made = make_quarter(workspace)
    serving(workspace, made)
    with workspace.read() as connection:
        (facts,) = notice_facts(connection, TODAY, building_ids=[made.building])
        assert [each.title for each in notice_facts(connection, TODAY, grid_id=made.grid)] == ["翠湖3栋"]
        assert (building_number(connection), building_number(connection, made.building)) == (1, 0)
    assert (facts.title, facts.grid) == ("翠湖3栋", "第一网格")
    assert [(each.role.value, each.name) for each in facts.people] == [
        ("grid_worker", "李志强"),
        ("building_leader", "赵春"),
    ]
    notice = notice_of(facts, NoticeWords(hours="8:00-12:00"), TODAY)
    assert notice.rows == (
        ("网格长", NOBODY, ""),
        ("网格员", "李志强", f"{WORKER} 13988887777"),
        ("楼栋长", "赵春", LEADER),
    )
    assert (notice.code, notice.caption) == ("tel:087165312345", "扫码拨打网格员 李志强")
    other = notice_of(facts, NoticeWords(office="值班室"), TODAY)
    assert (other.code, other.caption) == ("值班室", "扫码看联系方式")


def test_word_shows_the_phones_and_holds_the_code(desk: Workspace, made: Quarter, tmp_path: Path) -> None:
    path = tmp_path / "公示牌.docx"
    assert write_notice(desk, made.building, path, NoticeWords(hours="夜里也在")) == "翠湖3栋"
    said = words_of(path)
    for words in (
        "网格服务公示牌",
        "翠湖3栋",
        "第一网格",
        "李志强",
        LEADER,
        WORKER,
        "服务时间：夜里也在",
        NOBODY,
    ):
        assert words in said
    for hidden in ("钱秋", "杨桂芬", "13666666666"):
        assert hidden not in said
    with ZipFile(path) as package:
        (picture,) = [name for name in package.namelist() if name.startswith("word/media/")]
        assert package.read(picture) == code_picture("tel:087165312345", "png")
    with desk.read() as connection:
        noted = connection.execute(sa.select(col(Audit.reason)).where(col(Audit.action) == "export"))
        assert list(noted.scalars()) == ["notices 1 posted"]


@needs_typst
@needs_poppler
def test_pdf_says_the_same_with_its_font_inside(desk: Workspace, made: Quarter, tmp_path: Path) -> None:
    path = tmp_path / "公示牌.pdf"
    write_notice(desk, made.building, path)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, encoding="utf-8").stdout
    said = "".join(text.split())
    assert all(words in said for words in ("网格服务公示牌", "翠湖3栋", "李志强", "赵春", LEADER, WORKER))
    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True, encoding="utf-8").stdout
    assert "NotoSansSC" in fonts
    pages = subprocess.run(["pdfinfo", path], capture_output=True, check=True, encoding="utf-8").stdout
    assert "Pages:           1" in pages


def test_all_go_into_a_folder_that_is_whole_or_not_there(
    desk: Workspace, made: Quarter, tmp_path: Path
) -> None:
    folder, ticks = tmp_path / "公示牌", []
    assert write_notices(desk, folder, progress=lambda done, total: ticks.append((done, total))) == 3
    assert sorted(path.name for path in folder.iterdir()) == [
        "公示牌 第一网格 翠湖3栋.docx",
        "公示牌 翠湖小区_东苑9栋-2.docx",
        "公示牌 翠湖小区_东苑9栋.docx",
    ]
    assert ticks[0] == (0, 3) and ticks[-1] == (3, 3)
    with pytest.raises(RuleBroken, match="已经有文件夹 公示牌"):
        write_notices(desk, folder)

    def stop(done: int, _total: int | None) -> None:
        if done == 1:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_notices(desk, tmp_path / "另一次", progress=stop)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["公示牌"]
    assert write_notices(desk, tmp_path / "网格", grid_id=made.grid) == 1


def test_what_cannot_be_is_refused_in_words(desk: Workspace, made: Quarter, tmp_path: Path) -> None:
    for path, words, said in (
        ("a.xlsx", NoticeWords(), r"\.docx 或 \.pdf"),
        ("a.docx", NoticeWords(office="字" * 201), "最多 200"),
        ("没有/a.docx", NoticeWords(), "没有"),
    ):
        with pytest.raises(RuleBroken, match=said):
            write_notice(desk, made.building, tmp_path / path, words)
    with pytest.raises(RuleBroken, match="已经不在"):
        write_notice(desk, b"\0" * 16, tmp_path / "a.docx")
    with pytest.raises(RuleBroken, match="没有楼栋"):
        write_notices(desk, tmp_path / "空", grid_id=b"\0" * 16)
    typesetting_off = pytest.MonkeyPatch()
    typesetting_off.setattr(typesetting, "_NEEDED", ("no_such_module",))
    with typesetting_off.context(), pytest.raises(RuleBroken, match=r"gridtui\[pdf\]"):
        write_notice(desk, made.building, tmp_path / "a.pdf")
    typesetting_off.undo()
    assert not list(tmp_path.glob("*.docx"))


def test_what_the_office_adds_is_remembered(desk: Workspace) -> None:
    with desk.read() as connection:
        assert remembered_words(connection) == NoticeWords()
    words = NoticeWords("全天", "0871-65300000")
    with desk.writing() as connection:
        remember_words(connection, words, desk.clock())
    with desk.read() as connection:
        assert remembered_words(connection) == words
