"""Which records stand for somebody, or for a household, and who of them lives there now."""

from __future__ import annotations

from sqlmodel import col

from gridtui.storage.tables import Household, Resident

OWN_PERSON = (col(Resident.deleted).is_(False), col(Resident.alias_of).is_(None))
"""The record is there and was joined to no other."""

OWN_HOME = (col(Household.deleted).is_(False), col(Household.alias_of).is_(None))
"""The same of a household."""

STAYED = (col(Resident.moved_out_on).is_(None), col(Resident.died_on).is_(None))

LIVING = (*OWN_PERSON, *STAYED)
"""Somebody lives here: known, not gone."""

IN_HOUSEHOLD = col(Resident.household_id) == col(Household.id)

AT_HOME = (IN_HOUSEHOLD, *LIVING)
"""Somebody lives in the household of the row."""
