"""Requests to open the places in which papers are made; ``navigation`` says where each leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridtui.ui.messages import OpenRequest

if TYPE_CHECKING:
    from pathlib import Path

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


@dataclass
class OpenBurdens(OpenRequest):
    """Show the burden register 社区事务准入: what was asked for on paper."""


@dataclass
class OpenItems(OpenRequest):
    """Show the list of items 准入清单 that offices above may ask for."""


@dataclass
class FillForm(OpenRequest):
    """Fill an upper office's form; ``file`` is the empty form, asked for without one."""

    file: Path | None = None


@dataclass
class OpenSchedules(OpenRequest):
    """Show how often each paper is handed in, to change it."""
