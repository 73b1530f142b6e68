"""Reading the names of residents, so that none is left in a text that goes out."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log.history import chunks
from gridtui.storage.tables import Assignment, Issue, Operator, Resident


def names_to_mask(connection: Connection, issue_ids: Sequence[RecordId] = ()) -> set[str]:
    """Return every name of a resident, and of who reported these issues; not of those who serve.

    Who serves is named on paper, and a resident of the same name is then not told apart.
    """
    names = set(connection.execute(sa.select(col(Resident.name)).distinct()).scalars())
    for some in chunks(list(issue_ids)):
        reporters = sa.select(col(Issue.reporter_name)).where(col(Issue.id).in_(some))
        names.update(connection.execute(reporters).scalars())
    serving = set(connection.execute(sa.select(col(Operator.name))).scalars())
    posts = sa.select(col(Assignment.person_name)).where(col(Assignment.deleted).is_(False)).distinct()
    serving.update(connection.execute(posts).scalars())
    return names - serving - {""}
