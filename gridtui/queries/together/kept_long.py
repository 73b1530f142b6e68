"""Which records of working together hold something personal longer than it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from gridtui.domain.together.catalogue import BY_NAME
from gridtui.domain.together.ends import ENDED_BY
from gridtui.domain.together.nouns import Kind, Privacy
from gridtui.storage.log.fields import table_of
from gridtui.storage.tables.together import TOGETHER


class KeptLong(NamedTuple):
    """What a list of them is read from: the columns of a row, and the conditions."""

    id: Any
    num: Any
    since: Any
    title: Any
    conditions: tuple[Any, ...]


def kept_long(name: str, last: date) -> KeptLong:
    """Return the records of a noun whose time began by ``last`` and that still hold something personal."""
    noun, table = BY_NAME[name], table_of(TOGETHER[name])
    since: Any
    if not noun.is_part:
        since = table.c[ENDED_BY[name]]
    else:
        whole = table_of(TOGETHER[noun.by_name[noun.parent].refers])
        chosen = sa.select(whole.c[ENDED_BY[name]]).where(whole.c.id == table.c[noun.parent])
        since = chosen.scalar_subquery()
    personal = [table.c[each.name] != "" for each in noun.attributes if each.privacy is not Privacy.PUBLIC]
    texts = (each for each in noun.headline if noun.by_name[each].kind in (Kind.TEXT, Kind.LONG))
    return KeptLong(
        table.c.id,
        table.c.num,
        since,
        sa.func.substr(table.c[next(texts)], 1, 40),
        (table.c.deleted.is_(False), since <= last, sa.or_(*personal)),
    )
