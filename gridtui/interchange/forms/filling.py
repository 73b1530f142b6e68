"""Filling a form: rows of a list into its columns, marked against the last time, noted in the audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.dates import local_date
from gridtui.domain.words.problems import Problem, RuleBroken, Severity
from gridtui.domain.words.sentences import Sentence
from gridtui.interchange.collecting import seldom_collecting
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.files.written_values import Value, as_text
from gridtui.interchange.forms.form_cells import CellWriter, Offered, as_hinted, offered_words
from gridtui.interchange.forms.layouts import FormLayout, read_layout
from gridtui.interchange.forms.making_room import make_room
from gridtui.interchange.forms.mapping import Fills, FormMapping, memory_name, propose, recall
from gridtui.interchange.forms.opening import FORM, UNREADABLE, FormBook, open_form
from gridtui.interchange.forms.sources import FormSource, likely_source
from gridtui.interchange.forms.told import office_facts
from gridtui.interchange.handing_out import hand_out, refuse_standing, refuse_unreasoned
from gridtui.interchange.ledgers.ledger import LedgerColumn, Reader
from gridtui.interchange.outgoing import ExportFilter, Told, told_rows
from gridtui.interchange.plans.run import Progress
from gridtui.storage.filled_forms import LastFilling, RowKey, last_filling, remember_filling
from gridtui.storage.layouts import remember_layout
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

MOST_ROWS = 20_000
"""Rows of one form: the library keeps every cell in memory."""

EVERY = 500
"""Rows after which progress is told."""

_BAD_FORM = mark("填好的表只能写成 .xlsx，不能写成“{suffix}”")
_SAME_FILE = mark("不能写到原表上：请换个文件名")
_NO_ROWS = mark("“{list}”里没有符合的记录，没有写文件")
_TOO_MANY = mark("要填 {n} 行，一张表最多填 {limit} 行：请按网格分开填")
_MISFITS = mark("“{header}”有 {n} 格不在表里的下拉列表中，请核对")
_ROWS_ADDED = mark("表里只留了 {prepared} 行，加了 {n} 行，下面的内容和公式跟着下移")
_UNSAVED = mark("这张表写不出来：请用 Excel 或 WPS 打开，另存为 .xlsx 再填")


@dataclass(slots=True)
class FormFile:
    """A form that is about to be filled; ``mapping`` may be exchanged.

    ``remembered`` says that the mapping is the one used last time, ``losses`` what will not come along.
    """

    path: Path
    layout: FormLayout
    mapping: FormMapping
    remembered: bool = False
    losses: list[Problem] = field(default_factory=list)
    _opened: tuple[FormBook, tuple[int, int]] | None = None

    def take_book(self) -> FormBook:
        """Return the opened form, once: filling changes it. It is opened anew where the file has changed."""
        opened, self._opened = self._opened, None
        return opened[0] if opened is not None and opened[1] == _state(self.path) else open_form(self.path)

    @property
    def source(self) -> FormSource:
        """The list it is filled from."""
        return self.mapping.source

    @property
    def title(self) -> str:
        """What the form is called: the first line above its header, else the file."""
        return " ".join((self.layout.title or self.path.stem).split())[:100]

    def notices(self) -> list[Problem]:
        """Return what a person should know before it is filled."""
        return [*self.layout.notices, *self.mapping.notices(), *self.losses]


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it: rows, filled cells, how many of those are as they were last time; how many are not.

    ``new_rows`` were not there last time, ``gone_rows`` are not there any more; ``first`` says that nothing
    is known of a last time. ``fingerprint`` names the form.
    """

    rows: int
    cells: int
    same: int = 0
    changed: int = 0
    new_rows: int = 0
    gone_rows: int = 0
    first: bool = True
    fingerprint: str = ""
    title: str = ""
    notices: tuple[Problem, ...] = ()


