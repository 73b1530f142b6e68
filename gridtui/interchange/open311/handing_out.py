"""Lists of services and requests handed out to another system, masked unless there is a reason."""

from __future__ import annotations

from pathlib import Path

from gridtui.interchange.exporting import watched
from gridtui.interchange.files.cells import refuse
from gridtui.interchange.handing_out import hand_out, refuse_unreasoned
from gridtui.interchange.open311.requests import request_source
from gridtui.interchange.open311.services import told_services
from gridtui.interchange.open311.standard import FORMS, REQUESTS, SERVICES
from gridtui.interchange.open311.writing import fill_list
from gridtui.interchange.outgoing import ExportFilter, count_of, told_rows
from gridtui.interchange.plans.run import Progress
from gridtui.storage.workspace import Workspace
from gridtui.words import mark

_BAD_FORM = mark("看不出写成哪种：文件名请以 .json 或 .xml 结尾，或写 --format json、--format xml")


def form_of(path: Path, form: str = "") -> str:
    """Return ``json`` or ``xml``: as asked for, else as the ending says; ``RuleBroken`` for neither."""
    found = form or path.suffix.lower().removeprefix(".")
    if found not in FORMS:
        raise refuse(_BAD_FORM)
    return found


def write_services(workspace: Workspace, path: Path, *, form: str = "") -> int:
    """Write the services that are in use; returns how many. ``RuleBroken`` where it cannot be written."""
    kind = form_of(path, form)
    with workspace.read() as connection:
        rows = list(told_services(connection))

    def fill(part: Path) -> int:
        return fill_list(part, kind, SERVICES, rows)

    return hand_out(workspace, path, fill, kind="open311 services")


def write_requests(
    workspace: Workspace,
    path: Path,
    wanted: ExportFilter | None = None,
    *,
    form: str = "",
    full: bool = False,
    reason: str = "",
    progress: Progress | None = None,
) -> int:
    """Write the issues that fit as requests; returns how many.

    Descriptions tell no door, phone, ID number or resident's name and addresses end at the building unless
    ``full``, which needs a ``reason``; who raised an issue is never told. Either way it is noted in the audit
    chain. What ``progress`` raises ends it without a file. ``RuleBroken`` where it is refused or fails.
    """
    kind = form_of(path, form)
    refuse_unreasoned(workspace, full=full, reason=reason)
    with workspace.read() as connection:
        source, chosen = request_source(connection, full=full), wanted or ExportFilter()
        total = None if progress is None else count_of(connection, source, chosen)
        rows = watched(told_rows(connection, source, chosen), progress, total)
        return hand_out(
            workspace,
            path,
            lambda part: fill_list(part, kind, REQUESTS, rows),
            kind="open311 requests",
            how=reason if full else "masked",
        )
