"""Work measured in a process of its own, for its time and its peak of memory: prints one JSON line."""

from __future__ import annotations

import csv
import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def read_workbook(path: str) -> int:
    """Read every cell with calamine alone."""
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def import_people(path: str, folder: str) -> int:
    """Import a file into a new store: validated, logged, indexed."""
    from gridtui.interchange.plans.applying import apply_import
    from gridtui.interchange.plans.import_file import open_import
    from gridtui.sample.places import BRANCH_NAME, COMMUNITY_CODE
    from gridtui.sample.stores import SECRETARY
    from gridtui.storage.store.opening import Founding, create_workspace
    from tests.bench.stores import system_clock

    founding = Founding(BRANCH_NAME, COMMUNITY_CODE, SECRETARY)
    store = Path(folder) / f"import-{time.time_ns()}.gtdb"
    workspace = create_workspace(store, None, founding, clock=system_clock)
    try:
        with workspace.read() as connection:
            file = open_import(connection, Path(path))
        done = apply_import(workspace, file).new
    finally:
        workspace.close()
        for left in Path(folder).glob(f"{store.name}*"):
            left.unlink()
    return done


def export(store: str, kind: str, path: str) -> int:
    """Export every record of a kind."""
    from gridtui.interchange.columns.kinds import Kind
    from gridtui.interchange.exporting import export_table
    from tests.bench.stores import open_store

    workspace = open_store(Path(store))
    try:
        return export_table(workspace, Kind(kind), Path(path))
    finally:
        workspace.close()


def write_ledger(store: str, code: str, path: str) -> int:
    """Write a ledger of everything."""
    from gridtui.interchange.ledgers import handing_out
    from gridtui.interchange.ledgers.register import LEDGERS
    from tests.bench.stores import open_store

    workspace = open_store(Path(store))
    # As the command line does.
    gc.freeze()
    try:
        return handing_out.write_ledger(workspace, LEDGERS[code], Path(path))
    finally:
        workspace.close()


def write_report(store: str, path: str) -> int:
    """Write the report of the month before this one."""
    from gridtui.domain.words.dates import local_date
    from gridtui.domain.words.periods import Period, Span
    from gridtui.interchange.reports.writing import make_report
    from tests.bench.stores import open_store, system_clock

    month = Period.of(local_date(system_clock()), Span.MONTH).previous
    workspace = open_store(Path(store))
    try:
        make_report(workspace, month, Path(path))
    finally:
        workspace.close()
    return 1


def fill_form(store: str, form: str, path: str) -> int:
    """Fill somebody's form from the residents."""
    from gridtui.interchange.forms import filling
    from gridtui.interchange.forms.sources import find_source
    from tests.bench.stores import open_store

    workspace = open_store(Path(store))
    try:
        with workspace.read() as connection:
            file = filling.examine_form(connection, Path(form), find_source("residents"))
        return filling.fill_form(workspace, file, Path(path)).rows
    finally:
        workspace.close()


def save_again(form: str, path: str) -> int:
    """Read and write a form with openpyxl alone."""
    from openpyxl import load_workbook

    book = load_workbook(form)
    book.save(path)
    return int(book.worksheets[0].max_row)


def read_rows(path: str, rows: str) -> int:
    """Copy the cells of a ledger into a csv, to be written again."""
    from openpyxl import load_workbook

    (sheet,) = load_workbook(path, read_only=True)
    with Path(rows).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows(sheet.iter_rows(values_only=True))
    return 0


def write_again(source: str, path: str) -> int:
    """Write the rows of an exported csv with nothing but the library that writes such files."""
    import xlsxwriter

    with Path(source).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    began = time.perf_counter()
    if path.endswith(".csv"):
        with Path(path).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    else:
        with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    _said["seconds"] = time.perf_counter() - began
    return len(rows)


def pack(store: str, device: str, folder: str) -> int:
    """Pack what a device, by its id in hexadecimal, does not have; the files are said too."""
    from gridtui.sync import sending
    from tests.bench.stores import open_store

    workspace = open_store(Path(store))
    try:
        sent = sending.pack(workspace, bytes.fromhex(device), Path(folder))
    finally:
        workspace.close()
    _said["files"] = [str(path) for path in sent.paths]
    return sent.changes


def take_in(store: str, *files: str) -> int:
    """Take in the parts of a bundle."""
    from gridtui.sync import receiving
    from tests.bench.stores import open_store

    workspace = open_store(Path(store))
    try:
        merged = [receiving.apply(workspace, Path(file)).merged for file in files]
    finally:
        workspace.close()
    return sum(one.new + one.known for one in merged if one is not None)


_said: dict[str, Any] = {}
WORK: dict[str, Callable[..., int]] = {
    "read": read_workbook, "import": import_people, "export": export, "write": write_again,
    "ledger": write_ledger, "cells": read_rows, "fill": fill_form, "save": save_again, "report": write_report,
    "pack": pack, "take_in": take_in,
}  # fmt: skip


def peak_memory() -> float:
    """Return the most memory this process has had, in MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if status.exists():
        # What Linux says elsewhere counts the process that started this one too.
        told = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(told.split()[1]) * 1024 / 1e6
    try:
        import resource
    except ImportError:
        return 0.0
    return (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    )


if __name__ == "__main__":
    began = time.perf_counter()
    count = WORK[sys.argv[1]](*sys.argv[2:])
    spent = {"seconds": time.perf_counter() - began, "processor": time.process_time()}
    print(json.dumps({**spent, "count": count, "peak": peak_memory()} | _said))
