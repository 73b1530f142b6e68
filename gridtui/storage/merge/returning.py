"""Records that come back into a scope where others went on writing: what was said there counts again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from gridtui.storage.log.feeds import Entry
from gridtui.storage.log.fields import TableCodec
from gridtui.storage.log.history import LoggedChange, record_logs
from gridtui.storage.merge.applying import Applying


def project_returned(
    connection: Connection,
    codec: TableCodec,
    logs: Mapping[bytes, Sequence[LoggedChange]],
    edits: Sequence[Entry],
    carries: Sequence[Entry],
) -> list[bytes]:
    """Make the rows of records what their changes say, where more of them count than did; returns which.

    ``logs`` are what counted before the edits, and before what brought the records along after them.
    """
    written = {entry.stamp for entry in (*edits, *carries)}
    known = {entry.record: {change.stamp for change in logs[entry.record]} for entry in carries}
    heard = [
        id
        for id, log in record_logs(connection, list(known), codec.noun).items()
        if any(change.stamp not in known[id] and change.stamp not in written for change in log)
    ]
    if heard:
        # Every row is there: none is made, so none needs to know its zone.
        Applying(connection, 0).project(codec.model, heard)
    return heard
