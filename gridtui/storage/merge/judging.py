"""Why a change from elsewhere may count for nothing: it is stored and relayed all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from gridtui.domain.changes.registers import CARRIED, COPIED, SEEN
from gridtui.domain.changes.stamps import Stamp
from gridtui.domain.people.excluded import any_excluded
from gridtui.storage.erasure.erased_bodies import ERASED_FOR
from gridtui.storage.log.changes import IMMUTABLE, SCHEMA_VERSION
from gridtui.storage.log.fields import codec_of, model_of
from gridtui.storage.log.history import CARRY, ERASE
from gridtui.storage.log.wire import WireChange
from gridtui.storage.merge.fitting import fits

Allowed: TypeAlias = Callable[[WireChange, Mapping[str, Any]], str | None]
"""Says by certificates and policy alone why a change with these fields does not count; None where it does."""

EXCLUDED = "excluded"
"""It names what this program never keeps: its bodies are not kept either."""

NEWER = "newer"
"""It comes from a newer program and waits for the upgrade."""

UNFIT = "unfit"
"""It says what no program may say: a value of another kind, a base later than itself."""

FINAL = "final"
"""It changes a record that is a fact."""

_COPIED_KINDS = frozenset(("set", "delete", "restore", ERASE))
_KINDS = frozenset(("create", CARRY)) | _COPIED_KINDS


def refusal_of(change: WireChange, allowed: Allowed | None) -> str | None:
    """Return the code of why a change counts for nothing here, None where it counts: a pure function."""
    return refusal_with(change, change.fields(), allowed)


def refusal_with(change: WireChange, fields: Mapping[str, Any], allowed: Allowed | None) -> str | None:
    """Return the same where the fields of the change were read already."""
    if any_excluded((change.noun, *fields)):
        return EXCLUDED
    code = None if allowed is None else allowed(change, fields)
    return code or _own_refusal(change, fields)


def _own_refusal(change: WireChange, fields: Mapping[str, Any]) -> str | None:
    doubt = NEWER if change.step.schema_version > SCHEMA_VERSION else UNFIT
    model = model_of(change.noun)
    if model is None:
        return None
    if change.kind not in _KINDS:
        return NEWER
    if model in IMMUTABLE and change.kind in ("set", "delete", "restore"):
        return FINAL
    replaced = change.replaced()
    if (replaced is None) != (change.kind == "create") or not fits(codec_of(model), fields):
        return doubt
    if replaced is None:
        return None
    if not _is_in_order(change, replaced):
        return UNFIT
    return None if _names_its_fields(change.kind, replaced, fields) else doubt


def _is_in_order(change: WireChange, replaced: Mapping[str, Sequence[Stamp]]) -> bool:
    """Whether a change replaces earlier ones only; a copy is later than its first, and that than those."""
    latest, copied = change.stamp, replaced.get(COPIED)
    if copied is not None:
        if len(copied) != 1 or copied[0] >= change.stamp or change.kind not in _COPIED_KINDS:
            return False
        latest = copied[0]
    named = (some for name, some in replaced.items() if name not in (SEEN, COPIED))
    return all(stamp < latest for some in named for stamp in some)


def _names_its_fields(kind: str, replaced: dict[str, list[Stamp]], fields: Iterable[str]) -> bool:
    """Whether a change says of every field what it replaced, or under which stamp it brings it along."""
    if kind != CARRY:
        return all(name in replaced for name in fields if name != ERASED_FOR) and not _carried(replaced)
    return (
        all(len(replaced.get(CARRIED + name, ())) == 1 for name in fields)
        and all(len(replaced[name]) == 1 for name in _carried(replaced))
        and all(name[:1] in (CARRIED, SEEN) for name in replaced)
    )


def _carried(replaced: dict[str, list[Stamp]]) -> Sequence[str]:
    return [name for name in replaced if name.startswith(CARRIED)]
