"""A file of typical cases to be chosen and worded outside the program: proposals written, choices read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.domain.words.text import tidy, tidy_text
from gridtui.interchange.reports.facts import TypicalCase
from gridtui.words import mark, tr

MAX_FILE = 1 << 20
"""Bytes of a file that is read."""

_INTRODUCTION = (
    mark("典型案例：要用的把 keep 改成 true，标题和正文照自己的话改；文中的姓名和号码写进报表时会打码。"),
    mark("改好后：gridtui report 期间 --cases 这个文件"),
)
_UNREADABLE = mark("案例文件 {name} 读不出来")
_NO_CASES = mark("案例文件 {name} 写得不对：{why}")
_OTHER_PERIOD = mark("案例文件 {name} 是 {period} 的，不是这一期的")


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """One case of a file: the number of its issue, whether it is kept, and its words."""

    issue: str
    keep: bool
    title: str
    text: str


def write_choices(path: Path, period: str, cases: Iterable[TypicalCase]) -> int:
    """Write cases with what is known of them, those chosen already marked; return how many. ``OSError``."""
    document = tomlkit.document()
    for line in _INTRODUCTION:
        document.add(tomlkit.comment(tr(line)))
    document.add("period", tomlkit.item(period))
    tables = tomlkit.aot()
    for case in cases:
        table = tomlkit.table()
        reasons = "、".join(tr(reason.label) for reason in case.reasons)
        about = " · ".join(filter(None, (reasons, case.grid, case.category)))
        if about:
            table.add(tomlkit.comment(about))
        table.add("issue", case.number)
        table.add("keep", case.id is not None)
        table.add("title", case.title)
        table.add("text", tomlkit.string("\n".join(case.paragraphs), multiline=True))
        tables.append(table)
    if len(tables):
        document.add("case", tables)
    path.write_text(tomlkit.dumps(document), encoding="utf-8", newline="\n")
    return len(tables)


def read_choices(path: Path, period: str) -> list[CaseChoice]:
    """Return the cases of a file; ``RuleBroken`` where it cannot be read, or is of another period."""
    try:
        with path.open("rb") as file:
            body = file.read(MAX_FILE)
        found = tomllib.loads(body.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise RuleBroken(Problem(_UNREADABLE, "cases", values={"name": path.name})) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _wrong(path, tr("引号、方括号要成对，正文放在三个引号里")) from error
    if found.get("period", period) != period:
        values: dict[str, object] = {"name": path.name, "period": str(found["period"])}
        raise RuleBroken(Problem(_OTHER_PERIOD, "cases", values=values))
    cases = found.get("case", [])
    if not isinstance(cases, list) or not all(isinstance(each, dict) for each in cases):
        raise _wrong(path, tr("每个案例要写在 [[case]] 下面"))
    return [_choice(path, each) for each in cases]


def _choice(path: Path, table: dict[str, object]) -> CaseChoice:
    issue, keep = table.get("issue"), table.get("keep", False)
    title, text = table.get("title", ""), table.get("text", "")
    if not isinstance(issue, str) or not isinstance(keep, bool):
        raise _wrong(path, tr("issue 是加引号的编号，keep 是 true 或 false"))
    if not isinstance(title, str) or not isinstance(text, str):
        raise _wrong(path, tr("title 和 text 要加引号"))
    return CaseChoice(tidy(issue), keep, tidy(title), tidy_text(text))


def _wrong(path: Path, why: str) -> RuleBroken:
    return RuleBroken(Problem(_NO_CASES, "cases", values={"name": path.name, "why": why}))


def with_chosen(chosen: Sequence[TypicalCase], proposed: Sequence[TypicalCase]) -> list[TypicalCase]:
    """Return the chosen cases, then those proposed that were not chosen."""
    there: set[RecordId] = {case.issue_id for case in chosen}
    return [*chosen, *(case for case in proposed if case.issue_id not in there)]
