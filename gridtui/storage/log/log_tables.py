"""The tables of the store itself: the change log and what this device keeps for its own use.

None of them is a business table: the log is the source, the rest is local and never exchanged.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, Table, UniqueConstraint, inspect, text
from sqlmodel import Field, SQLModel

from gridtui.storage.columns import Instant

_NUM = BigInteger().with_variant(Integer, "sqlite")


def _bytes(*, nullable: bool = False, **options: object) -> bytes:
    value: bytes = Field(default=None, sa_type=LargeBinary, nullable=nullable, **options)  # type: ignore[call-overload]
    return value


def _given(name: str) -> dict[str, Any]:
    """Return the arguments that leave rows without this column out of an index."""
    condition = text(f"{name} IS NOT NULL")
    return {"sqlite_where": condition, "postgresql_where": condition}


class Meta(SQLModel, table=True):
    """Facts about this store: ``store_id``, ``name``, ``org_id``, ``level``, ``zone``, who operates it."""

    key: str = Field(primary_key=True)
    value: str = Field(default="", nullable=False)


class Device(SQLModel, table=True):
    """One incarnation of a device, with the state of its hybrid clock; the newest row is the one in use."""

    num: int = Field(sa_type=_NUM, primary_key=True)
    incarnation: bytes = _bytes(unique=True)
    millis: int = Field(default=0, sa_type=BigInteger, nullable=False)
    counter: int = Field(default=0, nullable=False)
    number: int = Field(default=0, sa_type=BigInteger, nullable=False)


class Feed(SQLModel, table=True):
    """The chain of one incarnation's changes in one scope: how far it is whole here, and its hash there."""

    num: int = Field(sa_type=_NUM, primary_key=True)
    incarnation: bytes = _bytes()
    scope: bytes = _bytes()
    seq: int = Field(default=0, sa_type=BigInteger, nullable=False)
    hash: bytes = _bytes()

    __table_args__ = (UniqueConstraint("incarnation", "scope", name="uq_feed"),)


class Step(SQLModel, table=True):
    """One transaction of changes: one intent, one undo step.

    ``kind`` is found, do, undo, redo or erase; ``of_num`` is the step that an undo or redo concerns;
    ``label`` holds words for the toast with record numbers only, never names.
    """

    num: int = Field(sa_type=_NUM, primary_key=True)
    id: bytes = _bytes(unique=True)
    at: datetime = Field(sa_type=Instant, nullable=False)
    actor_id: bytes = _bytes()
    actor_name: str = Field(default="", nullable=False)
    incarnation: bytes = _bytes()
    level: int = Field(default=5, nullable=False)
    schema_version: int = Field(default=1, nullable=False)
    intent: str = Field(default="", nullable=False)
    label: str = Field(default="", nullable=False)
    kind: str = Field(default="do", nullable=False)
    of_num: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    undone: bool = Field(default=False, nullable=False)


class Change(SQLModel, table=True):
    """One change of one record, exactly as it is hashed and exchanged.

    ``num`` is the order of arrival here. Each part is a 16-byte salt followed by a JSON object of its
    fields; a withheld or erased part is NULL and its hash stands in ``missing`` (JSON, with a further name
    where the sender withheld it). ``bases`` is a JSON object field → stamps replaced, NULL for a creation.
    ``before`` is the hash of the change before it in the feed where that one was not here yet; ``refused``
    the code of why the change counts for nothing here.
    """

    num: int = Field(sa_type=_NUM, primary_key=True)
    feed_num: int = Field(sa_type=BigInteger, nullable=False)
    seq: int = Field(sa_type=BigInteger, nullable=False)
    stamp: bytes = _bytes()
    step_num: int = Field(sa_type=BigInteger, nullable=False)
    kind: str = Field(nullable=False)
    noun: str = Field(nullable=False)
    record: bytes = _bytes()
    hash: bytes = _bytes()
    bases: bytes | None = _bytes(nullable=True)
    public: bytes | None = _bytes(nullable=True)
    contact: bytes | None = _bytes(nullable=True)
    identity: bytes | None = _bytes(nullable=True)
    health: bytes | None = _bytes(nullable=True)
    missing: bytes | None = _bytes(nullable=True)
    before: bytes | None = _bytes(nullable=True)
    refused: str | None = Field(default=None, nullable=True)

    __table_args__ = (
        UniqueConstraint("feed_num", "seq", name="uq_change_feed"),
        Index("ix_change_record", "record"),
        Index("ix_change_step", "step_num"),
        Index("ix_change_missing", "feed_num", "seq", **_given("missing")),
        Index("ix_change_before", "feed_num", "seq", **_given("before")),
        Index("ix_change_refused", "refused", "num", **_given("refused")),
    )


