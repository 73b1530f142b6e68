"""The encrypted layer: lines, compressed by zstd, encrypted by age; with bounds that a bomb cannot pass."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256

import pyrage

from gridtui.sync.bundle import lines
from gridtui.sync.bundle.container import FRAME_ROOM, LARGEST
from gridtui.sync.refusing import BundleRefused, Why

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST_PLAIN = 256 << 20
"""Bytes of a body when decrypted and decompressed, at most."""

MOST_TIMES = 300
"""How many times its compressed size a body may have, beyond the first MiB."""

_FREE = 1 << 20
# The fastest level is the smallest too: higher ones pay for chance matches among salts and ids.
_LEVEL = 1
_WINDOW_LOG = 23
_AT_ONCE = 1 << 18
_AGE_HEADER = 16_384
# What the compressor may still hold back, a longest line, and age's own 16 bytes in 64 KiB.
_FULL = LARGEST - FRAME_ROOM - (1 << 20) - lines.LONGEST - LARGEST // 4096
_PLAIN_FULL = MOST_PLAIN - (8 << 20)


class BodyWriter:
    """Takes lines and gives the encrypted body; when ``full``, the next line belongs into another part.

    ``reserved`` are bytes kept free for what is added when the part is closed.
    """

    def __init__(self) -> None:
        options: dict[int, int] = {
            zstd.CompressionParameter.compression_level: _LEVEL,
            zstd.CompressionParameter.window_log: _WINDOW_LOG,
            zstd.CompressionParameter.checksum_flag: 1,
        }
        self._zstd = zstd.ZstdCompressor(options=options)
        self._out = bytearray()
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._sum = sha256()
        self.plain = 0
        self.count = 0
        self.changes = 0
        self.reserved = 0

    @property
    def full(self) -> bool:
        """Whether the next line would take the part near a bound."""
        return len(self._out) + self._waiting_size + self.reserved > _FULL or self.plain > _PLAIN_FULL

    def add_own(self, line: lines.OwnLine) -> None:
        """Add one of the bundle's own lines."""
        self._add(lines.encode(line))

    def add_change(self, told: bytes) -> None:
        """Add a change as the log's wire form writes it: its line after those it needs, with their ends."""
        self._waiting.append(told)
        self._waiting_size += len(told)
        self.plain += len(told)
        self.count += told.count(b"\n")
        self.changes += 1
        if self._waiting_size >= _AT_ONCE:
            self._flush()

    def room_for(self, size: int) -> bool:
        """Say whether a file of this many bytes, which may not compress, still goes into this part."""
        return len(self._out) + self._waiting_size + size * 100 // 98 < _FULL

    def finish(self, recipients: Sequence[str]) -> bytes:
        """Add the last line and return the body, encrypted to these age recipients."""
        self._flush()
        lacking = self.plain - _FREE // 2 - MOST_TIMES * len(self._out)
        if lacking > 0:
            self._fill(lacking // (MOST_TIMES // 2))
        self.add_own(lines.End(self.changes, self.count, self._digest()))
        self._flush()
        self._out += self._zstd.flush()
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
        encrypted: bytes = pyrage.encrypt(bytes(self._out), keys)
        return encrypted

    def _fill(self, wanted: int) -> None:
        while wanted > 0:
            size = min(wanted, _AT_ONCE)
            self.add_own(lines.Fill(os.urandom(size).hex()))
            wanted -= size

    def _digest(self) -> str:
        self._flush()
        return self._sum.hexdigest()

    def _add(self, line: bytes) -> None:
        if len(line) > lines.LONGEST:
            raise ValueError("line too long")
        self.add_change(line + b"\n")
        self.changes -= 1

    def _flush(self) -> None:
        if self._waiting:
            told = b"".join(self._waiting)
            self._sum.update(told)
            self._out += self._zstd.compress(told)
            self._waiting.clear()
            self._waiting_size = 0


def decrypted(body: bytes, identities: Sequence[str], recipients: int, name: str = "") -> bytes:
    """Return what age protects; ``BundleRefused`` when it is for others, or damaged.

    ``recipients`` is how many the signed header names: no more are tried.
    """
    head, mark, _ = body[:_AGE_HEADER].partition(b"\n---")
    if not mark or head.count(b"\n-> ") > recipients + 1:
        raise BundleRefused(Why.DAMAGED, name)
    keys = [pyrage.x25519.Identity.from_str(one) for one in identities]
    try:
        packed: bytes = pyrage.decrypt(body, keys)
    except pyrage.DecryptError as error:
        ours = "No matching keys" in str(error)
        raise BundleRefused(Why.NOT_FOR_US if ours else Why.DAMAGED, name) from error
    return packed


def read_lines(packed: bytes, name: str = "") -> Iterator[bytes]:
    """Yield the lines of a decrypted body, without their ends, never holding more than a little of it."""
    left = b""
    for some in _decompressed(packed, name):
        whole = left + some if left else some
        *complete, left = whole.split(b"\n")
        if len(left) > lines.LONGEST or any(len(line) > lines.LONGEST for line in complete):
            raise BundleRefused(Why.BOMB, name)
        yield from complete
    if left:
        raise BundleRefused(Why.BAD_BODY, name)


def _decompressed(packed: bytes, name: str) -> Iterator[bytes]:
    stream = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
    most = min(MOST_PLAIN, MOST_TIMES * len(packed) + _FREE)
    told, given = 0, packed
    while not stream.eof:
        try:
            some = stream.decompress(given, _AT_ONCE)
        except zstd.ZstdError as error:
            raise BundleRefused(Why.DAMAGED, name) from error
        given = b""
        told += len(some)
        if told > most:
            raise BundleRefused(Why.BOMB, name)
        if some:
            yield some
        elif not stream.eof and stream.needs_input:
            raise BundleRefused(Why.TRUNCATED, name)
    if stream.unused_data:
        raise BundleRefused(Why.BAD_BODY, name)
