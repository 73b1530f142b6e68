"""The merge kernel: what is live, what is shown and what is hidden is a function of the set of changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from gridtui.domain.changes.registers import DELETED, SEEN, Knowledge, RegisterWrite, heads, winner
from gridtui.domain.changes.stamps import HybridClock

FIELDS = ("name", "phone", DELETED)


@dataclass
class Desk:
    """One of several that write into one record, and what it has seen of it."""

    clock: HybridClock
    seen: list[RegisterWrite] = field(default_factory=list)

    def write(self, names: list[str], wall: int) -> None:
        """Write fields over everything that is live here."""
        bases = {name: heads(self.seen, name) for name in names}
        rest = {stamp for name in FIELDS for stamp in heads(self.seen, name)}
        bases[SEEN] = sorted(rest)
        latest = max((stamp for name in names for stamp in bases[name]), default=b"")
        self.seen.append(RegisterWrite(self.clock.tick(wall, latest), bases))


histories = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.one_of(st.integers(0, 2), st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2, unique=True)),
        st.integers(0, 5),
    ),
    max_size=14,
)


def played(history: list[tuple[int, int | list[str], int]]) -> list[Desk]:
    """Let three desks write, and hear of each other."""
    creation = RegisterWrite(HybridClock(b"0" * 8).tick(1), None)
    desks = [Desk(HybridClock(bytes([49 + number]) * 8), [creation]) for number in range(3)]
    for who, what, wall in history:
        if isinstance(what, list):
            desks[who].write(what, wall)
        else:
            known = {write.stamp for write in desks[who].seen}
            desks[who].seen += [write for write in desks[what].seen if write.stamp not in known]
    return desks


@given(histories, st.randoms())
def test_what_is_live_does_not_depend_on_the_order(history, random) -> None:
    writes = [write for desk in played(history) for write in desk.seen]
    shuffled = list(writes)
    random.shuffle(shuffled)
    for name in FIELDS:
        assert heads(shuffled, name) == heads(writes, name)
    both = Knowledge.of({write.stamp: write for write in writes}.values())
    other = Knowledge.of({write.stamp: write for write in shuffled}.values())
    assert both.past == other.past


@given(histories)
def test_something_is_always_live_and_the_shown_is_later_than_what_it_replaced(history) -> None:
    writes = [write for desk in played(history) for write in desk.seen]
    for name in FIELDS:
        live = heads(writes, name)
        shown = next(write for write in writes if write.stamp == winner(writes, live))
        assert all(shown.stamp > base for base in (shown.bases or {}).get(name, ()))


@given(histories)
def test_a_write_that_knew_everything_is_alone(history) -> None:
    desk = played(history)[0]
    desk.write(["name"], 0)
    assert heads(desk.seen, "name") == [desk.seen[-1].stamp]
    knowledge = Knowledge.of({write.stamp: write for write in desk.seen}.values())
    assert knowledge.parallel() == []


@given(histories)
def test_two_edits_are_beside_each_other_exactly_where_neither_desk_had_heard(history) -> None:
    creation = RegisterWrite(HybridClock(b"0" * 8).tick(1), None)
    desks = [Desk(HybridClock(bytes([49 + number]) * 8), [creation]) for number in range(3)]
    knew: dict[bytes, set[bytes]] = {}
    for who, what, wall in history:
        before = {write.stamp for write in desks[who].seen}
        if isinstance(what, list):
            desks[who].write(what, wall)
            knew[desks[who].seen[-1].stamp] = before
        else:
            desks[who].seen += [write for write in desks[what].seen if write.stamp not in before]
    writes = {write.stamp: write for desk in desks for write in desk.seen}
    knowledge = Knowledge.of(writes.values())
    for one, write in enumerate(knowledge.edits):
        for other, beside in enumerate(knowledge.edits):
            if one != other:
                heard = beside.stamp in knew[write.stamp] or write.stamp in knew[beside.stamp]
                assert knowledge.concurrent(one, other) is not heard


def test_the_highest_level_is_shown_where_the_level_decides() -> None:
    street = RegisterWrite(b"1", {"name": []}, level=3)
    branches = [RegisterWrite(stamp, {"name": []}, level=5) for stamp in (b"2", b"3")]
    live = heads([street, *branches], "name")
    assert winner([street, *branches], live) == b"3"
    assert winner([street, *branches], live, by_level=True) == b"1"
    assert winner(branches, [b"2", b"3"], by_level=True) == b"3"
