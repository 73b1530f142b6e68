"""What home lists, line by line: groups by urgency, each with as many lines as the window has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gridtui.domain.people.assignment import Role
from gridtui.domain.people.gaps import GapKind
from gridtui.words import mark

if TYPE_CHECKING:
    from gridtui.queries.dashboard import Dashboard, Gap, IssueGroup
    from gridtui.queries.issues.issues import IssueFilter, IssueRow
    from gridtui.queries.issues.whistles import WhistleDetail
    from gridtui.queries.walks.promises import PromiseRow


@dataclass(frozen=True, slots=True)
class Group:
    """A group of home: its title, a remark behind the count, how it is sorted, and how much room it claims.

    ``late`` and ``waiting`` are the meanings its count may be coloured with; ``stated`` groups hold issues of
    one state, so that their lines need not name it.
    """

    id: str
    title: str
    sorted_by: str
    note: str = ""
    weight: int = 1
    late: bool = False
    waiting: bool = False
    stated: bool = False


_BY_DUE = mark("期限早的在前")

OVERDUE: Final = Group("overdue", mark("到期与超期"), mark("超得最久的在前"), weight=2, late=True)
TODAY: Final = Group("today", mark("今天到期"), _BY_DUE)
WHISTLES: Final = Group("whistles", mark("吹哨"), _BY_DUE)
VERIFY: Final = Group("verify", mark("待核查"), _BY_DUE, stated=True)
CALLBACK: Final = Group("callback", mark("待回访"), _BY_DUE, stated=True)
PROMISES: Final = Group("promises", mark("该兑现的承诺"), mark("日子早的在前"))
VISITS: Final = Group("visits", mark("待走访"), mark("按楼栋和门牌的顺序"))
TO_CONFIRM: Final = Group("to_confirm", mark("待确认"), _BY_DUE, mark("一处办结、一处还在办"))
CONFLICTS: Final = Group("conflicts", mark("冲突"), mark("先来的在前"), mark("两处改了同一项，回车处理"))
PARALLELS: Final = Group("parallels", mark("并行修改"), mark("先来的在前"), mark("两处各改各的，回车看看"))
LOOSE: Final = Group("loose", mark("断头与逾期"), mark("日子早的在前"), mark("共治里没接下去的，回车看看"))
WAITING: Final = Group("waiting", mark("等别人"), _BY_DUE, mark("对方还没受理"), waiting=True, stated=True)
COLD: Final = Group("cold", mark("冷件"), _BY_DUE, mark("30天无记录"))
GAPS: Final = Group("gaps", mark("缺口"), mark("列出没人的岗位，先网格后楼栋，按编号；其余各类只说有多少"))
BEGIN: Final = Group("begin", mark("从这里开始"), "")

GROUPS: Final = (
    OVERDUE, TODAY, TO_CONFIRM, CONFLICTS, WHISTLES, VERIFY, CALLBACK, PROMISES, VISITS, LOOSE, WAITING,
    COLD, PARALLELS, GAPS,
)  # fmt: skip
"""The groups in the order in which they stand."""

MISSING: Final = {
    Role.GRID_WORKER.value: mark("没有网格员"),
    Role.BUILDING_LEADER.value: mark("没有楼栋长"),
    "": mark("没有划入网格"),
}
"""Role → what a place without it lacks; a building without a grid lacks that."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a group; ``filter`` is the list behind it, if there is one.

    ``others`` are kinds of gaps that are counted but not listed below, each with how many there are.
    """

    group: Group
    count: int
    filter: IssueFilter | None = None
    others: Sequence[tuple[GapKind, int]] = ()

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return self.group.id.encode()


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue in a group."""

    group: Group
    row: IssueRow

    @property
    def key(self) -> bytes:
        """What tells this line from every other; an issue stands in one group only."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise whose day has come."""

    group: Group
    row: PromiseRow

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class WhistleLine:
    """A whistle on which somebody owes something."""

    group: Group
    whistle: WhistleDetail

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return self.whistle.row.id


@dataclass(frozen=True, slots=True)
class GapLine:
    """A place that lacks somebody."""

    group: Group
    gap: Gap

    @property
    def key(self) -> bytes:
        """What tells this line from every other; a building may lack two things."""
        return self.gap.role.encode() + self.gap.id


