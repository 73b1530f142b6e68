"""What is read of a change by whoever follows its chain: what its hash is made of, and the hash itself."""

from __future__ import annotations

from typing import Any

from sqlmodel import col

from gridtui.storage.log.fields import LOGGED_PARTS
from gridtui.storage.log.log_tables import Change, Step

LINK: tuple[Any, ...] = (
    col(Change.seq),
    col(Change.before),
    col(Change.hash),
    col(Change.stamp),
    col(Change.kind),
    col(Change.noun),
    col(Change.record),
    col(Change.bases),
    col(Change.missing),
)
"""Of the change itself, without its parts."""

STEP_HEAD: tuple[Any, ...] = (col(Step.id), col(Step.actor_id), col(Step.level), col(Step.schema_version))
"""Of the step that it belongs to."""

BODIES: tuple[Any, ...] = tuple(col(getattr(Change, part.value)) for part in LOGGED_PARTS)
"""Its parts, each with its salt."""
