"""The short lists that stand on the cards of places and people: open issues, and who serves there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from textual.content import Content

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.issues.issue_states import Flag, State
from gridtui.domain.people.assignment import Role
from gridtui.domain.words.dates import spoken_due
from gridtui.queries.issues.issues import IssueRow
from gridtui.queries.people.assignments import AssignmentRow
from gridtui.ui.building_words import place_words
from gridtui.ui.kit.cells import cell_width
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.tones import AMBER, LATE, WAITING, Tone
from gridtui.words import mark, tr

NO_ISSUES = mark("没有未办结的诉求\n按 i 记一条")


_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_AWAY = (timedelta(days=-88), timedelta(hours=-23), timedelta(), timedelta(days=1), timedelta(days=30))


def due_room() -> int:
    """Return the cells that a due date takes in words, in the language in use."""
    words = [str(spoken_due(_SOME_DAY + away, _SOME_DAY)) for away in _AWAY]
    return max(map(cell_width, (*words, tr(Flag.HOLD.label))))


def state_room(most: int) -> int:
    """Return the cells that the state of an open issue takes in the language in use, ``most`` at most."""
    return room_for((state.label for state in State if state.is_open), least=8, most=most)


def issue_columns(now: Callable[[], datetime], *, with_door: bool = True) -> list[Column[IssueRow]]:
    """Return the columns of open issues; ``now`` is asked whenever a row is drawn."""
    door = [Column[IssueRow](mark("门牌"), 9, lambda row: row.place, style="strong")] if with_door else []
    return [
        Column(mark("期限"), due_room(), lambda row: _due(row, now()), toned=True),
        *door,
        Column(mark("内容"), 8, lambda row: row.gist, flexible=True),
        Column(mark("状态"), state_room(12), lambda row: tr(row.state.label), style="muted", min_width=48),
        Column(mark("编号"), 13, lambda row: row.number, style="muted", min_width=70),
    ]


def issue_tone(row: IssueRow, now: datetime) -> Tone | None:
    """Return which meaning an open issue carries: overdue, nearly due, waiting for somebody else."""
    if row.due_at is not None and now > row.due_at:
        return LATE
    if row.due_at is not None and row.amber_at is not None and now >= row.amber_at:
        return AMBER
    return WAITING if row.state is State.PENDING_ACCEPT else None


def _due(row: IssueRow, now: datetime) -> str:
    if row.due_at is None:
        return tr(Flag.HOLD.label) if Flag.HOLD in row.flags else ""
    return str(spoken_due(row.due_at, now))


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post of a place that nobody holds today."""

    role: Role

    @property
    def id(self) -> RecordId:
        """What tells the line from every other."""
        return self.role.value.encode()


Post = AssignmentRow | Vacancy
"""A line of who serves: somebody, or nobody."""


def posts(rows: list[AssignmentRow], needed: tuple[Role, ...], today: date) -> list[Post]:
    """Return who serves, before them the posts of the place that are vacant."""
    held = {row.role for row in rows if row.holds_on(today)}
    return [*(Vacancy(role) for role in needed if role.value not in held), *rows]


def post_columns(noun: str, today: Callable[[], date]) -> list[Column[Post]]:
    """Return the columns of who serves at a place of that noun; ``today`` is asked as a row is drawn.

    A post elsewhere inside the place says where: 楼栋长1栋.
    """
    return [
        Column(mark("职务"), 10, lambda post: _role(post, noun), flexible=True),
        Column(mark("姓名"), 7, _name),
        Column(mark("起止"), 10, lambda post: _since(post, today()), style="muted"),
        Column(mark("电话"), 11, lambda post: _of(post, "phone"), style="muted", min_width=58),
        Column(mark("备注"), 8, lambda post: _of(post, "note"), flexible=True, style="muted", min_width=72),
    ]


def _since(post: Post, today: date) -> str:
    if isinstance(post, Vacancy):
        return ""
    if not post.holds_on(today):
        over = post.to_on is not None and post.to_on < today
        return tr("已结束") if over else tr("还没开始")
    if post.to_on is not None:
        return tr("至 {day}", day=f"{post.to_on:%Y-%m}")
    return tr("{day} 起", day=f"{post.from_on:%Y-%m}") if post.from_on else ""


def _role(post: Post, noun: str) -> Content:
    role = Role.label_of(post.role)
    if isinstance(post, Vacancy):
        return Content.styled(tr(role), "$warning")
    elsewhere = Role.has(post.role) and Role(post.role).place.value != noun
    words = tr(role)
    # Chinese needs no space between the two, and there is little room.
    gap = "" if not words.isascii() else " "
    return shown(words + gap + place_words(post.place) if elsewhere else words)


def _name(post: Post) -> Content:
    if isinstance(post, Vacancy):
        return Content.styled(tr("缺"), "$warning")
    return shown(post.person_name, "bold")


def _of(post: Post, name: str) -> str:
    return str(getattr(post, name, ""))
