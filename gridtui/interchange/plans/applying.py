"""Imports that write: one transaction and one undo step, a backup before it, the refused rows beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gridtui.domain.words.intents import Intent
from gridtui.interchange.plans.import_file import ImportFile
from gridtui.interchange.plans.plan import Plan
from gridtui.interchange.plans.planning import pass_over, unwatched
from gridtui.interchange.plans.refusals import RefusedRow, write_refusals
from gridtui.interchange.plans.run import GateWriter, Progress
from gridtui.paths import free_path
from gridtui.storage.layouts import remember_layout
from gridtui.storage.log import audit
from gridtui.storage.store.backups import backup_before_import, forget_backup
from gridtui.storage.workspace import Workspace
from gridtui.words import mark, tr

_REFUSED_TAIL = mark("退回")


def apply_import(
    workspace: Workspace,
    file: ImportFile,
    progress: Progress = unwatched,
    *,
    backup_folder: Path | None = None,
    refused_path: Path | None = None,
) -> Plan:
    """Import the file and return what was done.

    Everything or nothing is written, as one undo step; what ``progress`` raises ends it with nothing
    written. ``backup_folder`` is where the backup before it goes, None for none. Refused rows go into
    ``refused_path``, by default ``<name>-退回.xlsx`` beside the file. ``RuleBroken`` as for a dry run.
    """
    backup = backup_before_import(workspace.path, workspace.key, backup_folder, workspace.clock())
    try:
        with workspace.write(Intent.IMPORT_FILE) as unit:
            plan = pass_over(workspace, file, unit.connection, GateWriter(unit), progress)
            unit.label = plan.summary
            remember_layout(unit.connection, file.fingerprint, file.kind, file.mapping.to_json(), unit.now)
            counts = f"{plan.kind.value} new {plan.new} changed {plan.changed} refused {plan.refused}"
            audit.note(
                unit.connection, audit.IMPORT, now=unit.now, actor_id=workspace.operator.id, reason=counts
            )
    except BaseException:
        forget_backup(backup)
        raise
    plan.written = True
    plan.backup = backup
    if plan.refusals:
        plan.refused_file = write_refused(file, plan, refused_path)
    return plan


def write_refused(file: ImportFile, plan: Plan, path: Path | None = None) -> Path:
    """Write the refused rows of a plan to an xlsx and return its path.

    One with a number is taken where a file stands already: somebody may be correcting that one.
    """
    path = free_path(path or file.path.with_name(f"{file.path.stem}-{tr(_REFUSED_TAIL)}.xlsx"))
    write_refusals(path, file.mapping, _refused_rows(file, plan))
    return path


def _refused_rows(file: ImportFile, plan: Plan) -> Iterator[RefusedRow]:
    held = plan.refused_cells
    if len(held) == len(plan.refusals):
        yield from (RefusedRow(number, cells, plan.refusals[number]) for number, cells in held.items())
        return
    for number, cells in file.table.rows():
        if number in plan.refusals:
            yield RefusedRow(number, cells, plan.refusals[number])
