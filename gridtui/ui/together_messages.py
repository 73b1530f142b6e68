"""Requests to open a place of working together 共治."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridtui.ui.messages import OpenRequest

if TYPE_CHECKING:
    from gridtui.queries.together.records import RecordFilter


@dataclass
class OpenRecords(OpenRequest):
    """Show a register of working together 共治; ``where`` is an attribute and the record it must refer to.

    ``rows`` narrows it to the records behind a figure.
    """

    noun: str
    where: tuple[str, bytes] | None = None
    rows: RecordFilter | None = None


@dataclass
class OpenRecord(OpenRequest):
    """Show one record of working together."""

    noun: str
    record_id: bytes


@dataclass
class OpenPromiseChain(OpenRequest):
    """Show the promise chain 承诺链 that a record, or an issue, stands in."""

    noun: str
    record_id: bytes


@dataclass
class OpenLooseEnds(OpenRequest):
    """Show the late links and dead ends of promise chains."""


@dataclass
class OpenMatches(OpenRequest):
    """Show the resources that may meet a demand."""

    demand_id: bytes


@dataclass
class OpenSignIn(OpenRequest):
    """Sign people in at an activity."""

    activity_id: bytes


@dataclass
class OpenTogetherFigures(OpenRequest):
    """Show the source's own figures of a year."""
