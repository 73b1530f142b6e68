"""The lines of a body: the bundle's own begin with ``{"@":``, every other line is a change, left as it is."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec

from gridtui.sync.bundle.header import Count, Hex8, Hex16, Hex32, Hex64, PartNumber, Recipients

OWN = b'{"@":'
LONGEST = 1 << 20
"""Bytes of the longest line, its end not counted."""

LARGEST_FILE = 16 << 20
"""Bytes of the largest attached file that travels."""

FILE_PIECE = 600_000


class Manifest(msgspec.Struct, frozen=True, tag="manifest", tag_field="@"):
    """The first line: for whom the body was made, so that no header can be put before another's body.

    ``proof`` is random; only who opened the body knows it.
    """

    bundle: Hex16
    sender: Hex16
    incarnation: Hex8
    receiver: Hex16
    recipients: Recipients
    part: PartNumber
    proof: Hex16


class Paper(msgspec.Struct, frozen=True, tag="paper", tag_field="@"):
    """A signed paper of the chain of trust; ``text`` is JSON exactly as signed."""

    text: str
    signer: Hex32
    signature: Hex64


class Head(msgspec.Struct, frozen=True, tag="head", tag_field="@"):
    """Where a feed stood, signed by the device that wrote it; ``held`` is how far the sender has it whole."""

    incarnation: Hex8
    scope: Hex16
    seq: Count
    hash: Hex32
    signer: Hex32
    signature: Hex64
    held: Count


class Receipt(msgspec.Struct, frozen=True, tag="receipt", tag_field="@"):
    """A bundle of the receiver's that the sender, in this incarnation, took in whole; ``code`` proves it."""

    bundle: Hex16
    incarnation: Hex8
    code: str


class Lack(msgspec.Struct, frozen=True, tag="lack", tag_field="@"):
    """An attached file that the sender knows of and does not have."""

    digest: Hex32


class FilePiece(msgspec.Struct, frozen=True, tag="file", tag_field="@"):
    """A piece of an attached file, in base 64; the pieces of a file follow each other."""

    digest: Hex32
    size: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_FILE)]
    at: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_FILE)]
    data: bytes


class Fill(msgspec.Struct, frozen=True, tag="fill", tag_field="@"):
    """Random letters, where a body would else be suspected of being a bomb."""

    fill: str


class End(msgspec.Struct, frozen=True, tag="end", tag_field="@"):
    """The last line: how many changes and lines came before it, and the SHA-256 of their bytes."""

    changes: Count
    lines: Count
    sha256: Hex32


OwnLine: TypeAlias = "Manifest | Paper | Head | Receipt | Lack | FilePiece | Fill | End"

encode = msgspec.json.Encoder().encode
_decoder: msgspec.json.Decoder[OwnLine] = msgspec.json.Decoder(
    Manifest | Paper | Head | Receipt | Lack | FilePiece | Fill | End
)


def decode(line: bytes) -> OwnLine:
    """Return one of the bundle's own lines; ``ValueError`` or ``RecursionError`` for anything else."""
    return _decoder.decode(line)
