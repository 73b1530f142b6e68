"""Commands by which a desk joins a chain of offices, admits others, or is taken out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.outputs import FILE, output_to
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.sync.standing import Identity

_LEVELS = {"city": 1, "district": 2, "street": 3, "community": 4, "branch": 5, "grid": 6}
_ROLES = ("work", "admit")


@command(as_json, name="identity", help=mark("本机的编号、所属单位、层级和指纹"))
def show_identity(options: Options, as_json: bool) -> None:
    """Say what this desk is."""
    from gridtui.domain.changes.actors import Level
    from gridtui.sync.standing import identity

    with options.open() as workspace:
        found = identity(workspace)
    if as_json:
        print_json(_identity_facts(found))
        return
    tell(tr("编号 {device}", device=found.device.hex() or "-"))
    if found.grant is None:
        tell(tr("本机的许可已注销") if found.revoked else tr("还没有入网"))
        return
    level = tr(Level(found.grant.said.level).label)
    tell(tr("单位 {name}，层级 {level}", name=found.grant.said.org_name, level=level))
    tell(tr("最高机关指纹 {digits}", digits=found.fingerprint))
    if found.is_root:
        tell(tr("本机就是最高机关"))
    else:
        tell(tr("与上级核对 {digits}", digits=found.number))


@command(
    output_to(mark("写到这个文件，交给上级")),
    option("--name", default="", metavar="N", help=mark("这台电脑在名单里叫什么：单位和几号机，不写人名")),
    as_json,
    name="request",
    help=mark("写入网申请"),
)
def request(options: Options, output: Path, name: str, as_json: bool) -> None:
    """Write this desk's request."""
    from gridtui.sync.joining import write_request
    from gridtui.sync.paper_files import write_small_file

    with options.open(writing=True) as workspace:
        body, asked = write_request(workspace, name or workspace.name)
    write_small_file(output, body)
    if as_json:
        print_json({"file": str(output), "device": asked.device.hex(), "number": asked.number})
        return
    tell(tr("已写好 {path}", path=output))
    tell(tr("请把这 30 位数字念给上级核对：{digits}", digits=asked.number))


@command(
    click.argument("request", type=FILE),
    output_to(mark("入网许可写到这个文件，交回申请的电脑")),
    option("--level", type=click.Choice([*_LEVELS, *map(str, _LEVELS.values())]), required=True, metavar="L",
           help=mark("层级：1 市 2 区 3 街道 4 社区 5 居民区 6 网格，或英文名，如 branch")),
    option("--scope", "scopes", multiple=True, metavar="CODE",
           help=mark("管辖范围：网格编码、区划代码、楼栋名称或记录号，可写几个；本单位总在内")),
    option("--role", "roles", type=click.Choice(_ROLES), multiple=True, metavar="ROLE",
           help=mark("work 登记办理，admit 发放许可；不写只能看")),
    option("--for", "org", default="", metavar="CODE", help=mark("顶替丢失的电脑时，它属于哪个单位")),
    option("--number", "number", default="", metavar="DIGITS", help=mark("对方念的 30 位数字，不符就不发")),
    as_json,
    name="admit",
    help=mark("给一台下级电脑发入网许可；本机还没有上级时先成为最高机关"),
)  # fmt: skip
def admit_desk(
    options: Options,
    request: Path,
    output: Path,
    level: str,
    scopes: tuple[str, ...],
    roles: tuple[str, ...],
    org: str,
    number: str,
    as_json: bool,
) -> None:
    """Admit the desk that asks, once the numbers were compared."""
    from gridtui.domain.changes.actors import Level
    from gridtui.sync import joining
    from gridtui.sync.chains import Role
    from gridtui.sync.paper_files import read_small_file, write_small_file
    from gridtui.sync.refusing import Why

    asked = joining.read_request(read_small_file(request, Why.BAD_REQUEST), request.name)
    _compare(number, asked.number, asked.said.name)
    with options.open(writing=True) as workspace:
        joining.begin_chain(workspace, workspace.name)
        with workspace.read() as connection:
            admission = joining.Admission(
                Level(_LEVELS.get(level) or int(level)),
                tuple(joining.find_scope(connection, scope) for scope in scopes),
                tuple(Role(role) for role in roles),
                joining.find_scope(connection, org) if org else None,
            )
        body = joining.admit(workspace, asked, admission)
    write_small_file(output, body)
    if as_json:
        print_json({"file": str(output), "device": asked.device.hex(), "number": asked.number})
        return
    tell(tr("已给 {name} 发许可：{path}", name=asked.said.name, path=output))


