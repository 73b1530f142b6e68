"""Everything about one person in one file: nothing of theirs missing, nothing of others in it, noted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.person_file import export_person, person_sections
from gridtui.queries.people.looks import looks_at
from gridtui.storage.erasure.erasing import restated
from gridtui.storage.erasure.traces import told_of, traces_of
from gridtui.storage.log import audit
from gridtui.storage.log.fields import codec_of
from gridtui.storage.tables import ABOUT_PERSON, TOGETHER
from gridtui.storage.workspace import Workspace
from gridtui.usecases.privacy import erase
from gridtui.usecases.revealing import note_reveal
from tests.canary import WORDS, keep_canary

COUNTS = {"resident": 1, "service_tag": 1, "household": 1, "assignment": 1, "issue": 1, "issue_event": 2,
          "attachment": 1, "visit": 1, "promise": 1}  # fmt: skip
KEPT = {name: word for name, word in WORDS.items() if name not in ("draft", "body")}


def test_the_file_holds_every_word_of_the_person_and_none_of_the_spouse(
    workspace: Workspace, tmp_path: Path
) -> None:
    canary = keep_canary(workspace)
    note_reveal(workspace, canary.resident, "核对电话")
    counts = export_person(workspace, canary.resident, tmp_path / "此人.json", "本人来要")
    text = (tmp_path / "此人.json").read_text(encoding="utf-8")
    document = json.loads(text)
    assert {name: count for name, count in counts.items() if name in COUNTS} == COUNTS
    assert {name for name, word in KEPT.items() if word not in text} == set()
    assert "李春兰" not in text
    [person] = document["resident"]
    assert (person["id"], person["name"], person["phone"], person["id_number"]) == (
        canary.resident.hex(),
        WORDS["name"],
        WORDS["phone"],
        WORDS["id_number"],
    )
    assert person["household_id"] == "3-2-501" and document["service_tag"][0]["tag"] == "独居"
    assert [(look["title"], look["reason"]) for look in document["looks"]] == [("看完整号码", "核对电话")]
    assert counts["history"] == len(document["history"]) and {
        (line["field"], line["before"], line["after"]) for line in document["history"]
    } >= {("姓名", WORDS["old_name"], WORDS["name"]), ("联系电话", WORDS["old_phone"], WORDS["phone"])}
    [file] = document["attachment"]
    assert (file["name"], file["media"], file["size"]) == (WORDS["file"], "image/jpeg", 16_000)
    assert "digest" not in file and WORDS["body"] not in text
    assert ("文件名", None, WORDS["file"]) in {
        (line["field"], line["before"], line["after"]) for line in document["history"]
    }
    with workspace.read() as connection:
        newest = looks_at(connection, canary.resident)[0]
    assert (newest.action, newest.reason, newest.certain) == (audit.EXPORT, "本人来要", True)


def test_a_workbook_has_a_sheet_for_each_kind(desk: Workspace, tmp_path: Path) -> None:
    canary = keep_canary(desk)
    counts = export_person(desk, canary.resident, tmp_path / "此人.xlsx", "本人来要")
    book = openpyxl.load_workbook(tmp_path / "此人.xlsx")
    assert book.sheetnames == [
        "居民", "服务需要", "户", "任用", "诉求", "诉求进展", "附件", "吹哨", "典型案例", "热点处理",
        "走访", "承诺", "改动记录", "查看记录"
    ]  # fmt: skip
    assert [sheet.max_row - 1 for sheet in book] == list(counts.values())
    header, row = book["居民"].iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["姓名"], told["身份证号"], told["已删除"]) == (WORDS["name"], WORDS["id_number"], "否")
    said = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {name for name, word in KEPT.items() if not any(word in cell for cell in said)} == set()


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("此人.json", " ", "要写理由"),
        ("此人.pdf", "本人来要", "“.pdf”"),
        ("没有/此人.json", "本人来要", "无法写入"),
    ],
)
def test_what_is_refused_leaves_no_file_and_no_note(
    desk: Workspace, tmp_path: Path, name: str, reason: str, words: str
) -> None:
    canary = keep_canary(desk)
    with pytest.raises(RuleBroken, match=words):
        export_person(desk, canary.resident, tmp_path / name, reason)
    assert list(tmp_path.glob("*此人*")) == []
    with desk.read() as connection:
        assert looks_at(connection, canary.resident) == []


def test_nobody_erased_is_exported(desk: Workspace, tmp_path: Path) -> None:
    canary = keep_canary(desk)
    erase(desk, canary.resident, "asked")
    with pytest.raises(RuleBroken, match="已经清除过"):
        export_person(desk, canary.resident, tmp_path / "此人.json", "本人来要")
    desk.read_only = True
    with pytest.raises(RuleBroken, match="只读"):
        export_person(desk, canary.spouse, tmp_path / "此人.json", "本人来要")


def test_what_they_did_together_with_others_is_theirs_too(workspace: Workspace, tmp_path: Path) -> None:
    canary = keep_canary(workspace)
    with workspace.write(Intent.BUILD_SAMPLE) as unit:
        values = {"title": "漏水赔偿", "found_on": date(2026, 11, 1)}
        dispute = unit.create(TOGETHER["mediation"], values, scope=unit.desk.org_id)
        for resident, said in ((canary.resident, "愿意修"), (canary.spouse, "不同意")):
            values = {"mediation_id": dispute, "side": "first", "resident_id": resident, "claim": said}
            unit.create(TOGETHER["party"], values, scope=unit.desk.org_id)
    counts = export_person(workspace, canary.resident, tmp_path / "此人.json", "本人来要")
    assert counts["party"] == 1 and "mediation" not in counts
    text = (tmp_path / "此人.json").read_text(encoding="utf-8")
    assert "愿意修" in text and "不同意" not in text


def test_the_file_and_an_erasure_go_through_the_same_tables(workspace: Workspace) -> None:
    canary = keep_canary(workspace)
    with workspace.read() as connection:
        traces = traces_of(connection, canary.resident)
        told = told_of(connection, traces)
        restating = {model for model, _ in restated(connection, traces, told, date(2026, 11, 24))}
        listed = {section.code for section in person_sections(connection, canary.resident)}
    assert restating == set(ABOUT_PERSON)
    assert listed >= {codec_of(model).noun for model in ABOUT_PERSON} - TOGETHER.keys()
