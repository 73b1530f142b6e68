"""The columns of the other desks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.dates import shown_instant
from gridtui.sync.standing import PeerState
from gridtui.ui.kit.columns import Column, room_for
from gridtui.ui.kit.tones import AMBER, LATE, Tone
from gridtui.ui.screens.exchange.wording import level_words
from gridtui.words import mark, tr


def peer_columns(
    codes: Callable[[], Mapping[bytes, str]], now: Callable[[], datetime]
) -> list[Column[PeerState]]:
    """Return the columns; ``codes`` and ``now`` are asked whenever a row is drawn."""
    levels = room_for((level.label for level in Level), least=6, most=13)
    return [
        Column(mark("电脑"), 14, lambda row: row.name, style="strong", flexible=True),
        Column(mark("层级"), levels, lambda row: level_words(row.level), style="muted"),
        Column(mark("待发"), 7, _waiting, align="right", toned=True),
        Column(mark("未回执"), 6, _unacknowledged, align="right"),
        Column(mark("最后发出"), 11, lambda row: _when(row.sent_at, now()), style="muted",
               short=mark("发出")),
        Column(mark("最后收到"), 11, lambda row: _when(row.heard_at, now()), style="muted",
               short=mark("收到"), min_width=92),
        Column(mark("对账码"), 9, lambda row: "" if row.revoked else codes().get(row.device, "")),
    ]  # fmt: skip


def peer_tone(row: PeerState) -> Tone | None:
    """Return what a desk's line means: taken out, or something waits."""
    if row.revoked:
        return LATE.lettered(mark("销"))
    return AMBER.lettered(mark("待")) if row.waiting else None


def _waiting(row: PeerState) -> str:
    if row.revoked:
        return tr("已注销")
    return f"{row.waiting:,}" if row.waiting else ""


def _unacknowledged(row: PeerState) -> str:
    return "" if row.revoked or not row.unacknowledged else str(len(row.unacknowledged))


def _when(at: datetime | None, now: datetime) -> str:
    return shown_instant(at, now) if at is not None else ""
