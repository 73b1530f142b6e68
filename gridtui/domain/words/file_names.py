"""What a file is called on a disk: a name that every system takes."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Final

from gridtui.domain.words.text import tidy
from gridtui.words import tr

_UNSAFE: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.I)
_MOST_BYTES: Final = 150
_LONGEST_ENDING: Final = 12


def ending_of(name: str) -> str:
    """Return the ending of a name with its dot; empty where there is none, or no real one."""
    suffix = PurePosixPath(name).suffix
    return suffix if len(suffix) <= _LONGEST_ENDING else ""


def disk_name(text: str, taken: Collection[str] = ()) -> str:
    """Return the name of a file on a disk, one that every system takes and none of ``taken``.

    ``taken`` are names in small letters. No separators, no device of Windows, no hidden file, no dot or blank
    at the end; at most 150 bytes.
    """
    line = tidy(text)
    plain = _UNSAFE.sub("_", line).strip(" .") or tr("附件")
    if line.startswith(".") or _RESERVED.match(plain) or plain.startswith("-"):
        plain = f"_{plain}"
    ending = ending_of(plain)
    stem = plain.removesuffix(ending)
    number, tail = 1, ""
    while True:
        room = _MOST_BYTES - len((tail + ending).encode())
        found = _within(stem, room).rstrip(" .") + tail + ending
        if found.lower() not in taken:
            return found
        number += 1
        tail = f"-{number}"


def _within(text: str, room: int) -> str:
    """Return as much of a text as fits so many bytes."""
    return text.encode()[: max(1, room)].decode(errors="ignore")
