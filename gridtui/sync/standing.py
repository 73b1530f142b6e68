"""Where this desk stands: its own papers, the devices around it, what waits and what was not acknowledged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.columns import from_millis
from gridtui.storage.log.log_tables import Feed, Peer, SentBundle
from gridtui.storage.store.checking import check_code, scope_sums
from gridtui.storage.workspace import Workspace
from gridtui.sync import keys as keyring
from gridtui.sync import paper_store, receipts, revoking
from gridtui.sync.chains import Chain, Grant
from gridtui.sync.keys import device_of, safety_number
from gridtui.sync.sending import parcel_for
from gridtui.sync.tree import tree_in
from gridtui.sync.trust import Reach


@dataclass(frozen=True, slots=True)
class Identity:
    """What this desk is: empty texts and None where it has no keys yet, or has joined nothing.

    ``fingerprint`` is the root key's 30 digits, ``number`` those of root and device together.
    """

    device: bytes
    incarnation: bytes
    fingerprint: str
    number: str
    grant: Grant | None
    is_root: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class PeerState:
    """Another device: what waits for it, what it was sent and has not acknowledged, when it was heard of.

    ``unacknowledged`` are numbers of bundles; ``unfinished`` are bundles of it of which parts are missing;
    ``below`` says whether this desk may revoke it.
    """

    device: bytes
    name: str
    level: int
    waiting: int
    unacknowledged: tuple[int, ...]
    sent_at: datetime | None
    heard_at: datetime | None
    unfinished: tuple[receipts.Received, ...]
    until: datetime | None
    revoked: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that the status shows; ``codes`` are scope → 对账码, ``shared`` device → 对账码."""

    identity: Identity
    peers: tuple[PeerState, ...]
    codes: dict[bytes, str]
    shared: dict[bytes, str]

    def code_with(self, device: bytes) -> str:
        """Return the 对账码 of everything that both this desk and that device may see."""
        return self.shared.get(device, check_code(0))


def identity(workspace: Workspace) -> Identity:
    """Return what this desk is."""
    with workspace.read() as connection:
        return _identity(connection, workspace.desk.incarnation)


def standing(workspace: Workspace) -> Standing:
    """Return where this desk stands with every device that it may send to or was sent from."""
    with workspace.read() as connection:
        own = _identity(connection, workspace.desk.incarnation)
        chain, sums = paper_store.chain_in(connection), scope_sums(connection)
        codes = {scope: check_code(total) for scope, total in sums.items()}
        if chain is None:
            return Standing(own, (), codes, {})
        reach = Reach(chain, tree_in(connection, chain))
        peers = tuple(_peers(connection, chain, own.device, reach))
    return Standing(own, peers, codes, _shared(chain, own, reach, sums))


def shared_code(workspace: Workspace, device: bytes) -> str:
    """Return the 对账码 of everything that both this desk and that device may see; both compute the same."""
    return standing(workspace).code_with(device)


def _shared(chain: Chain, own: Identity, reach: Reach, sums: Mapping[bytes, int]) -> dict[bytes, str]:
    """Return the 对账码 with every other device that has a permit: device → code."""
    seen = reach.receives(own.grant, sums) if own.grant is not None else set[bytes]()
    shared = {device_of(grant.key): seen & reach.receives(grant, seen) for grant in chain.live_grants()}
    return {
        device: check_code(sum(sums[scope] for scope in scopes))
        for device, scopes in shared.items()
        if device != own.device
    }


def unsent(connection: Connection, incarnation: bytes) -> int | None:
    """Return how many changes of this device the office above has not acknowledged; None before joining.

    Where nobody is above, those that no other device has acknowledged. Counted by the numbers of feeds, so
    that a log of any length costs the same.
    """
    chain, keys = paper_store.chain_in(connection), keyring.find_keys(connection)
    own = None if chain is None or keys is None else chain.grant_of(keys.public)
    if chain is None or keys is None or own is None:
        return None
    known: dict[int, int] = {}
    for grant in _nearest_above(chain, own):
        for feed, seq in receipts.known_to(connection, grant.key, chain).items():
            known[feed] = max(seq, known.get(feed, 0))
    mine = {incarnation, *(one for one, claimed in chain.claims.items() if keys.public in claimed)}
    chosen = sa.select(col(Feed.num), col(Feed.seq)).where(col(Feed.incarnation).in_(sorted(mine)))
    return sum(max(0, seq - known.get(num, 0)) for num, seq in connection.execute(chosen))


def _nearest_above(chain: Chain, own: Grant) -> list[Grant]:
    """Return the devices of the nearest office above a device, all other devices where none is above."""
    others = [grant for grant in chain.live_grants() if grant.key != own.key]
    orgs = Reach(chain, {}).above(own.org)
    above = [grant for grant in others if grant.said.level < own.said.level and grant.org in orgs]
    nearest = max((grant.said.level for grant in above), default=0)
    return [grant for grant in above if grant.said.level == nearest] or others


def _identity(connection: Connection, incarnation: bytes) -> Identity:
    keys, chain = keyring.find_keys(connection), paper_store.chain_in(connection)
    office = keyring.find_office_keys(connection)
    if keys is None:
        return Identity(b"", incarnation, "", "", None, False, False)
    if chain is None:
        return Identity(keys.device, incarnation, "", "", None, False, False)
    return Identity(
        keys.device,
        incarnation,
        safety_number(chain.root),
        safety_number(chain.root, keys.public),
        chain.grant_of(keys.public),
        office is not None and office.public == chain.root,
        chain.is_revoked(keys.public),
    )


def _peers(connection: Connection, chain: Chain, own: bytes, reach: Reach) -> list[PeerState]:
    noted = {
        bytes(device): (sent, heard)
        for device, sent, heard in connection.execute(
            sa.select(col(Peer.device), col(Peer.sent_at), col(Peer.heard_at))
        )
    }
    open_numbers: dict[bytes, list[int]] = {}
    for device, number in connection.execute(_OPEN):
        open_numbers.setdefault(bytes(device), []).append(number)
    found, mine = [], revoking.own_signers(connection, chain)
    for key in chain.grants:
        device, newest = device_of(key), chain.newest_of(key)
        if device == own or newest is None:
            continue
        live = chain.grant_of(key)
        sent, heard = noted.get(device, (None, None))
        missing = [one for one in receipts.received(connection, device) if one.missing]
        found.append(
            PeerState(
                device,
                newest.said.name,
                newest.said.level,
                0 if live is None else parcel_for(connection, chain, live, reach)[0].changes,
                tuple(open_numbers.get(device, ())),
                sent,
                heard,
                tuple(missing),
                None if live is None else from_millis(newest.said.until),
                live is None,
                any(chain.is_below(key, one) for one in mine),
            )
        )
    return sorted(found, key=lambda peer: (peer.revoked, peer.level, peer.name, peer.device))


_OPEN = (
    sa.select(col(SentBundle.device), col(SentBundle.number))
    .where(col(SentBundle.acknowledged_at).is_(None))
    .order_by(col(SentBundle.num))
)
