"""Typical cases 典型案例 of a report: issues a person chose for a period, told in that person's words."""

from __future__ import annotations

from typing import ClassVar

from gridtui.domain.words.draft import Draft
from gridtui.domain.words.periods import read_period
from gridtui.domain.words.problems import Problem
from gridtui.words import mark

LONGEST_TITLE, LONGEST_CASE = 60, 4_000
"""Characters: a heading on one line of A4, and a text of about two pages."""


class CaseDraft(Draft):
    """A case as it is written; ``period`` is ``2026-05`` or ``2026-Q2``, ``place`` its order there."""

    long_fields: ClassVar[frozenset[str]] = frozenset({"text"})

    org_id: bytes | None = None
    period: str = ""
    issue_id: bytes | None = None
    place: int = 0
    title: str = ""
    text: str = ""
    author_name: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = []
        if not self.title:
            found.append(Problem(mark("请给案例起个标题"), "title"))
        for name, longest in (("title", LONGEST_TITLE), ("text", LONGEST_CASE)):
            if len(getattr(self, name)) > longest:
                found.append(Problem(mark("太长了，最多 {n} 字"), name, values={"n": longest}))
        if not self.text:
            found.append(Problem(mark("案例还是空的：写清什么事、怎么办的、结果怎样"), "text"))
        if read_period(self.period) is None:
            found.append(Problem(mark("没有写明是哪个月、哪个季度的报表"), "period"))
        if self.issue_id is None:
            found.append(Problem(mark("没有写明是哪件诉求"), "issue_id"))
        return found
