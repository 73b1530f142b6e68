"""Scopes: to whom a change goes. A building is one, an organisation is one, its code tables are another."""

from __future__ import annotations

from hashlib import sha256

SCOPE_SIZE = 16


def codes_scope(org_id: bytes) -> bytes:
    """Return the scope of what an organisation lays down for all below it: its tree, code tables, limits."""
    return sha256(b"gridtui codes 1\n" + org_id).digest()[:SCOPE_SIZE]
