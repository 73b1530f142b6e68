"""The form of one limit: how long a stage may take, and for a new one what it applies to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_states import TimeUnit
from gridtui.domain.issues.issue_walk import LONGEST
from gridtui.domain.issues.limits import Limit, Stage
from gridtui.domain.issues.whistle import Purpose
from gridtui.domain.people.visit import VisitKind
from gridtui.domain.words.draft import SHORT
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.numbers import typed_number
from gridtui.domain.words.problems import Problem
from gridtui.queries.issues.categories import CategoryRow, suggest_categories
from gridtui.ui.gateway import gateway_of
from gridtui.ui.kept_form import KeptFormScreen
from gridtui.ui.kit.field_specs import FieldSpec, Suggestion
from gridtui.ui.kit.form import Form
from gridtui.usecases.limits import set_limit
from gridtui.words import mark, tr

AREA = mark("期限")

_NATURES = {Stage.WHISTLE_REPORT: Purpose, Stage.VISIT: VisitKind}
"""Stages whose nature is no nature of an issue."""

_OF_ISSUES = (
    Stage.ACCEPT, Stage.HANDLE, Stage.VERIFY, Stage.CALLBACK, Stage.TOTAL, Stage.FIRST_RESPONSE,
    Stage.EXTENSION,
)  # fmt: skip
"""Stages that may have a limit of their own for a nature, a category, a level."""

_LEVELS = tuple((str(int(level)), level.label) for level in Level if level <= Level.BRANCH)


class LimitScreen(KeptFormScreen):
    """Changes one limit; without one it takes down a limit for a nature, a category or a level."""

    TITLE = AREA

    def __init__(self, limit: Limit | None, categories: Sequence[CategoryRow]) -> None:
        super().__init__()
        self.limit = limit
        self._categories = list(categories)

    def compose_body(self) -> ComposeResult:
        """Show what is in force, or empty fields."""
        limit = self.limit
        values: dict[str, object] = {"unit": TimeUnit.WORK_DAY.value}
        if limit is not None:
            values = {"amount": str(limit.amount), "unit": limit.unit.value, "amber": str(limit.amber or ""),
                      "note": limit.note}  # fmt: skip
        fields = FIELDS if limit is not None else (*self._place_fields(), *FIELDS)
        yield Form(fields, values, id="limit-form")

    def on_mount(self) -> None:
        """Begin with the number, a new one with its stage."""
        if self.limit is not None:
            self.title = self.limit.stage.label
            self.filter_words = where_words(self.limit, {row.code: row.name for row in self._categories})
        else:
            self.title = mark("新增期限")
        self.form.focus_field()
        self.run_worker(self.offer_draft(), group="offer")

    @property
    def draft_key(self) -> str:
        """The name under which the draft is kept."""
        return "limit:" + (key_of(self.limit).decode() if self.limit else "new")

    async def store(self, values: dict[str, object]) -> None:
        """Put the limit in force."""
        amber = str(values["amber"] or "")
        changed = replace(
            self.limit or self._placed(values),
            amount=typed_number(str(values["amount"])) or 0,
            unit=TimeUnit(str(values["unit"])),
            amber=typed_number(amber) if amber else None,
            note=str(values["note"] or ""),
            shipped=False,
        )
        differs = await gateway_of(self).write(Intent.SET_LIMITS, set_limit, changed, form=self.draft_key)
        self.writing = False
        self.close(tr("期限已改，未办结的都重新算了，Ctrl+Z 撤销") if differs else tr("期限没有改动"))

    def _placed(self, values: dict[str, object]) -> Limit:
        """Return what a new limit applies to."""
        stage, level = Stage(str(values["stage"])), typed_number(str(values["level"] or "0")) or 0
        nature, category = str(values["nature"] or ""), str(values["category"] or "")
        return Limit(stage, 0, TimeUnit.DAY, nature=nature, category=category, level=level)

    def _place_fields(self) -> tuple[FieldSpec, ...]:
        stages = tuple((stage.value, stage.label) for stage in _OF_ISSUES)
        any_of_it = mark("不选就是全部")
        return (
            FieldSpec(name="stage", title=mark("环节"), kind="choice", required=True, choices=stages),
            FieldSpec(name="nature", title=mark("性质"), kind="choice", choices=IssueNature.choices(),
                      hint=any_of_it),
            FieldSpec(name="category", title=mark("类别"), kind="suggest", suggest=self._offer, width=30,
                      hint=mark("编码、名称或拼音首字母；不写就是全部")),
            FieldSpec(name="level", title=mark("层级"), kind="choice", choices=_LEVELS, hint=any_of_it),
        )  # fmt: skip

    def _offer(self, typed: str) -> list[Suggestion]:
        rows = suggest_categories(self._categories, typed) if typed.strip() else []
        return [Suggestion(row.code, row.name, row.code) for row in rows]


def key_of(limit: Limit) -> bytes:
    """Return what tells a limit from every other."""
    return f"{limit.stage.value}/{limit.nature}/{limit.category}/{limit.level}".encode()


def where_words(limit: Limit, categories: dict[str, str]) -> str:
    """Return what a limit applies to, in words; ``categories`` is code → name."""
    natures = _NATURES.get(limit.stage, IssueNature)
    nature = tr(natures.label_of(limit.nature)) if limit.nature else ""
    category = categories.get(limit.category, limit.category)
    level = tr(Level(limit.level).label) if limit.level in set(Level) else ""
    return " ".join(part for part in (nature, category, level) if part) or tr("全部")


def _number_problems(text: str) -> list[Problem]:
    if 1 <= (typed_number(text) or 0) <= LONGEST:
        return []
    return [Problem(mark("应在 {low} 到 {high} 之间"), values={"low": 1, "high": LONGEST})]


FIELDS = (
    FieldSpec(name="amount", title=mark("期限"), required=True, width=8, check=_number_problems),
    FieldSpec(name="unit", title=mark("单位"), kind="choice", required=True, choices=TimeUnit.choices()),
    FieldSpec(name="amber", title=mark("预警"), width=8, check=_number_problems,
              hint=mark("过了多少就预警；空着就是期限的 80%")),
    FieldSpec(name="note", title=mark("说明"), prose=True, max_length=SHORT,
              hint=mark("依据哪个文件，可以不写")),
)  # fmt: skip
