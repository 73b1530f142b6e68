"""The figures of home that are looked at, not opened: what came in and went out lately, the last backup."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from gridtui.ui.kit.bars import sparkline
from gridtui.ui.kit.cells import cell_width, fit
from gridtui.words import tr

FIGURE_LINES = 4
"""How many lines the figures take."""


class WeekFigures(Widget):
    """Twelve weeks of issues registered and closed, drawn on one scale, and when the last backup was made."""

    ALLOW_SELECT = False
    DEFAULT_CSS = f"""
    WeekFigures {{ height: {FIGURE_LINES}; padding: 0 1; color: $foreground; }}
    """

    weeks: reactive[tuple[Sequence[int], Sequence[int]]] = reactive(((), ()))
    """Registered and closed, a number a week, oldest first."""

    backup: reactive[str] = reactive("")
    """When the last backup was made, in words; empty for never."""

    def render(self) -> Content:
        """Return the lines."""
        registered, closed = self.weeks
        drawn = sparkline([*registered, *closed])
        span = tr("近{n}周", n=len(registered))
        names = [tr("新登记"), tr("新办结")]
        width = max(map(cell_width, names))
        lines: list[Content] = []
        for place, (name, numbers) in enumerate(zip(names, (registered, closed), strict=True)):
            line = drawn[place * len(registered) : (place + 1) * len(registered)]
            lead = span if not place else " " * cell_width(span)
            before = f"{lead} {fit(name, width)} "
            total = f" {sum(numbers):>4}"
            lately = "  " + tr("本周 {n}", n=numbers[-1] if numbers else 0)
            if cell_width(before + line + total + lately) > self.content_size.width:
                lately = ""
            muted = "$foreground-muted"
            lines.append(Content.assemble((before, muted), line, total, (lately, muted)))
        kept = tr("上次备份 {when}", when=self.backup) if self.backup else tr("还没有备份")
        lines += [Content(""), Content.styled(kept, "$foreground-muted" if self.backup else "$warning")]
        return Content("\n").join(lines)
