"""A store whose desk was moved elsewhere: it is never written again, and says where its desk went."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.problems import RuleBroken
from gridtui.domain.words.store_addresses import moved_problem
from gridtui.storage.log.log_tables import Meta

MOVED_TO = "moved_to"
"""The fact about a retired store: where its desk went, without any password."""


def refuse_retired(connection: Connection) -> None:
    """Refuse to write in a store whose desk was moved away, also while it was open here."""
    place = connection.execute(_PLACE).scalar()
    if place is not None:
        raise RuleBroken(moved_problem(place))


_PLACE = sa.select(col(Meta.value)).where(col(Meta.key) == MOVED_TO)
