"""Every kind of file that must not be taken in, on one stick: a sentence, a line of the audit, no more."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from gridtui.storage.log import audit
from gridtui.storage.store.opening import open_workspace
from gridtui.sync.bundle import container
from gridtui.sync.keys import find_keys
from gridtui.sync.receiving import REFUSED
from tests.cli.test_issue_commands import PASSPHRASE, document, told
from tests.cli.test_sync_commands import offices
from tests.conftest import FrozenClock
from tests.fuzzing.bundles import Layers, closed, compressed

__all__ = ["offices"]

WRONG = {
    "age.gtb": ("已损坏", "damaged"),
    "bomb.gtb": ("大得不正常", "bomb"),
    "container.gtb": ("先升级本机程序", "newer"),
    "cut.gtb": ("不完整", "truncated"),
    "empty.gtb": ("不是数据交换包", "not_a_bundle"),
    "flipped.gtb": ("已损坏", "damaged"),
    "forged.gtb": ("签名不对", "not_signed"),
    "huge.gtb": ("超过交换包允许的大小", "too_large"),
    "lines.gtb": ("内容不合规定", "bad_body"),
    "other.gtb": ("不是发给本机的，请交给它的收件单位", "not_for_us"),
    "own.gtb": ("本机自己打的包", "our_own"),
    "photos.gtb": ("别的压缩文件", "foreign_zip"),
    "sheet.gtb": ("不是数据交换包", "not_a_bundle"),
    "stranger.gtb": ("没有有效的入网许可", "unknown_sender"),
    "suite.gtb": ("不认识的加密方式", "unknown_suite"),
    "zstd.gtb": ("已损坏", "damaged"),
}


def wrong_files(good: Path, own: Path, sender: Path, receiver: Path, clock: FrozenClock) -> dict[str, bytes]:
    """Return what is wrong with a sound file, a layer at a time."""
    keys = []
    for store in (sender, receiver):
        workspace = open_workspace(store, PASSPHRASE, clock=clock)
        with workspace.read() as connection:
            found = find_keys(connection)
        workspace.close()
        assert found is not None
        keys.append(found)
    sound = Layers(good.read_bytes(), keys[0].sign, keys[1].identities[0])
    members, flip = sound.members, bytearray(sound.file)
    flip[-400] ^= 1
    claimed = json.loads(members.header)["sender"]
    stranger = sound.lines[0].replace(claimed["incarnation"].encode(), b"00" * 8)
    forged = container.Members(members.cover, members.header + b" ", members.signature, members.body)
    photos = io.BytesIO()
    with zipfile.ZipFile(photos, "w") as archive:
        archive.writestr("照片.txt", "不是交换包")
    return {
        "age.gtb": sound.around(members.body[:-1] + bytes([members.body[-1] ^ 1])),
        "bomb.gtb": sound.of_plain(sound.lines[0] + b"\n" + b"x" * 2_000_000 + b"\n"),
        "container.gtb": sound.around(members.body, format=2),
        "cut.gtb": sound.file[:-400],
        "empty.gtb": b"",
        "flipped.gtb": bytes(flip),
        "forged.gtb": b"".join(container.frame(forged)),
        "huge.gtb": sound.file + bytes(container.LARGEST),
        "lines.gtb": sound.of_plain(closed([*sound.lines[:-1], b'["change",0]'])),
        "other.gtb": sound.around(members.body, receiver="ff" * 16),
        "own.gtb": own.read_bytes(),
        "photos.gtb": photos.getvalue(),
        "sheet.gtb": "姓名,电话\n".encode(),
        "stranger.gtb": sound.around(
            sound.encrypted(sound_plain(stranger, sound)), sender={**claimed, "incarnation": "00" * 8}
        ),
        "suite.gtb": sound.around(members.body, suite="sm4-sm2"),
        "zstd.gtb": sound.around(sound.encrypted(sound.packed[:40] + b"\0" + sound.packed[41:])),
    }


def sound_plain(first: bytes, sound: Layers) -> bytes:
    """Return the lines of a sound body behind another first one, compressed."""
    return compressed(closed([first, *sound.lines[1:-1]]))


def audited(store: Path, clock: FrozenClock, count: int) -> list[str]:
    """Return the reasons of the newest refusals in a store's audit."""
    workspace = open_workspace(store, PASSPHRASE, clock=clock)
    with workspace.read() as connection:
        lines = list(audit.lines(connection, limit=count + 5))
    workspace.close()
    return [line.reason for line in lines if line.action == REFUSED][:count]


