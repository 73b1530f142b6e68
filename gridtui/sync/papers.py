"""Signed papers: what the chain of trust is made of. They only ever add up; none is changed or taken back.

A paper is a JSON text with a signature over it. Its digest is SHA-256 over signer and text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, TypeAlias

import msgspec
import pyrage
from nacl.signing import SigningKey

from gridtui.sync.bundle.header import Hex8, Hex16, Hex32, Millis, Recipient, signed_by

CONTEXT = b"gridtui paper 1\n"
LARGEST = 512 << 10

Name = Annotated[str, msgspec.Meta(max_length=200)]
LevelNumber = Annotated[int, msgspec.Meta(ge=1, le=6)]
_Scopes = Annotated[tuple[Hex16, ...], msgspec.Meta(max_length=2_000)]
_Roles = Annotated[tuple[Annotated[str, msgspec.Meta(max_length=32)], ...], msgspec.Meta(max_length=16)]


class Root(msgspec.Struct, frozen=True, tag="root", tag_field="paper"):
    """The office that begins a chain; signed by its own root key."""

    org: Hex16
    name: Name
    level: LevelNumber
    code: Annotated[str, msgspec.Meta(max_length=12)]
    recovery: Recipient
    at: Millis


class Certificate(msgspec.Struct, frozen=True, tag="certificate", tag_field="paper"):
    """What a device may do, signed by the root or by a device that may admit others.

    ``scopes`` are buildings, grids or organisations with all that is below them; ``recovery`` is the
    recovery key of the issuing office; ``since`` and ``until`` bound when it may send files.
    """

    sign: Hex32
    seal: Recipient
    name: Name
    org: Hex16
    org_name: Name
    level: LevelNumber
    scopes: _Scopes
    roles: _Roles
    since: Millis
    until: Millis
    recovery: Recipient
    at: Millis


class Request(msgspec.Struct, frozen=True, tag="request", tag_field="paper"):
    """入网申请: a device asks to be admitted; signed by itself, so that its keys belong together.

    ``incarnation`` is the one in which it asked, claimed as by a ``Claim``: what it acknowledges counts then
    before the first file came from it. Empty in requests of older programs.
    """

    seal: Recipient
    name: Name
    org: Hex16
    org_name: Name
    level: LevelNumber
    code: Annotated[str, msgspec.Meta(max_length=12)]
    at: Millis
    incarnation: Annotated[str, msgspec.Meta(pattern="^(|[0-9a-f]{16})$")] = ""


class Claim(msgspec.Struct, frozen=True, tag="claim", tag_field="paper"):
    """A device says that an incarnation is its own; signed by the device.

    ``after`` are incarnations of the same device that this one has taken the place of.
    """

    incarnation: Hex8
    after: Annotated[tuple[Hex8, ...], msgspec.Meta(max_length=1_000)]
    at: Millis


class Position(msgspec.Struct, frozen=True, array_like=True):
    """How far a feed of a revoked device still counts."""

    incarnation: Hex8
    scope: Hex16
    seq: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Revocation(msgspec.Struct, frozen=True, tag="revocation", tag_field="paper"):
    """A device is no longer trusted, from these positions of its feeds on.

    ``papers`` are the digests of those papers of the device that stay in force; all others are void.
    """

    sign: Hex32
    reason: Annotated[str, msgspec.Meta(max_length=32)]
    heads: Annotated[tuple[Position, ...], msgspec.Meta(max_length=5_000)]
    papers: Annotated[tuple[Hex32, ...], msgspec.Meta(max_length=5_000)]
    at: Millis


class PolicyPaper(msgspec.Struct, frozen=True, tag="policy", tag_field="paper"):
    """Which classes of fields each level receives, signed by the root; the latest counts.

    ``classes`` maps the number of a level to parts of a change, as ``{"3": ["public"]}``.
    """

    classes: dict[str, tuple[str, ...]]
    at: Millis


AnyPaper: TypeAlias = "Root | Certificate | Request | Claim | Revocation | PolicyPaper"

_decoder: msgspec.json.Decoder[AnyPaper] = msgspec.json.Decoder(
    Root | Certificate | Request | Claim | Revocation | PolicyPaper
)


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A paper with the key that signed it; ``said`` is None for a kind that this program does not know."""

    text: bytes
    signer: bytes
    signature: bytes
    said: AnyPaper | None

    @property
    def digest(self) -> bytes:
        """What the paper is called by others."""
        return sha256(self.signer + self.text).digest()


class BadPaper(Exception):
    """A text that is no paper, or whose signature does not hold."""


def sign(said: AnyPaper, key: SigningKey) -> SignedPaper:
    """Return a paper signed by this key."""
    text = msgspec.json.encode(said)
    return SignedPaper(text, bytes(key.verify_key), key.sign(CONTEXT + text).signature, said)


def read_paper(text: bytes, signer: bytes, signature: bytes) -> SignedPaper:
    """Return a paper whose signature holds; ``BadPaper`` otherwise.

    A kind that this program does not know is kept and handed on unread.
    """
    if len(text) > LARGEST or not signed_by(signer, CONTEXT + text, signature):
        raise BadPaper
    said = read_said(text)
    for recipient in _recipients(said):
        try:
            pyrage.x25519.Recipient.from_str(recipient)
        except pyrage.RecipientError as error:
            # Nothing could be packed for it.
            raise BadPaper from error
    return SignedPaper(text, signer, signature, said)


def _recipients(said: AnyPaper | None) -> tuple[str, ...]:
    if isinstance(said, Certificate):
        return said.seal, said.recovery
    if isinstance(said, Root):
        return (said.recovery,)
    return (said.seal,) if isinstance(said, Request) else ()


def read_said(text: bytes) -> AnyPaper | None:
    """Return what a text says, None for a kind of paper from a newer program; ``BadPaper`` for nonsense."""
    try:
        kind = msgspec.json.decode(text, type=_Kind).paper
        if kind not in _KINDS:
            return None
        return _decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadPaper from error


def claimed(paper: SignedPaper) -> bytes | None:
    """Return the incarnation that a paper says is its signer's own, None for one that says nothing of it."""
    said = paper.said
    return bytes.fromhex(said.incarnation) or None if isinstance(said, Claim | Request) else None


def ordered(papers: Iterable[SignedPaper]) -> list[SignedPaper]:
    """Return papers once each, in an order that depends on nothing but themselves."""
    return [paper for _, paper in sorted({paper.digest: paper for paper in papers}.items())]


class _Kind(msgspec.Struct):
    paper: str


_KINDS = frozenset(("root", "certificate", "request", "claim", "revocation", "policy"))
