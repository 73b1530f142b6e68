"""Everything about the exchange that is looked at together: where this desk stands, and with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.storage.tables import Building, Grid, Org
from gridtui.storage.workspace import Workspace
from gridtui.sync.keys import find_keys
from gridtui.sync.standing import Identity, PeerState, Standing, standing


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that the area shows: where this desk stands, names of scopes."""

    standing: Standing
    asked: bool
    names: Mapping[bytes, str]

    @property
    def own(self) -> Identity:
        """What this desk is."""
        return self.standing.identity

    @property
    def joined(self) -> bool:
        """Whether this desk has a permit in force."""
        return self.own.grant is not None

    @property
    def due(self) -> list[PeerState]:
        """The desks for which something waits."""
        return [peer for peer in self.standing.peers if peer.waiting and not peer.revoked]


def look_at(workspace: Workspace) -> Look:
    """Return where this desk stands; several short reads."""
    found = standing(workspace)
    with workspace.read() as connection:
        asked = find_keys(connection) is not None
        scopes = found.identity.grant.scopes if found.identity.grant else frozenset[bytes]()
        names = place_names(connection, sorted(scopes))
    return Look(found, asked, names)


def place_names(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, str]:
    """Return what organisations, grids and buildings are called, those that are known here."""
    found: dict[bytes, str] = {}
    for model in (Org, Grid, Building):
        chosen = sa.select(col(model.id), col(model.name)).where(col(model.id).in_(ids))
        found.update({bytes(id): name for id, name in connection.execute(chosen) if name})
    return found
