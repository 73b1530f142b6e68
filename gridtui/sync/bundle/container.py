"""The outermost layer: a ZIP with exactly four stored members, byte for byte in one form.

There is one way to write such a ZIP from its four members, so a reader finds the members and then asks
whether the frame around them is that one: whatever else a ZIP may hold is refused without being looked at.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from gridtui.sync.refusing import BundleRefused, Why

NAMES = ("cover.txt", "header.json", "header.sig", "body.age")
LARGEST = 20_000_000
"""Bytes of the largest part that is written or read."""

FRAME_ROOM = 80_000
"""Bytes that a part needs beside its body at most."""

_LIMITS = (4_096, 65_536, 64, LARGEST)
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_HEAD = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL_HEAD = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END_RECORD = struct.Struct("<4sHHHHIIH")
_VERSION, _STORED, _DATE = 10, 0, 0x21


@dataclass(frozen=True, slots=True)
class Members:
    """What the four members hold."""

    cover: bytes
    header: bytes
    signature: bytes
    body: bytes

    def all(self) -> tuple[bytes, bytes, bytes, bytes]:
        """Return the members in their order in the file."""
        return self.cover, self.header, self.signature, self.body


def frame(members: Members) -> list[bytes]:
    """Return the pieces of the file in their order: members alternate with the frame around them."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, body in zip(NAMES, members.all(), strict=True):
        told, crc = name.encode("ascii"), zlib.crc32(body)
        shared = (_STORED, 0, _DATE, crc, len(body), len(body), len(told), 0)
        head = _LOCAL_HEAD.pack(_LOCAL, _VERSION, 0, *shared) + told
        directory.append(_CENTRAL_HEAD.pack(_CENTRAL, _VERSION, _VERSION, 0, *shared, 0, 0, 0, 0, at) + told)
        pieces += [head, body]
        at += len(head) + len(body)
    listed = b"".join(directory)
    end = _END_RECORD.pack(_END, 0, 0, len(NAMES), len(NAMES), len(listed), at, 0)
    return [*pieces, listed + end]


def read_container(data: bytes, name: str = "") -> Members:
    """Return the four members of a file; ``BundleRefused`` for anything but a whole bundle."""
    if len(data) > LARGEST:
        raise BundleRefused(Why.TOO_LARGE, name)
    if not data.startswith(_LOCAL[: len(data)]) or not data:
        raise BundleRefused(Why.NOT_A_BUNDLE, name)
    at, found = 0, []
    for expected, limit in zip(NAMES, _LIMITS, strict=True):
        start = _body_start(data, at, expected, name)
        size = _size_at(data, at)
        if size > limit:
            raise BundleRefused(Why.FOREIGN_ZIP, name)
        if start + size > len(data):
            raise BundleRefused(Why.TRUNCATED, name)
        found.append(data[start : start + size])
        at = start + size
    members = Members(*found)
    _check_frame(data, frame(members), name)
    return members


def _body_start(data: bytes, at: int, expected: str, name: str) -> int:
    """Return where the member of this name begins to hold something."""
    told = expected.encode("ascii")
    start = at + _LOCAL_HEAD.size + len(told)
    head = data[at:start]
    if (
        head[:4] != _LOCAL[: len(head[:4])]
        or head[_LOCAL_HEAD.size :] != told[: len(head[_LOCAL_HEAD.size :])]
    ):
        raise BundleRefused(Why.FOREIGN_ZIP, name)
    if len(head) < start - at:
        raise BundleRefused(Why.TRUNCATED, name)
    return start


def _size_at(data: bytes, at: int) -> int:
    size: int = _LOCAL_HEAD.unpack_from(data, at)[8]
    return size


def _check_frame(data: bytes, pieces: Sequence[bytes], name: str) -> None:
    whole = sum(map(len, pieces))
    if len(data) > whole:
        raise BundleRefused(Why.FOREIGN_ZIP, name)
    at = 0
    for place, piece in enumerate(pieces):
        # Members are slices of the data themselves: only the frame can differ.
        if place % 2 == 0 and data[at : at + len(piece)] != piece[: max(0, len(data) - at)]:
            raise BundleRefused(Why.DAMAGED, name)
        at += len(piece)
    if len(data) < whole:
        raise BundleRefused(Why.TRUNCATED, name)
