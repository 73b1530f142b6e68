"""The command that prints the source's own figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridtui.cli.context import Options, as_json, command, print_json, system_clock, tell
from gridtui.cli.periods import period_given
from gridtui.cli.said import option
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gridtui.domain.changes.ids import RecordId
    from gridtui.queries.together.figures import FigureLine


@command(
    option("--org", default="", metavar="CODE", help=mark("组织的区划代码或名称，连同下级；不写就是全部")),
    option("--from", "first", default="", metavar="DATE", help=mark("从哪天起；不写就是本年 1 月 1 日")),
    option("--to", "last", default="", metavar="DATE", help=mark("到哪天止；不写就是今天")),
    as_json,
    name="figures",
    help=mark("共治：按组织和期间数出成员单位、会议、项目、报到、时长、活动等"),
)
def figures(options: Options, org: str, first: str, last: str, as_json: bool) -> None:
    """Print every figure with its count and the name of its query."""
    from gridtui.queries.together.figures import FigureFilter, read_figures

    today = local_date(system_clock())
    begin, end = period_given(first, last, usual=today.replace(month=1, day=1), today=today)
    with options.open() as workspace, workspace.read() as connection:
        wanted = FigureFilter(_org_named(connection, org) if org else None, begin, end)
        lines = read_figures(connection, wanted, today)
    if as_json:
        print_json([_facts(line) for line in lines])
        return
    tell(tr("{day} 至 {last}", day=begin, last=end))
    for line in lines:
        tell(f"{tr(line.figure.title)}\t{_said(line)}\t{tr(line.figure.unit)}\t{line.figure.code}")


def _said(line: FigureLine) -> str:
    from gridtui.queries.together.titles import hours_words

    return hours_words(line.value) if line.figure.sums == "minutes" else str(line.value)


def _facts(line: FigureLine) -> dict[str, object]:
    hours = line.figure.sums == "minutes"
    return {
        "query": line.figure.code,
        "title": tr(line.figure.title),
        "count": line.value / 60 if hours else line.value,
        "unit": tr(line.figure.unit),
    }


def _org_named(connection: Connection, text: str) -> RecordId:
    from gridtui.queries.places.grids import org_hits

    hits = org_hits(connection, text)
    exact = [row for row in hits if text in (row.division_code, row.name)]
    found = exact or hits
    if len(found) == 1:
        return found[0].id
    sentence = mark("没有这个组织：{text}") if not found else mark("有几个组织叫“{text}”，请写区划代码")
    raise RuleBroken(Problem(sentence, "org", values={"text": text}))
