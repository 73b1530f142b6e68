"""The papers that this store keeps, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.columns import to_millis
from gridtui.storage.log.exchange_rows import add_rows
from gridtui.storage.log.history import chunks
from gridtui.storage.log.log_tables import Device, SecretKey, TrustPaper
from gridtui.storage.workspace import read_meta, write_meta
from gridtui.sync.chains import Chain, chain_of
from gridtui.sync.keys import DeviceKeys
from gridtui.sync.papers import Claim, SignedPaper, claimed, read_said, sign

ROOT = "trust_root"
"""The fact about a store that names the root key which it was told to trust."""


def papers_in(connection: Connection) -> list[SignedPaper]:
    """Return every paper kept; their signatures were checked when they came."""
    chosen = sa.select(col(TrustPaper.text), col(TrustPaper.signer), col(TrustPaper.signature))
    return [
        SignedPaper(bytes(text), bytes(signer), bytes(signature), read_said(bytes(text)))
        for text, signer, signature in connection.execute(chosen.order_by(col(TrustPaper.num)))
    ]


def keep_papers(connection: Connection, papers: Iterable[SignedPaper]) -> int:
    """Keep papers whose signatures hold; returns how many were new."""
    coming = {paper.digest: paper for paper in papers}
    for some in chunks(list(coming)):
        known = sa.select(col(TrustPaper.digest)).where(col(TrustPaper.digest).in_(some))
        for digest in connection.execute(known).scalars():
            del coming[bytes(digest)]
    rows = [
        {"digest": digest, "text": paper.text, "signer": paper.signer, "signature": paper.signature}
        for digest, paper in coming.items()
    ]
    add_rows(connection, TrustPaper, rows)
    return len(rows)


def root_of(connection: Connection) -> bytes | None:
    """Return the root key that this store trusts; None where it has not joined anything."""
    told = read_meta(connection).get(ROOT)
    return bytes.fromhex(told) if told else None


def trust_root(connection: Connection, root: bytes) -> None:
    """Trust this root key from now on."""
    write_meta(connection, {ROOT: root.hex()})


def chain_in(connection: Connection) -> Chain | None:
    """Return what is in force of the papers kept; None where this store has not joined anything."""
    root = root_of(connection)
    return None if root is None else chain_of(papers_in(connection), root)


def ensure_claims(connection: Connection, keys: DeviceKeys, now: datetime) -> None:
    """Claim this store's incarnations; inside a writing transaction.

    The one in use takes the place of every other of this device that this store has heard of, also of one
    that was restored from the same backup before.
    """
    own = set(map(bytes.fromhex, _public_keys(connection)))
    papers = [paper for paper in papers_in(connection) if paper.signer in own]
    claims = [paper.said for paper in papers if isinstance(paper.said, Claim)]
    said = {claim.incarnation for claim in claims}
    chosen = sa.select(col(Device.incarnation)).order_by(col(Device.num))
    here = [one.hex() for one in connection.execute(chosen).scalars()]
    new = [
        Claim(one, tuple(here[:place]), to_millis(now)) for place, one in enumerate(here) if one not in said
    ]
    others = tuple(sorted({*here, *(claim.incarnation for claim in claims)} - {here[-1]}))
    if not any(claim.incarnation == here[-1] and set(claim.after) >= set(others) for claim in claims):
        new = [claim for claim in new if claim.incarnation != here[-1]]
        new.append(Claim(here[-1], others, to_millis(now)))
    # An incarnation that an earlier key of this store claimed stays that key's.
    theirs = {claimed(paper) for paper in papers if paper.signer != keys.public}
    keep_papers(
        connection,
        [sign(claim, keys.sign) for claim in new if bytes.fromhex(claim.incarnation) not in theirs],
    )


def _public_keys(connection: Connection) -> Iterable[str]:
    chosen = sa.select(col(SecretKey.public)).where(col(SecretKey.kind) == "sign")
    return connection.execute(chosen).scalars()
