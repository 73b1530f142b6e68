"""The list of files and folders that may be meant while a path is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from gridtui.domain.attachment import size_words
from gridtui.domain.dates import shown_instant
from gridtui.ui.kit.columns import Column
from gridtui.ui.kit.file_paths import short_path
from gridtui.ui.looking import Entry
from gridtui.words import mark, tr


def entry_columns(now: Callable[[], datetime]) -> list[Column[Entry]]:
    """Return the columns of files; ``now`` is asked whenever a row is drawn."""
    return [
        Column(mark("名称"), 24, _name, flexible=True),
        Column(mark("在哪里"), 14, lambda entry: short_path(entry.path.parent), style="muted", flexible=True),
        Column(mark("修改时间"), 11, lambda entry: shown_instant(entry.changed, now()), style="muted"),
        Column(mark("大小"), 8, _size, align="right", style="muted"),
    ]


def _name(entry: Entry) -> str:
    return (entry.path.name or str(entry.path)) + ("/" if entry.is_folder else "")


def _size(entry: Entry) -> str:
    return tr("文件夹") if entry.is_folder else size_words(entry.size)
