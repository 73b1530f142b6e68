"""What a paper is to those who ask for one: a title, of when it is, in which forms, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection

from gridtui.domain.words.periods import Span
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.interchange.ledgers.heading import LedgerSpan
from gridtui.interchange.ledgers.ledger import Reader
from gridtui.interchange.plans.run import Progress
from gridtui.storage.workspace import Workspace
from gridtui.words import mark


class PaperKind(Vocabulary):
    """The kinds of papers, in the order in which they are shown."""

    LEDGER = "ledger", mark("各种台账")
    STATISTICS = "statistics", mark("统计")
    REPORT = "report", mark("报表")
    NOTICE = "notice", mark("公示牌")
    SHEET = "sheet", mark("单子")
    FORM = "form", mark("上级要的表")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a paper is written: masked unless ``full``, which needs a ``reason``.

    ``template`` is the office's own for reports in Word, ``form`` the ending of the files in a folder;
    ``progress`` counts, and ends it where it raises.
    """

    full: bool = False
    reason: str = ""
    template: Path | None = None
    form: str = ""
    progress: Progress | None = None


Write: TypeAlias = Callable[[Workspace, Path, LedgerSpan, Manner], int]
"""Writes a paper and returns how many records it tells of; ``RuleBroken`` where that is refused."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: ``code`` for files and the command line, ``title`` and ``about`` in Chinese (marked).

    ``forms`` are the endings that it can have, the usual one first; none where it is not written from the
    list of papers. ``folder`` ones are many files. ``whole`` ones tell only of a whole month or quarter.
    ``personal`` ones can be had in full.
    """

    code: str
    title: str
    about: str
    kind: PaperKind
    records: Callable[[Connection, Reader, LedgerSpan], int | None]
    write: Write | None = None
    forms: tuple[str, ...] = ()
    folder: bool = False
    dated: bool = True
    whole: Span | None = None
    by_grid: bool = True
    personal: bool = False

    @property
    def usual_form(self) -> str:
        """The ending that it has where none is asked for."""
        return self.forms[0] if self.forms else ""

    def span(self, span: LedgerSpan) -> LedgerSpan:
        """Return what of a period and a grid means something to this paper."""
        return LedgerSpan(
            span.first if self.dated else None,
            span.last if self.dated else None,
            span.grid_id if self.by_grid else None,
        )
