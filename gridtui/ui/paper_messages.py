"""Requests to open the places in which papers are made; ``navigation`` says where each leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridtui.ui.messages import OpenRequest

if TYPE_CHECKING:
    from gridtui.domain.words.periods import Period


@dataclass
class OpenReport(OpenRequest):
    """Show the report of a month or a quarter, of the month before this one without any."""

    period: Period | None = None


@dataclass
class WordCase(OpenRequest):
    """Word an issue as a typical case of a report; ``title`` and ``text`` stand there until it was chosen."""

    period: Period
    issue_id: bytes
    title: str = ""
    text: str = ""
