"""After an upgrade: showing what a newer program wrote before, and an older one could only keep and relay."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.log.changes import SCHEMA_VERSION
from gridtui.storage.log.fields import RecordTable, model_of
from gridtui.storage.log.log_tables import Change, Feed, Step
from gridtui.storage.log.outgoing_changes import feed_changes
from gridtui.storage.merge.applying import Applying
from gridtui.storage.merge.judging import NEWER, refusal_of
from gridtui.storage.workspace import Workspace, read_meta, write_meta

UNDERSTOOD = "understood"
"""The fact about a store up to which schema version its tables show what its log says."""


def catch_up(workspace: Workspace) -> None:
    """Show what waited for this version, where the store was last opened by an earlier one."""
    with workspace.read() as connection:
        before = int(read_meta(connection).get(UNDERSTOOD, "1"))
    if before < SCHEMA_VERSION:
        with workspace.writing() as connection:
            show_since(connection, workspace.desk.zone, before)
            write_meta(connection, {UNDERSTOOD: str(SCHEMA_VERSION)})


def show_since(connection: Connection, zone: int, before: int) -> int:
    """Judge and show the changes of schema versions after one; returns how many there were."""
    touched: dict[RecordTable, dict[bytes, None]] = defaultdict(dict)
    count = 0
    newer = (
        sa.select(col(Change.feed_num))
        .join(Step, col(Step.num) == col(Change.step_num))
        .where(col(Step.schema_version) > before)
    )
    feeds = sa.select(col(Feed.num), col(Feed.incarnation), col(Feed.scope)).where(col(Feed.num).in_(newer))
    for num, incarnation, scope in connection.execute(feeds.order_by(col(Feed.num))).all():
        for change in feed_changes(connection, num, (incarnation, scope), 0):
            model = model_of(change.noun)
            if change.step.schema_version <= before or model is None:
                continue
            count += 1
            touched[model][change.record] = None
            waited = sa.update(Change).where(
                col(Change.feed_num) == num, col(Change.seq) == change.seq, col(Change.refused) == NEWER
            )
            connection.execute(waited.values(refused=refusal_of(change, None)))
    applying = Applying(connection, zone)
    for model, records in touched.items():
        applying.project(model, list(records))
    applying.refresh()
    return count
