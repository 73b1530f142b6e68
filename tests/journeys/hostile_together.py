"""Records of working together in which every text is the given one, as far as their rules take it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.drafts import draft_class
from gridtui.domain.together.nouns import Kind
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.changes import UnitOfWork
from gridtui.usecases.together import records

TODAY = date(2026, 11, 24)
SHOWN = ("demand", "activity", "project", "deliberation", "mediation", "property_company", "facility")
"""Nouns whose records are opened one by one."""
LEFT_OUT = {"claim": "wish_id", "decision": "meeting_id"}
"""Of two records that exclude each other, the one that is not named."""


def furnish_together(unit: UnitOfWork, text: str, known: dict[str, bytes]) -> dict[str, bytes]:
    """Write one record of every noun whose rules take the text; returns them by noun."""
    made = dict(known)
    for noun in NOUNS:
        values: dict[str, Any] = {}
        for each in noun.attributes:
            if each.kind is Kind.RECORD and each.name != LEFT_OUT.get(noun.name):
                values[each.name] = made.get(each.refers)
            elif each.kind in (Kind.TEXT, Kind.LONG):
                values[each.name] = text if each.kind is Kind.LONG else text[:100]
            elif each.required:
                values[each.name] = TODAY if each.kind is Kind.DATE else each.low or 1
        if noun.name == "opinion":
            values["by_wish"] = True
        with suppress(RuleBroken):
            made[noun.name] = records.add(unit, draft_class(noun.name).model_validate(values))
    return made
