"""sync, as a script uses it: two offices join, send, acknowledge, disagree and agree again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.store.vault import envelope_path
from gridtui.storage.tables import Building
from tests.cli.test_issue_commands import PASSPHRASE, document, told
from tests.conftest import FrozenClock
from tests.makers import make_quarter


@pytest.fixture
def offices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> tuple[Path, Path]:
    """A street, and a branch with a building below it that has joined."""
    monkeypatch.setenv("GRIDTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    street, branch = tmp_path / "street.gtdb", tmp_path / "branch.gtdb"
    told(street, "init", "--org", "530102001", "--name", "华山街道")
    told(branch, "init", "--org", "530102001001", "--name", "翠湖西路第二支部")
    asked = document(branch, "sync", "request", "-o", str(tmp_path / "b.gtreq"))
    permit = str(tmp_path / "b.gtpermit")
    admitting = (
        "sync",
        "admit",
        str(tmp_path / "b.gtreq"),
        "--level",
        "branch",
        "--role",
        "work",
        "-o",
        permit,
    )
    assert "没有办理" in told(street, *admitting, "--number", "1" * 30, code=1)
    assert not Path(permit).exists()
    told(street, *admitting, "--number", asked["number"])
    assert "没有办理" in told(branch, "sync", "join", permit, "--fingerprint", "1" * 30, code=1)
    fingerprint = document(street, "sync", "identity")["fingerprint"]
    joined = document(branch, "sync", "join", permit, "--fingerprint", fingerprint)
    assert joined["level"] == Level.BRANCH and joined["roles"] == ["work"] and not joined["root"]
    return street, branch


def sent(source: Path, target: Path, folder: Path) -> dict[str, Any]:
    """Pack everything due and take it in."""
    stick = folder / f"from-{source.stem}-{len(list(folder.iterdir()))}"
    stick.mkdir()
    packed = document(source, "sync", "pack", "--all", "-o", str(stick))
    files = [file for one in packed for file in one["files"]]
    result: dict[str, Any] = document(target, "sync", "apply", *files)
    return result


def labelled(store: Path, clock: FrozenClock, label: str) -> bytes:
    """Give the building another number, and return its id."""
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    with workspace.read() as connection:
        building: bytes = connection.exec_driver_sql("SELECT id FROM building").scalar_one()
    with workspace.write("edit_building") as unit:
        unit.update(Building, building, {"label": label})
    workspace.close()
    return building


def test_files_go_both_ways_and_a_conflict_is_settled(
    offices: tuple[Path, Path], tmp_path: Path, clock: FrozenClock
) -> None:
    street, branch = offices
    workspace = open_workspace(branch, PASSPHRASE, clock=clock)
    make_quarter(workspace)
    workspace.close()
    first = sent(branch, street, tmp_path)
    assert first["new"] > 100 and not first["refused"] and not first["gaps"] and not first["conflicts"]
    code = document(street, "sync", "receipt")[0]["code"]
    assert document(branch, "sync", "status")["unacknowledged"] == 1
    told(branch, "sync", "receipt", "--code", f"{code[:4]} {code[4:].lower()}")
    assert document(branch, "sync", "status")["unacknowledged"] == 0
    assert "对不上" in told(branch, "sync", "receipt", "--code", code, code=1)
    sent(street, branch, tmp_path)
    codes = [document(store, "sync", "status")["peers"][0]["code"] for store in (street, branch)]
    assert codes[0] == codes[1]

    labelled(branch, clock, "31")
    building = labelled(street, clock, "32").hex()
    assert sent(branch, street, tmp_path)["conflicts"] == 1
    (found,) = document(street, "sync", "conflicts")
    assert found["id"] == building and {one["value"] for one in found["fields"]["label"]} == {"31", "32"}
    told(street, "sync", "resolve", building, "label", "31")
    assert document(street, "sync", "conflicts") == []
    sent(street, branch, tmp_path)
    assert document(branch, "sync", "conflicts") == []
    assert document(branch, "show", building)["label"] == "31"


def test_a_file_for_somebody_else_and_a_damaged_one_are_refused(
    offices: tuple[Path, Path], tmp_path: Path
) -> None:
    street, branch = offices
    stick = tmp_path / "stick"
    stick.mkdir()
    told(branch, "sync", "pack", "--to", "华山街道", "-o", str(stick))
    (file,) = stick.iterdir()
    assert "自己打的包" in told(branch, "sync", "inspect", str(file), code=1)
    assert document(street, "sync", "apply", str(file), "--dry-run")["new"] > 0
    assert document(street, "sync", "inspect", str(file))["again"] is False
    body = bytearray(file.read_bytes())
    body[-200] ^= 1
    file.write_bytes(body)
    before = document(street, "check")["digest"]
    assert "损坏" in told(street, "sync", "apply", str(file), code=1)
    assert document(street, "check")["digest"] == before
    assert "没有叫" in told(branch, "sync", "pack", "--to", "没有这家", "-o", str(stick), code=1)


def test_a_lost_laptop_is_revoked_and_its_passphrase_can_be_helped(
    offices: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street, branch = offices
    envelope = envelope_path(branch)
    new = tmp_path / "new.txt"
    new.write_text("石榴花开了2026\n", encoding="utf-8")
    made = tmp_path / "made"
    told(street, "sync", "recover", str(envelope), "-o", str(made), "--new-passphrase-file", str(new))
    envelope.write_bytes(made.read_bytes())
    assert "口令" in told(branch, "sync", "identity", code=1)
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", "石榴花开了2026")
    device = document(branch, "sync", "identity")["device"]
    monkeypatch.setenv("GRIDTUI_PASSPHRASE", PASSPHRASE)
    told(street, "sync", "revoke", device[:8])
    (peer,) = document(street, "sync", "status")["peers"]
    assert peer["revoked"] and peer["waiting"] == 0
    assert json.loads(told(street, "sync", "pack", "--all", "-o", str(tmp_path), "--json")) == []


def test_a_damaged_file_among_good_ones_stops_none_of_them(
    offices: tuple[Path, Path], tmp_path: Path, clock: FrozenClock
) -> None:
    street, branch = offices
    stick = tmp_path / "stick"
    stick.mkdir()
    (tmp_path / "half.gtb").write_bytes(b"PK\x03\x04")
    told(branch, "sync", "pack", "--to", "华山街道", "-o", str(stick))
    (file,) = stick.iterdir()
    (stick / f"{file.name}.part").write_bytes(file.read_bytes()[:100])
    files = (str(tmp_path / "half.gtb"), str(file), str(stick / f"{file.name}.part"))
    refused = told(street, "sync", "apply", *files, "--json", code=1).splitlines()
    assert ["half.gtb" in refused[0], ".part" in refused[1], len(refused)] == [True, True, 2]
    assert len(list((tmp_path / "home").rglob("*import*.gtbak"))) == 1, "a backup before what was taken in"
    again = document(street, "sync", "apply", str(file))
    assert again["new"] == 0 and again["known"] > 0, "the good one was taken in"


def test_a_calendar_of_the_office_above_is_not_changed_from_below(
    offices: tuple[Path, Path], tmp_path: Path
) -> None:
    street, branch = offices
    days = tmp_path / "days.csv"
    days.write_text("日期,上班/休息,说明\n2027-03-03,休息,街道停电\n", encoding="utf-8")
    told(street, "import", "calendar", str(days))
    assert sent(street, branch, tmp_path)["new"] > 0
    rows = ("日期,上班/休息,说明", "2027-03-03,上班,照常", "2027-03-04,休息,大扫除", "2028-03-03,休息,停水")
    days.write_text("\n".join(rows) + "\n", encoding="utf-8")
    plan = document(branch, "import", "calendar", str(days))
    assert (plan["new"], [row["row"] for row in plan["refused"]]) == (1, [2, 3])
    assert "这一项由上级规定，本级不能改" in str(plan["refused"])
    told(branch, "export", "calendar", str(tmp_path / "out.csv"))
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert "街道停电" in text and "照常" not in text and "大扫除" not in text
