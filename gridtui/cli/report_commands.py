"""The command that writes the monthly and quarterly report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gridtui.cli.context import Options, as_json, command, print_json, tell
from gridtui.cli.file_commands import chosen_grid
from gridtui.cli.outputs import FILE, force
from gridtui.cli.said import option
from gridtui.domain.words.periods import Period, Span, read_period
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.words import mark, tr

if TYPE_CHECKING:
    from gridtui.interchange.reports.facts import ReportFacts
    from gridtui.storage.workspace import Workspace

_HELP = mark(
    "月报和季报：写成 Word、PDF 或网页；不写文件就念在屏幕上\n\n"
    "典型案例先用 --propose 提出来，在文件里选好改好，再用 --cases 读回来。\n\n"
    "只写 --template 不写期间，就检查这个模板。"
)
_WRITTEN = mark("{title}已写好：{path}")


@command(
    option("--month", default="", metavar="MONTH", help=mark("月报：哪个月，如 2026-05")),
    option("--quarter", default="", metavar="QUARTER", help=mark("季报：哪个季度，如 2026-Q2")),
    option("--grid", default="", metavar="CODE", help=mark("只报这个网格：编码或名称")),
    option("--docx", type=FILE, default=None, metavar="FILE", help=mark("写成 Word")),
    option("--pdf", type=FILE, default=None, metavar="FILE", help=mark("写成 PDF，要装 gridtui[pdf]")),
    option("--html", type=FILE, default=None, metavar="FILE", help=mark("写成一个网页文件")),
    option("--template", type=FILE, default=None, metavar="FILE", help=mark("用自己的 Word 模板")),
    option("--propose", type=FILE, default=None, metavar="FILE", help=mark("把可选的典型案例写到这个文件")),
    option("--cases", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
           help=mark("从这个文件读回选好的典型案例")),
    force,
    as_json,
    name="report",
    help=_HELP,
)  # fmt: skip
def report(
    options: Options,
    month: str,
    quarter: str,
    grid: str,
    docx: Path | None,
    pdf: Path | None,
    html: Path | None,
    template: Path | None,
    propose: Path | None,
    cases: Path | None,
    as_json: bool,
) -> None:
    """Read one report and write it wherever it is asked for."""
    if template is not None and not month and not quarter:
        _check_template(template, as_json)
        return
    period = _period(month, quarter)
    wanted = ((docx, ".docx"), (pdf, ".pdf"), (html, ".html"))
    files = [_ending(path, suffix) for path, suffix in wanted if path]
    own = template or options.report_template() if docx else None
    _refuse_early(files, own)
    with options.open(writing=cases is not None) as workspace:
        with workspace.read() as connection:
            grid_id = chosen_grid(connection, grid)
        if cases is not None:
            _take_in(workspace, period, cases)
        if propose is not None:
            _propose(workspace, period, grid_id, propose, quiet=as_json)
        _write(workspace, period, grid_id, files, own, quiet=as_json, told=bool(propose or cases))


def _write(
    workspace: Workspace,
    period: Period,
    grid_id: bytes | None,
    files: list[Path],
    template: Path | None,
    *,
    quiet: bool,
    told: bool,
) -> None:
    from gridtui.interchange.reports.asking import asked_by
    from gridtui.interchange.reports.reading import read_report
    from gridtui.interchange.reports.telling import report_title
    from gridtui.interchange.reports.writing import write_report

    with workspace.read() as connection:
        facts = read_report(connection, asked_by(workspace, period, grid_id))
    for path in files:
        write_report(workspace, facts, path, template if path.suffix.lower() == ".docx" else None)
        if not quiet:
            tell(tr(_WRITTEN, title=report_title(facts), path=path))
    if quiet:
        print_json(_document(facts, files))
    elif not files and not told:
        _say(facts)
    if not facts.cases and not quiet and (files or not told):
        # Read on the screen it may go through a pipe, in which only the report belongs.
        tell(tr("没有选定典型案例；用 --propose 提出来，选好再用 --cases 读回来"), err=not files)


def _refuse_early(files: list[Path], template: Path | None) -> None:
    """Refuse before the passphrase is asked for and anything is counted."""
    from gridtui.interchange.reports.writing import refuse_report

    for path in files:
        refuse_report(path, template if path.suffix.lower() == ".docx" else None)


def _period(month: str, quarter: str) -> Period:
    if bool(month) == bool(quarter):
        raise RuleBroken(Problem(mark("请写明是哪一期：--month 2026-05，或 --quarter 2026-Q2"), "period"))
    found = read_period(month or quarter)
    if found is None or found.span is not (Span.MONTH if month else Span.QUARTER):
        text = mark("看不懂期间“{text}”：月份写成 2026-05，季度写成 2026-Q2")
        raise RuleBroken(Problem(text, "period", values={"text": month or quarter}))
    return found


def _ending(path: Path, suffix: str) -> Path:
    if path.suffix.lower() != suffix:
        text = mark("文件名 {name} 要以 {suffix} 结尾")
        raise RuleBroken(Problem(text, "output", values={"name": path.name, "suffix": suffix}))
    return path


def _check_template(template: Path, quiet: bool) -> None:
    from gridtui.interchange.reports.template_check import refuse_bad_template

    refuse_bad_template(template)
    if quiet:
        print_json({"template": str(template), "problems": []})
    else:
        tell(tr("模板可以用：{path}", path=template))


def _propose(workspace: Workspace, period: Period, grid_id: bytes | None, path: Path, *, quiet: bool) -> None:
    from gridtui.insight.hot_issues import HotIssues
    from gridtui.interchange.handing_out import hand_out
    from gridtui.interchange.reports.asking import asked_by
    from gridtui.interchange.reports.case_file import with_chosen, write_choices
    from gridtui.interchange.reports.cases import MOST_GROUPS, chosen_texts, propose_cases

    asked = asked_by(workspace, period, grid_id)
    with workspace.read() as connection:
        groups = HotIssues().groups(connection, asked.now, limit=MOST_GROUPS)
        found = with_chosen(chosen_texts(connection, asked), propose_cases(connection, asked, groups))
    count = hand_out(
        workspace,
        path,
        lambda part: write_choices(part, period.code, found),
        kind="report.cases",
        how="masked",
    )
    if not quiet:
        tell(tr("可选的典型案例 {n} 件，已写到 {path}", n=count, path=path))


def _take_in(workspace: Workspace, period: Period, path: Path) -> None:
    from gridtui.interchange.reports.case_file import read_choices
    from gridtui.interchange.reports.choosing import take_in_choices

    kept = take_in_choices(workspace, period, read_choices(path, period.code))
    tell(tr("已选定典型案例 {n} 件", n=kept), err=True)


def _say(facts: ReportFacts) -> None:
    from gridtui.interchange.reports.telling import report_text

    text = report_text(facts)
    for line in (text.title, *text.lines):
        tell(line)
    for section in text.sections:
        tell(f"\n{section.heading}")
        for paragraph in section.paragraphs:
            tell(paragraph)
        for case in section.cases:
            tell(f"{case.title}（{case.facts}）" if case.facts else case.title)
            for paragraph in case.paragraphs:
                tell(f"  {paragraph}")


def _document(facts: ReportFacts, files: list[Path]) -> dict[str, object]:
    """Return the report as one JSON document: its fields, without pictures."""
    from gridtui.interchange.reports.filling import field_values
    from gridtui.interchange.reports.telling import report_text

    values = field_values(facts, report_text(facts), {})
    shown = {name: value for name, value in values.items() if name not in ("charts", "pictures")}
    return {"period": facts.period.code, "files": [str(path) for path in files], "report": shown}
