"""The merge kernel: every field is a register, and every edit names the stamps it replaced.

Heads = writes − bases is a function of the set of changes, so the order in which they arrive does not
matter. More than one head with different values is a conflict; the latest head is shown, and of a field
that a level decides about the head of the highest level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gridtui.domain.changes.stamps import Stamp

DELETED = "deleted"
"""The register that hides a record; a concurrent edit keeps the record visible."""

SEEN = "*"
"""Under this name a change's bases hold the other stamps that were live in the record when it was made."""

CARRIED = "+"
"""Before the name of a field: the change only brings along a value that has this stamp already."""

COPIED = "="
"""Under this name a change's bases hold the stamp of another one that it repeats in a further scope."""

_DEVICE = slice(8, 16)


@dataclass(frozen=True, slots=True)
class RegisterWrite:
    """What one change says about the registers of a record.

    ``bases`` maps each written field to the stamps it replaced; ``None`` marks the creation, which
    writes every field and replaces nothing. ``level`` is that of the desk, 1 the highest. ``final`` marks an
    erasure, which no concurrent edit undoes.
    """

    stamp: Stamp
    bases: Mapping[str, Sequence[Stamp]] | None
    level: int = 0
    final: bool = False

    def written(self, field: str) -> Stamp | None:
        """Return the stamp of the value that this change gives the field, None where it gives none."""
        if self.bases is None or field in self.bases:
            return self.stamp
        carried = self.bases.get(CARRIED + field)
        return carried[0] if carried else None

    @property
    def is_edit(self) -> bool:
        """Whether it writes something over what was there: neither a creation nor only brought along."""
        return self.bases is not None and any(name[:1] not in (CARRIED, SEEN) for name in self.bases)


def heads(writes: Sequence[RegisterWrite], field: str, *, by_level: bool = False) -> list[Stamp]:
    """Return the stamps of the field's live values, oldest first; empty where nobody wrote it.

    ``by_level`` says that no level replaces what a higher one wrote, unless the same device did.
    """
    written: set[Stamp] = set()
    replaced: set[Stamp] = set()
    levels = {write.stamp: write.level for write in writes} if by_level else {}
    for write in writes:
        stamp = write.written(field)
        if stamp is not None:
            written.add(stamp)
            if write.bases is not None:
                bases = write.bases.get(field, ())
                replaced.update(base for base in bases if may_replace(write.stamp, write.level, base, levels))
    return sorted(written - replaced)


def may_replace(stamp: Stamp, level: int, base: Stamp, levels: Mapping[Stamp, int]) -> bool:
    """Whether a write of a level may replace what was written under a stamp; ``levels`` is stamp → level."""
    return levels.get(base, level) >= level or stamp[_DEVICE] == base[_DEVICE]


def winner(writes: Iterable[RegisterWrite], live: Sequence[Stamp], *, by_level: bool = False) -> Stamp:
    """Return which of the live stamps, at least one, is shown: the latest, or the highest level's latest."""
    if len(live) == 1 or not by_level:
        return live[-1]
    levels: dict[Stamp, int] = {}
    for write in writes:
        levels[write.stamp] = write.level
    return min(live, key=lambda stamp: (levels.get(stamp, 99), _reversed(stamp)))


def _reversed(stamp: Stamp) -> bytes:
    return bytes(255 - byte for byte in stamp)


@dataclass(slots=True)
class Knowledge:
    """Which edits of a record were made knowing which others.

    An edit knows what it replaced or had seen, all that those knew, and what its own device did before. What
    a record was brought along with stands for edits that are in the scope it came from.
    """

    edits: list[RegisterWrite]
    past: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, writes: Iterable[RegisterWrite]) -> Knowledge:
        """Return the knowledge among the edits that these writes of a record are, or bring along."""
        told = list(writes)
        edits = [*(write for write in told if write.is_edit), *_brought_along(told)]
        edits.sort(key=lambda write: write.stamp)
        place = {write.stamp: index for index, write in enumerate(edits)}
        last: dict[bytes, int] = {}
        known: list[set[int]] = []
        for index, write in enumerate(edits):
            stamps = (stamp for stamps in (write.bases or {}).values() for stamp in stamps)
            device = write.stamp[_DEVICE]
            known.append({place[stamp] for stamp in stamps if stamp in place and stamp != write.stamp})
            if device in last:
                known[-1].add(last[device])
            last[device] = index
        return cls(edits, _closed(known))

    def concurrent(self, one: int, other: int) -> bool:
        """Whether neither of two edits, by their places, was made knowing the other."""
        return one != other and not self.past[one] >> other & 1 and not self.past[other] >> one & 1

    def hides(self, deletes: Iterable[Stamp]) -> bool:
        """Whether live deletions hide the record: one is final, or no edit was made beside all of them."""
        places = [index for index, write in enumerate(self.edits) if write.stamp in set(deletes)]
        if not places or any(self.edits[index].final for index in places):
            return True
        return not any(
            all(self.concurrent(edit, delete) for delete in places)
            for edit in range(len(self.edits))
            if edit not in places and not self.edits[edit].final
        )

    def parallel(self) -> list[tuple[Stamp, Stamp]]:
        """Return pairs of concurrent edits that no later edit was made knowing both of."""
        found = []
        for later, write in enumerate(self.edits):
            for earlier in range(later):
                both = 1 << later | 1 << earlier
                if self.concurrent(earlier, later) and not any(mask & both == both for mask in self.past):
                    found.append((self.edits[earlier].stamp, write.stamp))
        return found


def _brought_along(writes: Sequence[RegisterWrite]) -> list[RegisterWrite]:
    """Return the edits that are not here but were known where the record was brought along from.

    Each of them knows those before it: who brought the record along had all of them.
    """
    here = {write.stamp for write in writes}
    earlier: dict[Stamp, set[Stamp]] = {}
    for write in writes:
        if write.bases is not None and not write.is_edit:
            named = sorted({stamp for stamps in write.bases.values() for stamp in stamps})
            for place, stamp in enumerate(named):
                if stamp not in here:
                    earlier.setdefault(stamp, set()).update(named[:place])
    return [RegisterWrite(stamp, {SEEN: sorted(seen)}) for stamp, seen in earlier.items()]


def _closed(known: Sequence[set[int]]) -> list[int]:
    """Return for each place the mask of all that it knows through others; later stamps may be known too."""
    past = [sum(1 << other for other in others) for others in known]
    grown = True
    while grown:
        grown = False
        for index, others in enumerate(known):
            mask = past[index]
            for other in others:
                mask |= past[other]
            if mask != past[index]:
                past[index], grown = mask, True
    return past
