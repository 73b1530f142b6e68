"""The lists that a form can be filled from: where their rows come from, by which headers each is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gridtui.domain.people.masking import mask_name
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.interchange.columns.aliases import (
    HeaderNames,
    compared,
    excluded_words,
    known_names,
    table_of_words,
)
from gridtui.interchange.columns.fields import FIELDS
from gridtui.interchange.columns.kinds import Field, Kind, Reads
from gridtui.interchange.exporting import Say
from gridtui.interchange.forms.told import HOUSEHOLD_COLUMNS, RESIDENT_COLUMNS, issue_rows, living_residents
from gridtui.interchange.ledgers.feedback import FEEDBACK
from gridtui.interchange.ledgers.grids import GRID_LEDGER
from gridtui.interchange.ledgers.ledger import Ledger, LedgerColumn, Reader
from gridtui.interchange.ledgers.rosters import HUB_ROSTER, LEADER_ROSTER
from gridtui.interchange.ledgers.sentiment import SENTIMENT
from gridtui.interchange.ledgers.visits import VISIT_LEDGER
from gridtui.interchange.ledgers.whistles import WHISTLE_LEDGER
from gridtui.interchange.outgoing import BUILDINGS, Outgoing
from gridtui.interchange.outgoing_households import HOUSEHOLDS
from gridtui.interchange.outgoing_visits import PROMISES
from gridtui.words import mark

_UNKNOWN = mark("没有清单“{name}”，可以写：{names}")
_YES, _NO = "是", "否"


@dataclass(frozen=True, slots=True)
class FormSource:
    """A list that forms are filled from: its code and title (marked), its rows, and what each row tells.

    ``only_full`` names fields that stay at home unless there is a reason: no mask would say anything of them.
    """

    code: str
    title: str
    source: Callable[[Reader], Outgoing]
    columns: tuple[LedgerColumn, ...]
    names: HeaderNames
    only_full: frozenset[str] = frozenset()

    def column(self, name: str) -> LedgerColumn | None:
        """Return what the list tells under a field's name, None where it tells no such thing."""
        return next((one for one in self.columns if one.field.name == name), None)

    def says(self, column: LedgerColumn, *, full: bool) -> Say | None:
        """Return how a filled value is written in a form; None where it stands for itself."""
        if column.field.reads is Reads.YES:
            return _yes_or_no
        if column.field.name in self.only_full and not full:
            return _nothing
        return column.says(full=full)


def _yes_or_no(value: object) -> str:
    return value if isinstance(value, str) else _YES if value else _NO


def _nothing(_value: object) -> None:
    return None


def _column(title: str, name: str, reads: Reads = Reads.LINE) -> LedgerColumn:
    return LedgerColumn(Field(name, title, reads))


OFFICE_COLUMNS = (
    _column(mark("区县"), "district"),
    _column(mark("街道"), "street"),
    _column(mark("社区"), "community"),
    _column(mark("居民区党支部"), "branch"),
    _column(mark("填报单位"), "office"),
    _column(mark("填报人"), "filler"),
    _column(mark("填报日期"), "filled_on", Reads.DATE),
)
"""What every list can tell, because it is the same in every row."""


def _listed(
    code: str,
    title: str,
    source: Callable[[Reader], Outgoing],
    columns: Iterable[LedgerColumn],
    *,
    kind: Kind | None = None,
    masks: Mapping[str, Callable[[str], str]] | None = None,
    renamed: Mapping[str, str] | None = None,
    only_full: frozenset[str] = frozenset(),
) -> FormSource:
    """Return a source whose columns are these, then the other fields of ``kind``, then the office's own.

    ``renamed`` are fields of the kind that this list tells under another name.
    """
    found: dict[str, LedgerColumn] = {}
    more = [
        LedgerColumn(field, mask=(masks or {}).get(field.name))
        for field in (FIELDS[kind] if kind else ())
        if field.reads is not Reads.RECORD and field.name not in (renamed or {})
    ]
    for column in (*columns, *more, *OFFICE_COLUMNS):
        found.setdefault(column.field.name, column)
    names = _names(code, kind, found, renamed or {})
    # What is never kept of a person is never filled in of one either, whatever the list.
    headers = HeaderNames(names, excluded_words(Kind.PEOPLE))
    return FormSource(code, title, source, tuple(found.values()), headers, only_full)


def _names(
    code: str, kind: Kind | None, columns: Mapping[str, LedgerColumn], renamed: Mapping[str, str]
) -> dict[str, str]:
    names: dict[str, str] = {}

    def take(words: Iterable[tuple[str, str]]) -> None:
        for word, name in words:
            if name in columns:
                names.setdefault(word, name)

    take(_aliases(code))
    take((compared(column.field.title), name) for name, column in columns.items())
    take((word, renamed.get(name, name)) for word, name in (known_names(kind) if kind else {}).items())
    take(_aliases("*"))
    return names


def _aliases(code: str) -> Iterator[tuple[str, str]]:
    for row in table_of_words("form_aliases.csv"):
        if row["list"] == code:
            yield from ((compared(alias), row["field"]) for alias in row["aliases"].split("|"))


def _of_ledger(ledger: Ledger, kind: Kind | None = None) -> FormSource:
    return _listed(ledger.code, ledger.title, ledger.source, ledger.columns, kind=kind)


@lru_cache(maxsize=1)
def form_sources() -> Mapping[str, FormSource]:
    """Return code → list, in the order in which they are offered."""
    sources = (
        _listed(
            "residents", mark("居民"), living_residents, RESIDENT_COLUMNS,
            kind=Kind.PEOPLE, only_full=frozenset(("needs",)),
        ),
        _listed(
            "households", mark("户"), lambda _reader: HOUSEHOLDS, HOUSEHOLD_COLUMNS,
            only_full=frozenset(("needs",)),
        ),
        _listed(
            "issues", mark("诉求"), issue_rows, SENTIMENT.columns, kind=Kind.ISSUES,
            renamed={"reporter_name": "reporter"},
        ),
        _of_ledger(VISIT_LEDGER, Kind.VISITS),
        _listed(
            "promises", mark("承诺"), lambda _reader: PROMISES, (), kind=Kind.PROMISES,
            masks={"head": mask_name},
        ),
        _of_ledger(FEEDBACK),
        _of_ledger(WHISTLE_LEDGER),
        _of_ledger(GRID_LEDGER, Kind.GRIDS),
        _listed(
            "buildings", mark("楼栋"), lambda _reader: BUILDINGS, (), kind=Kind.BUILDINGS,
            masks={"contacts.业主姓名": mask_name, "contacts.房东姓名": mask_name},
        ),
        _of_ledger(LEADER_ROSTER, Kind.LEADERS),
        _of_ledger(HUB_ROSTER, Kind.LEADERS),
    )  # fmt: skip
    return {source.code: source for source in sources}


def find_source(name: str) -> FormSource:
    """Return the list of a code or a title; ``RuleBroken`` naming all where there is none."""
    text = name.strip()
    sources = form_sources()
    found = sources.get(text.lower()) or next((one for one in sources.values() if one.title == text), None)
    if found is None:
        names = "、".join(f"{one.code} {one.title}" for one in sources.values())
        raise RuleBroken(Problem(_UNKNOWN, "source", values={"name": text, "names": names}))
    return found


def likely_source(headers: Sequence[str]) -> FormSource:
    """Return the list that knows most of these headers, the earlier of equals."""

    def known(source: FormSource) -> int:
        found = (source.names.known(header) for header in headers if header)
        return len({match.field for match in found if match is not None and match.sure})

    return max(form_sources().values(), key=known)
