"""Reading who may sign in at an activity: reported-in members and those who came before, and who has."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables import TOGETHER

MOST = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may sign in: a name, the report-in behind it, and the sign-in once there is one."""

    name: str
    unit: str
    report_in_id: RecordId | None
    sign_in_id: RecordId | None

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return (self.report_in_id or b"") + self.name.encode()


def sign_in_list(connection: Connection, activity_id: RecordId) -> list[Candidate]:
    """Return who has signed in and who may, by name; a name stands once."""
    signed, members, activity = (table_of(TOGETHER[noun]) for noun in ("sign_in", "report_in", "activity"))
    here = {
        row.person_name: row
        for row in connection.execute(
            sa.select(signed.c.id, signed.c.person_name, signed.c.report_in_id).where(
                signed.c.activity_id == activity_id, signed.c.deleted.is_(False)
            )
        )
    }
    found = {name: Candidate(name, "", row.report_in_id, row.id) for name, row in here.items()}
    reported = sa.select(members.c.id, members.c.name, members.c.unit_name).where(
        members.c.kind == "member", members.c.deleted.is_(False), members.c.until.is_(None)
    )
    for row in connection.execute(reported.order_by(members.c.num).limit(MOST)):
        mine = here.get(row.name)
        found[row.name] = Candidate(row.name, row.unit_name, row.id, mine.id if mine else None)
    team = sa.select(activity.c.team_id).where(activity.c.id == activity_id).scalar_subquery()
    before = (
        sa.select(signed.c.person_name)
        .join(activity, activity.c.id == signed.c.activity_id)
        .where(activity.c.team_id == team, signed.c.deleted.is_(False), signed.c.person_name != "")
        .distinct()
        .limit(MOST)
    )
    for name in connection.execute(before).scalars():
        found.setdefault(name, Candidate(name, "", None, None))
    return sorted(found.values(), key=lambda each: each.name)
