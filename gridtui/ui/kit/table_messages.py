"""What a list tells the screen around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from gridtui.ui.kit.virtual_table import VirtualTable


class TableMessage(Message, namespace="virtual_table"):
    """Something that happened in a list."""

    def __init__(self, table: VirtualTable[Any]) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> VirtualTable[Any]:
        """The list, for ``@on`` selectors."""
        return self.table


class RowHighlighted(TableMessage, namespace="virtual_table"):
    """The cursor came to stand on another row; ``row`` is none in an empty list."""

    def __init__(self, table: VirtualTable[Any], row: Any) -> None:
        super().__init__(table)
        self.row = row


class RowChosen(TableMessage, namespace="virtual_table"):
    """A row was opened, by Enter or a double click."""

    def __init__(self, table: VirtualTable[Any], row: Any) -> None:
        super().__init__(table)
        self.row = row


class MarksChanged(TableMessage, namespace="virtual_table"):
    """Rows were marked or released; ``keys`` are those marked now, in the order of marking."""

    def __init__(self, table: VirtualTable[Any], keys: tuple[bytes, ...]) -> None:
        super().__init__(table)
        self.keys = keys


class SortAsked(TableMessage, namespace="virtual_table"):
    """The heading of a named column was clicked; the screen brings a source of that order."""

    def __init__(self, table: VirtualTable[Any], name: str, descending: bool) -> None:
        super().__init__(table)
        self.name = name
        self.descending = descending


class PositionChanged(TableMessage, namespace="virtual_table"):
    """The position in words changed."""

    def __init__(self, table: VirtualTable[Any], text: str) -> None:
        super().__init__(table)
        self.text = text
