"""Commands about issues: one line taken down, suggestions, due dates, hot matters."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, as_json, command, print_json, system_clock, tell
from gridtui.cli.finding import issue_named
from gridtui.cli.periods import period_given
from gridtui.cli.said import option
from gridtui.domain.issues.capture_parts import Capture, Part
from gridtui.domain.issues.capture_parts import PartKind as K
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, say, tr

if TYPE_CHECKING:
    from gridtui.queries.issues.issues import IssueRow
    from gridtui.queries.issues.statistics import Durations, Statistics
    from gridtui.queries.issues.whistles import WhistleDetail

_GROUPS = {
    "overdue": mark("超期"),
    "due_today": mark("今天到期"),
    "to_verify": mark("待核查"),
    "to_call_back": mark("待回访"),
    "waiting": mark("等别人"),
    "cold": mark("冷件"),
}
"""The groups of issues that ``today`` lists, by their field in the dashboard."""


@command(
    click.argument("line", required=False),
    option("--save", is_flag=True, help=mark("登记下来；不写就只说看懂了什么")),
    as_json,
    name="capture",
    help=mark("一句话登记：“3-2-501 王 漏水 求助 !”；微信里的话整段给也行，不写就从管道读"),
)
def capture(options: Options, line: str | None, save: bool, as_json: bool) -> None:
    """Say what a line or a pasted message means, and register it; without one, or with -, it is read in."""
    from gridtui.insight.capturing import understand
    from gridtui.queries.issues.issues import issue_number
    from gridtui.usecases.issues import register_issue

    said = _piped() if line in (None, "-") else str(line)
    with options.open(writing=save) as workspace:
        with workspace.read() as connection:
            understood = understand(connection, said, workspace.clock())
        id, number = b"", ""
        if save:
            with workspace.write(Intent.REGISTER_ISSUE) as unit:
                id = register_issue(unit, understood.draft())
            with workspace.read() as connection:
                number = issue_number(connection, id)
    if as_json:
        print_json(
            {
                "parts": [_part_facts(part) for part in understood.capture.parts],
                "place": understood.place.place if understood.place else understood.capture.value(K.PLACE),
                "household": _hex(understood.place.household_id if understood.place else None),
                "resident": _hex(understood.person.id if understood.person else None),
                "category": understood.category,
                "guessed": understood.guessed,
                "nature": understood.capture.value(K.NATURE),
                "urgent": understood.capture.is_urgent,
                "anonymous": understood.capture.is_anonymous,
                "said_at": _said_at(understood.capture),
                "text": understood.capture.text,
                "id": id.hex(),
                "number": number,
            }
        )
        return
    for part in understood.capture.parts:
        if part.kind is not K.TEXT or not understood.capture.is_message:
            tell(f"{tr(part.kind.label)}\t{part.words}\t{part.value}")
    if understood.guessed:
        tell(f"{tr(K.CATEGORY.label)}\t\t{understood.category}")
    if understood.capture.is_message:
        tell(f"{tr(K.TEXT.label)}\t{understood.capture.text}")
    if save:
        tell(tr("已登记 {number}", number=number))


@command(
    click.argument("text"),
    as_json,
    name="suggest",
    help=mark("一段话像哪一类、像哪几件"),
)
def suggest(options: Options, text: str, as_json: bool) -> None:
    """Suggest categories and name the issues that may be the same."""
    from gridtui.insight.hinting import read_hints
    from gridtui.queries.issues.categories import category_rows

    with options.open() as workspace, workspace.read() as connection:
        names = {row.code: row.name for row in category_rows(connection)}
        hints = read_hints(connection, text, workspace.clock(), with_category=True)
    if as_json:
        print_json(
            {
                "categories": [
                    {
                        "code": each.code,
                        "name": names.get(each.code, each.code),
                        "similarity": round(each.share, 3),
                        "why": [*each.words, *each.records],
                    }
                    for each in hints.categories
                ],
                "duplicates": [
                    {
                        "id": each.issue.id.hex(),
                        "number": each.issue.number,
                        "similarity": round(each.likeness, 3),
                    }
                    for each in hints.duplicates
                ],
            }
        )
        return
    for each in hints.categories:
        why = tr("、").join([*each.words, *each.records])
        tell(f"{each.code}\t{names.get(each.code, each.code)}\t{each.share:.0%}\t{why}")
    for like in hints.duplicates:
        tell(f"{like.issue.number}\t{like.likeness:.0%}\t{like.issue.title}")


@command(click.argument("issue"), as_json, name="due", help=mark("一件诉求的期限是怎么算的，一行一行写出来"))
def due(options: Options, issue: str, as_json: bool) -> None:
    """Print the arithmetic of an issue's clocks."""
    from gridtui.queries.issues.issues import explained_deadlines

    with options.open() as workspace, workspace.read() as connection:
        id = issue_named(connection, issue)
        lines = [say(line) for line in explained_deadlines(connection, id)]
    if as_json:
        print_json({"issue": id.hex(), "lines": lines})
        return
    for line in lines:
        tell(line)


