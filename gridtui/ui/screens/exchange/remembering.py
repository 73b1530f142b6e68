"""Where files were written and fetched last: kept on this desk, offered first the next time."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from gridtui.domain.words.problems import RuleBroken
from gridtui.ui.gateway import Gateway

_KEY = "exchange:folder"
"""Kept like a half-typed form: in the encrypted store of this desk, in no exchange and no export."""


async def folder_used(gateway: Gateway) -> Path | None:
    """Return the folder of last time while it is there."""
    with suppress(RuleBroken, OSError, ValueError):
        kept = await gateway.kept_draft(_KEY)
        text = kept.body.get("folder") if kept is not None else None
        if isinstance(text, str) and Path(text).is_dir():
            return Path(text)
    return None


async def remember_folder(gateway: Gateway, folder: Path) -> None:
    """Keep the folder; a store that is only read keeps nothing."""
    # A name that is no Unicode cannot be stored.
    if not gateway.read_only and str(folder).isprintable():
        with suppress(RuleBroken):
            await gateway.keep_draft(_KEY, {"folder": str(folder)})
