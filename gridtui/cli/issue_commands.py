"""Commands about issues: one line taken down, suggestions, due dates, hot matters."""

from __future__ import annotations

import click

from gridtui.cli.context import Options, as_json, command, print_json, system_clock, tell
from gridtui.cli.said import option
from gridtui.domain.capture import Part
from gridtui.domain.capture import PartKind as K
from gridtui.domain.intents import Intent
from gridtui.domain.problems import Problem, RuleBroken
from gridtui.words import mark, say, tr


@command(
    click.argument("line"),
    option("--save", is_flag=True, help=mark("登记下来；不写就只说看懂了什么")),
    as_json,
    name="capture",
    help=mark("一句话登记：“3-2-501 王 漏水 求助 !”"),
)
def capture(options: Options, line: str, save: bool, as_json: bool) -> None:
    """Say what a line means, and register it."""
    from gridtui.insight.capturing import understand
    from gridtui.queries.issues import issue_number
    from gridtui.usecases.issues import register_issue

    with options.open(writing=save) as workspace:
        with workspace.read() as connection:
            understood = understand(connection, line)
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
                "text": understood.capture.text,
                "id": id.hex(),
                "number": number,
            }
        )
        return
    for part in understood.capture.parts:
        tell(f"{tr(part.kind.label)}\t{part.words}\t{part.value}")
    if understood.guessed:
        tell(f"{tr(K.CATEGORY.label)}\t\t{understood.category}")
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
    from gridtui.insight.duplicates import likely_duplicates
    from gridtui.insight.suggesting import suggest_categories
    from gridtui.queries.categories import category_rows

    with options.open() as workspace, workspace.read() as connection:
        names = {row.code: row.name for row in category_rows(connection)}
        categories = suggest_categories(connection, text)
        duplicates = likely_duplicates(connection, text, workspace.clock())
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
                    for each in categories
                ],
                "duplicates": [
                    {
                        "id": each.issue.id.hex(),
                        "number": each.issue.number,
                        "similarity": round(each.likeness, 3),
                    }
                    for each in duplicates
                ],
            }
        )
        return
    for each in categories:
        why = tr("、").join([*each.words, *each.records])
        tell(f"{each.code}\t{names.get(each.code, each.code)}\t{each.share:.0%}\t{why}")
    for like in duplicates:
        tell(f"{like.issue.number}\t{like.likeness:.0%}\t{like.issue.title}")


@command(click.argument("issue"), as_json, name="due", help=mark("一件诉求的期限是怎么算的，一行一行写出来"))
def due(options: Options, issue: str, as_json: bool) -> None:
    """Print the arithmetic of an issue's clocks."""
    from gridtui.queries.issues import explained_deadlines, find_issue

    with options.open() as workspace, workspace.read() as connection:
        id = find_issue(connection, issue)
        if id is None:
            raise RuleBroken(Problem(mark("没有这条记录：{record}"), values={"record": issue}))
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
    from gridtui.insight.hot_issues import hot_index
    from gridtui.queries.issues import issue_numbers

    with options.open() as workspace, workspace.read() as connection:
        index = hot_index(connection)
        now = max((group.last for group in index.groups(system_clock())), default=system_clock())
        groups = index.groups(now, limit=limit)
        numbers = issue_numbers(connection, [each.key for group in groups for each in group.members])
    if as_json:
        print_json(
            [
                {
                    "rank": rank,
                    "title": index.title(group),
                    "place": group.place,
                    "from": group.began.isoformat(),
                    "to": group.last.isoformat(),
                    "residents": group.residents,
                    "issues": [{"id": each.key.hex(), "number": numbers[each.key]} for each in group.members],
                }
                for rank, group in enumerate(groups, start=1)
            ]
        )
        return
    for rank, group in enumerate(groups, start=1):
        days = tr("{day} 至 {last}", day=f"{group.began:%Y-%m-%d}", last=f"{group.last:%Y-%m-%d}")
        heading = tr("{n} 户 · {days} · {place}", n=group.residents, days=days, place=group.place)
        tell(f"{rank}\t{index.title(group)}\t{heading}")


def _hex(id: bytes | None) -> str:
    return id.hex() if id else ""


def _part_facts(part: Part) -> dict[str, object]:
    kind = part.kind.value
    return {"kind": kind, "words": part.words, "value": part.value, "from": part.start, "to": part.end}