@command(
    option("--limit", type=click.IntRange(1, 1000), default=20, help=mark("最多几组")),
    as_json,
    name="hot",
    help=mark("热点：好几户反映的同一件事"),
)
def hot(options: Options, limit: int, as_json: bool) -> None:
    """List the matters that several residents raised."""
    from gridtui.insight.hot_issues import HotIssues
    from gridtui.queries.issues.issues import issue_numbers

    with options.open() as workspace, workspace.read() as connection:
        groups = HotIssues().groups(connection, system_clock(), limit=limit)
        numbers = issue_numbers(connection, [id for group in groups for id in group.ids])
    if as_json:
        print_json(
            [
                {
                    "rank": rank,
                    "title": group.heading,
                    "place": group.place,
                    "from": group.began.isoformat(),
                    "to": group.last.isoformat(),
                    "residents": group.residents,
                    "issues": [{"id": id.hex(), "number": numbers[id]} for id in group.ids],
                }
                for rank, group in enumerate(groups, start=1)
            ]
        )
        return
    for rank, group in enumerate(groups, start=1):
        days = tr("{day} 至 {last}", day=f"{group.began:%Y-%m-%d}", last=f"{group.last:%Y-%m-%d}")
        heading = tr("{n} 户 · {days} · {place}", n=group.residents, days=days, place=group.place)
        tell(f"{rank}\t{group.heading}\t{heading}")


@command(
    option("--from", "first", default="", metavar="DATE", help=mark("从哪天起；不写就是本月 1 日")),
    option("--to", "last", default="", metavar="DATE", help=mark("到哪天止；不写就是今天")),
    as_json,
    name="stats",
    help=mark("一段时间的数字：登记、办结、三率、用时、退回"),
)
def stats(options: Options, first: str, last: str, as_json: bool) -> None:
    """Print the figures of a period."""
    from gridtui.queries.issues.issues import grid_names
    from gridtui.queries.issues.statistics import statistics

    now = system_clock()
    today = local_date(now)
    begin, end = period_given(first, last, usual=today.replace(day=1), today=today)
    with options.open() as workspace, workspace.read() as connection:
        found = statistics(connection, begin, end, now)
        grids = grid_names(connection)
    if as_json:
        print_json(_statistics_facts(found))
        return
    unrated = tr("未评价 {n}", n=found.satisfied.unrated)
    tell(tr("{day} 至 {last}", day=begin, last=end))
    tell(tr("登记 {n} · 办结 {m}", n=found.registered, m=found.closed))
    rates = {
        mark("响应率"): found.responded,
        mark("解决率"): found.resolved,
        mark("满意率"): found.satisfied,
    }
    for title, rate in rates.items():
        share = "-" if rate.share is None else f"{rate.share:.1%}"
        tell(f"{tr(title)} {share} ({rate.part}/{rate.whole})")
    tell(unrated)
    tell(tr("程序性办结但未解决 {n}", n=found.unresolved_closures))
    spent = found.days_to_close
    if spent.number:
        took = {"median": spent.median, "ninetieth": spent.ninetieth}
        tell(tr("办结用时：一半在 {median} 天内，九成在 {ninetieth} 天内", **took))
    for id, each in found.by_grid.items():
        name = grids.get(id, tr("没有网格")) if id else tr("没有网格")
        words = mark("{name}\t办结 {n}\t一半 {median} 天内\t九成 {ninetieth} 天内")
        tell(tr(words, name=name, n=each.number, median=each.median, ninetieth=each.ninetieth))


