"""The forms of organisations, grids, courtyards and buildings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from gridtui.domain.changes.actors import Level
from gridtui.domain.places.building import MOST_FLOORS, BuildingDraft
from gridtui.domain.places.door_numbers import next_label, plain_label, usual_name
from gridtui.domain.places.grid import CourtyardDraft, GridDraft
from gridtui.domain.places.organisation import OrgDraft
from gridtui.domain.words.identifiers import division_code_problems
from gridtui.domain.words.intents import Intent
from gridtui.domain.words.problems import Problem, Severity
from gridtui.queries.places.buildings import BuildingDetail, building_detail, buildings_by_label
from gridtui.queries.places.courtyards import courtyard_draft
from gridtui.queries.places.grids import grid_draft, grids_with_code, org_draft
from gridtui.ui.building_words import building_words
from gridtui.ui.screens.upkeep.door_words import check_rule, rule_of, rule_words
from gridtui.ui.screens.upkeep.noun_form import NounForm, Values, number_of, numeric
from gridtui.usecases import courtyards, places
from gridtui.usecases.doors import add_building_with_doors
from gridtui.words import mark

EARLIEST_YEAR, LATEST_YEAR = 1800, 2200


class OrgForm(NounForm):
    """An organisation of the tree."""

    NOUN = "org"
    NEW = mark("新建组织")
    EDIT = mark("修改组织")
    RECORD_NOUNS = {"parent_id": "org"}
    draft: OrgDraft = OrgDraft()

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check the division code."""
        return {"division_code": division_code_problems}

    def known(self) -> dict[str, object] | None:
        """Return the organisation's values."""
        assert self.record_id is not None
        draft = self.gateway.read_now(org_draft, self.record_id)
        if draft is None:
            return None
        self.draft = draft
        return {
            **dict(draft),
            "level": str(draft.level),
            "parent_id": self.offers.known("org", draft.parent_id),
        }

    def beginning(self) -> dict[str, object]:
        """Begin below the parent."""
        return {"level": str(int(Level.BRANCH)), "parent_id": self.offers.known("org", self.parent_id)}

    def title(self) -> str:
        """Return the name."""
        return self.draft.name

    async def save(self, values: Values) -> str:
        """Save the organisation."""
        names = ("name", "short_name", "division_code", "parent_id", "external_ids")
        said = {**self.draft_values(values, names), "level": int(values["level"] or Level.BRANCH)}
        draft = OrgDraft.model_validate({**dict(self.draft), **said})
        if self.record_id is None:
            await self.gateway.write(Intent.ADD_ORG, places.add_org, draft, form=self.draft_key)
        else:
            await self.gateway.write(
                Intent.EDIT_ORG, places.edit_org, self.record_id, draft, form=self.draft_key
            )
        return draft.name

    async def next_values(self) -> dict[str, object]:
        """Stay below the same parent."""
        return {"level": self.raw("level"), "parent_id": self.offers.known("org", self.parent_id)}


class GridForm(NounForm):
    """A grid."""

    NOUN = "grid"
    NEW = mark("新建网格")
    EDIT = mark("修改网格")
    RECORD_NOUNS = {"org_id": "org", "branch_id": "org"}
    NAMES: ClassVar = (
        "name", "code", "org_id", "branch_id", "boundary", "external_ids", "size_note", "closed_on"
    )  # fmt: skip
    draft: GridDraft = GridDraft()

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Warn of an unusual code, and of one that another grid has."""
        return {"code": self._check_code}

    def known(self) -> dict[str, object] | None:
        """Return the grid's values."""
        assert self.record_id is not None
        draft = self.gateway.read_now(grid_draft, self.record_id)
        if draft is None:
            return None
        self.draft = draft
        return {**dict(draft), **{name: self.offers.known("org", getattr(draft, name))
                                  for name in self.RECORD_NOUNS}}  # fmt: skip

    def beginning(self) -> dict[str, object]:
        """Begin in the parent's organisation, else the desk's own, covered by the desk's branch."""
        desk = self.gateway.workspace.desk
        branch = desk.org_id if desk.level == Level.BRANCH else None
        return {"org_id": self.offers.known("org", self.parent_id or desk.org_id),
                "branch_id": self.offers.known("org", branch)}  # fmt: skip

    def title(self) -> str:
        """Return the name."""
        return self.draft.name

    async def save(self, values: Values) -> str:
        """Save the grid."""
        said = self.draft_values(values, self.NAMES)
        draft = GridDraft.model_validate({**dict(self.draft), **said})
        if self.record_id is None:
            await self.gateway.write(Intent.ADD_GRID, places.add_grid, draft, form=self.draft_key)
        else:
            await self.gateway.write(
                Intent.EDIT_GRID, places.edit_grid, self.record_id, draft, form=self.draft_key
            )
        return draft.name

    def _check_code(self, text: str) -> list[Problem]:
        unusual = GridDraft(name="-", code=text).value_problems()
        others = [name for id, name in self.gateway.read_now(grids_with_code, text) or ()
                  if id != self.record_id]  # fmt: skip
        if others:
            words = mark("{name} 也是这个编码，请核对；仍可保存")
            return [Problem(words, "code", Severity.WARNING, {"name": others[0]})]
        return [problem for problem in unusual if problem.field == "code"]


