"""Commands that pack files for other offices, look at theirs and take them in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.outputs import FILE
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace
    from gridtui.sync.receiving import Arrived
    from gridtui.sync.sending import Sent
    from gridtui.sync.standing import PeerState

_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@command(
    option("--to", "desk", default="", metavar="DESK", help=mark("发给哪台电脑：名称或编号")),
    option("--all", "everyone", is_flag=True, help=mark("给每台有新内容的电脑各打一包")),
    option("-o", "--output", "folder", type=_FOLDER, required=True, metavar="DIR",
           help=mark("写到这个文件夹或 U 盘")),
    as_json,
    name="pack",
    help=mark("打包对方还没有的内容，加密给它一家"),
)  # fmt: skip
def pack(options: Options, desk: str, everyone: bool, folder: Path, as_json: bool) -> None:
    """Pack for one desk, or for all that lack something."""
    from gridtui.sync import sending
    from gridtui.sync.desks import find_desk
    from gridtui.sync.keys import device_of

    if bool(desk) == everyone:
        raise RuleBroken(Problem(mark("请写 --to 或 --all，只写一个")))
    with options.open(writing=True) as workspace:
        wanted = (
            [device_of(parcel.grant.key) for parcel in sending.due(workspace)]
            if everyone
            else [find_desk(workspace, desk)]
        )
        sent = [sending.pack(workspace, device, folder) for device in wanted]
    if as_json:
        print_json([_sent_facts(one) for one in sent])
        return
    if not sent:
        tell(tr("没有要发的"))
    for one in sent:
        tell(
            tr(
                "第 {n} 包：变更 {changes} 条，附件 {files} 个",
                n=one.number,
                changes=one.changes,
                files=one.files,
            )
        )
        for path in one.paths:
            tell(f"  {path}")


@command(
    click.argument("file", type=FILE),
    as_json,
    name="inspect",
    help=mark("看一个交换包从哪来、给谁，不导入"),
)
def inspect(options: Options, file: Path, as_json: bool) -> None:
    """Look at a part without taking anything in."""
    from gridtui.domain.words.dates import shown_instant
    from gridtui.sync import receiving

    with options.open() as workspace:
        found = receiving.inspect(workspace, file)
    if as_json:
        print_json(_arrived_facts(found))
        return
    _tell_arrived(found)
    tell(tr("打包时间 {when}", when=shown_instant(found.made)))


@command(
    click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE),
    option("--dry-run", is_flag=True, help=mark("只试算，不写入")),
    as_json,
    name="apply",
    help=mark("导入交换包；同一个包导几次都一样，先导后导也一样"),
)
def apply(options: Options, files: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Take parts in, each whole or not at all; what could not be taken in is said at the end."""
    from gridtui.sync.taking import take_in

    with options.open(writing=not dry_run) as workspace:
        found = take_in(workspace, files, dry_run=dry_run, backup_folder=options.places.backups)
    arrived = [one.arrived for one in found if one.arrived is not None]
    refused = [problem for one in found for problem in one.problems]
    if as_json:
        print_json(_apply_facts(arrived, refused))
    else:
        for one in arrived:
            _tell_arrived(one)
    _end_refused(refused)


@command(
    click.argument("files", metavar="FILE...", nargs=-1, type=FILE),
    option("--code", default="", metavar="CODE", help=mark("电话里对方念的 8 位回执码")),
    option("-o", "--output", "folder", type=_FOLDER, default=None, metavar="DIR",
           help=mark("把收到的包的回执写到这个文件夹，交给对方")),
    as_json,
    name="receipt",
    help=mark("回执：收对方的（文件或 8 位码），或列出、写出本机的"),
)  # fmt: skip
def receipt(options: Options, files: tuple[Path, ...], code: str, folder: Path | None, as_json: bool) -> None:
    """Take receipts in, or show and write those of this desk."""
    from gridtui.sync.taking import take_receipts

    with options.open(writing=bool(files or code)) as workspace:
        if files or code:
            done, problems = take_receipts(workspace, files, code)
            print_json({"acknowledged": done}) if as_json else tell(tr("已登记回执 {n} 份", n=done))
            _end_refused(problems)
            return
        rows = _own_receipts(workspace, folder)
    if as_json:
        print_json(rows)
        return
    if not rows:
        tell(tr("还没有收过交换包"))
    for row in rows:
        tell(tr("{name} 第 {number} 包，回执码 {code}", **row))
        if "file" in row:
            tell(f"  {row['file']}")