def _statistics_facts(found: Statistics) -> dict[str, object]:
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "registered": found.registered,
        "closed": found.closed,
        "rates": {
            name: {"part": rate.part, "whole": rate.whole, "share": rate.share, "unrated": rate.unrated}
            for name, rate in {
                "responded": found.responded,
                "resolved": found.resolved,
                "satisfied": found.satisfied,
            }.items()
        },
        "procedural_unresolved": found.unresolved_closures,
        "weeks": [
            {"from": week.isoformat(), "registered": came, "closed": went} for week, came, went in found.weeks
        ],
        "categories": dict(found.categories),
        "natures": dict(found.natures),
        "days_to_close": _durations_facts(found.days_to_close),
        "by_category": {code: _durations_facts(each) for code, each in found.by_category.items()},
        "by_grid": {_hex(id): _durations_facts(each) for id, each in found.by_grid.items()},
        "overdue": {state.value: number for state, number in found.overdue.items()},
        "refusals": {_hex(id): number for id, number in found.refusals.items()},
    }


def _durations_facts(each: Durations) -> dict[str, int | None]:
    """Return the days; none where nothing was closed, which is not the same as closed within a day."""
    known = each.number > 0
    return {
        "number": each.number,
        "median": each.median if known else None,
        "ninetieth": each.ninetieth if known else None,
    }


@command(as_json, name="today", help=mark("今天要办的：超期、到期、吹哨、待核查、待回访、等别人、冷件"))
def today(options: Options, as_json: bool) -> None:
    """List what is due now."""
    from gridtui.queries.dashboard import dashboard

    with options.open() as workspace, workspace.read() as connection:
        found = dashboard(connection, system_clock())
    groups = {name: getattr(found, name) for name in _GROUPS}
    if as_json:
        counts = {
            "whistles": found.whistles.count, "due_visits": found.due_visits,
            "promises": found.promises.count, "gaps": found.gaps.count,
        }  # fmt: skip
        lines = {name: [_issue_facts(row) for row in group.rows] for name, group in groups.items()}
        lines["whistles"] = [_whistle_facts(whistle) for whistle in found.whistles.rows]
        print_json({"counts": {name: group.count for name, group in groups.items()} | counts, **lines})
        return
    for name, group in groups.items():
        tell(f"{tr(_GROUPS[name])} {group.count}")
        for row in group.rows:
            tell(f"  {row.number}\t{row.place}\t{tr(row.state.label)}\t{row.gist}")
    tell(f"{tr('吹哨')} {found.whistles.count}")
    for whistle in found.whistles.rows:
        tell(f"  {whistle.row.number}\t{whistle.row.door}\t{tr(whistle.owed)}\t{whistle.row.title}")
    tell(tr("待访 {n}", n=found.due_visits))


def _issue_facts(row: IssueRow) -> dict[str, object]:
    return {
        "id": row.id.hex(),
        "number": row.number,
        "place": row.place,
        "state": row.state.value,
        "due": row.due_at.isoformat() if row.due_at else None,
    }


def _whistle_facts(whistle: WhistleDetail) -> dict[str, object]:
    row, unit = whistle.row, whistle.first_due()
    return {
        "id": row.id.hex(),
        "number": row.number,
        "issue": row.issue,
        "place": row.door,
        "state": row.state.value,
        "unit": whistle.unit_name(unit.key) if unit else "",
        "due": row.due_at.isoformat() if row.due_at else None,
    }


def _piped() -> str:
    """Return what comes through a pipe; ``RuleBroken`` where nothing does."""
    sent = b"" if sys.stdin.isatty() else sys.stdin.buffer.read()
    try:
        said = sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What a Chinese Windows sends through a pipe.
        said = sent.decode("gb18030", errors="replace")
    if not said.strip():
        raise RuleBroken(Problem(mark("没有要登记的话：写在命令后面（用引号括起来），或从管道送进来")))
    return said


def _said_at(capture: Capture) -> str | None:
    """Return when a message was sent, in ISO form; only its day where that is all that is known."""
    return capture.value(K.TIME) or None


def _hex(id: bytes | None) -> str:
    return id.hex() if id else ""


def _part_facts(part: Part) -> dict[str, object]:
    kind = part.kind.value
    return {"kind": kind, "words": part.words, "value": part.value, "from": part.start, "to": part.end}
