"""The merge kernel: every field is a register, and every edit names the stamps it replaced.

Heads = writes − bases is a function of the set of changes, so the order in which they arrive does not
matter. More than one head with different values is a conflict; the latest head is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gridtui.domain.stamps import Stamp

DELETED = "deleted"
"""The register that hides a record; its bases under ``SEEN`` name what the deleter had seen."""

SEEN = "*"


@dataclass(frozen=True, slots=True)
class RegisterWrite:
    """What one change says about the registers of a record.

    ``bases`` maps each written field to the stamps it replaced; ``None`` marks the creation, which
    writes every field and replaces nothing.
    """

    stamp: Stamp
    bases: dict[str, list[Stamp]] | None

    def writes(self, field: str) -> bool:
        """Say whether this change wrote the field."""
        return self.bases is None or field in self.bases


def heads(writes: Iterable[RegisterWrite], field: str) -> list[Stamp]:
    """Return the stamps of the field's live values, oldest first; empty where nobody wrote it."""
    written: set[Stamp] = set()
    replaced: set[Stamp] = set()
    for write in writes:
        if write.writes(field):
            written.add(write.stamp)
            if write.bases is not None:
                replaced.update(write.bases[field])
    return sorted(written - replaced)
