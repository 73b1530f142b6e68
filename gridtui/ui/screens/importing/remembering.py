"""Files imported before: kept on this desk, offered first the next time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui.gateway import Gateway

_KEY = "import:files"
"""Kept like a half-typed form: in the encrypted store of this desk, in no exchange and no export."""


async def files_used(gateway: Gateway) -> list[Path]:
    """Return the files that were opened here before, latest first."""
    with suppress(RuleBroken):
        kept = await gateway.kept_draft(_KEY)
        if kept is not None:
            return [Path(text) for text in kept.body.values() if isinstance(text, str)]
    return []


async def remember_files(gateway: Gateway, used: Sequence[Path]) -> None:
    """Keep which files were opened here; a store that is only read keeps nothing."""
    # A name that is no Unicode cannot be stored.
    names = [text for text in map(str, used) if text.isprintable()]
    if not gateway.read_only:
        with suppress(RuleBroken):
            await gateway.keep_draft(_KEY, {str(place): text for place, text in enumerate(names)})
