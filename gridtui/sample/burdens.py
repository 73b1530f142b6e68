"""The sample's burden register: forms and matters that offices above asked for, all of them invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from gridtui.domain.changes.ids import RecordId
from gridtui.sample.places import Row

REQUESTS = 26
DAYS = 540

_ASKERS = (
    "翠湖街道民政办",
    "翠湖街道党工委",
    "五华区民政局",
    "翠湖街道平安办",
    "五华区人社局",
    "翠湖街道城管办",
)
_REGULAR = (
    ("高龄津贴复核表", "yes", "例06", 45, 420),
    ("独居老人走访情况统计表", "yes", "例07", 60, 380),
    ("楼栋长花名册", "no", "", 35, 240),
    ("小区消防通道排查表", "yes", "例26", 50, 300),
)
_ONCE = (
    ("周末文化活动照片及简报", "no", ""),
    ("辖区单位联系人登记表", "no", ""),
    ("居民养犬情况摸底表", "", ""),
    ("老旧小区改造意见汇总", "yes", "例22"),
    ("暑期托管需求调查表", "", ""),
    ("居住情况说明盖章", "yes", "例章1"),
    ("电动车充电设施台账", "yes", "例28"),
    ("社区图书角借阅统计", "no", ""),
)


def request_rows(rng: Random, ids: Callable[[], bytes], branch_id: RecordId, today: date) -> list[Row]:
    """Return the requests, the oldest first; the latest are still to be handed in."""
    days = sorted(today - timedelta(days=rng.randrange(2, DAYS)) for _ in range(REQUESTS))
    filled: dict[str, int] = {}
    rows: list[Row] = []
    for place, asked in enumerate(days):
        due = asked + timedelta(days=rng.choice((1, 2, 3, 5, 7, 10)))
        handed = due + timedelta(days=rng.choice((-1, 0, 0, 0, 1)))
        row: Row = {
            "id": ids(),
            "org_id": branch_id,
            "asked_by": rng.choice(_ASKERS),
            "asked_on": asked,
            "due_on": due,
            "handed_on": max(handed, asked) if handed <= today and place < REQUESTS - 2 else None,
        }
        if rng.random() < 0.6:
            matter, listed, item, minutes, cells = rng.choice(_REGULAR)
            total = cells + rng.randrange(-20, 40)
            before = filled.get(matter)
            row |= {"matter": matter, "listed": listed, "item": item, "cells": total}
            row["minutes"] = minutes + rng.randrange(-10, 30)
            row["same_cells"] = None if before is None else min(total, before) - rng.randrange(5, 40)
            filled[matter] = total
        else:
            matter, listed, item = rng.choice(_ONCE)
            row |= {"matter": matter, "listed": listed, "item": item, "minutes": rng.randrange(10, 180)}
        rows.append(row)
    return rows
