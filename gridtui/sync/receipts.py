"""Receipts: a bundle was taken in whole. They come inside a bundle back, as a small file, or by phone.

What was acknowledged belongs to one incarnation of the receiver: after a restore it is another one, which is
sent everything again.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.log.exchange_rows import add_rows, set_each, set_rows
from gridtui.storage.log.log_tables import Acknowledged, Peer, ReceivedPart, SentBundle
from gridtui.sync import files
from gridtui.sync.bundle.header import Hex8, Hex16, signed_by
from gridtui.sync.bundle.lines import Receipt
from gridtui.sync.chains import Chain
from gridtui.sync.keys import DeviceKeys, device_of
from gridtui.sync.refusing import BundleRefused, Why

FORMAT = 1
CONTEXT = b"gridtui receipt 1\n"
SUFFIX = ".gtreceipt"
LARGEST = 1_024
CODE_LENGTH = 8
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISHEARD = str.maketrans("OIL", "011")
_MOST_CARRIED = 32


class ReceiptFile(msgspec.Struct, frozen=True, tag="receipt", tag_field="gridtui"):
    """The file of a receipt, about 300 bytes; ``signature`` is base 64 over the other fields."""

    format: int
    bundle: Hex16
    device: Hex16
    incarnation: Hex8
    code: Annotated[str, msgspec.Meta(min_length=CODE_LENGTH, max_length=CODE_LENGTH)]
    signature: Annotated[str, msgspec.Meta(max_length=88)]


@dataclass(frozen=True, slots=True)
class Received:
    """A bundle of which some or all parts were taken in; ``missing`` are the numbers of the others."""

    bundle: bytes
    device: bytes
    number: int
    parts: int
    missing: tuple[int, ...]
    proof: bytes
    at: datetime


def code_of(bundle: bytes, proof: bytes, device: bytes, incarnation: bytes) -> str:
    """Return the eight letters and digits that only who opened the bundle can say."""
    told = sha256(CONTEXT + bundle + proof + device + incarnation).digest()
    number = int.from_bytes(told[:5], "big")
    return "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))


def heard_code(text: str) -> str:
    """Return a code as it was meant, whatever was typed for O, I and L, blanks and dashes."""
    return "".join(text.upper().split()).replace("-", "").translate(_MISHEARD)


def received(connection: Connection, device: bytes | None = None, limit: int = 200) -> list[Received]:
    """Return what bundles were taken in, of one sender where it is given, the newest first."""
    newest = (
        sa.select(col(ReceivedPart.bundle))
        .group_by(col(ReceivedPart.bundle))
        .order_by(sa.func.max(col(ReceivedPart.num)).desc())
        .limit(limit)
    )
    if device is not None:
        newest = newest.where(col(ReceivedPart.device) == device)
    bundles = [bytes(bundle) for bundle in connection.execute(newest).scalars()]
    rows = connection.execute(_PARTS.where(col(ReceivedPart.bundle).in_(bundles))).all()
    found = []
    for bundle in bundles:
        of = [row for row in rows if row.bundle == bundle]
        last = of[-1]
        missing = _missing((row.part for row in of), last.parts)
        found.append(Received(bundle, last.device, last.number, last.parts, missing, last.proof, last.at))
    return found


def missing_parts(connection: Connection, bundle: bytes, parts: int, *here: int) -> tuple[int, ...]:
    """Return the numbers of the parts of a bundle that were not taken in, nor are here now."""
    rows = connection.execute(_PARTS.where(col(ReceivedPart.bundle) == bundle))
    return _missing((*here, *(row.part for row in rows)), parts)


def lines_for(connection: Connection, device: bytes, own: bytes, incarnation: bytes) -> list[Receipt]:
    """Return the receipts that ride in a bundle to this device; ``own`` is the id of this one."""
    # The oldest first, so that each stretch joins the one before it.
    return [
        Receipt(one.bundle.hex(), incarnation.hex(), code_of(one.bundle, one.proof, own, incarnation))
        for one in reversed(received(connection, device, _MOST_CARRIED))
        if not one.missing
    ]


def receipt_file(one: Received, keys: DeviceKeys, incarnation: bytes) -> bytes:
    """Return the file of a receipt; ``BundleRefused`` while parts are missing."""
    if one.missing:
        raise BundleRefused(Why.UNKNOWN_RECEIPT)
    code = code_of(one.bundle, one.proof, keys.device, incarnation)
    told = ReceiptFile(FORMAT, one.bundle.hex(), keys.device.hex(), incarnation.hex(), code, "")
    signature = keys.sign.sign(CONTEXT + msgspec.json.encode(told)).signature
    return msgspec.json.encode(msgspec.structs.replace(told, signature=b64encode(signature).decode()))


def take_file(connection: Connection, data: bytes, chain: Chain, now: datetime, name: str = "") -> int:
    """Take a receipt's file; returns how many feeds are acknowledged further. ``BundleRefused`` otherwise."""
    told, signature = read_file(data, name)
    device = bytes.fromhex(told.device)
    key = next((key for key in chain.grants if device_of(key) == device), None)
    text = CONTEXT + msgspec.json.encode(msgspec.structs.replace(told, signature=""))
    if key is None or not signed_by(key, text, signature):
        raise BundleRefused(Why.BAD_RECEIPT, name)
    receipt = Receipt(told.bundle, told.incarnation, told.code)
    count = take(connection, device, receipt, now)
    if count is None:
        raise BundleRefused(Why.UNKNOWN_RECEIPT, name)
    return count


