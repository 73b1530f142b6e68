"""Which tail of a forked feed counts: one chain, the same whatever is known first."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.changes.forks import Link, counting


def chain(root: Link, name: str, length: int) -> list[Link]:
    """Return a tail that follows a link."""
    found, last = [], root
    for number in range(length):
        hash = sha256(f"{name}{number}".encode() + last.hash).digest()
        found.append(last := Link(last.seq + 1, hash, last.hash))
    return found


START = Link(0, b"", b"")
trunk = chain(START, "trunk", 4)


def test_a_chain_that_does_not_fork_counts_as_a_whole() -> None:
    assert counting(trunk) == {link.hash for link in trunk}
    assert counting([]) == set()


def test_behind_a_gap_it_counts_too() -> None:
    assert counting([trunk[0], trunk[3]]) == {trunk[0].hash, trunk[3].hash}


@given(st.integers(0, 4), st.integers(1, 5), st.integers(1, 5), st.randoms())
def test_of_two_tails_one_counts_whole_and_nothing_of_the_other(at, one, other, random) -> None:
    root = trunk[at - 1] if at else START
    tails = [chain(root, "a", one), chain(root, "b", other)]
    links = [*trunk[:at], *tails[0], *tails[1]]
    random.shuffle(links)
    chosen = min(tails, key=lambda tail: tail[0].hash)
    assert counting(links) == {link.hash for link in (*trunk[:at], *chosen)}


def test_what_descends_from_the_other_tail_never_counts() -> None:
    tails = sorted((chain(trunk[3], name, 4) for name in "ab"), key=lambda tail: tail[0].hash)
    left = tails[1]
    known = [*trunk, *tails[0], left[0], left[1], left[3]]
    assert counting(known) == {link.hash for link in (*trunk, *tails[0])}
