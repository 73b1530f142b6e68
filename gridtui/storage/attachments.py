"""The bytes of attached files: kept once under their SHA-256, for as long as any record names them.

A record that was removed still names its file, so that undo brings both back; only an erased one does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.problems import Problem
from gridtui.storage.log.history import chunks
from gridtui.storage.log.log_tables import AttachmentBody
from gridtui.storage.tables import Attachment
from gridtui.words import mark

_MOST_TOLD = 20


def put_body(connection: Connection, body: bytes) -> bytes:
    """Keep the bytes of a file, unless they are here already; returns their digest."""
    digest = sha256(body).digest()
    connection.execute(_PUT, {"digest": digest, "body": body})
    return digest


def body_of(connection: Connection, digest: bytes) -> bytes | None:
    """Return the bytes of a file; None where they are not here."""
    chosen = sa.select(col(AttachmentBody.body)).where(col(AttachmentBody.digest) == digest)
    found = connection.execute(chosen).scalar()
    return None if found is None else bytes(found)


def digests_of(connection: Connection, ids: Iterable[RecordId]) -> list[bytes]:
    """Return the digests that these attachments name, removed ones too."""
    found: list[bytes] = []
    for some in chunks(list(ids)):
        chosen = sa.select(col(Attachment.digest)).where(col(Attachment.id).in_(some))
        found += connection.execute(chosen).scalars()
    return [digest for digest in dict.fromkeys(found) if digest]


def of_issues(connection: Connection, issue_ids: Iterable[RecordId]) -> list[RecordId]:
    """Return the attachments of issues, removed ones too."""
    found: list[RecordId] = []
    for some in chunks(list(issue_ids)):
        chosen = sa.select(col(Attachment.id)).where(col(Attachment.issue_id).in_(some))
        found += connection.execute(chosen.order_by(col(Attachment.num))).scalars()
    return found


def drop_unnamed(connection: Connection, digests: Iterable[bytes] | None = None) -> int:
    """Drop the bodies that no attachment names any more, of all or of these; returns how many there were."""
    nobody = ~sa.exists().where(col(Attachment.digest) == col(AttachmentBody.digest))
    if digests is None:
        return connection.execute(sa.delete(AttachmentBody).where(nobody)).rowcount
    dropped = 0
    for some in chunks(list(digests)):
        these = col(AttachmentBody.digest).in_(some)
        dropped += connection.execute(sa.delete(AttachmentBody).where(these, nobody)).rowcount
    return dropped


def missing_bodies(connection: Connection) -> int:
    """Return how many files are named here whose bytes are not here yet: an exchange may bring them later.

    Where the name itself is withheld from this level, the bytes never come.
    """
    here = sa.exists().where(col(AttachmentBody.digest) == col(Attachment.digest))
    chosen = sa.select(sa.func.count(sa.distinct(col(Attachment.digest)))).where(
        col(Attachment.digest) != b"", col(Attachment.name) != "", col(Attachment.deleted).is_(False), ~here
    )
    return connection.execute(chosen).scalar_one()


def body_problems(connection: Connection) -> Iterator[Problem]:
    """Yield a problem for each body that is not what its digest says, and each that no record names."""
    wrong = []
    for digest in connection.execute(sa.select(col(AttachmentBody.digest))).scalars().all():
        body = body_of(connection, digest)
        if body is not None and sha256(body).digest() != digest:
            wrong.append(digest)
    yield from _told(mark("附件 {digest} 的内容与指纹不符，已损坏或被改过"), wrong)
    nobody = ~sa.exists().where(col(Attachment.digest) == col(AttachmentBody.digest))
    left = connection.execute(sa.select(col(AttachmentBody.digest)).where(nobody)).scalars().all()
    yield from _told(mark("附件 {digest} 的内容还在，却没有记录提到它"), left)


def _told(text: str, digests: Iterable[bytes]) -> Iterator[Problem]:
    for digest in list(digests)[:_MOST_TOLD]:
        yield Problem(text, values={"digest": digest.hex()[:16]})


_PUT = sa.text(
    "INSERT INTO attachment_body (digest, body) VALUES (:digest, :body) ON CONFLICT (digest) DO NOTHING"
).bindparams(sa.bindparam("digest", type_=sa.LargeBinary), sa.bindparam("body", type_=sa.LargeBinary))
