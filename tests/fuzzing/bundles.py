"""Hostile bundles: each layer by itself is damaged, and the layers around it made to hold again."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
import pyrage
from nacl.signing import SigningKey

from gridtui.storage.log.wire import LineReader, WireFault
from gridtui.sync import paper_files, receipts
from gridtui.sync.bundle import body, container, reading
from gridtui.sync.bundle.container import Members
from gridtui.sync.bundle.header import CONTEXT, piece_of
from gridtui.sync.bundle.lines import Lack, Receipt
from gridtui.sync.refusing import BundleRefused
from tests.sync.offices import Pair, some_changes

PAIR = Pair()


def sound() -> Layers:
    """Return a small sound bundle."""
    packing = PAIR.packing()
    packing.preamble = (Receipt("03" * 16, "04" * 8, "ABCD2345"), Lack("07" * 32))
    packing.add_changes(some_changes(12))
    packing.add_file(b"picture" * 40)
    return Layers(b"".join(next(packing.containers())[1]), PAIR.sign, PAIR.identity)


def damaged(source: random.Random, data: bytes) -> bytes:
    """Return bytes with one to four things wrong with them."""
    told = bytearray(data)
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(told) + 1)
        kind = source.randrange(7)
        if kind == 0 and told:
            told[at % len(told)] ^= 1 << source.randrange(8)
        elif kind == 1:
            del told[at : at + source.randint(1, 64)]
        elif kind == 2:
            told[at:at] = source.randbytes(source.randint(1, 32))
        elif kind == 3:
            told[at:at] = told[at : at + source.randint(1, 200)]
        elif kind == 4:
            told[at : at + 4] = source.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"PK\x03\x04", b"\n\n\n\n"))
        elif kind == 5:
            del told[at:]
        elif told:
            told[at % len(told)] = source.randrange(256)
    return bytes(told)


def compressed(plain: bytes) -> bytes:
    """Return what the compressor makes of lines."""
    return bytes(body.zstd.compress(plain))


HOSTILE: tuple[Any, ...] = (
    None, True, -1, 0, 2**53, 2**63, 2**64, 10**40, 1.5, "", "\0", "a" * 70_000, "\ud800", [], {}, [[[[]]]],
    {"@": "end"}, "00" * 16, "ff" * 32, "2026-13-45", "'; DROP TABLE change; --", "../../x", "[red]",
)  # fmt: skip


def wrong_value(source: random.Random, line: bytes) -> bytes:
    """Return a line of JSON with one value replaced, dropped or doubled, somewhere in it."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return damaged(source, line)
    places = list(_places(told))
    if places:
        holder, key = source.choice(places)
        what = source.randrange(4)
        if what == 0 and isinstance(holder, dict):
            del holder[key]
        elif what == 1 and isinstance(holder, list):
            holder.insert(key, source.choice(HOSTILE))
        else:
            holder[key] = source.choice(HOSTILE)
    deep = b"[" * source.choice((0, 0, 0, 0, 500, 100_000))
    return deep + json.dumps(told).encode() if source.randrange(40) == 0 else json.dumps(told).encode()


