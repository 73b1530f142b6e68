"""Runs migrations on the connection that the program hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from gridtui.storage import tables
from gridtui.storage.derived import search_index
from gridtui.storage.log import log_tables

_TABLES = (tables, log_tables)


def _ours(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith(search_index.PREFIX))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    include_object=_ours,
    compare_type=True,
)
context.run_migrations()
