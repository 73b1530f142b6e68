"""The signed header: what the other members are, from whom and for whom, without opening the body."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

import msgspec
import nacl.exceptions
import nacl.signing

from gridtui.sync.refusing import BundleRefused, Why

FORMAT = 1
SUITE = "age-zstd-ed25519"
CONTEXT = b"gridtui bundle header 1\n"
MOST_PARTS = 10_000
_LAST_MILLISECOND = 253_402_300_799_999
_MOST_RECIPIENTS = 16

Hex8 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
Hex16 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Hex64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Millis = Annotated[int, msgspec.Meta(ge=0, le=_LAST_MILLISECOND)]
Recipient = Annotated[str, msgspec.Meta(pattern="^age1[0-9a-z]{58}$")]
Recipients = Annotated[tuple[Recipient, ...], msgspec.Meta(min_length=1, max_length=_MOST_RECIPIENTS)]
PartNumber = Annotated[int, msgspec.Meta(ge=1, le=MOST_PARTS)]


class Piece(msgspec.Struct, frozen=True):
    """Size and hash of another member."""

    size: Count
    sha256: Hex32


class Sender(msgspec.Struct, frozen=True):
    """The device that packed, in which incarnation, and the public key that signed."""

    device: Hex16
    incarnation: Hex8
    key: Hex32


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """``header.json``; ids are lower-case hexadecimal, ``made`` is milliseconds since 1970."""

    format: int = FORMAT
    suite: str = SUITE
    program: str = ""
    bundle: Hex16
    number: Count
    made: Millis
    part: PartNumber = 1
    parts: PartNumber = 1
    sender: Sender
    receiver: Hex16
    recipients: Recipients
    cover: Piece
    body: Piece


class _Outline(msgspec.Struct):
    """What every version of a header has."""

    format: int
    suite: str = ""


def piece_of(body: bytes) -> Piece:
    """Return size and hash of a member."""
    return Piece(len(body), sha256(body).hexdigest())


def encode_header(header: Header, key: nacl.signing.SigningKey) -> tuple[bytes, bytes]:
    """Return the header's bytes and their signature."""
    told = msgspec.json.encode(header)
    return told, key.sign(CONTEXT + told).signature


def read_header(told: bytes, signature: bytes, name: str = "") -> Header:
    """Return a header whose signature holds for the key that it names.

    ``BundleRefused`` for a newer format, an unknown suite, nonsense, and a signature that does not hold.
    Whether that key is anybody's is not asked here.
    """
    try:
        outline = msgspec.json.decode(told, type=_Outline)
        if outline.format > FORMAT:
            raise BundleRefused(Why.NEWER, name)
        if outline.suite != SUITE:
            raise BundleRefused(Why.UNKNOWN_SUITE, name)
        header = msgspec.json.decode(told, type=Header)
    except (ValueError, RecursionError) as error:
        raise BundleRefused(Why.DAMAGED, name) from error
    if not signed_by(bytes.fromhex(header.sender.key), CONTEXT + told, signature):
        raise BundleRefused(Why.NOT_SIGNED, name)
    if header.format < 1 or header.part > header.parts:
        raise BundleRefused(Why.BAD_BODY, name)
    return header


def signed_by(key: bytes, told: bytes, signature: bytes) -> bool:
    """Say whether this Ed25519 key signed these bytes."""
    try:
        nacl.signing.VerifyKey(key).verify(told, signature)
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        return False
    return True
