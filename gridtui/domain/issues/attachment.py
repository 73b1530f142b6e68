"""Files kept with an issue 附件: how big and how many, what they are called, which of them may be opened."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.file_names import disk_name, ending_of
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.text import tidy
from gridtui.words import mark, tr

KILO: Final = 1024
LARGEST: Final = 5 * KILO * KILO
"""Bytes that one file may have."""

MOST: Final = 100
"""Files that one issue may have here; more may come from other desks."""

LONGEST_NAME: Final = 120
"""Characters of a stored name."""

UNKNOWN: Final = "application/octet-stream"

_MEDIA: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".pdf": "application/pdf",
    ".ofd": "application/ofd",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".rtf": "application/rtf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".wps": "application/vnd.ms-works",
    ".et": "application/vnd.ms-excel",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".amr": "audio/amr",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".3gp": "video/3gpp",
    ".zip": "application/zip",
}
"""Ending → media type, of the files that are looked at. What could run as a program is not among them."""

_SEPARATORS: Final = re.compile(r"[/\\]")

TOO_LARGE: Final = mark("{name} 太大：每个附件最多 5 MB")
EMPTY: Final = mark("{name} 是空的，没有内容可附")


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that somebody gave: what it is called where it came from, and its bytes."""

    name: str
    body: bytes = field(repr=False)


class AttachmentDraft(Draft):
    """A file as it is about to be kept; ``name`` is tidied, ``size`` in bytes, ``digest`` its SHA-256."""

    building_id: RecordId | None = None
    issue_id: RecordId | None = None
    name: str = ""
    media: str = ""
    size: int = 0
    digest: bytes = b""
    added_at: datetime | None = None

    def value_problems(self) -> list[Problem]:
        """Return what is wrong with the size."""
        return size_problems(self.name, self.size)


def size_problems(name: str, size: int) -> list[Problem]:
    """Return what is wrong with a file of so many bytes."""
    if size <= 0:
        return [Problem(EMPTY, "path", values={"name": name})]
    return [Problem(TOO_LARGE, "path", values={"name": name})] if size > LARGEST else []


def stored_name(text: str) -> str:
    """Return what a file is called in the store: its last part, one line, nothing that steers a terminal.

    A long name keeps its ending.
    """
    line = tidy(_SEPARATORS.split(text.rstrip("/\\"))[-1])
    name = line or tr("附件")
    if len(name) <= LONGEST_NAME:
        return name
    ending = ending_of(name)
    return name[: LONGEST_NAME - len(ending)].rstrip() + ending


def media_of(name: str) -> str:
    """Return the media type that a name's ending means."""
    return _MEDIA.get(ending_of(name).lower(), UNKNOWN)


def may_be_opened(name: str) -> bool:
    """Say whether a file of that name is one to look at: any other the system might run as a program."""
    return ending_of(copy_name(name)).lower() in _MEDIA


def copy_name(name: str, taken: Collection[str] = ()) -> str:
    """Return what a copy of an attached file is called on a disk, none of ``taken`` in small letters."""
    return disk_name(stored_name(name), taken)


def size_words(size: int) -> str:
    """Return a size in words: ``1 KB``, ``2.4 MB``."""
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{round(size / KILO)} KB"
    return f"{size / KILO / KILO:.1f} MB"
