"""Taking changes into an open store, and what this desk itself must write because of them."""

from __future__ import annotations

from collections.abc import Iterable

from gridtui.domain.words.intents import Intent
from gridtui.storage.columns import to_millis
from gridtui.storage.erasure.erasure_list import ErasedPerson, add_to_list, list_path
from gridtui.storage.log.fields import codec_of, model_of
from gridtui.storage.log.history import ERASE
from gridtui.storage.log.wire import WireChange
from gridtui.storage.merge.handing_on import hand_on
from gridtui.storage.merge.judging import Allowed
from gridtui.storage.merge.merging import Merged, Merging
from gridtui.storage.store.incarnations import begin_incarnation
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace

_PERSON = codec_of(Resident).noun


def merge_into(
    workspace: Workspace,
    changes: Iterable[WireChange],
    *,
    allowed: Allowed | None = None,
    dry_run: bool = False,
) -> Merged:
    """Take changes into an open store in one transaction; a dry run says what it would do and does nothing.

    Where this device's own incarnation went on elsewhere, the store goes on in a new one.
    """
    merged = Merged()
    try:
        with workspace.writing() as connection:
            merging = Merging(
                connection,
                incarnation=workspace.desk.incarnation,
                zone=workspace.desk.zone,
                wall_millis=to_millis(workspace.clock()),
                allowed=allowed,
            )
            merging.add(changes)
            merged = merging.finish()
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        return merged
    go_on_after(workspace, merged)
    return merged


def go_on_after(workspace: Workspace, merged: Merged) -> None:
    """Do what a merge leaves to be written by this desk itself.

    A new incarnation where the own one went on elsewhere; once more what was erased for good and whose
    erasure counts no longer; what others have to be told in a further scope. Who was erased stands in the
    list beside the store too, for older backups.
    """
    people = [
        ErasedPerson(record, workspace.clock(), reason)
        for noun, record, reason in merged.erased
        if noun == _PERSON
    ]
    if people and workspace.path is not None and workspace.key is not None:
        add_to_list(list_path(workspace.path), workspace.key, people)
    if merged.own_past:
        begin_incarnation(workspace)
    if merged.unerased:
        with workspace.write(Intent.ERASE_PERSON) as unit:
            unit.kind = ERASE
            for noun, record, reason in merged.unerased:
                model = model_of(noun)
                if model is not None:
                    unit.erase(model, {record: {}}, reason)
    hand_on(workspace)


class _OnlyTried(Exception):
    """Takes a dry run back."""
