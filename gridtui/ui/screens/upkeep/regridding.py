"""The forms that reshape what is there: splitting a grid, giving a building its doors by rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.places.address import parse_buildings
from gridtui.domain.places.door_numbers import plain_label
from gridtui.domain.places.grid import GridDraft
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.queries.places.buildings import (
    BuildingFilter,
    BuildingRow,
    building_detail,
    building_doors,
    building_page,
)
from gridtui.queries.places.grid_overview import MOST_TILES
from gridtui.queries.places.grids import grid_draft
from gridtui.ui.building_words import building_words
from gridtui.ui.screens.upkeep.door_words import EXAMPLES, check_rule, rule_of, rule_words
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values
from gridtui.usecases.doors import Generated, generate_doors
from gridtui.usecases.regridding import split_grid
from gridtui.words import mark, tr


class SplitForm(NounForm):
    """Which buildings of a grid, that of ``record_id``, go to a new one; those marked stand there already."""

    NOUN = "split"
    NEW = EDIT = mark("拆分网格")
    _title = ""
    _rows: Sequence[BuildingRow] = ()

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check that the buildings are in the grid."""
        return {"buildings": lambda text: self._named(text)[1]}

    def known(self) -> dict[str, object] | None:
        """Return the marked buildings; None where the grid is gone."""
        assert self.record_id is not None
        grid = self.gateway.read_now(grid_draft, self.record_id)
        if grid is None:
            return None
        self._title = grid.name
        wanted = BuildingFilter(grid_id=self.record_id)
        self._rows = self.gateway.read_now(building_page, wanted, offset=0, limit=MOST_TILES) or ()
        marked = (row.label or row.name for row in self._rows if row.id in self.aim.many)
        return {"buildings": "、".join(marked)}

    def title(self) -> str:
        """Return the name of the grid."""
        return self._title

    async def follow(self, name: str, raw: str) -> None:
        """Say how much goes along."""
        rows, problems = self._named(raw) if name == "buildings" else ([], [])
        if rows and not problems and self.form is not None:
            homes = sum(row.households for row in rows)
            left = len(self._rows) - len(rows)
            words = tr(
                "{buildings} 栋 {homes} 户；留下 {left} 栋", buildings=len(rows), homes=homes, left=left
            )
            self.form.say("buildings", words)

    async def save(self, values: Values) -> str:
        """Split the grid."""
        rows, problems = self._named(str(values["buildings"] or ""))
        if problems:
            raise RuleBroken(problems)
        said = self.draft_values(values, ("name", "code", "boundary"))
        ids: list[RecordId] = [row.id for row in rows]
        draft = GridDraft.model_validate(said)
        await self.gateway.write(
            Intent.SPLIT_GRID, split_grid, self.record_id, ids, draft, form=self.draft_key
        )
        return tr("{name}（{n} 栋）", name=draft.name, n=len(ids))

    def done(self, title: str) -> str:
        """Say which grid was made."""
        return tr("已拆出 {title}，Ctrl+Z 撤销", title=title)

    def _named(self, text: str) -> tuple[list[BuildingRow], list[Problem]]:
        """Return the buildings a text names, and what is wrong with it."""
        found: dict[RecordId, BuildingRow] = {}
        for piece in parse_buildings(text):
            named = [
                row for row in self._rows if piece in (row.label, row.name.upper(), plain_label(row.name))
            ]
            exact = [row for row in named if row.id in self.aim.many] if len(named) > 1 else named
            if len(exact) != 1:
                words = mark("有 {n} 栋都叫 {piece}，请写名称") if exact else mark("这个网格里没有 {piece}")
                return [], [Problem(words, "buildings", values={"piece": piece, "n": len(exact)})]
            found[exact[0].id] = exact[0]
        return list(found.values()), []


class DoorsForm(NounForm):
    """The doors of a building, that of ``record_id``, by a rule in one line; what is there stays."""

    NOUN = "doors"
    NEW = EDIT = mark("生成门牌")
    HELP = EXAMPLES
    _title = ""
    _there: frozenset[tuple[str, str]] = frozenset()
    _made: Generated | None = None

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Say what is not understood."""
        return {"doors": check_rule}

    def known(self) -> dict[str, object] | None:
        """Return an empty line; None where the building is gone."""
        assert self.record_id is not None
        detail = self.gateway.read_now(building_detail, self.record_id)
        if detail is None:
            return None
        self._title = building_words(detail.draft.name, detail.draft.label)
        self._there = self.gateway.read_now(building_doors, self.record_id) or frozenset()
        return {"doors": ""}

    def title(self) -> str:
        """Return what the building is called, and how many doors it has."""
        return tr("{title}，现有 {n} 户门", title=self._title, n=len(self._there))

    async def follow(self, name: str, raw: str) -> None:
        """Say how many doors the rule makes."""
        words = rule_words(raw, self._there)
        if words and self.form is not None:
            self.form.say(name, words)

    async def save(self, values: Values) -> str:
        """Make the doors that are missing."""
        text = str(values["doors"] or "")
        rule = rule_of(text)
        if rule is None:
            raise RuleBroken(check_rule(text))
        self._made = await self.gateway.write(
            Intent.GENERATE_DOORS, generate_doors, self.record_id, rule, form=self.draft_key
        )
        return self._title

    def done(self, title: str) -> str:
        """Say how many doors were made."""
        made = self._made
        if made is None or not made.doors:
            return tr("{title} 的门都已经有了，什么也没有加", title=title)
        return tr("{title} 新增 {n} 户门，Ctrl+Z 撤销", title=title, n=made.doors)

    def renamed(self, problems: Sequence[Problem]) -> list[Problem]:
        """Let everything stand under the one field."""
        return [replace(problem, field="doors") for problem in problems]