class CourtyardForm(NounForm):
    """A courtyard or residents' group."""

    NOUN = "courtyard"
    NEW = mark("新建庭院")
    EDIT = mark("修改庭院")
    RECORD_NOUNS = {"grid_id": "grid", "org_id": "org"}
    NAMES: ClassVar = ("name", "grid_id", "org_id")
    draft: CourtyardDraft = CourtyardDraft()

    def known(self) -> dict[str, object] | None:
        """Return the courtyard's values."""
        assert self.record_id is not None
        draft = self.gateway.read_now(courtyard_draft, self.record_id)
        if draft is None:
            return None
        self.draft = draft
        return {**dict(draft), **{name: self.offers.known(noun, getattr(draft, name))
                                  for name, noun in self.RECORD_NOUNS.items()}}  # fmt: skip

    def beginning(self) -> dict[str, object]:
        """Begin in the parent's grid."""
        return {"grid_id": self.offers.known("grid", self.parent_id)}

    def title(self) -> str:
        """Return the name."""
        return self.draft.name

    async def save(self, values: Values) -> str:
        """Save the courtyard."""
        said = self.draft_values(values, self.NAMES)
        draft = CourtyardDraft.model_validate({**dict(self.draft), **said})
        if self.record_id is None:
            await self.gateway.write(
                Intent.ADD_COURTYARD, courtyards.add_courtyard, draft, form=self.draft_key
            )
        else:
            await self.gateway.write(
                Intent.EDIT_COURTYARD, courtyards.edit_courtyard, self.record_id, draft, form=self.draft_key
            )
        return draft.name


class BuildingForm(NounForm):
    """A building, a new one with its doors; after saving, the next label stands there."""

    NOUN = "building"
    NEW = mark("新建楼栋")
    EDIT = mark("修改楼栋")
    RECORD_NOUNS = {"grid_id": "grid", "courtyard_id": "courtyard"}
    NAMES: ClassVar = ("grid_id", "courtyard_id", "label", "name", "kind", "address", "external_ids", "note")
    detail: BuildingDetail | None = None
    _saved_label = ""

    def checks(self) -> dict[str, Callable[[str], list[Problem]]]:
        """Check label, floors and year."""
        return {"label": self._check_label, "doors": check_rule, "floors": numeric("floors", 1, MOST_FLOORS),
                "built_year": numeric("built_year", EARLIEST_YEAR, LATEST_YEAR)}  # fmt: skip

    def known(self) -> dict[str, object] | None:
        """Return the building's values."""
        assert self.record_id is not None
        self.detail = self.gateway.read_now(building_detail, self.record_id)
        if self.detail is None:
            return None
        draft = self.detail.draft
        return {**dict(draft), **{name: self.offers.known(noun, getattr(draft, name))
                                  for name, noun in self.RECORD_NOUNS.items()}}  # fmt: skip

    def beginning(self) -> dict[str, object]:
        """Begin in the parent's grid."""
        return {"grid_id": self.offers.known("grid", self.parent_id)}

    def title(self) -> str:
        """Return the name."""
        return building_words(self.detail.draft.name, self.detail.draft.label) if self.detail else ""

    async def save(self, values: Values) -> str:
        """Save the building."""
        said: dict[str, Any] = self.draft_values(values, self.NAMES)
        said |= {"floors": number_of(values["floors"]), "built_year": number_of(values["built_year"])}
        label = self._saved_label = plain_label(said["label"])
        said |= {"label": label, "name": said["name"] or usual_name(label)}
        base = dict(self.detail.draft) if self.detail else {}
        draft = BuildingDraft.model_validate({**base, **said})
        if self.record_id is None:
            rule = rule_of(str(values["doors"] or ""))
            await self.gateway.write(
                Intent.ADD_BUILDING, add_building_with_doors, draft, rule, form=self.draft_key
            )
        else:
            await self.gateway.write(
                Intent.EDIT_BUILDING, places.edit_building, self.record_id, draft, form=self.draft_key
            )
        return building_words(draft.name, draft.label)

    async def follow(self, name: str, raw: str) -> None:
        """Say how many doors the rule makes."""
        words = rule_words(raw) if name == "doors" else ""
        if words and self.form is not None:
            self.form.say(name, words)

    async def next_values(self) -> dict[str, object]:
        """Go on with the next label."""
        return {"label": next_label(self._saved_label)}

    def _check_label(self, text: str) -> list[Problem]:
        label = plain_label(text)
        wrong = BuildingDraft(label=label).value_problems()
        if wrong:
            return wrong
        there = self.gateway.read_now(buildings_by_label, label) or ()
        if any(id != self.record_id for id in there):
            return [Problem(mark("已经有 {label} 栋，请看看是不是同一栋"), "label", Severity.WARNING,
                            {"label": label})]  # fmt: skip
        return []
