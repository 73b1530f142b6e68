"""What a store weighs, and how long it takes to check, to back up, and to take a big step back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator

import sqlalchemy as sa

from gridtui.interchange.plans.applying import apply_import
from gridtui.interchange.plans.import_file import open_import
from gridtui.storage.store.backups import write_backup
from gridtui.storage.store.checking import check_store
from gridtui.usecases.undo import undo_last
from tests.bench.bench import Bench, milliseconds
from tests.bench.figures import Figure, alternate
from tests.bench.people_file import write_people
from tests.bench.stores import open_store, system_clock

UNDONE = 5_000


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure size, check, backup and undo."""
    yield from _size(bench)
    yield _check(bench)
    yield _backup(bench)
    yield _undo(bench)


def _size(bench: Bench) -> Iterator[Figure]:
    workspace = open_store(bench.large)
    try:
        with workspace.read() as connection:
            records = connection.execute(
                sa.text("SELECT count(*) FROM change WHERE kind = 'create'")
            ).scalar_one()
            size = bench.large.stat().st_size
            yield Figure(
                "Store, bytes a record (log, tables, indexes, search)",
                [size / records],
                "B",
                f"{size / 1e6:,.0f} MB, {records:,} records with their events",
            )
    finally:
        workspace.close()


def _check(bench: Bench) -> Figure:
    workspace = open_store(bench.large)
    try:
        with workspace.read() as connection:
            began = time.perf_counter()
            report = check_store(connection)
            checked = time.perf_counter() - began
            began = time.perf_counter()
            for _ in connection.execution_options(yield_per=10_000).execute(sa.text("SELECT * FROM change")):
                pass
            read = time.perf_counter() - began
    finally:
        workspace.close()
    assert report.sound, report.problems[:3]
    return Figure(f"Checking {report.changes:,} changes", [checked], "s", "reading them once", [read])


def _backup(bench: Bench) -> Figure:
    workspace = open_store(bench.large)
    key = workspace.key
    assert key is not None
    target = bench.scratch / "backup.zip"

    def back_up() -> float:
        target.unlink(missing_ok=True)
        return milliseconds(lambda: write_backup(bench.large, key, target, system_clock())) / 1000

    def copy() -> float:
        took = milliseconds(lambda: shutil.copyfile(bench.large, bench.scratch / "copy")) / 1000
        (bench.scratch / "copy").unlink()
        return took

    try:
        values, others = alternate(back_up, copy, 1, warm=0)
    finally:
        workspace.close()
        target.unlink(missing_ok=True)
    return Figure("Backup, verified", values, "s", "copying the file", others)


def _undo(bench: Bench) -> Figure:
    store = bench.scratch / "undo.gtdb"
    for name in (bench.tiny, *bench.tiny.parent.glob(f"{bench.tiny.name}.*")):
        shutil.copyfile(name, store.with_name(store.name + name.name.removeprefix(bench.tiny.name)))
    file = bench.scratch / "undone.xlsx"
    write_people(file, UNDONE)
    workspace = open_store(store)
    try:
        with workspace.read() as connection:
            opened = open_import(connection, file)
        imported = milliseconds(lambda: apply_import(workspace, opened)) / 1000

        def undo() -> None:
            with workspace.write("undo") as unit:
                undo_last(unit)

        undone = milliseconds(undo) / 1000
    finally:
        workspace.close()
    return Figure(f"Undo of an import of {UNDONE:,} people", [undone], "s", "the import", [imported])
