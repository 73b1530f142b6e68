"""A line of the burden register 社区事务准入: an office asked for a form or a matter."""

from __future__ import annotations

from datetime import date

from gridtui.domain.words.draft import Draft, early_date_problems, number_problems, past_date_problems
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.words import mark

MOST_MINUTES = 100_000


class Listed(Vocabulary):
    """Whether what was asked for is on the list of items; empty where nobody has looked."""

    YES = "yes", mark("清单内"), "是", "在清单内", "有"
    NO = "no", mark("清单外"), "否", "不在清单内", "无"


class FormRequestDraft(Draft):
    """A request as somebody typed it, or as it follows from a form that was filled here."""

    org_id: bytes | None = None
    asked_by: str = ""
    matter: str = ""
    asked_on: date | None = None
    due_on: date | None = None
    handed_on: date | None = None
    listed: str = ""
    item: str = ""
    minutes: int | None = None
    cells: int | None = None
    same_cells: int | None = None
    form: str = ""
    note: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [] if self.matter else [Problem(mark("请填写要的是什么表、什么事"), "matter")]
        found += Listed.problems_of(self.listed, "listed")
        if self.item and self.listed == Listed.NO:
            found.append(Problem(mark("选了清单事项，就不是清单外的"), "listed"))
        found += early_date_problems(self.due_on, "due_on")
        for name, value, sentence in (
            ("due_on", self.due_on, mark("要求交表的日期早于要表的日期")),
            ("handed_on", self.handed_on, mark("交表的日期早于要表的日期")),
        ):
            if self.asked_on is not None and value is not None and value < self.asked_on:
                found.append(Problem(sentence, name))
        found += number_problems(self.minutes, "minutes", 0, MOST_MINUTES)
        if self.cells is not None and self.same_cells is not None and self.same_cells > self.cells:
            found.append(Problem(mark("相同的格数比填写的还多"), "same_cells"))
        return found

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, seen on ``today``."""
        return [
            *past_date_problems(self.asked_on, "asked_on", today),
            *past_date_problems(self.handed_on, "handed_on", today),
        ]

    @property
    def settled(self) -> str:
        """Whether it is on the list: an item says that it is."""
        return Listed.YES.value if self.item else self.listed
