"""Which of two tails of one feed counts: the same everywhere, whichever came first.

A feed forks where a copied store went on in the same incarnation. From the place where two changes follow
the same one, the branch whose hash is the smaller counts; nothing that descends from another one does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Link(NamedTuple):
    """One change of a chain: its place, its hash, and the hash of the one before it."""

    seq: int
    hash: bytes
    before: bytes


def counting(links: Iterable[Link]) -> set[bytes]:
    """Return the hashes of the links that count: a pure function of the set of links."""
    places: dict[int, set[Link]] = {}
    for link in links:
        places.setdefault(link.seq, set()).add(link)
    found: set[bytes] = set()
    left_out: set[bytes] = set()
    last = Link(0, b"", b"")
    for seq in sorted(places):
        here = {link for link in places[seq] if link.before not in left_out}
        if last.seq == seq - 1:
            here = {link for link in here if link.before == last.hash}
        if here:
            last = min(here, key=lambda link: link.hash)
            found.add(last.hash)
        left_out.update(link.hash for link in places[seq] if link.hash not in found)
    return found
