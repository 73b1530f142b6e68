"""What a form is opened for: the field to be filled, what is known already, what it makes records for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gridtui.domain.changes.ids import RecordId


@dataclass(frozen=True, slots=True)
class Aim:
    """Why a form of upkeep is opened.

    The cursor begins in the field ``at``. ``given`` fills fields of a new record, as raw values. ``many``
    are the records that a new one is made for, one each. ``once`` leaves the form with the first record.
    """

    at: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    many: tuple[RecordId, ...] = ()
    once: bool = False


NO_AIM = Aim()
"""Opened to enter one record after another, or to change one."""