class ForkedChange(SQLModel, table=True):
    """A change of a feed of which there are two: kept whole by itself, and counting for nothing.

    ``lines`` is the change in the form of the exchange (``wire.packed_alone``).
    """

    __tablename__ = "forked_change"

    num: int = Field(sa_type=_NUM, primary_key=True)
    feed_num: int = Field(sa_type=BigInteger, nullable=False)
    seq: int = Field(sa_type=BigInteger, nullable=False)
    hash: bytes = _bytes()
    before: bytes = _bytes()
    lines: bytes = _bytes()

    __table_args__ = (UniqueConstraint("feed_num", "seq", "hash", name="uq_forked_change"),)


class Contested(SQLModel, table=True):
    """A record that was edited at two desks which did not know of each other; derived from its changes.

    ``conflicts`` and ``parallels`` are the fields concerned, joined by commas: those with more than one live
    value, and those edited beside each other. ``latest`` is the newest stamp of the parallel edits, and
    ``dismissed`` says that somebody here has looked at them.
    """

    num: int = Field(sa_type=_NUM, primary_key=True)
    record: bytes = _bytes()
    noun: str = Field(default="", nullable=False)
    scope: bytes = _bytes()
    conflicts: str = Field(default="", nullable=False)
    parallels: str = Field(default="", nullable=False)
    latest: bytes = _bytes()
    dismissed: bool = Field(default=False, nullable=False)

    __table_args__ = (UniqueConstraint("record", "noun", name="uq_contested"),)


class Draft(SQLModel, table=True):
    """A half-typed form, kept until it is saved or thrown away; one row a form and place."""

    key: str = Field(primary_key=True)
    body: str = Field(default="", nullable=False)
    saved_at: datetime = Field(sa_type=Instant, nullable=False)


class ImportMapping(SQLModel, table=True):
    """How the columns of one layout of somebody's file were mapped last time."""

    fingerprint: str = Field(primary_key=True)
    kind: str = Field(default="", nullable=False)
    body: str = Field(default="", nullable=False)
    used_at: datetime = Field(sa_type=Instant, nullable=False)


class FilledForm(SQLModel, table=True):
    """A form of another office that was filled here, under its fingerprint; ``salt`` is that of its rows."""

    __tablename__ = "filled_form"

    fingerprint: str = Field(primary_key=True)
    kind: str = Field(default="", nullable=False)
    title: str = Field(default="", nullable=False)
    salt: bytes = _bytes()
    filled_at: datetime = Field(sa_type=Instant, nullable=False)


class FilledRow(SQLModel, table=True):
    """What a row of a form was filled with last time, of one record: never the values themselves.

    ``place`` tells the rows of one record apart, from 0. ``cells`` is six bytes a cell: the column of the
    form and the beginning of a salted hash of what stood there. Rows of an erased person go with the person.
    """

    __tablename__ = "filled_row"

    num: int = Field(sa_type=_NUM, primary_key=True)
    fingerprint: str = Field(default="", nullable=False)
    record: bytes = _bytes(index=True)
    place: int = Field(default=0, nullable=False)
    cells: bytes = _bytes()

    __table_args__ = (UniqueConstraint("fingerprint", "record", "place", name="uq_filled_row"),)


class SavedView(SQLModel, table=True):
    """A list as somebody wants to see it again: its filter and order under a name of their own.

    ``body`` is JSON in the form of the list of that ``area``.
    """

    __tablename__ = "saved_view"

    num: int = Field(sa_type=_NUM, primary_key=True)
    operator_id: bytes = _bytes()
    area: str = Field(default="", nullable=False)
    name: str = Field(default="", nullable=False)
    body: str = Field(default="", nullable=False)
    saved_at: datetime = Field(sa_type=Instant, nullable=False)

    __table_args__ = (UniqueConstraint("operator_id", "area", "name", name="uq_saved_view"),)


class SharedLogin(SQLModel, table=True):
    """A login of a shared store and whose it is; what it may see is said by the server's own policies.

    ``login`` is the role at the server, ``role`` a code of ``domain.people.assignment.Role``; a ``bound``
    login sees only the records of its grids. One that is not ``active`` signs in no more, and stays.
    """

    __tablename__ = "shared_login"

    login: str = Field(primary_key=True)
    operator_id: bytes = _bytes()
    role: str = Field(default="", nullable=False)
    bound: bool = Field(default=False, nullable=False)
    active: bool = Field(default=True, nullable=False)
    added_at: datetime = Field(sa_type=Instant, nullable=False)


class SharedLoginGrid(SQLModel, table=True):
    """A grid whose records a bound login sees and writes."""

    __tablename__ = "shared_login_grid"

    login: str = Field(primary_key=True)
    grid_id: bytes = _bytes(primary_key=True)


class AttachmentBody(SQLModel, table=True):
    """The bytes of an attached file, kept once under their SHA-256 however many records name them."""

    __tablename__ = "attachment_body"

    digest: bytes = _bytes(primary_key=True)
    body: bytes = _bytes()


class SecretKey(SQLModel, table=True):
    """A key that never leaves the encrypted store; of each ``kind`` the newest row is the one in use.

    ``kind`` is sign (Ed25519 seed), seal (age identity), root (Ed25519 seed of an office that begins a
    chain) or recovery (age identity); ``public`` is the other half as it is shown to others.
    """

    __tablename__ = "secret_key"

    num: int = Field(sa_type=_NUM, primary_key=True)
    kind: str = Field(default="", nullable=False)
    public: str = Field(default="", nullable=False)
    secret: bytes = _bytes()
    made_at: datetime = Field(sa_type=Instant, nullable=False)