def read_file(data: bytes, name: str = "") -> tuple[ReceiptFile, bytes]:
    """Return what a receipt's file says, and its signature, not yet checked; ``BundleRefused`` otherwise."""
    try:
        if len(data) > LARGEST:
            raise ValueError
        told = msgspec.json.decode(data, type=ReceiptFile)
        signature = b64decode(told.signature, validate=True)
    except (ValueError, RecursionError) as error:
        raise BundleRefused(Why.BAD_RECEIPT, name) from error
    if told.format > FORMAT:
        raise BundleRefused(Why.NEWER, name)
    return told, signature


def take(connection: Connection, device: bytes, receipt: Receipt, now: datetime) -> int | None:
    """Take a receipt of a device; returns how many feeds are known further, None where it fits nothing."""
    incarnation = bytes.fromhex(receipt.incarnation)
    row = connection.execute(_SENT.where(col(SentBundle.bundle) == bytes.fromhex(receipt.bundle))).first()
    if row is None or row.device != device:
        return None
    if code_of(row.bundle, row.proof, device, incarnation) != heard_code(receipt.code):
        return None
    return _acknowledge(connection, row, incarnation, now)


def take_code(connection: Connection, text: str, chain: Chain, now: datetime) -> tuple[bytes, int]:
    """Take a code read out by phone; returns the number of the bundle's receiver and of the bundle.

    ``BundleRefused`` where it fits nothing that was sent and is not acknowledged yet.
    """
    code = heard_code(text)
    rows = connection.execute(
        _SENT.where(col(SentBundle.acknowledged_at).is_(None)).order_by(col(SentBundle.num).desc())
    ).all()
    for row in rows:
        for incarnation, keys in chain.claims.items():
            if all(device_of(key) != row.device for key in keys):
                continue
            if code_of(row.bundle, row.proof, row.device, incarnation) == code:
                _acknowledge(connection, row, incarnation, now)
                return bytes(row.device), int(row.number)
    raise BundleRefused(Why.UNKNOWN_RECEIPT, text)


def known_to(connection: Connection, key: bytes, chain: Chain) -> dict[int, int]:
    """Return how far a device surely holds each feed, whichever of its incarnations is the living one."""
    known = [acknowledged(connection, device_of(key), one) for one in chain.living(key)]
    shared = set.intersection(*map(set, known)) if known else set()
    return {feed: min(one[feed] for one in known) for feed in shared}


def acknowledged(connection: Connection, device: bytes, incarnation: bytes) -> dict[int, int]:
    """Return how far this incarnation of a device holds each feed: number of the feed here → seq."""
    chosen = sa.select(col(Acknowledged.feed_num), col(Acknowledged.seq)).where(
        col(Acknowledged.device) == device, col(Acknowledged.incarnation) == incarnation
    )
    return {row.feed_num: row.seq for row in connection.execute(chosen)}


def note_held(
    connection: Connection, device: bytes, incarnation: bytes, held: list[tuple[int, int, int]]
) -> int:
    """Note what a device holds: (feed here, from, to) each; returns how many feeds are known further.

    A stretch counts where it begins at or below what is known already: what lies before it may be missing.
    """
    known = acknowledged(connection, device, incarnation)
    further = {
        feed: to for feed, since, to in held if known.get(feed, 0) >= since and to > known.get(feed, 0)
    }
    at = {"device": device, "incarnation": incarnation}
    rows = [{**at, "feed_num": feed, "seq": seq} for feed, seq in further.items()]
    add_rows(connection, Acknowledged, [row for row in rows if row["feed_num"] not in known])
    there = [row for row in rows if row["feed_num"] in known]
    set_each(connection, Acknowledged, ("device", "incarnation", "feed_num"), there)
    return len(further)


def heard_of(connection: Connection, device: bytes, incarnation: bytes, now: datetime) -> None:
    """Note that a device was heard of in this incarnation."""
    values = {"incarnation": incarnation, "heard_at": now}
    if not set_rows(connection, Peer, {"device": device}, values):
        add_rows(connection, Peer, [{"device": device, "number": 0, **values}])


def _missing(there: Iterable[int], parts: int) -> tuple[int, ...]:
    known = set(there)
    return tuple(part for part in range(1, parts + 1) if part not in known)


def _acknowledge(connection: Connection, row: Any, incarnation: bytes, now: datetime) -> int:
    reached = [(feed, since, to) for feed, since, to in msgspec.json.decode(row.reached)]
    count = note_held(connection, row.device, incarnation, reached)
    set_rows(connection, SentBundle, {"num": row.num}, {"acknowledged_at": now})
    files.note_given(connection, row.device, row.bundle)
    return count


_PARTS = sa.select(
    col(ReceivedPart.bundle),
    col(ReceivedPart.part),
    col(ReceivedPart.parts),
    col(ReceivedPart.device),
    col(ReceivedPart.number),
    col(ReceivedPart.proof),
    col(ReceivedPart.at),
).order_by(col(ReceivedPart.num))

_SENT = sa.select(
    col(SentBundle.num),
    col(SentBundle.bundle),
    col(SentBundle.device),
    col(SentBundle.number),
    col(SentBundle.reached),
    col(SentBundle.proof),
)
