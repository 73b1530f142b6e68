"""Packing: lines in, the parts of one bundle out, each written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

import nacl.signing

from gridtui.domain.words.file_names import disk_name
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.wire import LineWriter, WireChange
from gridtui.storage.store.safe_files import replace_safely
from gridtui.sync.bundle import container, lines
from gridtui.sync.bundle.body import BodyWriter
from gridtui.sync.bundle.header import Header, Sender, encode_header, piece_of
from gridtui.sync.refusing import BundleRefused, Why

SUFFIX = ".gtb"
_IN_MEMORY = 8 << 20
_HEAD = 160
"""Bytes that the head of a feed takes when compressed."""


@dataclass(frozen=True, slots=True)
class Address:
    """From whom, for whom, and what every part of the bundle says alike.

    ``bundle`` and ``proof`` are 16 random bytes each, ``made`` is milliseconds since 1970; the recipients
    are age recipients, the receiving device first; ``title`` is what its files are called, ids where empty.
    """

    bundle: bytes
    number: int
    made: int
    device: bytes
    incarnation: bytes
    receiver: bytes
    recipients: tuple[str, ...]
    proof: bytes
    program: str = ""
    title: str = ""


@dataclass(slots=True)
class Packing:
    """A bundle under way: changes and files are added, parts begin by themselves, ``write`` ends it.

    ``preamble`` is repeated in every part, so that each can be taken in alone; ``closing`` gives the lines
    that end a part with changes of these feeds, (incarnation, scope) each. Bodies wait encrypted, in memory
    or in a temporary file.
    """

    address: Address
    key: nacl.signing.SigningKey
    preamble: Sequence[lines.OwnLine] = ()
    closing: Callable[[Collection[tuple[bytes, bytes]]], Iterable[lines.OwnLine]] = lambda _feeds: ()
    changes: int = 0
    _feeds: dict[tuple[bytes, bytes], None] = field(default_factory=dict)
    _bodies: list[int] = field(default_factory=list)
    _spool: IO[bytes] = field(default_factory=lambda: _new_spool())
    _part: BodyWriter | None = None
    _lines: LineWriter = field(default_factory=LineWriter)

    def add_changes(self, changes: Iterable[WireChange]) -> None:
        """Add changes; a part holds what it needs to be read alone."""
        part = self._part
        for change in changes:
            if part is None or part.full:
                part = self._next_part()
            feed = change.incarnation, change.scope
            if feed not in self._feeds:
                self._feeds[feed] = None
                part.reserved += _HEAD
            part.add_change(self._lines.write(change))
            self.changes += 1

    def add_file(self, body: bytes) -> None:
        """Add an attached file, whole in one part; ``ValueError`` for one that is too large to travel."""
        if len(body) > lines.LARGEST_FILE:
            raise ValueError("too large to travel")
        part = self._part
        if part is None or not part.room_for(len(body)):
            part = self._next_part()
        digest = sha256(body).hexdigest()
        for at in range(0, max(1, len(body)), lines.FILE_PIECE):
            part.add_own(lines.FilePiece(digest, len(body), at, body[at : at + lines.FILE_PIECE]))

    def write(self, folder: Path, *, tick: Callable[[int, int], None] | None = None) -> list[Path]:
        """Write the parts into a folder and return them; ``BundleRefused`` where it cannot be written.

        ``tick`` is told how many of how many parts are written. Nothing is left behind of a bundle that
        could not be written whole.
        """
        written: list[Path] = []
        try:
            for place, (name, pieces) in enumerate(self.containers(), start=1):
                taken = {each.name.lower() for each in folder.iterdir()}
                target = folder / disk_name(name, taken)
                write_checked(target, pieces)
                written.append(target)
                if tick is not None:
                    tick(place, len(self._bodies))
        except (OSError, RuleBroken) as error:
            remove(written)
            if isinstance(error, RuleBroken):
                raise
            raise BundleRefused(Why.NOT_WRITTEN, str(folder)) from error
        return written

    def containers(self) -> Iterator[tuple[str, list[bytes]]]:
        """End the bundle; yield the name of each part and the pieces of its file."""
        self.close()
        with self._spool as spool:
            spool.seek(0)
            for place, size in enumerate(self._bodies, start=1):
                yield self._name(place), self._pieces(place, spool.read(size))

    def close(self) -> None:
        """End the last part: nothing can be added any more. A bundle of nothing has one part too."""
        if self._part is None and not self._bodies:
            self._next_part()
        self._close_part()

    def _next_part(self) -> BodyWriter:
        self._close_part()
        to = self.address
        self._part, self._lines = BodyWriter(), LineWriter()
        self._part.add_own(
            lines.Manifest(
                to.bundle.hex(),
                to.device.hex(),
                to.incarnation.hex(),
                to.receiver.hex(),
                to.recipients,
                len(self._bodies) + 1,
                to.proof.hex(),
            )
        )
        for line in self.preamble:
            self._part.add_own(line)
        return self._part

    def _close_part(self) -> None:
        if self._part is not None:
            for line in self.closing(self._feeds):
                self._part.add_own(line)
            self._feeds.clear()
            body = self._part.finish(self.address.recipients)
            self._bodies.append(len(body))
            try:
                self._spool.write(body)
            except OSError as error:
                raise BundleRefused(Why.NOT_WRITTEN, tempfile.gettempdir()) from error
            self._part = None

    def _name(self, place: int) -> str:
        to = self.address
        tail = "" if len(self._bodies) == 1 else f"-{place}of{len(self._bodies)}"
        title = to.title or f"{to.device.hex()[:8]}-{to.receiver.hex()[:8]}"
        return f"{title}-{to.number:04d}{tail}{SUFFIX}"

    def _pieces(self, place: int, body: bytes) -> list[bytes]:
        to = self.address
        cover = _cover(to, place, len(self._bodies), len(body))
        header = Header(
            program=to.program,
            bundle=to.bundle.hex(),
            number=to.number,
            made=to.made,
            part=place,
            parts=len(self._bodies),
            sender=Sender(to.device.hex(), to.incarnation.hex(), bytes(self.key.verify_key).hex()),
            receiver=to.receiver.hex(),
            recipients=to.recipients,
            cover=piece_of(cover),
            body=piece_of(body),
        )
        return container.frame(container.Members(cover, *encode_header(header, self.key), body))


def _new_spool() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def _cover(to: Address, place: int, parts: int, size: int) -> bytes:
    """Return what somebody reads who opens the ZIP: ids and counts, nothing about anybody."""
    day = datetime.fromtimestamp(to.made / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return (
        "gridtui 数据交换包 / exchange bundle\n"
        f"发出 from: {to.device.hex()}\n收件 to: {to.receiver.hex()}\n"
        f"编号 number: {to.number} ({place}/{parts})\n日期 date: {day}\n大小 size: {size}\n"
        "内容已加密，请用程序的“收件”打开。 The content is encrypted; open it in the program.\n"
    ).encode()


def remove(paths: Iterable[Path]) -> None:
    """Remove files that belong to no bundle, as far as they can be."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def write_checked(path: Path, pieces: Sequence[bytes]) -> None:
    """Write a file beside its place, flush it, read it again from the disk, compare, then rename it.

    ``OSError`` where any of that fails; the place is as it was then.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
            if hasattr(os, "posix_fadvise"):
                # Else the system would answer from memory what the stick may not hold.
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        with part.open("rb") as file:
            if any(file.read(len(piece)) != piece for piece in pieces) or file.read(1):
                raise OSError("the disk did not keep what was written")
        replace_safely(part, path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
