"""The figures of the workbook: each with its value, as ``statistics`` reckons it, and a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gridtui.domain.issues.issue import IssueNature
from gridtui.domain.issues.issue_states import ClosureKind, Resolution, Satisfaction
from gridtui.interchange.files.written_values import Value
from gridtui.interchange.statistics_workbook.labels import NOTHING_SAID, Labels
from gridtui.interchange.statistics_workbook.row_sheets import (
    CAME,
    LATE,
    NO_NATURE,
    REFUSED,
    ROW_SHEETS,
    WENT,
    YES,
    RowSheet,
)
from gridtui.queries.issues.statistics import Durations, Rate, Statistics

NONE = "-"
"""What stands where there is nothing to reckon from."""

PERCENT = "0.0%"


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: its value, and its formula with ``{row}`` for the row that it stands in.

    ``over_all`` marks a formula over every cell of a column at once.
    """

    value: Value
    formula: str = ""
    over_all: bool = False
    look: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the sheet of figures: what its lines are, its columns, and where its rows stand."""

    title: str
    columns: tuple[str, ...]
    lines: Sequence[tuple[Value, Sequence[Figure]]]
    sheets: tuple[RowSheet, ...]


class Formulas:
    """Formulas over the rows, of which there are ``counts``, in the order of ``ROW_SHEETS``."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = dict(zip(ROW_SHEETS, counts, strict=True))

    def rows(self, sheet: RowSheet) -> str:
        """Count every row."""
        return f"COUNTA({self.range(sheet, 'number')})"

    def where(self, sheet: RowSheet, **wanted: str) -> str:
        """Count the rows whose columns hold what is wanted: a word, or the ``$A{row}`` of this line."""
        pairs = (
            f"{self.range(sheet, key)},{value if value.startswith('$') else _quoted(value)}"
            for key, value in wanted.items()
        )
        return f"COUNTIFS({','.join(pairs)})"

    def least_days(self, number: str, share: tuple[int, int], key: str = "") -> str:
        """Return the least days within which a share of ``number`` rows was done.

        They are those whose ``key`` is this line's, or all.
        """
        days = self.range(WENT, "days")
        chosen = f"IF({self.range(WENT, key)}=$A{{row}},{days})" if key else days
        place = f"INT(({share[0]}*{number}+{share[1] - 1})/{share[1]})"
        return f'IF({number}=0,"{NONE}",SMALL({chosen},{place}))'

    def range(self, sheet: RowSheet, key: str) -> str:
        """Return the cells of a column."""
        return sheet.range(key, self._counts[sheet])


def sections_of(
    found: Statistics, labels: Labels, by_grid: Mapping[str, int], formulas: Formulas
) -> Iterator[Section]:
    """Yield the tables of a period; ``by_grid`` is how many were registered of each grid, by its label."""
    yield Section("总数", ("件数",), list(_totals(found, formulas)), (CAME, WENT))
    yield Section(
        "三率", ("率", "其中", "总数", "未评价或没有写"), list(_rates(found, formulas)), (CAME, WENT)
    )
    spent = {"全部": found.days_to_close}
    yield Section("办结用时（天）", _TIMES, list(_times(spent, formulas, "")), (WENT,))
    yield Section("每周（从周一起）", ("登记", "办结"), list(_weeks(found, formulas)), (CAME, WENT))
    yield Section("类别", ("登记", *_TIMES), list(_categories(found, labels, formulas)), (CAME, WENT))
    yield Section("网格", ("登记", *_TIMES), list(_grids(found, labels, by_grid, formulas)), (CAME, WENT))
    natures = [
        (
            IssueNature.label_of(nature) or NO_NATURE,
            [Figure(number, formulas.where(CAME, nature="$A{row}"))],
        )
        for nature, number in found.natures.items()
    ]
    yield Section("性质", ("登记",), natures, (CAME,))
    late = [
        (state.label, [Figure(number, formulas.where(LATE, state="$A{row}"))])
        for state, number in found.overdue.items()
    ]
    yield Section("现在超期，按环节", ("件数",), late, (LATE,))
    refusals = [
        (labels.unit(id), [Figure(number, formulas.where(REFUSED, unit="$A{row}"))])
        for id, number in found.refusals.items()
    ]
    yield Section("退回、不予受理，按单位", ("件数",), refusals, (REFUSED,))


