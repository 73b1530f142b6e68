"""Files that were opened before for the same purpose: kept on this desk, offered first the next time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui.gateway import Gateway

IMPORTED, FILLED = "import:files", "fill:files"
"""For what files are opened; kept like a half-typed form, in no exchange and no export."""


async def files_used(gateway: Gateway, purpose: str) -> list[Path]:
    """Return the files that were opened here before for a purpose, latest first."""
    with suppress(RuleBroken):
        kept = await gateway.kept_draft(purpose)
        if kept is not None:
            return [Path(text) for text in kept.body.values() if isinstance(text, str)]
    return []


async def remember_files(gateway: Gateway, purpose: str, used: Sequence[Path]) -> None:
    """Keep which files were opened here for a purpose; a store that is only read keeps nothing."""
    # A name that is no Unicode cannot be stored.
    names = [text for text in map(str, used) if text.isprintable()]
    if not gateway.read_only:
        with suppress(RuleBroken):
            await gateway.keep_draft(purpose, {str(place): text for place, text in enumerate(names)})
