"""kill -9 while saving, importing, packing, taking in: what was acknowledged is there, the rest whole or not.

The process that is killed runs the program's own code on an encrypted store; what a person sees in a terminal
when it is killed is played in tests/journeys/test_killed_program.py.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from random import Random
from unittest.mock import patch

import nacl.pwhash.argon2id as argon2id
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue_events import EventKind
from gridtui.interchange.plans.applying import apply_import
from gridtui.interchange.plans.import_file import open_import
from gridtui.storage.drafts import keep_draft, kept_draft
from gridtui.storage.log.log_tables import Step
from gridtui.storage.store import vault
from gridtui.storage.store.opening import open_with_key
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync import receiving, sending
from gridtui.sync.bundle.reading import read_outside
from gridtui.sync.joining import begin_chain
from gridtui.usecases.issue_events import append_event
from tests.conftest import PASSPHRASE, FrozenClock
from tests.makers import make_issue, make_quarter, person
from tests.proving.power import sound_problems
from tests.sync.offices import Offices, device

FILES, ROWS = 6, 40
"""How many files another office has for this one, and how many people each brings."""

_LONGEST = 0.12
"""Seconds after the last acknowledgement within which the process is killed."""


class Lost(AssertionError):
    """Something acknowledged is gone, or something is half there."""


@dataclass
class Doing:
    """What the process that will be killed does, one thing after the other."""

    folder: Path
    workspace: Workspace
    peer: bytes
    number: int

    def draft(self) -> None:
        """Keep a form that is half typed."""
        with self.workspace.writing() as connection:
            keep_draft(connection, "issue:new", {"number": self.number}, self.workspace.clock())

    def save(self) -> None:
        """Take an issue down, and make a step of it."""
        issue = make_issue(self.workspace, f"第{self.number}件")
        with self.workspace.write("move_issue", label=f"step {self.number}") as unit:
            append_event(unit, issue, EventKind.SELF_HANDLE)

    def file(self) -> None:
        """Import a register of people."""
        path = self.folder / f"人{self.number}.csv"
        lines = (f"居民{self.number}-{n},女,{n // 8 + 4}-1-{n % 8 + 101}" for n in range(ROWS))
        path.write_text("\n".join(("姓名,性别,门牌地址", *lines)), encoding="utf-8")
        with self.workspace.read() as connection:
            file = open_import(connection, path)
        apply_import(self.workspace, file)

    def pack(self) -> None:
        """Pack a file for another office."""
        out = self.folder / "out" / str(self.number)
        out.mkdir()
        sending.pack(self.workspace, self.peer, out)

    def take(self) -> None:
        """Take in a file of another office."""
        path = self.folder / "in" / str(self.number % FILES)
        for part in sorted(path.iterdir()):
            receiving.apply(self.workspace, part)


DEEDS: tuple[Callable[[Doing], None], ...] = (Doing.draft, Doing.save, Doing.file, Doing.pack, Doing.take)


def _go_on(folder: Path, raw: bytes, seed: int, peer: bytes, first: int, pipe: Pipe) -> None:
    """Do one thing after the other, and say of each that it was done, until killed."""
    chance = Random(seed)
    workspace = open_with_key(_store(folder), StoreKey(bytearray(raw)), clock=FrozenClock())
    doing = Doing(folder, workspace, peer, first)
    while True:
        deed = chance.choice(DEEDS)
        pipe.send(("begins", deed.__name__, doing.number))
        deed(doing)
        pipe.send(("did", deed.__name__, doing.number))
        doing.number += 1


@dataclass
class Killing:
    """An office whose program is killed again and again, and what that program had acknowledged."""

    folder: Path
    raw: bytes
    peer: bytes
    acknowledged: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    count: Counter[str] = field(default_factory=Counter)
    number: int = 1

    def once(self, seed: int) -> None:
        """Start, kill, and look what is there."""
        chance, fork = Random(seed), multiprocessing.get_context("fork")
        mine, theirs = fork.Pipe()
        asked = (self.folder, self.raw, seed, self.peer, self.number, theirs)
        running = fork.Process(target=_go_on, args=asked, daemon=True)
        running.start()
        theirs.close()
        # The first comes when the store is open; then somewhere within one of the next things.
        said = [mine.recv()]
        for _ in range(2 * chance.randrange(0, 4)):
            said.append(mine.recv())
        time.sleep(chance.random() * _LONGEST)
        running.kill()
        running.join(30)
        while mine.poll():
            try:
                said.append(mine.recv())
            except EOFError:
                break
        for what, deed, number in said:
            self.number = max(self.number, number + 1)
            if what == "did":
                self.acknowledged[deed].add(number)
        if said[-1][0] == "begins":
            self.count[f"killed while: {said[-1][1]}"] += 1
        else:
            self.count["killed between"] += 1
        self._look(f"seed {seed}", said[-1])

    def _look(self, where: str, last: tuple[str, str, int]) -> None:
        workspace = open_with_key(_store(self.folder), StoreKey(bytearray(self.raw)), clock=FrozenClock())
        try:
            with workspace.read() as connection:
                labels = set(connection.execute(sa.select(col(Step.label))).scalars())
                names = Counter(
                    name.partition("-")[0]
                    for name in connection.execute(sa.select(col(Resident.name))).scalars()
                )
                draft = kept_draft(connection, "issue:new")
                problems = sound_problems(connection)
        finally:
            workspace.close()
        drafts = self.acknowledged["draft"]
        lost = [number for number in self.acknowledged["save"] if f"step {number}" not in labels]
        lost += [number for number in self.acknowledged["file"] if names[f"居民{number}"] != ROWS]
        lost += [number for number in self.acknowledged["take"] if names[f"李{number % FILES}"] != ROWS]
        lost += [number for number in self.acknowledged["pack"] if not self._packed(number)]
        if drafts and (draft is None or draft.body["number"] < max(drafts)):
            lost.append(max(drafts))
        half = [name for name, count in names.items() if name[:1] in "居李" and count not in (1, ROWS)]
        half += [path.name for path in self.folder.rglob("out/*/*.gtb") if not _whole(path)]
        if lost or half or problems:
            raise Lost(f"{where}, {last}: lost {lost}, half {half}, {problems[:3]}")

    def _packed(self, number: int) -> bool:
        return any(_whole(path) for path in (self.folder / "out" / str(number)).glob("*.gtb"))


def _whole(bundle: Path) -> bool:
    return read_outside(bundle.read_bytes()) is not None


def _store(folder: Path) -> Path:
    return folder / "社区.gtdb"


@contextmanager
def killing() -> Iterator[Killing]:
    """Lend an office to which another one has files to give."""
    cheap = (patch.object(vault, "_OPERATIONS", argon2id.OPSLIMIT_MIN),
             patch.object(vault, "_MEMORY", argon2id.MEMLIMIT_MIN))  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="gridtui-kills-") as name, cheap[0], cheap[1]:
        folder = Path(name)
        offices = Offices(folder, FrozenClock())
        office, branch = (
            offices.found("社区", Level.COMMUNITY, PASSPHRASE),
            offices.found("支部", Level.BRANCH),
        )
        begin_chain(office, "社区一号机")
        offices.admit(office, branch)
        quarter = make_quarter(branch)
        for number in range(FILES):
            with branch.write("import_file") as unit:
                rows = [person(quarter.building, quarter.household, f"李{number}-{n}") for n in range(ROWS)]
                unit.create_many(Resident, rows, scope=lambda _: quarter.building)
            place = folder / "in" / str(number)
            place.mkdir(parents=True)
            for part in offices.pack(branch, office).paths:
                part.rename(place / part.name)
        (folder / "out").mkdir()
        assert office.key is not None
        made = Killing(folder, bytes(office.key.raw), device(branch))
        offices.close()
        yield made


def kill(seed: int, count: int) -> Counter[str]:
    """Kill the program so many times."""
    with killing() as one:
        for number in range(seed, seed + count):
            one.once(number)
            one.count["kills"] += 1
        for deed, numbers in one.acknowledged.items():
            one.count[f"acknowledged: {deed}"] += len(numbers)
        return one.count