_TIMES = ("办结", "一半在几天内", "九成在几天内")


def _totals(found: Statistics, formulas: Formulas) -> Iterator[tuple[str, list[Figure]]]:
    yield "登记", [Figure(found.registered, formulas.rows(CAME))]
    yield "办结", [Figure(found.closed, formulas.rows(WENT))]
    procedural = ClosureKind.PROCEDURAL.label
    settled = formulas.where(WENT, kind=procedural, resolved=Resolution.RESOLVED.label)
    formula = f"{formulas.where(WENT, kind=procedural)}-{settled}"
    yield "程序性办结但未解决", [Figure(found.unresolved_closures, formula)]


def _rates(found: Statistics, formulas: Formulas) -> Iterator[tuple[str, list[Figure]]]:
    asks, answered = formulas.where(CAME, asks=YES), formulas.where(CAME, answered=YES)
    yield "响应率", _rate(found.responded, answered, asks, "0")
    closed, silent = formulas.rows(WENT), formulas.where(WENT, resolved=NOTHING_SAID)
    resolved = formulas.where(WENT, resolved=Resolution.RESOLVED.label)
    yield "解决率", _rate(found.resolved, resolved, f"{closed}-{silent}", silent)
    happy = "+".join(
        formulas.where(WENT, satisfaction=each.label) for each in Satisfaction if each.counts_as_satisfied
    )
    rated = f"{happy}+{formulas.where(WENT, satisfaction=Satisfaction.DISSATISFIED.label)}"
    yield "满意率", _rate(found.satisfied, happy, rated, f"{closed}-({rated})")


def _rate(rate: Rate, part: str, whole: str, unrated: str) -> list[Figure]:
    share: Value = NONE if rate.share is None else rate.share
    return [
        Figure(share, f'IF(D{{row}}=0,"{NONE}",C{{row}}/D{{row}})', look=PERCENT),
        Figure(rate.part, part),
        Figure(rate.whole, whole),
        Figure(rate.unrated, unrated),
    ]


def _weeks(found: Statistics, formulas: Formulas) -> Iterator[tuple[Value, list[Figure]]]:
    for monday, registered, closed in found.weeks:
        came, went = formulas.where(CAME, week="$A{row}"), formulas.where(WENT, week="$A{row}")
        yield monday, [Figure(registered, came), Figure(closed, went)]


def _times(
    spent: Mapping[str, Durations], formulas: Formulas, key: str, cell: str = "B{row}"
) -> Iterator[tuple[str, list[Figure]]]:
    """Yield how many were closed and how long that took; their number stands in ``cell``."""
    for label, durations in spent.items():
        number = formulas.where(WENT, **{key: "$A{row}"}) if key else formulas.rows(WENT)
        known = bool(durations.number)
        shares = ((durations.median, (1, 2)), (durations.ninetieth, (9, 10)))
        yield (
            label,
            [
                Figure(durations.number, number),
                *(
                    Figure(days if known else NONE, formulas.least_days(cell, share, key), bool(key))
                    for days, share in shares
                ),
            ],
        )


def _categories(found: Statistics, labels: Labels, formulas: Formulas) -> Iterator[tuple[str, list[Figure]]]:
    codes = dict.fromkeys((*found.categories, *found.by_category))
    came = {labels.category(code): found.categories.get(code, 0) for code in codes}
    went = {labels.category(code): found.by_category.get(code, _NOTHING) for code in codes}
    yield from _both(came, went, formulas, "major")


def _grids(
    found: Statistics, labels: Labels, by_grid: Mapping[str, int], formulas: Formulas
) -> Iterator[tuple[str, list[Figure]]]:
    went = {labels.grid(id): durations for id, durations in found.by_grid.items()}
    names = sorted({*went, *by_grid}, key=lambda name: (-by_grid.get(name, 0), name))
    came = {name: by_grid.get(name, 0) for name in names}
    yield from _both(came, {name: went.get(name, _NOTHING) for name in names}, formulas, "grid")


def _both(
    came: Mapping[str, int], went: Mapping[str, Durations], formulas: Formulas, key: str
) -> Iterator[tuple[str, list[Figure]]]:
    registered = formulas.where(CAME, **{key: "$A{row}"})
    for label, figures in _times(went, formulas, key, "C{row}"):
        yield label, [Figure(came[label], registered), *figures]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


_NOTHING = Durations(0, 0, 0)
