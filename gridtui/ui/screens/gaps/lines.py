"""The lines of the list of gaps: a heading for each kind, its gaps below, and which form closes one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from textual.content import Content

from gridtui.domain.people.assignment import Role
from gridtui.domain.people.gaps import GapKind
from gridtui.queries.gaps import GapLine, Gaps
from gridtui.ui import messages
from gridtui.ui.aims import Aim
from gridtui.ui.building_words import place_words
from gridtui.ui.kit.cleaning import shown
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.glyphs import glyph
from gridtui.words import mark, say, tr


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a kind begins, how many gaps of it there are, and whether they are folded away."""

    kind: GapKind
    count: int
    folded: bool

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return self.kind.value.encode()


@dataclass(frozen=True, slots=True)
class Rest:
    """How many gaps of a kind are not listed."""

    kind: GapKind
    count: int

    @property
    def key(self) -> bytes:
        """What tells this line from every other."""
        return b"rest " + self.kind.value.encode()


Line = Heading | GapLine | Rest

_HUB: Final = Role.PARTY_HUB_HOUSEHOLD.value
_WANT_SOMEBODY: Final[Mapping[GapKind, Aim]] = {
    GapKind.NO_WORKER: Aim("person_name", once=True),
    GapKind.NO_LEADER: Aim("person_name", once=True),
    GapKind.NO_HUB: Aim("place", {"role": _HUB}, once=True),
}
_VISITS: Final = frozenset({GapKind.NEVER_VISITED, GapKind.VISIT_OVERDUE})


def lines_of(gaps: Gaps, folded: Collection[GapKind]) -> list[Line]:
    """Return the lines: every kind that has gaps, and its gaps unless it is folded."""
    lines: list[Line] = []
    for kind, group in groupby(gaps.lines, lambda line: line.kind):
        listed = list(group)
        lines.append(Heading(kind, gaps.counts[kind], kind in folded))
        if kind in folded:
            continue
        lines += listed
        if gaps.counts[kind] > len(listed):
            lines.append(Rest(kind, gaps.counts[kind] - len(listed)))
    return lines


def closing(line: GapLine) -> messages.OpenRequest:
    """Return the request that leads to where a gap is closed."""
    if aim := _WANT_SOMEBODY.get(line.kind):
        return messages.OpenUpkeep("assignment", parent_id=line.record_id, aim=aim)
    if line.kind in _VISITS:
        return messages.OpenWalk(line.record_id)
    return messages.OpenUpkeep(line.noun, record_id=line.record_id, aim=Aim(line.missing))


def card(line: GapLine) -> messages.OpenRequest | None:
    """Return the request for the card of a place that has a gap; None where the gap is in a record."""
    if line.noun == "grid":
        return messages.OpenGrid(line.record_id)
    return messages.OpenBuilding(line.record_id) if line.noun == "building" else None


def gap_columns() -> list[Column[Line]]:
    """Return the columns of gaps."""
    return [
        Column(mark("在哪里"), 14, lambda line: place_words(line.title) if isinstance(line, GapLine) else "",
               style="strong", flexible=True),
        Column(mark("谁"), 8, lambda line: line.person if isinstance(line, GapLine) else ""),
        Column(mark("缺什么"), 26, _words, flexible=True),
    ]  # fmt: skip


def heading(line: Line) -> Content | None:
    """Return what a kind's beginning, or what is not listed of it, shows across all columns."""
    if isinstance(line, Heading):
        sign = glyph("shut" if line.folded else "open")
        return Content.assemble(
            f" {sign} ", shown(tr(line.kind.label), "bold"), (f"  {line.count}", "bold $warning")
        )
    if isinstance(line, Rest):
        return Content.styled(
            "   " + tr("还有 {n} 条没列出，按 f 只看这一类", n=line.count), "$foreground-muted"
        )
    return None


def _words(line: Line) -> Content:
    return Content.styled(say(line.problem), "$warning") if isinstance(line, GapLine) else Content("")
