"""What is due in a month, what of it was made, and making it all into one folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from gridtui.domain.papers.schedules import Due, due_between
from gridtui.domain.words.periods import Period, Span
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.handing_out import file_name, hand_out_folder
from gridtui.interchange.ledgers.heading import LedgerSpan
from gridtui.interchange.ledgers.ledger import Reader
from gridtui.interchange.papers.paper import Manner, Paper
from gridtui.interchange.papers.register import PAPERS, write_paper
from gridtui.interchange.plans.run import Progress
from gridtui.paths import free_path
from gridtui.queries.papers.schedules import MADE, papers_made, schedules_in_force
from gridtui.storage.workspace import Workspace
from gridtui.usecases.revealing import note_export
from gridtui.words import mark, tr

_FOLDER = mark("报送")
_NOTHING = mark("这个月没有要报的")
_OF_A_NEWER = mark("这个版本没有报表“{paper}”")


@dataclass(frozen=True, slots=True)
class DuePaper:
    """A paper that is due: with its records, and when it was made last, None where it was not.

    ``paper`` is None where a newer program named one that this one does not know.
    """

    due: Due
    paper: Paper | None
    records: int | None
    made_at: datetime | None = None

    @property
    def title(self) -> str:
        """How the office calls it, else the paper's own title in the language in use."""
        return self.due.schedule.title or (tr(self.paper.title) if self.paper else self.due.schedule.paper)

    @property
    def span(self) -> LedgerSpan:
        """The days and the grid that it tells of."""
        return LedgerSpan(self.due.period.first, self.due.period.last, self.due.schedule.grid_id)

    @property
    def form(self) -> str:
        """The ending that it is written with."""
        wanted = self.due.schedule.form
        if self.paper is None:
            return wanted
        return wanted if wanted in self.paper.forms else self.paper.usual_form

    def is_late(self, today: date) -> bool:
        """Whether the day by which it is handed in has gone by, and it was not made."""
        return self.made_at is None and self.due.on < today


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making what is due: the papers that lie in the folder, and why others do not."""

    folder: Path
    made: Sequence[tuple[DuePaper, str]]
    refused: Sequence[tuple[DuePaper, Sequence[Problem]]]


def due_papers(connection: Connection, reader: Reader, month: date) -> list[DuePaper]:
    """Return what is due in the month that a day lies in, the earliest first."""
    period = Period.of(month, Span.MONTH)
    schedules = schedules_in_force(connection)
    # A paper may be made as soon as its period is over, which is a year before it is due at most.
    since = datetime(period.first.year, period.first.month, 1, tzinfo=UTC) - timedelta(days=400)
    made = papers_made(connection, since)
    return [
        replace(
            _with_records(connection, reader, DuePaper(due, PAPERS.get(due.schedule.paper), None)),
            made_at=made.get(due.key),
        )
        for due in due_between(schedules, period.first, period.last)
    ]


def due_folder(day: date) -> str:
    """Return the name of the folder of what is made on a day."""
    return file_name(f"{tr(_FOLDER)}-{day:%Y%m%d}", "")


def write_due(workspace: Workspace, papers: Sequence[DuePaper], folder: Path, manner: Manner) -> Made:
    """Make the papers in a new folder; each is noted as made.

    One that is refused does not keep the others. ``RuleBroken`` where none could be made; what the progress
    raises ends it, and no folder is left then.
    """
    if not papers:
        raise RuleBroken(Problem(_NOTHING))
    made: list[tuple[DuePaper, str]] = []
    refused: list[tuple[DuePaper, Sequence[Problem]]] = []

    def write(part: Path) -> int:
        for place, each in enumerate(papers):
            counting = _counting(manner.progress, place, len(papers))
            if counting is not None:
                counting(0, None)
            path = free_path(part / due_name(each))
            try:
                write_due_to(workspace, each, path, replace(manner, progress=counting))
            except RuleBroken as refusal:
                refused.append((each, refusal.problems))
            else:
                made.append((each, path.name))
        if not made:
            raise RuleBroken([problem for _, problems in refused for problem in problems])
        return len(made)

    hand_out_folder(folder, write)
    return Made(folder, made, refused)


def write_due_to(workspace: Workspace, each: DuePaper, path: Path, manner: Manner) -> int:
    """Write one paper that is due to a path and note it as made; return its records.

    ``RuleBroken`` where it is refused.
    """
    if each.paper is None:
        values: dict[str, object] = {"paper": each.due.schedule.paper}
        raise RuleBroken(Problem(_OF_A_NEWER, "paper", values=values))
    count = write_paper(workspace, each.paper, path, each.span, replace(manner, form=each.form))
    if not workspace.read_only:
        note_export(workspace, f"{MADE}.{each.due.key}", count, "full" if manner.full else "masked")
    return count


def due_name(each: DuePaper) -> str:
    """Return the name of the file of a paper, or of its folder: what it is and of when."""
    is_folder = each.paper is not None and each.paper.folder
    return file_name(f"{each.title} {each.due.period.title}", "" if is_folder else each.form)


def _with_records(connection: Connection, reader: Reader, each: DuePaper) -> DuePaper:
    if each.paper is None:
        return each
    return replace(each, records=each.paper.records(connection, reader, each.paper.span(each.span)))


def _counting(progress: Progress | None, place: int, number: int) -> Progress | None:
    """Return what counts papers, and lets each of them be ended while it is written."""
    if progress is None:
        return None
    tell = progress
    return lambda _done, _total: tell(place, number)