@dataclass(frozen=True, slots=True)
class BeginLine:
    """A way to begin while the store is empty: the action it carries out, its title and what it is for."""

    action: str
    title: str
    help: str

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return self.action.encode()


Line = Heading | IssueLine | WhistleLine | PromiseLine | GapLine | BeginLine

BEGINNINGS: Final = (
    BeginLine("new_grid", mark("新建网格"), mark("先建网格，再建楼栋和户")),
    BeginLine("import", mark("导入表格"), mark("把现有的台账读进来，先试算再写入")),
    BeginLine("sample", mark("打开示例"), mark("用编造的数据看看这个程序")),
)
"""What a new desk begins with."""


def lines_of(seen: Dashboard, height: int) -> list[Line]:
    """Return the lines of home: every group that has something, with lines enough to fill ``height``.

    An issue stands in the first group it fits; the headings count all that fit, as the lists behind do.
    """
    if not seen.has_records:
        return [Heading(BEGIN, 0), *BEGINNINGS]
    groups = list(_groups(seen))
    shares = _shares([(heading.group.weight, len(lines)) for heading, lines in groups], height - len(groups))
    return [
        line
        for (heading, lines), share in zip(groups, shares, strict=True)
        for line in (heading, *lines[:share])
    ]


def _groups(seen: Dashboard) -> Iterator[tuple[Heading, Sequence[Line]]]:
    listed: set[bytes] = set()
    for group in GROUPS:
        if group in _OTHERS:
            count, others = _OTHERS[group](seen)
            if count:
                yield Heading(group, count, others=_unlisted(seen) if group is GAPS else ()), others
            continue
        found = _issues_of(seen, group)
        if found.count:
            lines = [IssueLine(group, row) for row in found.rows if row.id not in listed]
            listed.update(line.row.id for line in lines)
            yield Heading(group, found.count, found.filter), lines


def _issues_of(seen: Dashboard, group: Group) -> IssueGroup:
    return {
        OVERDUE: seen.overdue, TODAY: seen.due_today, VERIFY: seen.to_verify, CALLBACK: seen.to_call_back,
        WAITING: seen.waiting, COLD: seen.cold, TO_CONFIRM: seen.to_confirm,
    }[group]  # fmt: skip


def _promised(seen: Dashboard) -> tuple[int, Sequence[Line]]:
    return seen.promises.count, [PromiseLine(PROMISES, row) for row in seen.promises.rows]


def _whistled(seen: Dashboard) -> tuple[int, Sequence[Line]]:
    return seen.whistles.count, [WhistleLine(WHISTLES, each) for each in seen.whistles.rows]


def _to_visit(seen: Dashboard) -> tuple[int, Sequence[Line]]:
    return seen.due_visits, ()


def _contested(seen: Dashboard) -> tuple[int, Sequence[Line]]:
    return seen.conflicts, ()


def _parallel(seen: Dashboard) -> tuple[int, Sequence[Line]]:
    return seen.parallels, ()


def _loose(seen: Dashboard) -> tuple[int, Sequence[Line]]:
    return seen.loose_ends, ()


def _lacking(seen: Dashboard) -> tuple[int, Sequence[Line]]:
    return sum(seen.gap_counts.values()), [GapLine(GAPS, gap) for gap in seen.gaps.places]


def _unlisted(seen: Dashboard) -> Sequence[tuple[GapKind, int]]:
    return [(kind, number) for kind, number in seen.gap_counts.items() if kind not in _LISTED]


_LISTED: Final = (GapKind.NO_WORKER, GapKind.NO_LEADER, GapKind.NO_GRID)
_OTHERS: Final = {
    CONFLICTS: _contested, PARALLELS: _parallel, WHISTLES: _whistled, PROMISES: _promised,
    VISITS: _to_visit, LOOSE: _loose, GAPS: _lacking,
}  # fmt: skip
"""The groups that hold no issues: how many, and their lines."""


def _shares(wanted: Sequence[tuple[int, int]], room: int) -> list[int]:
    """Deal ``room`` lines out in turn, a group's weight at a time; each gets what it has at most."""
    shares = [0] * len(wanted)
    while room > 0 and any(share < most for share, (_, most) in zip(shares, wanted, strict=True)):
        for place, (weight, most) in enumerate(wanted):
            given = min(weight, most - shares[place], max(0, room))
            shares[place] += given
            room -= given
    return shares
