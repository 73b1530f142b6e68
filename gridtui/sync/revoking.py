"""A lost laptop: its certificate is revoked from positions of its feeds on; what it exported before stays."""

from __future__ import annotations

import sqlalchemy as sa
from nacl.signing import SigningKey
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.columns import to_millis
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import Feed
from gridtui.storage.store.restoring import begin_incarnation
from gridtui.storage.workspace import Workspace
from gridtui.sync import keys as keyring
from gridtui.sync import paper_store
from gridtui.sync.chains import Chain
from gridtui.sync.papers import Position, Revocation, SignedPaper, claimed, sign
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.words import mark

REVOKE = "revoke"
"""A line of the audit: a device was revoked."""

NOT_BELOW = mark("这台电脑不归本级管，请由它的上级注销")
"""What is said of a device that this desk may not revoke."""


def revoke(workspace: Workspace, device: bytes, reason: str = "lost") -> SignedPaper:
    """Revoke a device: what this store holds of it stays, whatever else comes under its keys does not count.

    ``reason`` is one word. ``RuleBroken`` where the device is unknown, or not below this desk.
    """
    now = workspace.clock()
    with workspace.writing() as connection:
        chain, keys = paper_store.chain_in(connection), keyring.find_keys(connection)
        if chain is None or keys is None:
            raise BundleRefused(Why.NOT_JOINED)
        key = _key_of(chain, device)
        papers = paper_store.papers_in(connection)
        said = Revocation(
            sign=key.hex(),
            reason=reason[:32],
            heads=tuple(_positions(connection, papers, key)),
            papers=tuple(sorted(paper.digest.hex() for paper in papers if paper.signer == key)),
            at=to_millis(now),
        )
        paper = sign(said, _signer(connection, chain, key))
        paper_store.keep_papers(connection, [paper])
        audit.note(
            connection, REVOKE, now=now, actor_id=workspace.operator.id, record=device, reason=reason[:32]
        )
    return paper


def begin_again(workspace: Workspace) -> keyring.DeviceKeys:
    """Give this store new keys and a new incarnation, as after a theft; it has to be admitted again."""
    begin_incarnation(workspace)
    with workspace.writing() as connection:
        return keyring.renew_keys(connection, workspace.clock())


def _key_of(chain: Chain, device: bytes) -> bytes:
    for key in chain.grants:
        if keyring.device_of(key) == device:
            return key
    raise RuleBroken(Problem(mark("没有这台电脑的许可：{device}"), values={"device": device.hex()}))


def own_signers(connection: Connection, chain: Chain) -> dict[bytes, SigningKey]:
    """Return the keys with which this desk may revoke devices below them: the root's, then its own."""
    office, keys = keyring.find_office_keys(connection), keyring.find_keys(connection)
    found = {} if office is None else {office.public: office.root}
    if keys is not None and not chain.is_revoked(keys.public):
        found[keys.public] = keys.sign
    return found


def _signer(connection: Connection, chain: Chain, key: bytes) -> SigningKey:
    for public, signer in own_signers(connection, chain).items():
        if chain.is_below(key, public):
            return signer
    raise RuleBroken(Problem(NOT_BELOW))


def _positions(connection: Connection, papers: list[SignedPaper], key: bytes) -> list[Position]:
    own = {one for paper in papers if paper.signer == key and (one := claimed(paper)) is not None}
    chosen = (
        sa.select(col(Feed.incarnation), col(Feed.scope), col(Feed.seq))
        .where(col(Feed.incarnation).in_(own), col(Feed.seq) > 0)
        .order_by(col(Feed.incarnation), col(Feed.scope))
    )
    return [Position(one.hex(), scope.hex(), seq) for one, scope, seq in connection.execute(chosen)]
