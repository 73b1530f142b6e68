"""Texts of people made fit for a report: no phone, no ID number, no name of a resident is left in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.people.masking import KnownNames, mask_prose
from gridtui.domain.words.text import tidy, tidy_text
from gridtui.queries.reports.names import names_to_mask


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Masks texts; ``names`` are those of residents, whoever serves left out."""

    names: KnownNames

    @classmethod
    def read(cls, connection: Connection, issue_ids: Sequence[RecordId]) -> Cleaner:
        """Return a cleaner that knows the residents, and who reported these issues."""
        return cls(KnownNames(names_to_mask(connection, issue_ids)))

    def line(self, text: str) -> str:
        """Return a text masked, on one line."""
        return self._masked(tidy(text))

    def paragraphs(self, text: str) -> tuple[str, ...]:
        """Return the paragraphs of a text masked, empty ones left out."""
        return tuple(self._masked(each) for each in tidy_text(text).split("\n") if each)

    def changed(self, texts: Iterable[str]) -> bool:
        """Whether anything in the texts has to be masked."""
        return any(self._masked(text) != text for text in map(tidy_text, texts))

    def _masked(self, text: str) -> str:
        return self.names.mask(mask_prose(text))