class TrustPaper(SQLModel, table=True):
    """A signed paper of the chain of trust, kept for good: a root, a certificate, a claim, a revocation.

    ``digest`` is the SHA-256 of what was signed; ``text`` is JSON exactly as signed by ``signer``.
    """

    __tablename__ = "trust_paper"

    num: int = Field(sa_type=_NUM, primary_key=True)
    digest: bytes = _bytes(unique=True)
    text: bytes = _bytes()
    signer: bytes = _bytes()
    signature: bytes = _bytes()


class FeedHead(SQLModel, table=True):
    """Where a feed stood, signed by the device that wrote it; ``held`` once the log here agrees."""

    __tablename__ = "feed_head"

    num: int = Field(sa_type=_NUM, primary_key=True)
    incarnation: bytes = _bytes()
    scope: bytes = _bytes()
    seq: int = Field(sa_type=BigInteger, nullable=False)
    hash: bytes = _bytes()
    signer: bytes = _bytes()
    signature: bytes = _bytes()
    held: bool = Field(default=False, nullable=False)

    __table_args__ = (UniqueConstraint("incarnation", "scope", "seq", name="uq_feed_head"),)


class Peer(SQLModel, table=True):
    """A device that files are exchanged with, and the incarnation it was last heard of in.

    ``lacks`` is a JSON array of the digests of attached files that it may not have, NULL for none.
    """

    num: int = Field(sa_type=_NUM, primary_key=True)
    device: bytes = _bytes(unique=True)
    incarnation: bytes | None = _bytes(nullable=True)
    number: int = Field(default=0, sa_type=BigInteger, nullable=False)
    sent_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    heard_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    lacks: bytes | None = _bytes(nullable=True)


class SentBundle(SQLModel, table=True):
    """What was packed for a device, until and after it said that it has it.

    ``reached`` is a JSON array of [number of the feed here, from, to]; ``proof`` is what only who opened the
    bundle can know, from which the spoken receipt is made. ``files`` is a JSON array of the digests of the
    attached files in it, NULL for none.
    """

    __tablename__ = "sent_bundle"

    num: int = Field(sa_type=_NUM, primary_key=True)
    bundle: bytes = _bytes(unique=True)
    device: bytes = _bytes(index=True)
    number: int = Field(default=0, sa_type=BigInteger, nullable=False)
    at: datetime = Field(sa_type=Instant, nullable=False)
    parts: int = Field(default=1, nullable=False)
    changes: int = Field(default=0, sa_type=BigInteger, nullable=False)
    reached: bytes = _bytes()
    proof: bytes = _bytes()
    acknowledged_at: datetime | None = Field(default=None, sa_type=Instant, nullable=True)
    files: bytes | None = _bytes(nullable=True)


class ReceivedPart(SQLModel, table=True):
    """A part of a bundle that was taken in; a bundle is acknowledged when all its parts were."""

    __tablename__ = "received_part"

    num: int = Field(sa_type=_NUM, primary_key=True)
    bundle: bytes = _bytes()
    part: int = Field(default=1, nullable=False)
    parts: int = Field(default=1, nullable=False)
    device: bytes = _bytes(index=True)
    incarnation: bytes = _bytes()
    number: int = Field(default=0, sa_type=BigInteger, nullable=False)
    digest: bytes = _bytes()
    proof: bytes = _bytes()
    at: datetime = Field(sa_type=Instant, nullable=False)

    __table_args__ = (UniqueConstraint("bundle", "part", name="uq_received_part"),)


class Acknowledged(SQLModel, table=True):
    """How far one incarnation of a device is known to hold a feed; a new incarnation begins with nothing."""

    num: int = Field(sa_type=_NUM, primary_key=True)
    device: bytes = _bytes()
    incarnation: bytes = _bytes()
    feed_num: int = Field(sa_type=BigInteger, nullable=False)
    seq: int = Field(sa_type=BigInteger, nullable=False)

    __table_args__ = (UniqueConstraint("device", "incarnation", "feed_num", name="uq_acknowledged"),)


class Audit(SQLModel, table=True):
    """Who looked, exported, imported, restored or failed to unlock; hash-chained, ids only."""

    num: int = Field(sa_type=_NUM, primary_key=True)
    at: datetime = Field(sa_type=Instant, nullable=False)
    actor_id: bytes | None = _bytes(nullable=True)
    action: str = Field(default="", nullable=False)
    record: bytes | None = _bytes(nullable=True)
    reason: str = Field(default="", nullable=False)
    hash: bytes = _bytes()

    __table_args__ = (Index("ix_audit_record", "record"),)


def log_table(model: type[SQLModel]) -> Table:
    """Return the SQLAlchemy table behind one of the store's own table classes."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table