@command(as_json, name="status", help=mark("各电脑之间：待发、未回执、对账码"))
def status(options: Options, as_json: bool) -> None:
    """Say where this desk stands with every other."""
    from gridtui.sync.standing import standing

    with options.open() as workspace:
        found = standing(workspace)
    if as_json:
        print_json(
            {
                "device": found.identity.device.hex(),
                "peers": [_peer_facts(peer, found.code_with(peer.device)) for peer in found.peers],
                "unacknowledged": sum(len(peer.unacknowledged) for peer in found.peers),
                "codes": {scope.hex(): code for scope, code in found.codes.items()},
            }
        )
        return
    if not found.peers:
        tell(tr("还没有别的电脑"))
    for peer in found.peers:
        state = (
            tr("已注销")
            if peer.revoked
            else tr("待发 {n}，未回执 {m} 包", n=peer.waiting, m=len(peer.unacknowledged))
        )
        tell(f"{peer.device.hex()}\t{peer.name}\t{state}\t{tr('对账码')} {found.code_with(peer.device)}")


def _end_refused(problems: Sequence[Problem]) -> None:
    """Say what was refused of several files, with exit code 1; the others are taken in."""
    for problem in problems:
        tell(say(problem), err=True)
    if problems:
        raise SystemExit(1)


def _own_receipts(workspace: Workspace, folder: Path | None) -> list[dict[str, Any]]:
    from gridtui.sync.taking import own_receipts, write_receipt

    rows = []
    for one in own_receipts(workspace):
        row = {"device": one.device.hex(), "name": one.name, "number": one.number, "code": one.code}
        if folder is not None:
            row["file"] = str(write_receipt(one, folder))
        rows.append(row)
    return rows


def _tell_arrived(arrived: Arrived) -> None:
    from gridtui.sync.telling import arrival_sentences

    for sentence in arrival_sentences(arrived):
        tell(str(sentence))


def _sent_facts(sent: Sent) -> dict[str, object]:
    return {
        "to": sent.device.hex(),
        "number": sent.number,
        "changes": sent.changes,
        "attachments": sent.files,
        "files": [str(path) for path in sent.paths],
    }


def _arrived_facts(arrived: Arrived) -> dict[str, object]:
    from gridtui.sync.keys import device_of

    return {
        "from": {"device": device_of(arrived.grant.key).hex(), "name": arrived.grant.said.name},
        "number": arrived.number,
        "part": arrived.part,
        "parts": arrived.parts,
        "made": arrived.made.isoformat(),
        "again": arrived.again,
    }


def _apply_facts(arrived: Sequence[Arrived], refused: Sequence[Problem]) -> dict[str, object]:
    merged = [one.merged for one in arrived if one.merged is not None]
    reasons: Counter[str] = Counter()
    for one in merged:
        reasons.update(one.refused)
    missing = merged[-1].gaps if merged else []
    return {
        "new": sum(one.new for one in merged),
        "known": sum(one.known for one in merged),
        "conflicts": sum(one.conflicts for one in merged),
        "refused": reasons.total(),
        "gaps": len(missing),
        "parallel": sum(one.parallel for one in merged),
        "waiting": sum(one.waiting for one in merged),
        "kept_aside": sum(one.kept_aside for one in merged),
        "attachments": sum(one.files for one in arrived),
        "reasons": dict(reasons),
        "missing": [
            {"incarnation": key[0].hex(), "scope": key[1].hex(), "from": first, "to": last}
            for key, first, last in missing
        ],
        "files_refused": [say(problem) for problem in refused],
    }


def _peer_facts(peer: PeerState, code: str) -> dict[str, object]:
    return {
        "device": peer.device.hex(),
        "name": peer.name,
        "level": peer.level,
        "waiting": peer.waiting,
        "unacknowledged": list(peer.unacknowledged),
        "unfinished": [{"number": one.number, "missing": list(one.missing)} for one in peer.unfinished],
        "sent": peer.sent_at.isoformat() if peer.sent_at else None,
        "heard": peer.heard_at.isoformat() if peer.heard_at else None,
        "until": peer.until.isoformat() if peer.until else None,
        "revoked": peer.revoked,
        "code": code,
    }
