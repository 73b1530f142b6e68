"""The counts of an import on one line."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from gridtui.interchange.plans.plan import Outcome, Plan
from gridtui.ui.kit.cells import cell_width, cut
from gridtui.ui.kit.cleaning import shown
from gridtui.words import tr

OUTCOME_STYLES = {
    Outcome.NEW: "",
    Outcome.CHANGED: "$accent",
    Outcome.UNCHANGED: "$foreground-muted",
    Outcome.REFUSED: "$error",
}
"""How the word of each outcome is drawn."""


class Counts(Widget):
    """``新增 231  更新 6  不变 3  退回 2``, and the columns that are never kept."""

    DEFAULT_CSS = """
    Counts { height: 1; padding: 0 1 0 3; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.plan: Plan | None = None

    def show(self, plan: Plan) -> None:
        """Show the counts of a plan."""
        self.plan = plan
        self.refresh()

    def render(self) -> Content:
        """Draw the line."""
        if self.plan is None:
            return Content("")
        parts: list[Content] = []
        used = 0
        for outcome, style in OUTCOME_STYLES.items():
            count = self.plan.counts[outcome]
            label, figure = tr(outcome.label), f"{count:,}"
            used += cell_width(f"{label} {figure}   ")
            weight = f"bold {style}" if count else "$foreground-muted"
            parts.append(Content.assemble((label, "$foreground-muted"), " ", (figure, weight), "   "))
        if self.plan.excluded:
            words = tr("不入库列 {headers}", headers=tr("、").join(self.plan.excluded))
            parts.append(shown(cut(words, max(0, self.size.width - used))))
        return Content("").join(parts)
