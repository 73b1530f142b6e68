"""How the program is started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gridtui.domain.changes.actors import Clock
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.store_addresses import SharedAddress, StorePlace
from gridtui.paths import Places
from gridtui.settings import Settings, overridden

if TYPE_CHECKING:
    from gridtui.ui.gateway import Opener
    from gridtui.ui.opened_files import FileOpener


@dataclass(frozen=True, slots=True)
class Launch:
    """What the command line decided.

    ``settings`` are the saved ones; ``language`` and ``ascii`` are asked for this once and never saved.
    ``opener`` opens a store that asks for no passphrase (the sample); ``sample`` is the same for a person
    who asks for the sample on the first screen. ``problems`` are said once the first frame stands.
    ``file_opener`` opens attachments in the place of the system.
    """

    store: StorePlace
    settings: Settings
    places: Places
    clock: Clock
    language: str | None = None
    ascii: bool = False
    passphrase: str | None = field(default=None, repr=False)
    read_only: bool = False
    opener: Opener | None = None
    sample: Opener | None = None
    problems: Sequence[Problem] = ()
    file_opener: FileOpener | None = None

    @property
    def own_file(self) -> Path:
        """The store's file on this laptop; the usual one where the store is shared."""
        return self.places.store if isinstance(self.store, SharedAddress) else self.store

    @property
    def looks(self) -> Settings:
        """The settings as this start takes them."""
        return overridden(self.settings, language=self.language, ascii=self.ascii or None)