@command(
    click.argument("permit", type=FILE),
    option("--fingerprint", default="", metavar="DIGITS", help=mark("任命书上印的 30 位指纹，不符就不入网")),
    as_json,
    name="join",
    help=mark("按上级的入网许可入网"),
)
def join_office(options: Options, permit: Path, fingerprint: str, as_json: bool) -> None:
    """Join the chain of a permit, once the fingerprint was compared."""
    from gridtui.sync import joining
    from gridtui.sync.admitting import read_permitted
    from gridtui.sync.standing import identity

    with options.open(writing=True) as workspace:
        permitted = read_permitted(workspace, permit)
        _compare(fingerprint, permitted.fingerprint, permitted.grant.said.org_name)
        joining.join(workspace, permitted)
        found = identity(workspace)
    if as_json:
        print_json(_identity_facts(found))
        return
    tell(tr("已入网：{name}", name=permitted.grant.said.org_name))
    tell(tr("与上级核对 {digits}", digits=permitted.number))


@command(
    click.argument("desk"),
    option("--reason", default="lost", metavar="R", help=mark("一个词，例如 lost、left")),
    as_json,
    name="revoke",
    help=mark("注销一台丢失或停用的电脑：它交来过的都算，以后的不算\n\n电脑可以写名称或编号"),
)
def revoke_desk(options: Options, desk: str, reason: str, as_json: bool) -> None:
    """Revoke a desk below this one."""
    from gridtui.sync.desks import find_desk
    from gridtui.sync.revoking import revoke

    with options.open(writing=True) as workspace:
        device = find_desk(workspace, desk)
        revoke(workspace, device, reason)
    if as_json:
        print_json({"revoked": device.hex()})
        return
    tell(tr("已注销 {name}；请给其他电脑各发一包，好让它们知道", name=desk))


@command(
    as_json, name="renew", help=mark("换新钥匙：本机的库被人拷走过，或要顶替丢失的电脑；之后重新申请入网")
)
def renew(options: Options, as_json: bool) -> None:
    """Give this store new keys and a new incarnation."""
    from gridtui.sync.revoking import begin_again

    with options.open(writing=True) as workspace:
        keys = begin_again(workspace)
    if as_json:
        print_json({"device": keys.device.hex()})
        return
    tell(tr("已换新钥匙，编号 {device}；请写入网申请交上级", device=keys.device.hex()))


@command(
    click.argument("envelope", type=FILE),
    output_to(mark("新的钥匙文件，拷回去替换原来的")),
    option(
        "--new-passphrase-file", type=FILE, default=None, metavar="F", help=mark("新口令文件，第一行为口令")
    ),
    name="recover",
    help=mark("下级忘了口令：用本级的恢复钥匙换一个新口令\n\n钥匙文件在它的库旁边"),
)
def recover(options: Options, envelope: Path, output: Path, new_passphrase_file: Path | None) -> None:
    """Write a new envelope for a store below, under a new passphrase."""
    from gridtui.sync.paper_files import read_small_file, write_small_file
    from gridtui.sync.recovering import recovered_envelope
    from gridtui.sync.refusing import Why

    passphrase = _new_passphrase(new_passphrase_file)
    body = read_small_file(envelope, Why.UNREADABLE)
    with options.open(writing=True) as workspace:
        made = recovered_envelope(workspace, body, passphrase)
    write_small_file(output, made)
    tell(tr("已写好 {path}", path=output))


def _new_passphrase(path: Path | None) -> str:
    if path is not None:
        return path.read_text(encoding="utf-8-sig").split("\n", 1)[0].rstrip("\r")
    if not sys.stdin.isatty():
        raise RuleBroken(Problem(mark("请用 --new-passphrase-file 给出新口令")))
    asked: str = click.prompt(tr("新口令"), hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _compare(given: str, right: str, name: str) -> None:
    """Refuse what does not agree with the digits given; at a terminal, ask where none were given."""
    if given and "".join(filter(str.isdigit, given)) != "".join(filter(str.isdigit, right)):
        raise RuleBroken(Problem(mark("30 位数字不符，没有办理：可能文件被换过")))
    if not given and sys.stdin.isatty():
        tell(tr("{name}：{digits}", name=name, digits=right), err=True)
        if not click.confirm(tr("与对方核对过，完全一样吗"), default=False, err=True):
            raise RuleBroken(Problem(mark("没有核对，没有办理")))


def _identity_facts(found: Identity) -> dict[str, object]:
    said = found.grant.said if found.grant is not None else None
    return {
        "device": found.device.hex(),
        "incarnation": found.incarnation.hex(),
        "name": said.name if said else "",
        "org": said.org if said else "",
        "org_name": said.org_name if said else "",
        "level": said.level if said else None,
        "scopes": list(said.scopes) if said else [],
        "roles": list(said.roles) if said else [],
        "fingerprint": found.fingerprint,
        "number": found.number,
        "root": found.is_root,
        "revoked": found.revoked,
    }
