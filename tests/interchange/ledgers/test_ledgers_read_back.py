"""Every ledger of the sample community, read by two libraries and compared with the store cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from gridtui.domain.words.dates import KUNMING, local_date
from gridtui.interchange.exporting import said_cells
from gridtui.interchange.ledgers.handing_out import LedgerSpan, write_ledger
from gridtui.interchange.ledgers.ledger import Reader
from gridtui.interchange.ledgers.register import LEDGERS
from gridtui.interchange.ledgers.workbook import HEAD_ROWS
from gridtui.interchange.outgoing import ExportFilter, told_rows
from gridtui.interchange.papers.register import PAPERS
from gridtui.sample.stores import open_sample
from gridtui.storage.workspace import Workspace
from tests.conftest import FrozenClock

FILLED = ("sentiment", "visits", "disputes", "feedback", "whistles", "grids", "leaders", "hubs")
"""Ledgers of which the sample tells something."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    opened = open_sample(tmp_path_factory.mktemp("sample"), seed=1, clock=FrozenClock())
    yield opened
    opened.close()


def plain(cell: Any) -> Any:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        return cell.astimezone(KUNMING).replace(tzinfo=None, microsecond=0)
    return None if cell == "" else cell


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("code", LEDGERS)
def test_two_readers_find_what_the_store_says(
    sample: Workspace, tmp_path: Path, code: str, full: bool
) -> None:
    ledger, path = LEDGERS[code], tmp_path / "台账.xlsx"
    written = write_ledger(sample, ledger, path, LedgerSpan(), full=full, reason="核对")
    reader = Reader(sample.desk.org_id, local_date(sample.clock()))
    said = [(column.field.name, column.says(full=full)) for column in ledger.columns]
    with sample.read() as connection:
        told = chain.from_iterable(
            told_rows(connection, source, ExportFilter()) for source in ledger.sources(reader)
        )
        rows = said_cells(told, said)
        stored = [[n, *map(plain, row)] for n, row in enumerate(rows, 1)]
        counted = PAPERS[f"ledger.{code}"].records(connection, reader, LedgerSpan())
    assert written == len(stored) == counted
    assert counted or code not in FILLED
    (sheet,) = load_workbook(path)
    by_openpyxl = [
        [plain(cell) for cell in row]
        for row in sheet.iter_rows(min_row=HEAD_ROWS + 1, max_row=HEAD_ROWS + written, values_only=True)
    ]
    assert by_openpyxl == stored
    grid = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [[plain(cell) for cell in row] for row in grid[HEAD_ROWS:-1]] == stored
