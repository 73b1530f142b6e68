"""What an import will do, or has done: counts, and a line for every row worth reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.files.cells import Cell
from gridtui.words import mark, say, tr

LINES_KEPT = 5_000
"""Lines kept of each outcome; the counts and the file of refused rows are always whole."""

_AND = mark("；")
_NOUNS = {
    "org": mark("组织"),
    "grid": mark("网格"),
    "courtyard": mark("庭院"),
    "building": mark("楼栋"),
    "unit": mark("单元"),
    "dwelling": mark("房屋"),
    "household": mark("户"),
    "service_tag": mark("服务需要"),
    "assignment": mark("任职"),
    "parent": mark("上级"),
}


class Outcome(Vocabulary):
    """What becomes of a row."""

    NEW = "new", mark("新增")
    CHANGED = "changed", mark("更新")
    UNCHANGED = "unchanged", mark("不变")
    REFUSED = "refused", mark("退回")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a row changes: its title (marked), and the old and new value as they may be shown.

    Phones and ID numbers are masked here already.
    """

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One row: what becomes of it, and why.

    ``name`` is who or what it is about, as the file says; ``problems`` are what it is refused for,
    ``notes`` what a person should know though it is imported.
    """

    row: int
    outcome: Outcome
    name: str = ""
    changes: tuple[FieldChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def column(self) -> str:
        """The titles of the columns that change."""
        return tr("、").join(tr(change.title) for change in self.changes)

    @property
    def words(self) -> str:
        """What changes (``137****2210 → 186****0098``), or what the row is refused for."""
        if self.problems:
            return tr(_AND).join(say(problem) for problem in self.problems)
        return tr(_AND).join(f"{change.before} → {change.after}" for change in self.changes)

    @property
    def note(self) -> str:
        """What is done along with the row, or is doubtful about it."""
        return tr(_AND).join(say(problem) for problem in self.notes)


@dataclass(slots=True)
class Plan:
    """The outcome of every row of a file: of a dry run, or of the import itself where ``written``.

    ``excluded`` are the columns that are never kept (不入库); ``notices`` are warnings about the file as a
    whole; ``along`` counts what is made along with the rows by noun (``building``, ``dwelling``, …);
    ``unmapped`` counts issues by a label that no rule knows, which went to M99. ``lines`` holds the first
    ``LINES_KEPT`` rows of each outcome but 不变 in the file's order, ``left_out`` how many more there are;
    ``refusals`` has every refused row by its number, ``refused_cells`` what the first of them hold.
    """

    kind: Kind
    file: str
    counts: Counter[Outcome] = field(default_factory=Counter)
    excluded: tuple[str, ...] = ()
    notices: list[Problem] = field(default_factory=list)
    along: Counter[str] = field(default_factory=Counter)
    unmapped: Counter[str] = field(default_factory=Counter)
    lines: list[PlanLine] = field(default_factory=list)
    left_out: int = 0
    refusals: dict[int, Sequence[Problem]] = field(default_factory=dict)
    refused_cells: dict[int, Sequence[Cell]] = field(default_factory=dict)
    written: bool = False
    refused_file: Path | None = None
    backup: Path | None = None

    @property
    def new(self) -> int:
        """How many rows make a new record."""
        return self.counts[Outcome.NEW]

    @property
    def changed(self) -> int:
        """How many rows change a record that is there."""
        return self.counts[Outcome.CHANGED]

    @property
    def unchanged(self) -> int:
        """How many rows say what the store says already."""
        return self.counts[Outcome.UNCHANGED]

    @property
    def refused(self) -> int:
        """How many rows are not imported."""
        return self.counts[Outcome.REFUSED]

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.counts.total()

    def add(self, line: PlanLine, cells: Sequence[Cell] = ()) -> None:
        """Count a row, and keep its line where it is worth reading and there is room."""
        self.counts[line.outcome] += 1
        if line.outcome is Outcome.REFUSED:
            self.refusals[line.row] = line.problems
            if len(self.refused_cells) < LINES_KEPT:
                self.refused_cells[line.row] = cells
        if line.outcome is Outcome.UNCHANGED and not line.notes:
            return
        if self.counts[line.outcome] <= LINES_KEPT:
            self.lines.append(line)
        else:
            self.left_out += 1

    def lines_of(self, outcome: Outcome) -> list[PlanLine]:
        """Return the kept lines with this outcome."""
        return [line for line in self.lines if line.outcome is outcome]

    @property
    def along_words(self) -> str:
        """What is made along with the rows: ``网格 1、楼栋 3``; empty for nothing."""
        return tr("、").join(f"{tr(_NOUNS.get(noun, noun))} {count}" for noun, count in self.along.items())

    @property
    def summary(self) -> str:
        """The words of the undo step: ``居民 新增231 更新6``."""
        words = [tr(self.kind.label)]
        for outcome in (Outcome.NEW, Outcome.CHANGED):
            if self.counts[outcome]:
                words.append(tr("{label}{count}", label=tr(outcome.label), count=self.counts[outcome]))
        return " ".join(words)
