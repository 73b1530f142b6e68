"""What an export does in a thread of the gateway: the records a list shows, written to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridtui.domain.changes.ids import RecordId
from gridtui.interchange.columns.kinds import Kind
from gridtui.interchange.exporting import export_table
from gridtui.interchange.handing_out import refuse_standing
from gridtui.interchange.listing import listed_ids
from gridtui.interchange.outgoing import ExportFilter

if TYPE_CHECKING:
    from gridtui.storage.workspace import Workspace
    from gridtui.ui.answers import Progress


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: all of a kind, those a list's query finds, or those named."""

    kind: Kind
    page: Callable[..., Sequence[Any]] | None = None
    filter: object | None = None
    ids: tuple[RecordId, ...] = ()


def export_list(
    workspace: Workspace, wanted: Wanted, path: Path, *, full: bool, reason: str, progress: Progress
) -> int:
    """Write the records to a new file and return how many; ``RuleBroken`` where something stands there."""
    refuse_standing(path)
    ids: Sequence[RecordId] | None = wanted.ids or None
    if ids is None and wanted.page is not None:
        with workspace.read() as connection:
            ids = listed_ids(connection, wanted.page, wanted.filter, progress)
    return export_table(
        workspace, wanted.kind, path, ExportFilter(ids=ids), full=full, reason=reason, progress=progress
    )
