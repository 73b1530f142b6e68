"""Commands that only read: search and show."""

from __future__ import annotations

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.finding import record_named
from gridtui.cli.said import option
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr


@command(
    click.argument("text"),
    option(
        "--in",
        "where",
        type=click.Choice(["residents", "issues", "places", "together", "all"]),
        default="all",
        help=mark("找哪一类"),
    ),
    option("--limit", type=click.IntRange(1, 1000), default=50, help=mark("最多几条")),
    as_json,
    name="search",
    help=mark("按姓名、拼音首字母、门牌、电话、诉求内容查找"),
)
def search(options: Options, text: str, where: str, limit: int, as_json: bool) -> None:
    """Find records by a few characters."""
    from gridtui.queries import finding, searching
    from gridtui.queries.together.searching import search_together

    finders = {
        "residents": searching.search_residents,
        "issues": searching.search_issues,
        "places": searching.search_places,
        "together": search_together,
        "all": finding.search_all,
    }
    with options.open() as workspace, workspace.read() as connection:
        hits = finders[where](connection, text, limit)
    if as_json:
        print_json(
            [
                {
                    "noun": hit.noun,
                    "id": hit.id.hex(),
                    "title": hit.title,
                    "place": hit.place,
                    "note": hit.note,
                }
                for hit in hits
            ]
        )
        return
    for hit in hits:
        cells = (hit.noun, hit.id.hex(), hit.place, hit.title, hit.note)
        tell("\t".join(" ".join(cell.split()) for cell in cells))
    if not hits:
        tell(tr("没有找到"), err=True)


@command(
    click.argument("record"),
    option("--full", is_flag=True, help=mark("电话和证件号不打码，需写理由并记入审计")),
    option("--reason", default="", metavar="REASON", help=mark("看完整内容的理由")),
    as_json,
    name="show",
    help=mark("显示一条记录：诉求编号、哨号或记录号"),
)
def show(options: Options, record: str, full: bool, reason: str, as_json: bool) -> None:
    """Print one record, masked unless a reason is given."""
    from gridtui.queries.issues.issues import issue_detail
    from gridtui.queries.records import event_facts, read_record
    from gridtui.usecases.revealing import note_reveal

    if full and not reason.strip():
        raise RuleBroken(Problem(mark("看完整内容要写理由：--reason"), field="reason"))
    with options.open(writing=full) as workspace:
        with workspace.read() as connection:
            id = record_named(connection, record)
            facts = read_record(connection, id, full=full)
            if facts is None:
                raise RuleBroken(Problem(mark("没有这条记录：{record}"), values={"record": record}))
            detail = issue_detail(connection, id) if facts["noun"] == "issue" else None
            if detail is not None:
                facts["events"] = [event_facts(event) for event in detail.status.live]
        if full:
            note_reveal(workspace, id, reason)
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        if value not in ("", None, []):
            tell(f"{name}: {value}")
