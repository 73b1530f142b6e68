"""Noun → its form."""

from __future__ import annotations

from typing import Final

from gridtui.ui.screens.upkeep.declared import DECLARED_FORMS
from gridtui.ui.screens.upkeep.households import HouseholdForm
from gridtui.ui.screens.upkeep.leaving import DeathForm, MoveOutForm
from gridtui.ui.screens.upkeep.moving import (
    MoveHouseholdForm,
    MoveInForm,
    MovePersonForm,
    SplitHouseholdForm,
)
from gridtui.ui.screens.upkeep.needs import ServiceTagForm
from gridtui.ui.screens.upkeep.noun_form import NounForm
from gridtui.ui.screens.upkeep.places import BuildingForm, CourtyardForm, GridForm, OrgForm
from gridtui.ui.screens.upkeep.posts import AssignmentForm
from gridtui.ui.screens.upkeep.promises import PromiseForm
from gridtui.ui.screens.upkeep.regridding import DoorsForm, SplitForm
from gridtui.ui.screens.upkeep.residents import ResidentForm

FORMS: Final[dict[str, type[NounForm]]] = {
    form.NOUN: form
    for form in (
        OrgForm,
        GridForm,
        SplitForm,
        CourtyardForm,
        BuildingForm,
        DoorsForm,
        HouseholdForm,
        ResidentForm,
        AssignmentForm,
        ServiceTagForm,
        PromiseForm,
        MoveHouseholdForm,
        SplitHouseholdForm,
        MovePersonForm,
        MoveInForm,
        MoveOutForm,
        DeathForm,
    )
} | DECLARED_FORMS
