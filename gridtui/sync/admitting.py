"""Admitting a desk beside the papers: the request as it came, the places as a person names them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.tables import Building, Grid, Org
from gridtui.storage.workspace import Workspace
from gridtui.sync import joining, paper_store
from gridtui.sync.chains import Role
from gridtui.sync.joining import Asked, Permitted
from gridtui.sync.keys import device_of
from gridtui.sync.paper_files import read_small_file, write_small_file
from gridtui.sync.qr import read_request_text
from gridtui.sync.refusing import Why
from gridtui.sync.standing import identity
from gridtui.words import mark

SPOKEN = "GTREQ1"
"""How a request begins that a phone read from the picture on the other screen."""
SEPARATOR = "、"
_ROLES: Mapping[str, tuple[Role, ...]] = {
    "work": (Role.WORK,),
    "admit": (Role.WORK, Role.ADMIT),
    "read": (),
}


def read_asked(_: Workspace, path: Path) -> Asked:
    """Return what a request says: a file, or the letters of a picture in the place of its path."""
    text = str(path)
    if text.upper().startswith(SPOKEN):
        return read_request_text(text)
    return joining.read_request(read_small_file(path, Why.BAD_REQUEST), path.name)


def read_permitted(workspace: Workspace, path: Path) -> Permitted:
    """Return what the file of a permit gives this desk; ``BundleRefused`` where it gives nothing."""
    return joining.read_permit(workspace, read_small_file(path, Why.BAD_PERMIT), path.name)


def places_like(connection: Connection, text: str, limit: int) -> list[tuple[str, bytes, str]]:
    """Return organisations, grids and buildings by name or code: title, id, code."""
    found: list[tuple[str, bytes, str]] = []
    for model, code in ((Grid, col(Grid.code)), (Building, None), (Org, col(Org.division_code))):
        name = col(model.name)
        fits = name.contains(text, autoescape=True)
        if code is not None:
            fits = fits | code.startswith(text, autoescape=True)
        shown = code if code is not None else sa.literal("")
        chosen = sa.select(name, col(model.id), shown).where(fits, col(model.deleted).is_(False))
        rows = connection.execute(chosen.order_by(name, col(model.id)).limit(limit))
        found += [(title, bytes(id), note or "") for title, id, note in rows if title]
    return found[:limit]


def permit(
    workspace: Workspace, asked: Asked, values: Mapping[str, str], places: Mapping[str, bytes], path: Path
) -> str:
    """Write the permit and return the root's digits; this desk begins a chain where it has none."""
    names = [word.strip() for word in values["scopes"].replace("，", SEPARATOR).split(SEPARATOR)]
    with workspace.read() as connection:
        scopes = [_scope(connection, name, places) for name in names if name]
    level = Level(int(values["level"]))
    if level is Level.GRID and not scopes and not values["lost"]:
        raise RuleBroken(Problem(mark("网格员的电脑请填他管的网格，否则它什么也收不到"), "scopes"))
    joining.begin_chain(workspace, workspace.name)
    org = None
    if values["lost"]:
        with workspace.read() as connection:
            chain = paper_store.chain_in(connection)
        for key in chain.grants if chain is not None else ():
            newest = chain.newest_of(key) if chain is not None else None
            if newest is not None and device_of(key).hex() == values["lost"]:
                org = newest.org
                scopes += sorted(newest.scopes - {org})
    admission = joining.Admission(level, tuple(dict.fromkeys(scopes)), _ROLES[values["roles"] or "work"], org)
    write_small_file(path, joining.admit(workspace, asked, admission))
    return identity(workspace).fingerprint


def _scope(connection: Connection, name: str, places: Mapping[str, bytes]) -> bytes:
    if name in places:
        return places[name]
    try:
        return joining.find_scope(connection, name)
    except RuleBroken as refusal:
        raise RuleBroken(
            [Problem(one.text, "scopes", values=one.values) for one in refusal.problems]
        ) from None
