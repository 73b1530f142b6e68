"""Writing a report in the form that its file's ending names: whole or not at all, noted in the audit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.periods import Period
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.typesetting import refuse_untypeset
from gridtui.interchange.handing_out import hand_out
from gridtui.interchange.reports.asking import asked_by
from gridtui.interchange.reports.facts import ReportFacts
from gridtui.interchange.reports.reading import read_report
from gridtui.interchange.reports.telling import report_title
from gridtui.storage.workspace import Workspace
from gridtui.words import mark, tr

FORMS = (".docx", ".pdf", ".html")

_BAD_FORM = mark("报表只能写成 .docx、.pdf 或 .html，不能写成“{suffix}”")
_NO_TEMPLATE = mark("模板只管 Word；要用它请写成 .docx")


def write_report(workspace: Workspace, facts: ReportFacts, path: Path, template: Path | None = None) -> None:
    """Write a report in the form that its file's ending names; ``template`` is the office's own for Word.

    ``RuleBroken`` says what is wrong with the template, what to install, or why it cannot be written.
    """
    refuse_report(path, template)
    hand_out(
        workspace, path, _writer(workspace, facts, path, template), kind=f"report.{facts.period.code}",
        how="masked",
    )  # fmt: skip


def make_report(
    workspace: Workspace,
    period: Period,
    path: Path,
    *,
    grid_id: RecordId | None = None,
    template: Path | None = None,
) -> str:
    """Read the report of a period and write it; return what is to be said of it.

    ``RuleBroken`` where the period lies ahead, and as ``write_report`` refuses.
    """
    refuse_report(path, template)
    with workspace.read() as connection:
        facts = read_report(connection, asked_by(workspace, period, grid_id))
    write_report(workspace, facts, path, template)
    said = tr("{title}已写好", title=report_title(facts))
    return said if facts.cases else f"{said}\n{tr('没有选定典型案例')}"


def refuse_report(path: Path, template: Path | None = None) -> None:
    """Refuse what can be told before anything is read: the form, the extra, the template."""
    suffix = path.suffix.lower()
    if suffix not in FORMS:
        raise refuse(_BAD_FORM, suffix=path.suffix)
    if suffix == ".pdf":
        refuse_untypeset(".docx")
    if template is not None and suffix == ".docx":
        from gridtui.interchange.reports.template_check import refuse_bad_template

        refuse_bad_template(template)
    elif template is not None:
        raise RuleBroken(Problem(_NO_TEMPLATE, "template"))


def _writer(
    workspace: Workspace, facts: ReportFacts, path: Path, template: Path | None
) -> Callable[[Path], None]:
    """Return what fills a file; the libraries of the other forms are not loaded."""
    suffix, at = path.suffix.lower(), workspace.clock()
    if suffix == ".html":
        from gridtui.interchange.reports.page import write_page

        return lambda part: write_page(facts, part)
    if suffix == ".pdf":
        from gridtui.interchange.reports.pdf import write_pdf

        return lambda part: write_pdf(part, facts, at=at)
    from gridtui.interchange.reports.word import write_word

    return lambda part: write_word(part, facts, template, at=at)