def examine_form(
    connection: Connection,
    path: Path,
    source: FormSource | None = None,
    *,
    sheet: str = "",
    header_row: int | None = None,
) -> FormFile:
    """Look into a form: its layout, and what its columns are filled with; the likeliest list without one.

    ``RuleBroken`` where it cannot be filled, in words that say what to do.
    """
    with seldom_collecting():
        state, opened = _state(path), open_form(path)
    names = source.names if source else None
    try:
        layout = read_layout(opened.book, path.name, names, sheet=sheet, header_row=header_row)
    except UNREADABLE as error:
        raise refuse(_UNSAVED) from error
    source = source or likely_source(layout.headers)
    known = recall(connection, source, layout)
    mapping = known or propose(source, layout)
    return FormFile(path, layout, mapping, known is not None, opened.notices, (opened, state))


def _state(path: Path) -> tuple[int, int]:
    """Return what tells one state of a file from another: when it was written, and its size."""
    try:
        about = path.stat()
    except OSError:
        return 0, 0
    return about.st_mtime_ns, about.st_size


def fill_form(
    workspace: Workspace,
    form: FormFile,
    path: Path,
    *,
    grid_id: RecordId | None = None,
    full: bool = False,
    reason: str = "",
    marks: bool = True,
    progress: Progress | None = None,
) -> Filled:
    """Fill a form into a new file at ``path``; names and numbers are masked unless ``full``.

    What is not as it was the last time is marked, unless ``marks`` is False. Mapping and filling are
    remembered. ``RuleBroken`` where a reason is missing, nothing fits, or it cannot be written; the form
    itself is never touched.
    """
    refuse_unreasoned(workspace, full=full, reason=reason)
    _refuse(form, path)
    with workspace.read() as connection:
        rows = _rows(workspace, connection, form.source, grid_id)
        last = last_filling(connection, _filling_name(form, grid_id))
    with seldom_collecting():
        book = form.take_book().book
        work = _Filling(book, form, last, full=full, marks=marks)
        filled = work.fill(rows, progress)
        hand_out(
            workspace,
            path,
            lambda part: _save(book, part),
            kind=f"form.{form.source.code}",
            count=filled.rows,
            how=reason if full else "masked",
        )
    if not workspace.read_only:
        _remember(workspace, form, grid_id, work)
    return filled


def _refuse(form: FormFile, path: Path) -> None:
    if path.suffix.lower() != FORM:
        raise refuse(_BAD_FORM, suffix=path.suffix)
    if path.resolve() == form.path.resolve():
        raise RuleBroken(Problem(_SAME_FILE, "path"))
    refuse_standing(path)
    form.mapping.refuse_empty()


def _rows(
    workspace: Workspace, connection: Connection, source: FormSource, grid_id: RecordId | None
) -> list[Told]:
    reader = Reader(workspace.desk.org_id, local_date(workspace.clock()))
    office = office_facts(workspace, connection)
    wanted = ExportFilter(grid_id=grid_id)
    rows = []
    for told in told_rows(connection, source.source(reader), wanted):
        rows.append(office | {name: value for name, value in told.items() if value not in (None, "")})
        if len(rows) > MOST_ROWS:
            raise refuse(_TOO_MANY, n=f"{MOST_ROWS}+", limit=MOST_ROWS)
    if not rows:
        raise refuse(_NO_ROWS, list=Sentence(source.title))
    return rows