def _places(told: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(told, dict):
        for key in told:
            yield told, key
            yield from _places(told[key])
    elif isinstance(told, list):
        for at, one in enumerate(told):
            yield told, at
            yield from _places(one)


@dataclass
class Layers:
    """Makes damaged bundles of one sound one, a layer at a time; ``key`` is its sender's."""

    file: bytes
    key: SigningKey
    identity: str

    def __post_init__(self) -> None:
        self.members = container.read_container(self.file)
        self.packed = body.decrypted(self.members.body, [self.identity], 2)
        self.lines = list(body.read_lines(self.packed))

    def signed(self, header: bytes, body: bytes) -> bytes:
        """Return a bundle with this header, signed as it is."""
        signature = self.key.sign(CONTEXT + header).signature
        return b"".join(container.frame(Members(self.members.cover, header, signature, body)))

    def around(self, body: bytes, **changed: Any) -> bytes:
        """Return a bundle whose frame, hashes and signature hold for this body."""
        told = {**json.loads(self.members.header), "body": msgspec.to_builtins(piece_of(body)), **changed}
        return self.signed(json.dumps(told).encode(), body)

    def encrypted(self, packed: bytes) -> bytes:
        """Return what age makes of a packed body."""
        recipients = json.loads(self.members.header)["recipients"]
        return bytes(pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(one) for one in recipients]))

    def of_plain(self, plain: bytes) -> bytes:
        """Return a bundle that holds these lines, sound in every layer around them."""
        return self.around(self.encrypted(compressed(plain)))

    def of_file(self, source: random.Random) -> bytes:
        """Damage the file as a stick or a mail would."""
        return damaged(source, self.file)

    def of_header(self, source: random.Random) -> bytes:
        """Damage the header, and sign it."""
        make = damaged if source.randrange(2) else wrong_value
        return self.signed(make(source, self.members.header), self.members.body)

    def of_age(self, source: random.Random) -> bytes:
        """Damage the encrypted body, and sign its hash."""
        return self.around(damaged(source, self.members.body))

    def of_zstd(self, source: random.Random) -> bytes:
        """Damage the compressed lines, encrypt and sign them."""
        return self.around(self.encrypted(damaged(source, self.packed)))

    def of_lines(self, source: random.Random) -> bytes:
        """Damage lines, close the bundle as its program would, compress, encrypt and sign it."""
        lines = list(self.lines[:-1])
        for _ in range(source.randint(1, 3)):
            at, kind = source.randrange(len(lines)), source.randrange(6)
            if kind == 0:
                lines.insert(at, source.choice(lines))
            elif kind == 1 and len(lines) > 1:
                del lines[at]
            elif kind == 2:
                lines[at] = damaged(source, lines[at]).replace(b"\n", b" ")
            else:
                lines[at] = wrong_value(source, lines[at])
        plain = closed(lines) if source.randrange(8) else b"\n".join((*lines, self.lines[-1], b""))
        return self.of_plain(plain)

    def of_small_files(self, source: random.Random) -> bytes:
        """Damage a request, permit or receipt."""
        return damaged(source, source.choice(_SMALL))


def closed(lines: list[bytes]) -> bytes:
    """Return lines with the last line that belongs to them."""
    plain = b"".join(line + b"\n" for line in lines)
    count = sum(line.startswith(b'["change"') for line in lines)
    end = {"@": "end", "changes": count, "lines": len(lines), "sha256": sha256(plain).hexdigest()}
    return plain + json.dumps(end, separators=(",", ":")).encode() + b"\n"


def read_all(data: bytes) -> bool:
    """Read a bundle through every layer down to its changes; returns whether it holds.

    Anything but ``BundleRefused`` is a crash.
    """
    try:
        part = reading.open_part(data, PAIR.receiver, [PAIR.identity], "x.gtb")
        paper_files.checked_papers(part.papers, paper_files.Why.BAD_BODY, "x")
        reader = LineReader()
        for line in part.changes(lambda _digest, _body: None):
            try:
                reader.read(line)
            except WireFault:
                return False
    except BundleRefused:
        return False
    return True


def read_small(data: bytes) -> bool:
    """Read a small file as each of the three kinds; returns whether it is any of them."""
    held = False
    for read in (paper_files.read_request_file, paper_files.read_permit_file, receipts.read_file):
        try:
            read(data, "x")
            held = True
        except BundleRefused:
            continue
    return held


_SMALL = [
    b'{"gridtui":"receipt","format":1,"bundle":"' + b"0" * 32 + b'","device":"' + b"1" * 32
    + b'","incarnation":"' + b"2" * 16 + b'","code":"ABCDEFGH","signature":"' + b"A" * 86 + b'=="}',
    b'{"gridtui":"request","format":1,"papers":[{"@":"paper","text":"{}","signer":"' + b"0" * 64
    + b'","signature":"' + b"0" * 128 + b'"}]}',
    b'{"gridtui":"permit","format":1,"device":"' + b"0" * 32 + b'","root":"' + b"1" * 64 + b'","papers":[]}',
]  # fmt: skip
