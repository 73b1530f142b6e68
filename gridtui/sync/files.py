"""Attached files between desks: the bytes go with the change that names them, or later, once they are here.

A change may have gone on without the bytes: they lay in a part that was lost, or had not come here yet. What
a device may still lack is kept with it, from what it says itself and from what could not be given along.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Set
from typing import TypeGuard

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage import attachments
from gridtui.storage.columns import Part
from gridtui.storage.log.exchange_rows import set_rows
from gridtui.storage.log.feeds import decode_part
from gridtui.storage.log.fields import LOGGED_PARTS, codec_of
from gridtui.storage.log.history import chunks, scope_of_record
from gridtui.storage.log.log_tables import AttachmentBody, Peer, SentBundle
from gridtui.storage.log.wire import WireChange
from gridtui.storage.tables import Attachment
from gridtui.sync.bundle.lines import LARGEST_FILE, Lack
from gridtui.sync.bundle.writing import Packing

MOST = 1_000
"""Files that one device is remembered to lack, and that one bundle asks for."""

_CODEC = codec_of(Attachment)
_DIGEST, _DIGEST_SIZE = re.compile("[0-9a-f]{64}"), 32
_NAME_PART = _CODEC.fields["name"].part


def noting_files(changes: Iterable[WireChange], digests: dict[bytes, None]) -> Iterator[WireChange]:
    """Pass changes on, and note which attached files they name; the bytes go where the file's name goes."""
    place = LOGGED_PARTS.index(_NAME_PART)
    for change in changes:
        if change.noun == _CODEC.noun and not change.withheld[place]:
            told = (decode_part(part).get("digest") for part in change.parts if part)
            # A change that counts for nothing is handed on too, and may say anything.
            digests.update((bytes.fromhex(each), None) for each in told if _is_digest(each))
        yield change


def add_files(
    connection: Connection, packing: Packing, digests: Iterable[bytes]
) -> tuple[list[bytes], list[bytes]]:
    """Add the files that are here; returns the digests of those, and of those that are not."""
    added, missing = [], []
    for digest in digests:
        body = attachments.body_of(connection, digest)
        if body is None:
            missing.append(digest)
        elif len(body) <= LARGEST_FILE:
            packing.add_file(body)
            added.append(digest)
    return added, missing


def lacks_for(connection: Connection, scopes: Collection[bytes], parts: Set[Part]) -> list[Lack]:
    """Return the files that are named here and have not come, of those that a device may have."""
    if _NAME_PART not in parts:
        return []
    chosen = sa.select(col(Attachment.digest)).where(
        sa.func.length(col(Attachment.digest)) == _DIGEST_SIZE,
        col(Attachment.name) != "",
        col(Attachment.deleted).is_(False),
        ~_HERE,
    )
    lacking = [bytes(digest) for digest in connection.execute(chosen.distinct().limit(MOST)).scalars()]
    return [Lack(digest.hex()) for digest in _seen_in(connection, lacking, scopes)]


def owed_to(
    connection: Connection, device: bytes, scopes: Collection[bytes], parts: Set[Part]
) -> list[bytes]:
    """Return the files that a device may lack, may have, and that are here."""
    lacking = lacked_by(connection, device) if _NAME_PART in parts else []
    here: set[bytes] = set()
    for some in chunks(lacking):
        chosen = sa.select(col(AttachmentBody.digest)).where(col(AttachmentBody.digest).in_(some))
        here.update(bytes(digest) for digest in connection.execute(chosen).scalars())
    return _seen_in(connection, [digest for digest in lacking if digest in here], scopes)


def lacked_by(connection: Connection, device: bytes) -> list[bytes]:
    """Return the files that a device is known to lack, as far as one knows here."""
    told = connection.execute(sa.select(col(Peer.lacks)).where(col(Peer.device) == device)).scalar()
    return [bytes.fromhex(digest) for digest in msgspec.json.decode(told)] if told else []


def note_lacking(connection: Connection, device: bytes, digests: Iterable[bytes]) -> None:
    """Remember that a device lacks these files too."""
    before = lacked_by(connection, device)
    after = list(dict.fromkeys((*before, *digests)))[-MOST:]
    if after != before:
        _save(connection, device, after)


def note_given(connection: Connection, device: bytes, bundle: bytes) -> None:
    """Remember that a device has the files of a bundle that it took in whole."""
    chosen = sa.select(col(SentBundle.files)).where(col(SentBundle.bundle) == bundle)
    told = connection.execute(chosen).scalar()
    given = {bytes.fromhex(digest) for digest in msgspec.json.decode(told)} if told else set[bytes]()
    before = lacked_by(connection, device)
    after = [digest for digest in before if digest not in given]
    if after != before:
        _save(connection, device, after)


def encoded(digests: Iterable[bytes]) -> bytes:
    """Return digests as they are kept: a JSON array of hexadecimal texts."""
    return msgspec.json.encode([digest.hex() for digest in digests])


def _is_digest(told: object) -> TypeGuard[str]:
    return isinstance(told, str) and _DIGEST.fullmatch(told) is not None


def _save(connection: Connection, device: bytes, digests: Iterable[bytes]) -> None:
    set_rows(connection, Peer, {"device": device}, {"lacks": encoded(digests)})


def _seen_in(connection: Connection, digests: Iterable[bytes], scopes: Collection[bytes]) -> list[bytes]:
    """Return those files that a record in one of these scopes names."""
    found = []
    for digest in digests:
        ids = connection.execute(_NAMING, {"d": digest}).scalars().all()
        places = (scope_of_record(connection, bytes(id), _CODEC.noun) for id in ids)
        if any(place in scopes for place in places if place is not None):
            found.append(digest)
    return found


_HERE = sa.exists().where(col(AttachmentBody.digest) == col(Attachment.digest))
_NAMING = sa.select(col(Attachment.id)).where(
    col(Attachment.digest) == sa.bindparam("d"), col(Attachment.deleted).is_(False)
)
