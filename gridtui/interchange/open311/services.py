"""The list of services: what residents may raise here, which is the categories in use."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from gridtui.interchange.open311.standard import BY_BATCH
from gridtui.interchange.outgoing import Told
from gridtui.queries.issues.categories import category_rows


def told_services(connection: Connection) -> Iterator[Told]:
    """Yield a service for each category in use, by code; none asks for more than the standard's fields."""
    rows = category_rows(connection)
    names = {row.code: row.name for row in rows}
    for row in rows:
        if row.active:
            yield {
                "service_code": row.code,
                "service_name": row.name,
                "metadata": False,
                "type": BY_BATCH,
                "group": names.get(row.parent_code) or row.name,
            }
