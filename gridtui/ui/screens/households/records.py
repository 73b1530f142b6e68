"""The records on a card in words: posts, visits, promises, moves, who looked, what was joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gridtui.domain.people.assignment import Role
from gridtui.domain.people.visit import Manner, Outcome
from gridtui.domain.words.dates import shown_date, shown_instant
from gridtui.queries.people.assignments import AssignmentRow
from gridtui.queries.people.cards import Records
from gridtui.queries.people.looks import LookLine
from gridtui.queries.people.moves import Coming, ResidenceLine
from gridtui.queries.people.twins import TwinPair, TwinSide
from gridtui.queries.walks.promises import PromiseRow
from gridtui.queries.walks.visits import VisitLine
from gridtui.ui.kit.cells import cell_width, fit
from gridtui.ui.kit.prose import Paragraph
from gridtui.words import mark, tr

DATE_CELLS = 12
NO_ISSUES = mark("没有诉求\n按 i 记一条")
_HOW = {
    (Coming.MOVED, True): mark("从 {before} 搬到 {after}"),
    (Coming.MOVED, False): mark("搬到 {after}"),
    (Coming.LEFT, True): mark("迁出，去 {where}"),
    (Coming.LEFT, False): mark("迁出"),
    (Coming.BACK, True): mark("迁回"),
    (Coming.BACK, False): mark("迁回"),
    (Coming.DIED, True): mark("去世"),
    (Coming.DIED, False): mark("去世"),
}


def record_paragraphs(records: Records, today: date) -> list[Paragraph]:
    """Return every record that is not in a list of its own, by kind, each kind under its heading."""
    parts: Sequence[tuple[str, Iterable[Paragraph]]] = (
        (tr("任职"), [_dated(_post_span(row, today), _post(row)) for row in records.posts]),
        (tr("走访"), [_dated(shown_date(row.visited_on), _visit(row)) for row in records.visits]),
        (tr("承诺"), [_dated(shown_date(row.due_on), _promise(row)) for row in records.promises]),
        (tr("居住经历"), [_dated(shown_date(row.on), move_words(row)) for row in records.moves]),
        (tr("并入的记录"), [_dated("", side_words(side)) for side in records.joined]),
        (tr("谁看过"), [_dated(shown_instant(row.at), look_words(row)) for row in records.looks]),
    )
    return list(_headed(parts))


def twin_paragraphs(twins: Sequence[TwinPair], record_id: bytes) -> list[Paragraph]:
    """Return whom somebody may be the same as, and why."""
    found = []
    for pair in twins:
        other = pair.second if pair.first.id == record_id else pair.first
        words = tr("疑似与 {other} 重复：{reason}", other=side_words(other), reason=tr(pair.reason.label))
        found.append(Paragraph(words, style="$warning"))
    return found


def move_words(line: ResidenceLine) -> str:
    """Return what happened, without its day: ``从 3-2-501 搬到 5-1-302``."""
    known = bool(line.before if line.what is Coming.MOVED else line.where)
    nowhere = tr("没有门牌")
    return tr(_HOW[line.what, known], before=line.before, after=line.after or nowhere, where=line.where)


def look_words(line: LookLine) -> str:
    """Return who looked, and how."""
    parts = (line.actor_name or tr("不知是谁"), tr(line.title), line.reason)
    return "  ".join(part for part in parts if part)


def side_words(side: TwinSide) -> str:
    """Return a record that may be another's twin, in a few words."""
    born = shown_date(side.birth_date) if side.birth_date else ""
    people = tr("{n}人", n=side.people) if side.people else ""
    return "  ".join(part for part in (side.title, side.door or side.building_name, born, people) if part)


def _headed(parts: Iterable[tuple[str, Iterable[Paragraph]]]) -> Iterator[Paragraph]:
    for title, paragraphs in parts:
        lines = list(paragraphs)
        if lines:
            yield Paragraph("")
            yield Paragraph(title, style="bold")
            yield from lines


def _dated(day: str, text: str) -> Paragraph:
    return Paragraph(text, fit(day, max(DATE_CELLS, cell_width(day) + 2)))


def _post_span(row: AssignmentRow, today: date) -> str:
    if not row.holds_on(today) and row.to_on is not None:
        return tr("至 {day}", day=f"{row.to_on:%Y-%m}")
    return tr("{day} 起", day=f"{row.from_on:%Y-%m}") if row.from_on else ""


def _post(row: AssignmentRow) -> str:
    return "  ".join(part for part in (tr(Role.label_of(row.role)), row.place, row.person_name) if part)


def _visit(row: VisitLine) -> str:
    told = tr("；").join(part for part in (row.problem, row.measures, row.result) if part)
    how = (tr(Manner.label_of(row.manner)), tr(Outcome.label_of(row.outcome)), row.visitor_name, told)
    return "  ".join(part for part in how if part)


def _promise(row: PromiseRow) -> str:
    done = tr("已兑现 {day}", day=shown_date(row.done_on)) if row.done_on else tr("未兑现")
    return "  ".join(part for part in (row.text, row.owner_name, done, row.outcome) if part)
