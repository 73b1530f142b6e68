"""The last line: which store, whose desk, what has not left it yet, and the last backup."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from gridtui.ui.kit.cells import cell_width, cut, fit
from gridtui.words import tr


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What is known of the open store.

    ``unexported`` counts changes that the office above has not acknowledged, ``conflicts`` the records in
    conflict, ``to_confirm`` the issues closed at one desk while work went on at another, ``parallels`` the
    parallel edits nobody looked at; ``backup`` says in words when the last backup
    was made, empty for never; ``holder`` names who has the store open when it is only read here.
    """

    store: str = ""
    operator: str = ""
    unexported: int = 0
    backup: str = ""
    holder: str = ""
    conflicts: int = 0
    to_confirm: int = 0
    parallels: int = 0


class StatusLine(Widget):
    """One line of facts, with a note of the area at the right where there is room."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; color: $foreground-muted; }
    """

    facts: reactive[StatusFacts] = reactive(StatusFacts())
    """The facts shown."""

    note: reactive[str] = reactive("")
    """What the area adds: ``草稿已存``, ``第二网格 3 / 12 栋``."""

    def render(self) -> Content:
        """Return the line; facts that do not fit are left out from the right, the note is cut before."""
        width = self.size.width
        parts: list[str] = []
        for part in self._parts():
            if cell_width("  ".join([*parts, part])) <= width:
                parts.append(part)
        facts = "  ".join(parts)
        room = width - cell_width(facts) - 2
        if not self.note or room < 8:
            return Content(facts)
        return Content.assemble(facts, "  ", fit(cut(self.note, room), room, "right"))

    def _parts(self) -> list[str]:
        facts = self.facts
        if not facts.store:
            return []
        parts = [tr("库 {name}", name=cut(facts.store, 24))]
        if facts.holder:
            parts.append(tr("只读（{name} 正在使用）", name=cut(facts.holder, 16)))
        if facts.operator:
            parts.append(cut(facts.operator, 12))
        parts.append(tr("未导出 {n}", n=facts.unexported))
        if facts.conflicts:
            parts.append(tr("冲突 {n}", n=facts.conflicts))
        if facts.to_confirm:
            parts.append(tr("待确认 {n}", n=facts.to_confirm))
        parts.append(tr("备份 {when}", when=facts.backup) if facts.backup else tr("还没有备份"))
        if facts.parallels:
            parts.append(tr("并行修改 {n}", n=facts.parallels))
        return parts