class _Filling:
    """One form being filled."""

    def __init__(
        self, book: Any, form: FormFile, last: LastFilling | None, *, full: bool, marks: bool
    ) -> None:
        self._book, self._form, self._last = book, form, last
        self._layout, self._source = form.layout, form.source
        self._full = full
        self._sheet = book[form.layout.sheet]
        self._writer = CellWriter(self._sheet, marks=marks and last is not None)
        self._serials = [column.place for column in form.mapping.with_use(Fills.SERIAL)]
        self._seen: dict[RecordId, int] = {}
        self.texts: dict[RowKey, dict[int, str]] = {}
        self.cells = self.same = self.changed = 0

    def fill(self, rows: Sequence[Told], progress: Progress | None) -> Filled:
        """Write every row; ``RuleBroken`` where a cell or a row cannot be."""
        added = make_room(self._book, self._layout, len(rows))
        filled = self._form.mapping.filled()
        offered = offered_words(self._book, self._sheet, self._layout.first_row, filled)
        for number, told in enumerate(rows):
            row = self._layout.first_row + number
            for place in self._serials:
                self._writer.write(row, place, number + 1, changed=False)
            self._fill_row(row, told, filled, offered)
            if progress is not None and number % EVERY == 0:
                progress(number, len(rows))
        if progress is not None:
            progress(len(rows), len(rows))
        # Formulas have no values any more; whoever opens the file reckons them.
        self._book.calculation.fullCalcOnLoad = True
        return self._told(len(rows), added, offered)

    def _fill_row(
        self, row: int, told: Told, filled: Sequence[tuple[int, LedgerColumn]], offered: dict[int, Offered]
    ) -> None:
        key = self._key(told)
        known = self._last is not None and key in self._last.rows
        texts: dict[int, str] = {}
        for place, column in filled:
            value = told.get(column.field.name)
            whole = self._said(value, place, column, offered, full=True)
            shown = whole if self._full else self._said(value, place, column, offered, full=False)
            texts[place] = text = as_text(whole)
            if place in offered:
                offered[place].count(shown)
            same = self._last is not None and self._last.same(key, place, text) is True
            # What is blank in a new row was not changed.
            changed = not same and (known or bool(text))
            self.cells += bool(text)
            self.same += same and bool(text)
            self.changed += self._last is not None and changed
            self._writer.write(row, place, shown, changed=changed)
        self.texts[key] = texts

    def _said(
        self, value: Any, place: int, column: LedgerColumn, offered: dict[int, Offered], *, full: bool
    ) -> Value:
        if value is None or value == "":
            return None
        say = self._source.says(column, full=full)
        said: Value = value if say is None else say(value)
        if place in offered and isinstance(said, str):
            return offered[place].fitting(said)
        return as_hinted(said, self._layout.hints[place])

    def _key(self, told: Told) -> RowKey:
        record = told.get("id") or b""
        place = self._seen.get(record, 0)
        self._seen[record] = place + 1
        return record, place

    def _told(self, rows: int, added: int, offered: dict[int, Offered]) -> Filled:
        before = set(self._last.rows) if self._last is not None else set()
        return Filled(
            rows,
            self.cells,
            self.same,
            self.changed,
            len(set(self.texts) - before) if self._last is not None else 0,
            len(before - set(self.texts)),
            self._last is None,
            self._layout.fingerprint,
            self._form.title,
            tuple(self._notices(added, offered)),
        )

    def _notices(self, added: int, offered: dict[int, Offered]) -> Iterator[Problem]:
        if added and self._layout.below:
            values: dict[str, object] = {"prepared": self._layout.prepared, "n": added}
            yield Problem(_ROWS_ADDED, severity=Severity.WARNING, values=values)
        for place, each in offered.items():
            if each.misfits:
                header = self._layout.headers[place]
                yield Problem(
                    _MISFITS, severity=Severity.WARNING, values={"header": header, "n": each.misfits}
                )


def _save(book: Any, part: Path) -> None:
    try:
        book.save(part)
    except UNREADABLE as error:
        raise refuse(_UNSAVED) from error


def _filling_name(form: FormFile, grid_id: RecordId | None) -> str:
    """Return the name of a filling: another list or another grid is another one."""
    return f"{memory_name(form.source, form.layout)}:{(grid_id or b'').hex()}"


def _remember(workspace: Workspace, form: FormFile, grid_id: RecordId | None, work: _Filling) -> None:
    now = workspace.clock()
    with workspace.writing() as connection:
        remember_layout(
            connection,
            memory_name(form.source, form.layout),
            f"form.{form.source.code}",
            form.mapping.to_json(form.title),
            now,
        )
        remember_filling(
            connection,
            _filling_name(form, grid_id),
            work.texts,
            kind=form.source.code,
            title=form.title,
            salt=workspace.ids(),
            now=now,
        )
