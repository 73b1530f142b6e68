"""Taking in which typical cases a person chose in a file: kept ones are written, others are left out."""

from __future__ import annotations

from collections.abc import Sequence

from gridtui.domain.issues.typical_case import CaseDraft
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.periods import Period
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.reports.case_file import CaseChoice
from gridtui.queries.issues.issues import find_issue
from gridtui.queries.reports.cases import chosen_cases
from gridtui.storage.workspace import Workspace
from gridtui.usecases.report_cases import drop_case, write_case
from gridtui.words import mark

_NO_ISSUE = mark("没有诉求 {number}")


def take_in_choices(workspace: Workspace, period: Period, choices: Sequence[CaseChoice]) -> int:
    """Write what a file says of each case, in one step; return how many cases are chosen then.

    ``RuleBroken`` with everything that is wrong, and nothing is written.
    """
    problems: list[Problem] = []
    with workspace.write(Intent.WRITE_CASE) as unit:
        there = {
            case.issue_id: case.id
            for case in chosen_cases(unit.connection, workspace.desk.org_id, period.code)
        }
        for choice in choices:
            issue_id = find_issue(unit.connection, choice.issue)
            if issue_id is None:
                problems.append(Problem(_NO_ISSUE, "issue", values={"number": choice.issue}))
                continue
            draft = CaseDraft(period=period.code, issue_id=issue_id, title=choice.title, text=choice.text)
            try:
                if choice.keep:
                    there[issue_id] = write_case(unit, draft)
                elif issue_id in there:
                    drop_case(unit, there.pop(issue_id))
            except RuleBroken as refusal:
                problems += refusal.problems
        if problems:
            raise RuleBroken(problems)
        unit.label = period.code
    return len(there)
