"""What a ledger 台账 is: a title, where its rows come from, and its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.vocabulary import Vocabulary
from gridtui.interchange.columns.kinds import Field
from gridtui.interchange.exporting import Mask, Say, saying
from gridtui.interchange.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a ledger is read: the desk's organisation, and the day on which."""

    org_id: RecordId
    today: date


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column: what it tells and how that is read, its width in cells, and a mask of its own.

    ``choices`` are its drop-down; a field with a closed vocabulary has one anyway.
    """

    field: Field
    width: int = 12
    mask: Mask | None = None
    choices: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[str, ...]:
        """The words that a cell may be filled with; none where any may."""
        words = self.field.words
        if isinstance(words, type) and issubclass(words, Vocabulary):
            return tuple(label for _, label in words.choices())
        return self.choices

    def says(self, *, full: bool) -> Say | None:
        """Return how a filled value is written; None where it stands for itself."""
        return self.mask if self.mask is not None and not full else saying(self.field, full=full)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: ``code`` for the command line, ``title`` and ``about`` in Chinese (marked).

    ``dated`` ones are of a period, the others tell how things stand on the reader's day. ``also`` is where
    further rows come from, behind those of ``source``, narrowed as they are.
    """

    code: str
    title: str
    about: str
    source: Callable[[Reader], Outgoing]
    columns: tuple[LedgerColumn, ...]
    dated: bool = True
    also: Callable[[Reader], Outgoing] | None = None

    def sources(self, reader: Reader) -> tuple[Outgoing, ...]:
        """Return where all rows come from, in their order."""
        also = () if self.also is None else (self.also(reader),)
        return self.source(reader), *also