def test_a_stick_full_of_wrong_files_changes_nothing_and_says_what_is_wrong_with_each(
    offices: tuple[Path, Path], tmp_path: Path, clock: FrozenClock
) -> None:
    street, branch = offices
    stick = tmp_path / "stick"
    stick.mkdir()
    (good,) = (Path(one["files"][0]) for one in document(branch, "sync", "pack", "--all", "-o", str(stick)))
    (own,) = (Path(one["files"][0]) for one in document(street, "sync", "pack", "--all", "-o", str(stick)))
    assert good.name == "给华山街道-翠湖西路第二支部-0001.gtb", "who carries the stick sees for whom it is"
    for name, data in wrong_files(good, own, branch, street, clock).items():
        (stick / name).write_bytes(data)
    before = document(street, "check")["digest"], document(street, "sync", "status")
    files = [str(stick / name) for name in sorted(WRONG)]
    refused = told(street, "sync", "apply", *files, code=1).splitlines()
    assert len(refused) == len(WRONG)
    for line, (name, (words, _)) in zip(refused, sorted(WRONG.items()), strict=True):
        assert name in line and words in line
    assert audited(street, clock, len(WRONG))[::-1] == [why for _, (_, why) in sorted(WRONG.items())]
    assert (document(street, "check")["digest"], document(street, "sync", "status")) == before
    assert document(street, "sync", "apply", str(good))["new"] > 0, "the good one is not harmed by them"


def test_a_file_of_a_revoked_desk_is_refused_and_one_for_a_known_desk_says_for_whom(
    offices: tuple[Path, Path], tmp_path: Path, clock: FrozenClock
) -> None:
    street, branch = offices
    other = tmp_path / "other.gtdb"
    told(other, "init", "--org", "530102001001", "--name", "翠湖西路第三支部")
    asked, permit = str(tmp_path / "o.gtreq"), str(tmp_path / "o.gtpermit")
    told(other, "sync", "request", "-o", asked)
    told(street, "sync", "admit", asked, "--level", "branch", "--role", "work", "-o", permit)
    told(other, "sync", "join", permit)
    (late,) = document(branch, "sync", "pack", "--to", "华山街道", "-o", str(tmp_path))[0]["files"]
    assert "请交给“华山街道”" in told(other, "sync", "apply", late, code=1)
    (again,) = document(branch, "sync", "pack", "--to", "华山街道", "-o", str(tmp_path))[0]["files"]
    Path(again).rename(late)
    told(street, "sync", "revoke", "翠湖西路第二支部")
    assert "已注销的电脑" in told(street, "sync", "apply", late, code=1)
    assert audited(street, clock, 1) == ["revoked_sender"]


def test_receipts_for_other_desks_on_the_stick_do_not_hold_up_those_for_this_one(
    offices: tuple[Path, Path], tmp_path: Path
) -> None:
    street, branch = offices
    for source, target in ((street, branch), (branch, street)):
        (packed,) = document(source, "sync", "pack", "--all", "-o", str(tmp_path))
        document(target, "sync", "apply", *packed["files"])
    files = [
        str(one["file"])
        for store in (street, branch)
        for one in document(store, "sync", "receipt", "-o", str(tmp_path))
    ]
    assert len(files) == 2
    refused = told(branch, "sync", "receipt", *files, code=1).splitlines()
    assert len(refused) == 1 and Path(files[1]).name in refused[0] and "对不上" in refused[0]
    assert document(branch, "sync", "status")["unacknowledged"] == 0
    assert document(street, "sync", "receipt", files[1])["acknowledged"] == 1
