"""What an erasure takes out of records of working together: links to the person, and words about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.erasure import EMPTIED, mentions, without
from gridtui.domain.together.catalogue import NOUNS
from gridtui.domain.together.nouns import Kind, Noun, Privacy
from gridtui.storage.erasure.traces import Told, Traces
from gridtui.storage.log.fields import RecordTable, codec_of
from gridtui.storage.log.history import record_logs
from gridtui.storage.tables.together import TOGETHER

Rows = dict[RecordId, dict[str, Any]]


def restated(connection: Connection, traces: Traces, told: Told) -> Iterable[tuple[RecordTable, Rows]]:
    """Yield what remains of each record that leads to the person or names them, parts before wholes.

    A record that leads to the person loses everything personal; in any other their words are replaced.
    """
    for noun in reversed(NOUNS):
        model = TOGETHER[noun.name]
        named = _naming(connection, noun, told)
        codec = codec_of(model)
        blank = {name: codec.fields[name].default for name in EMPTIED.get(noun.name, ())}
        yield model, named | dict.fromkeys(leading(connection, noun, traces), blank)


def leading(connection: Connection, noun: Noun, traces: Traces) -> Sequence[RecordId]:
    """Return the records of a noun that lead to the person, or to a household that ends with them."""
    table = codec_of(TOGETHER[noun.name]).table
    theirs = {"resident": traces.people, "household": traces.households}
    leads = [
        table.c[each.name].in_(theirs[each.refers]) for each in noun.attributes if theirs.get(each.refers)
    ]
    if not leads:
        return []
    return list(connection.execute(sa.select(table.c.id).where(sa.or_(*leads))).scalars())


def _naming(connection: Connection, noun: Noun, told: Told) -> Rows:
    names = [
        each.name
        for each in noun.attributes
        if each.kind is Kind.LONG or (each.kind is Kind.TEXT and each.privacy is Privacy.IDENTITY)
    ]
    if not told.words or not names:
        return {}
    codec = codec_of(TOGETHER[noun.name])
    rows = connection.execute(sa.select(codec.table.c.id, *(codec.table.c[name] for name in names))).all()
    now = {row.id: dict(zip(names, row[1:], strict=True)) for row in rows}
    found = {id for id, texts in now.items() if any(mentions(text, told.words) for text in texts.values())}
    edited = {row.id for row in connection.execute(_EDITED, {"noun": noun.name})}
    for id, log in record_logs(connection, edited).items():
        said = (str(change.fields.get(name, "")) for change in log for name in names)
        if id in now and any(mentions(text, told.words) for text in said):
            found.add(id)
    return {id: {name: without(text, told.words) for name, text in now[id].items()} for id in found}


_EDITED = sa.text("SELECT record AS id FROM change WHERE noun = :noun GROUP BY record HAVING count(*) > 1")
