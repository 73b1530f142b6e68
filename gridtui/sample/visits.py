"""Visits in the sample: most doors are in time, some sixty are due, a few promises are still to be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from gridtui.domain.people.visit import Manner, Outcome
from gridtui.sample.places import Ids, Row
from gridtui.sample.roster import Actor

ORDINARY_DAYS, SERVICE_DAYS = 182, 30
"""The shipped schedule, which the sample keeps to but for its due doors."""

_DUE = {"late": 26, "service": 20, "never": 6, "agreed": 4, "absent": 4}
"""How many doors are due, and why."""
_KEPT = 4
_SAID = 0.3
"""Share of visits at which something was said."""

_TALKS: Sequence[tuple[str, str, str]] = (
    ("灯泡坏了不会换", "约社区电工上门", "当天换好"),
    ("药盒看不清，怕吃错药", "帮着贴大字标签", "老人已会用"),
    ("孩子放学没人接", "介绍社区课后托管", "下周开始去"),
    ("不会用手机交水费", "手把手教了一遍", "已能自己交"),
    ("想找附近的活干", "登记求职意向", "推了两个岗位"),
    ("楼道扶手松动", "报物业维修", "已加固"),
    ("邻居晚上吵", "两家分别说和", "约定十点以后不出声"),
    ("不知道高龄津贴怎么领", "讲了材料和窗口", "材料已备齐"),
    ("最近腿脚不便，买菜难", "联系志愿者每周代买", "已对接"),
    ("身体都好，没有困难", "留了联系电话", ""),
)
_PROMISES: Sequence[str] = (
    "送助餐登记表上门",
    "联系物业看楼顶漏水，回话",
    "问清残疾人补贴的材料",
    "请电工检查老化的线路",
    "把体检通知送到户",
    "帮着预约燃气安检",
    "带两位志愿者来量扶手",
    "问社区日间照料的空位",
)


@dataclass
class VisitRows:
    """Rows of visits and of what was promised at them."""

    visits: list[Row] = field(default_factory=list)
    promises: list[Row] = field(default_factory=list)


def make_visits(
    rng: Random,
    ids: Ids,
    households: Sequence[Row],
    needy: set[bytes],
    workers: Mapping[bytes, Sequence[Actor]],
    today: date,
) -> VisitRows:
    """Return the visits to these households, where somebody lives; ``needy`` has those with a service need.

    ``workers`` are who visits a building.
    """
    why = _due_doors(rng, households, needy)
    rows = VisitRows()
    for home in households:
        visitor = rng.choice(workers[home["building_id"]])
        needs = home["id"] in needy
        for ago, outcome, agreed in _course(rng, why.get(home["id"], ""), needs):
            day = _working(today - timedelta(days=ago))
            next_on = today - timedelta(days=agreed) if agreed is not None else None
            rows.visits.append(_visit(rng, ids(), home, visitor, day, outcome, next_on))
    _promise(rng, ids, rows, today)
    rows.visits.sort(key=lambda row: (row["visited_on"], row["id"]))
    return rows


def _due_doors(rng: Random, households: Sequence[Row], needy: set[bytes]) -> dict[bytes, str]:
    ordinary = [home["id"] for home in households if home["id"] not in needy]
    served = [home["id"] for home in households if home["id"] in needy]
    why = dict.fromkeys(rng.sample(served, min(_DUE["service"], len(served))), "service")
    others = rng.sample(ordinary, sum(count for name, count in _DUE.items() if name != "service"))
    for name in ("late", "never", "agreed", "absent"):
        for _ in range(_DUE[name]):
            why[others.pop()] = name
    return why


def _course(rng: Random, why: str, needs: bool) -> Iterator[tuple[int, Outcome, int | None]]:
    """Yield (days ago, outcome, days ago of the next visit that was agreed) of one household's visits."""
    if why == "never":
        return
    if why == "service":
        last = SERVICE_DAYS + rng.randint(2, 24)
    elif why in ("late", "absent"):
        last = ORDINARY_DAYS + rng.randint(3, 60)
    elif why == "agreed":
        last = rng.randint(20, 60)
    else:
        last = rng.randint(1, SERVICE_DAYS - 3 if needs else ORDINARY_DAYS - 4)
    if needs:
        yield last + rng.randint(24, 30), Outcome.MET, None
    elif rng.random() < 0.4:
        yield last + rng.randint(120, 200), Outcome.MET, None
    yield last, Outcome.MET, rng.randint(0, 6) if why == "agreed" else None
    if why == "absent":
        yield rng.randint(2, 9), Outcome.ABSENT, None


def _working(day: date) -> date:
    """Return the day, the Saturday before it for a Sunday."""
    return day - timedelta(days=1) if day.weekday() == 6 else day


def _visit(
    rng: Random, id: bytes, home: Row, visitor: Actor, day: date, outcome: Outcome, next_on: date | None
) -> Row:
    by_phone = outcome is Outcome.MET and rng.random() < 0.1
    row: Row = {
        "id": id,
        "building_id": home["building_id"],
        "dwelling_id": home["dwelling_id"],
        "household_id": home["id"],
        "visited_on": day,
        "manner": (Manner.PHONE if by_phone else Manner.DOOR).value,
        "outcome": outcome.value,
        "visitor_id": visitor.id,
        "visitor_name": visitor.name,
        "next_on": next_on,
    }
    if outcome is Outcome.MET and rng.random() < _SAID:
        row["problem"], row["measures"], row["result"] = rng.choice(_TALKS)
    return row


def _promise(rng: Random, ids: Ids, rows: VisitRows, today: date) -> None:
    """Promise something at some of the latest visits; the first few were kept."""
    lately = [row for row in rows.visits if row["outcome"] == Outcome.MET and _days(row, today) < 40]
    for number, visit in enumerate(rng.sample(lately, min(_KEPT + len(_PROMISES), len(lately)))):
        due = visit["visited_on"] + timedelta(days=rng.randint(5, 20))
        promise: Row = {
            "id": ids(),
            "building_id": visit["building_id"],
            "household_id": visit["household_id"],
            "visit_id": visit["id"],
            "text": _PROMISES[number % len(_PROMISES)],
            "owner_name": visit["visitor_name"],
            "due_on": due,
        }
        if number < _KEPT:
            promise |= {"done_on": min(due, today), "outcome": "已办到"}
        else:
            promise["due_on"] = today + timedelta(days=4 * (number - _KEPT) - 6)
        rows.promises.append(promise)


def _days(row: Row, today: date) -> int:
    visited_on: date = row["visited_on"]
    return (today - visited_on).days
