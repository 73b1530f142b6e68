"""Commands on the store as a whole: init, check, backup, restore, undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import (
    STORE,
    Options,
    as_json,
    command,
    print_json,
    problem_facts,
    system_clock,
    tell,
    with_store,
)
from gridtui.cli.outputs import FILE, force
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken, errors
from gridtui.domain.words.store_addresses import SharedAddress
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.storage.store.opening import Founding


@command(
    option(
        "--org", required=True, metavar="CODE", help=mark("区划代码：社区 12 位，街道 9 位，区 6 位，市 4 位")
    ),
    option("--name", required=True, metavar="NAME", help=mark("组织名称，如 翠湖西路第二支部")),
    option("--operator", default="", metavar="NAME", help=mark("操作员姓名")),
    option(
        "--level",
        type=click.IntRange(1, 6),
        default=None,
        metavar="L",
        help=mark("层级：1 市 2 区 3 街道 4 社区 5 居民区 6 网格；不写则按代码推定"),
    ),
    STORE,
    name="init",
    help=mark("新建一个加密库；--store 写 postgresql:// 就在空的数据库里建共享库"),
)
def init(options: Options, org: str, name: str, operator: str, level: int | None, store: str | None) -> None:
    """Create a store."""
    from gridtui.domain.changes.actors import Level
    from gridtui.domain.words.identifiers import division_code_problems, division_level
    from gridtui.domain.words.text import tidy_line
    from gridtui.storage.store.opening import Founding

    code = tidy_line(org)
    wrong = errors(division_code_problems(code))
    if not tidy_line(name):
        wrong.append(Problem(mark("请写组织名称"), field="name"))
    if wrong:
        raise RuleBroken(wrong)
    found = division_level(code)
    # A community's code founds the branch below it, which is what most desks are.
    usual = Level.BRANCH if found is None or found is Level.COMMUNITY else found
    founding = Founding(tidy_line(name), code, tidy_line(operator), Level(level) if level else usual)
    _create(with_store(options, store), founding)


def _create(options: Options, founding: Founding) -> None:
    from gridtui.storage.store.opening import create_shared, create_workspace

    if isinstance(options.store, SharedAddress):
        place = options.store
        options.signed_in(
            lambda password: create_shared(place, founding, clock=system_clock, password=password)
        ).close()
        tell(tr("已建共享库：{path}", path=place))
        tell(tr("请用 gridtui operator add 加操作员，并安排好服务器上的 pg_dump 备份"))
        return
    create_workspace(options.store, options.passphrase(twice=True), founding, clock=system_clock).close()
    tell(tr("已建库：{path}", path=options.store))
    tell(tr("口令忘了谁也打不开，请把口令和备份分开保管"))


@command(as_json, name="check", help=mark("检查库：完整性、引用、变更链、日志与表是否一致"))
def check(options: Options, as_json: bool) -> None:
    """Check the store and print what was found; exit code 1 when anything is wrong."""
    from gridtui.storage.store.checking import check_store

    with options.open() as workspace, workspace.read() as connection:
        if workspace.bound:
            # Chains with links that this login may not see would look broken.
            raise RuleBroken(Problem(mark("您只看得到自己的网格；检查整个库要由库主来做")))
        report = check_store(connection)
    if as_json:
        print_json(
            {
                "ok": report.sound,
                "problems": [problem_facts(problem) for problem in report.problems],
                "counts": report.counts,
                "changes": report.changes,
                "digest": report.digest,
                "digests": report.digests,
                "attachments_not_here": report.missing_bodies,
            }
        )
    else:
        for problem in report.problems:
            tell(say(problem), err=True)
        for noun, count in report.counts.items():
            tell(f"{noun:14} {count}")
        tell(tr("变更 {count} 条，对账码 {digest}", count=report.changes, digest=report.digest))
        if report.missing_bodies:
            tell(tr("{n} 个附件的内容还没有传到这里，等下次交换", n=report.missing_bodies))
        if report.sound:
            tell(tr("没有发现问题"))
    if not report.sound:
        raise SystemExit(1)


@command(
    click.argument("output", type=FILE, metavar="FILE"),
    force,
    name="backup",
    help=mark("把库备份到一个加密文件，并打开验证"),
)
def backup(options: Options, output: Path) -> None:
    """Write a verified backup."""
    from gridtui.storage.store.restoring import backup_now

    options.file()
    with options.open() as workspace:
        backup_now(workspace, output)
    tell(tr("已备份并验证：{path}", path=output))


@command(click.argument("file", type=FILE), name="restore", help=mark("用备份恢复库；原来的库改名保留"))
def restore(options: Options, file: Path) -> None:
    """Put a backup in the store's place."""
    from gridtui.storage.store.restoring import restore_workspace

    store = options.file()
    restore_workspace(file, store, options.passphrase(), clock=system_clock).close()
    tell(tr("已恢复：{path}", path=store))


@command(
    option("--redo", is_flag=True, help=mark("恢复刚才撤销的一步")), name="undo", help=mark("撤销最近的一步")
)
def undo(options: Options, redo: bool) -> None:
    """Take back the newest step."""
    from gridtui.domain.words.intents import Intent
    from gridtui.usecases.undo import redo_last, undo_last

    with (
        options.open(writing=True) as workspace,
        workspace.write(Intent.REDO if redo else Intent.UNDO) as unit,
    ):
        label = redo_last(unit) if redo else undo_last(unit)
    tell(tr("已恢复：{label}", label=label) if redo else tr("已撤销：{label}", label=label))
