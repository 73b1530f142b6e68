"""Use cases on a suspected pair that is two people, or two households, after all."""

from __future__ import annotations

from collections.abc import Mapping

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.derived.kept_apart import Pair, kept_apart
from gridtui.storage.log.changes import UnitOfWork
from gridtui.storage.log.fields import RecordTable
from gridtui.storage.tables import Household, NotTwins, Resident
from gridtui.usecases.households import door_of
from gridtui.usecases.twins import pair_of

_MODELS: Mapping[str, RecordTable] = {"resident": Resident, "household": Household}


def keep_apart(unit: UnitOfWork, noun: str, one_id: RecordId, other_id: RecordId) -> None:
    """Note that two records, "resident" or "household", are two: the pair is not suspected any more."""
    pair = _pair(unit, noun, one_id, other_id)
    if pair in kept_apart(unit.connection, _MODELS[noun]):
        return
    first, second = sorted(pair)
    values = {"noun": noun, "one_id": first, "other_id": second}
    unit.create(NotTwins, values, scope=unit.desk.org_id)


def take_up_again(unit: UnitOfWork, noun: str, one_id: RecordId, other_id: RecordId) -> None:
    """Forget that two records were found to be two: they are suspected again as far as they are alike."""
    pair = _pair(unit, noun, one_id, other_id)
    unit.set_deleted(NotTwins, kept_apart(unit.connection, _MODELS[noun]).get(pair, []), True)


def _pair(unit: UnitOfWork, noun: str, one_id: RecordId, other_id: RecordId) -> Pair:
    """Return the two as they are shown, once it is sure that both are there; the door is the step's label."""
    one, other = pair_of(unit, _MODELS[noun], one_id, other_id)
    home = one.id if noun == "household" else one.household_id
    unit.label = door_of(unit, home) if home else ""
    return frozenset((one.id, other.id))
