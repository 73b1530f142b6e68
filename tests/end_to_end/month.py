"""A month of a street, its communities, branches and grid workers, with nothing between them but files.

Everything that is decided by chance follows from the seed; it is named wherever something is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from unittest.mock import patch

from gridtui.domain.changes.actors import Level
from gridtui.domain.places.building import BuildingDraft
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.outgoing_changes import outgoing
from gridtui.storage.store.restoring import backup_now, restore_workspace
from gridtui.storage.tables import Grid
from gridtui.storage.workspace import Ids, Workspace
from gridtui.sync import paper_store, sending
from gridtui.sync.chains import Role
from gridtui.sync.joining import begin_chain
from gridtui.sync.keys import find_keys
from gridtui.sync.receiving import apply
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.sync.revoking import revoke
from gridtui.sync.taking import own_receipts, take_receipts
from gridtui.usecases import places
from tests.conftest import FrozenClock
from tests.end_to_end import deeds
from tests.simulation.replicas import hashes_of
from tests.sync.offices import Offices, device

PASSPHRASE = "石榴花开了2026"
STREET = "街道"
TREE = {
    "社区甲": STREET,
    "社区乙": STREET,
    "支部一": "社区甲",
    "支部二": "社区甲",
    "支部三": "社区乙",
    "网格一": "支部一",
    "网格二": "支部一",
    "网格三": "支部二",
    "网格四": "支部二",
    "网格五": "支部三",
    "网格六": "支部三",
}
"""Post → the one above it; a desk that takes the place of a lost one has the same post."""

LEVELS = {"社": Level.COMMUNITY, "支": Level.BRANCH, "网": Level.GRID}
_REFUSED_RIGHTLY = {Why.REVOKED_SENDER, Why.NOT_FOR_US, Why.UNKNOWN_SENDER}
_ROUNDS = 12


def repeating_ids(seed: int) -> Ids:
    """Return ids that follow from the seed, the later ones greater."""
    chance, numbers = Random(seed), count(1)
    return lambda: b"\x01\x93" + next(numbers).to_bytes(6, "big") + chance.randbytes(8)


class WentWrong(AssertionError):
    """Something that must hold does not; the text names the seed."""


@dataclass(slots=True)
class Letter:
    """A file under way."""

    path: Path
    sender: bytes
    post: str
    due: int
    hashes: frozenset[bytes]


@dataclass
class Month:
    """The desks by post, the files under way, and what left each desk in a file for which other."""

    folder: Path
    seed: int
    street: Workspace
    clock: FrozenClock
    offices: Offices = field(init=False)
    chance: Random = field(init=False)
    grids: dict[str, bytes] = field(default_factory=dict)
    buildings: dict[str, list[bytes]] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    owed: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    gone: dict[str, Workspace] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    done: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    story: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.offices = Offices(self.folder, self.clock, new_ids=repeating_ids(self.seed))
        self.offices.desks[STREET] = self.street

    @property
    def desks(self) -> dict[str, Workspace]:
        """The desk that holds each post now."""
        return self.offices.desks

    def begin(self) -> None:
        """Found every desk, let each be admitted from above, and furnish the grids."""
        begin_chain(self.street, "街道一号机")
        for post, above in TREE.items():
            desk = self.offices.found(post, LEVELS[post[0]], PASSPHRASE)
            if post[0] == "网":
                self._furnish(post, self.desks[above])
            self._admit(post, desk)
        # Everybody is told once of all that was there before.
        self._go_round(down_first=False)
        self._go_round(down_first=True)

    def play(self, *, days: int = 30, deeds_a_day: int = 12, exchanging: float = 0.3) -> None:
        """Let the month pass: work, files, and on days of chance a restored backup and two revocations."""
        leaving = self.chance.sample([post for post in TREE if post[0] == "网"], 3)
        copied, restored, stolen, dismissed = sorted(self.chance.sample(range(4, days - 4), 4))
        for day in range(1, days + 1):
            self.clock.pass_time(days=1)
            self._work(deeds_a_day)
            if day == copied:
                backup_now(self.desks[leaving[0]], self.folder / "old.gtbak")
            if day == restored:
                self._restore(leaving[0])
            if day == stolen:
                self._replace(leaving[1], "被盗", day)
            if day == dismissed:
                # Now a worker who leaves, now the machine of a whole branch.
                self._replace(self.chance.choice((leaving[2], TREE[leaving[2]])), "停用", day)
            self._post(day, exchanging)
            self._deliver(day)

    def settle(self) -> None:
        """Let what is still under way arrive, and everybody hear everybody until nothing is new."""
        self._deliver(10_000)
        self._try_the_stolen()
        for _ in range(_ROUNDS):
            before = {post: hashes_of(desk) for post, desk in self.desks.items()}
            unable = self._go_round(down_first=False) + self._go_round(down_first=True)
            if not unable and {post: hashes_of(desk) for post, desk in self.desks.items()} == before:
                return
        self.fail(f"still something new after {_ROUNDS} rounds")

    def fail(self, what: str) -> None:
        """Say what went wrong, and in which month."""
        raise WentWrong(f"seed {self.seed}: {what}")

    def _furnish(self, post: str, branch: Workspace) -> None:
        org, number = branch.desk.org_id, len(self.grids) + 1
        with branch.write("import_file") as unit:
            grid = unit.create(Grid, {"org_id": org, "code": f"5301020010010{number:02}"}, scope=org)
            drafts = [BuildingDraft(label=f"{number}{side}", org_id=org, grid_id=grid) for side in (1, 2)]
            self.grids[post], self.buildings[post] = grid, [places.add_building(unit, one) for one in drafts]
        for _ in range(4):
            deeds.settle(branch, self.chance)

    def _admit(self, post: str, desk: Workspace, org: bytes | None = None) -> None:
        scopes = [self.grids[post]] if post in self.grids else []
        roles = (Role.WORK,) if post in self.grids else (Role.WORK, Role.ADMIT)
        self.offices.admit(self.desks[TREE[post]], desk, scopes, roles, org)

    def _work(self, number: int) -> None:
        for _ in range(number):
            self.clock.pass_time(minutes=self.chance.randint(1, 20))
            post = self.chance.choice(list(self.desks))
            what, did = deeds.act(self.desks[post], self.chance)
            self.done[what][not did] += 1

    def _post(self, day: int, share: float) -> None:
        """Pack files on some ways, each due today or some day later, some of them never."""
        for below, above in TREE.items():
            for source, target in ((below, above), (above, below)):
                if self.chance.random() < share:
                    self._pack(source, target, day)

    def _pack(self, source: str, target: str, day: int) -> None:
        sender, receiver, packed = self.desks[source], self.desks[target], list[bytes]()
        with _noting(packed):
            try:
                paths = self.offices.pack(sender, receiver).paths
            except RuleBroken as refused:
                # Who was not told yet of a desk that took another's place cannot send to it.
                self.story.append(f"{day}: {source} cannot send to {target}: {refused}")
                return
        self.owed[target].update(packed)
        for path in paths:
            if self.chance.random() < 0.12:
                self.story.append(f"{day}: {path.name} is lost")
                continue
            for _ in range(2 if self.chance.random() < 0.12 else 1):
                late = 0 if self.chance.random() < 0.6 else self.chance.randint(1, 6)
                self.letters.append(Letter(path, device(sender), target, day + late, frozenset(packed)))

    def _deliver(self, day: int) -> None:
        """Take in what is due, in any order; what a revoked desk packed is refused."""
        due = [letter for letter in self.letters if letter.due <= day]
        self.letters = [letter for letter in self.letters if letter.due > day]
        self.chance.shuffle(due)
        for letter in due:
            try:
                arrived = apply(self.desks[letter.post], letter.path)
            except BundleRefused as refused:
                if refused.why not in _REFUSED_RIGHTLY:
                    raise
                self.story.append(f"{day}: {letter.path.name} refused, {refused.why.value}")
                continue
            self.owed[letter.post].update(letter.hashes)
            if self.chance.random() < 0.2:
                self._acknowledge(letter, arrived.bundle)

    def _acknowledge(self, letter: Letter, bundle: bytes) -> None:
        """Read the code of a receipt out by phone."""
        senders = [desk for desk in self.desks.values() if device(desk) == letter.sender]
        for one in own_receipts(self.desks[letter.post], [bundle]):
            for sender in senders:
                try:
                    take_receipts(sender, [], one.code)
                except BundleRefused as refused:
                    # Of a bundle that was packed after its backup a restored desk knows nothing.
                    if refused.why is not Why.UNKNOWN_RECEIPT:
                        raise

    def _restore(self, post: str) -> None:
        """Put an old backup in the place of a desk whose disk died."""
        self._lose(post)
        self.desks[post].close()
        store = self.folder / f"{post}.gtdb"
        self.desks[post] = restore_workspace(self.folder / "old.gtbak", store, PASSPHRASE, clock=self.clock)
        self.story.append(f"{post} is restored")

    def _replace(self, post: str, why: str, day: int) -> None:
        """Revoke the desk of a post, and let another one take its place."""
        old, above = self.desks[post], self.desks[TREE[post]]
        revoke(above, device(old))
        self._lose(post)
        self.gone[f"{post}{why}"] = old
        self.replaced.add(post)
        new = self.offices.found(f"{post}新机", LEVELS[post[0]], PASSPHRASE)
        del self.desks[f"{post}新机"]
        self.desks[post] = new
        self._admit(post, new, old.desk.org_id)
        for below in (one for one, its in TREE.items() if its == post):
            if not self._knows(new, self.desks[below]):
                # Only the lost desk knew that it had admitted this one: its permit went with it.
                self._admit(below, self.desks[below], self.desks[below].desk.org_id)
                self.story.append(f"{day}: {below} is admitted again")
        self.story.append(f"{day}: {post} {why}")

    def _knows(self, desk: Workspace, other: Workspace) -> bool:
        """Whether a desk has a permit of another one that is in force."""
        with desk.read() as connection, other.read() as others:
            chain, keys = paper_store.chain_in(connection), find_keys(others)
        return chain is not None and keys is not None and chain.grant_of(keys.public) is not None

    def _lose(self, post: str) -> None:
        """Forget what was handed on only by a desk whose disk is lost, and reached nobody yet."""
        others = set().union(*(hashes_of(desk) for one, desk in self.desks.items() if one != post))
        for hashes in self.owed.values():
            hashes &= others

    def _try_the_stolen(self) -> None:
        """Whoever holds a revoked desk goes on with it, and is heard by nobody."""
        for name, desk in self.gone.items():
            deeds.act(desk, self.chance)
            above = self.desks[TREE[name[:3]]]
            try:
                paths = self.offices.pack(desk, above).paths
            except RuleBroken:
                # It was never told of the desk that took the place of the one above.
                continue
            try:
                apply(above, paths[0])
            except BundleRefused as refused:
                if refused.why is Why.REVOKED_SENDER:
                    continue
            self.fail(f"{name} was heard after it was revoked")

    def _go_round(self, *, down_first: bool) -> int:
        """Let every two neighbours send to each other; returns how many could not yet."""
        unable = 0
        for below, above in TREE.items() if down_first else reversed(TREE.items()):
            pair = (self.desks[below], self.desks[above])
            for source, target in (pair[::-1], pair) if down_first else (pair, pair[::-1]):
                try:
                    paths = self.offices.pack(source, target).paths
                except RuleBroken as refused:
                    # Who was not told yet of a desk that took another's place cannot send to it.
                    self.story.append(f"{below} and {above}: {refused}")
                    unable += 1
                    continue
                for path in paths:
                    apply(target, path)
        return unable

    def close(self) -> None:
        """Close every desk."""
        for desk in (*self.desks.values(), *self.gone.values()):
            desk.close()


@contextmanager
def _noting(packed: list[bytes]) -> Iterator[None]:
    """Note the hash of every change that is packed."""

    def noting(*args: object, **named: object) -> Iterator[object]:
        for change in outgoing(*args, **named):  # type: ignore[arg-type]
            packed.append(change.hash)
            yield change

    with patch.object(sending, "outgoing", noting):
        yield
