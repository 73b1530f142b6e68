"""Finding a desk by what a person calls it."""

from __future__ import annotations

from sqlalchemy import Connection

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.workspace import Workspace
from gridtui.sync import paper_store
from gridtui.sync.keys import device_of
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.words import mark

_SHORTEST = 4


def names_of_incarnations(connection: Connection) -> dict[bytes, str]:
    """Return what the desk of each incarnation is called in its newest permit, revoked ones too."""
    chain = paper_store.chain_in(connection)
    if chain is None:
        return {}
    newest = {key: grant.said.name for key in chain.grants if (grant := chain.newest_of(key)) is not None}
    return {
        incarnation: newest[key]
        for incarnation, keys in chain.claims.items()
        if len(keys) == 1 and (key := next(iter(keys))) in newest
    }


def find_desk(workspace: Workspace, text: str) -> bytes:
    """Return the device that a name, or the beginning of its id, means; revoked ones too.

    ``RuleBroken`` where none or several are meant, ``BundleRefused`` where this desk has not joined.
    """
    with workspace.read() as connection:
        chain = paper_store.chain_in(connection)
    if chain is None:
        raise BundleRefused(Why.NOT_JOINED)
    word, found = text.strip(), set()
    for key, grants in chain.grants.items():
        device = device_of(key)
        begins = len(word) >= _SHORTEST and device.hex().startswith(word.lower())
        if begins or any(word in (grant.said.name, grant.said.org_name) for grant in grants):
            found.add(device)
    if len(found) == 1:
        return found.pop()
    text = (
        mark("有 {n} 台电脑叫“{name}”，请用编号") if found else mark("没有叫“{name}”的电脑；看 sync status")
    )
    raise RuleBroken(Problem(text, "desk", values={"name": word, "n": len(found)}))
