"""Power cuts under the program's own write gate: nothing acknowledged is lost, nothing corrupt."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.drafts import keep_draft, kept_draft
from gridtui.storage.log import audit
from gridtui.storage.log.log_tables import Change, Step
from gridtui.storage.log.outgoing_changes import outgoing
from gridtui.storage.log.wire import WireChange
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.store import ballast, engines
from gridtui.storage.store.checking import check_store
from gridtui.storage.store.opening import Founding, create_workspace, open_with_key
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace, seeded_ids
from tests.conftest import FrozenClock, found_store
from tests.makers import make_quarter, person
from tests.proving.disk import RecordingVFS, Trace, cuts
from tests.proving.driver import plain_engine
from tests.simulation import deeds

NAME = "desk.gtdb"
STEPS, CUTS = 12, 100
_AGAIN = 0.04
"""How often what a cut left is opened, written on, and cut once more."""


class Broken(AssertionError):
    """A cut lost or damaged something; the text names the seed."""


@dataclass(frozen=True)
class Told:
    """What a store says of itself: its changes and the hash of the last, its steps, lines and draft."""

    changes: int
    last: bytes | None
    steps: int
    lines: int
    draft: str


@dataclass(frozen=True)
class Point:
    """The number of calls after which something was acknowledged, and what the store said then."""

    calls: int
    told: Told


@dataclass
class Outcome:
    """How many cuts there were, in how many stretches of work, and how many different stores came of them."""

    count: Counter[str] = field(default_factory=Counter)


def told_by(workspace: Workspace | sa.Engine) -> Told:
    """Return what a store says of itself."""
    with ExitStack() as stack:
        if isinstance(workspace, Workspace):
            connection = stack.enter_context(workspace.read())
        else:
            connection = stack.enter_context(workspace.connect())
            stack.enter_context(connection.begin())
        changes = sa.select(sa.func.count()).select_from(Change)
        last = sa.select(col(Change.hash)).order_by(col(Change.num).desc()).limit(1)
        steps = sa.select(sa.func.count()).select_from(Step)
        draft = kept_draft(connection, "issue:new")
        return Told(
            connection.execute(changes).scalar_one(),
            connection.execute(last).scalar(),
            connection.execute(steps).scalar_one(),
            len(list(audit.lines(connection))),
            "" if draft is None else str(draft.body["text"]),
        )


class PowerCuts:
    """Works in a folder of its own on a file system that writes every call down; seeds decide everything."""

    def __init__(self, folder: Path, vfs: RecordingVFS) -> None:
        self.path, self.vfs, self.outcome = folder / NAME, vfs, Outcome()
        # One for all that is looked at: what it made of a statement need not be made again.
        self._engine = engines.sqlite_engine(self.path, _key())
        self._sound: set[bytes] = set()
        self._begun: dict[bool, dict[str, bytes]] = {}
        self._foreign: list[WireChange] = []

    def stretch(self, seed: int, most: int = CUTS) -> int:
        """Work for a while, and cut the power at so many places; returns how many cuts there were."""
        chance = Random(seed)
        with_log = seed % 4 != 0
        self.vfs.with_log = with_log
        before = self._founded(with_log)
        return self._cut(seed, chance, before, STEPS, most)

    def _cut(self, seed: int, chance: Random, before: dict[str, bytes], steps: int, most: int) -> int:
        points = self._work(before, chance, steps)
        trace = self.vfs.trace
        self.vfs.trace = Trace({})
        first, last = points[0].calls, len(trace.calls)
        places = sorted(chance.sample(range(first, last + 1), min(most, last + 1 - first)))
        done = 0
        for place, left in cuts(trace, places, chance):
            where = f"seed {seed}, cut after call {place} of {last}"
            self._hold(where, left, points, place)
            self.outcome.count["cuts"] += 1
            done += 1
            if steps == STEPS and chance.random() < _AGAIN:
                done += self._cut(seed, chance, left, 2, 3)
                self.outcome.count["cut again while going on"] += 3
        self.outcome.count["with a log" if self.vfs.with_log else "with a journal"] += len(places)
        return done

    def _founded(self, with_log: bool) -> dict[str, bytes]:
        """Return the files of a store with a quarter in it, and have changes of another desk at hand."""
        if with_log not in self._begun:
            self._lay({})
            clock = FrozenClock()
            workspace = found_store(self.path, clock)
            make_quarter(workspace)
            workspace.close()
            self._begun[with_log] = self._files()
        if not self._foreign:
            founding = Founding("翠湖西路第三支部", "530102001001", "李玉梅")
            path = self.path.with_name("other.gtdb")
            other = create_workspace(path, None, founding, clock=FrozenClock(), ids=seeded_ids(2))
            make_quarter(other)
            chance = Random(1)
            for _ in range(60):
                deeds.act(other, chance)
            with other.read() as connection:
                self._foreign = list(outgoing(connection, {}))
            other.close()
        return self._begun[with_log]

    def _work(self, before: dict[str, bytes], chance: Random, steps: int) -> list[Point]:
        """Do some steps, each acknowledged, with readers in the way and the store closed now and then."""
        self._lay(before)
        self.vfs.trace = Trace(before)
        clock = FrozenClock()
        clock.pass_time(days=chance.randrange(1, 300))
        ids = seeded_ids(chance.randrange(1 << 30))
        workspace = open_with_key(self.path, _key(), clock=clock, ids=ids)
        points = [self._point(workspace)]
        reader: sa.Connection | None = None
        for number in range(steps):
            clock.pass_time(minutes=7)
            self._step(workspace, chance, number)
            points.append(self._point(workspace))
            what = chance.random()
            # Without a log a reader keeps everybody from writing.
            if what < 0.15 and reader is None and self.vfs.with_log:
                reader = workspace.engine.connect()
                reader.begin()
                reader.exec_driver_sql("SELECT count(*) FROM change")
            elif what < 0.35 and reader is not None:
                reader.close()
                reader = None
            elif what > 0.9 and reader is None:
                workspace.close()
                workspace = open_with_key(self.path, _key(), clock=clock, ids=ids)
                points.append(self._point(workspace))
        if reader is not None:
            reader.close()
        if chance.random() < 0.5:
            workspace.close()
        else:
            # The calls end here; what closing would have done is not played back.
            ended = len(self.vfs.trace.calls)
            workspace.close()
            del self.vfs.trace.calls[ended:]
        return points

    def _step(self, workspace: Workspace, chance: Random, number: int) -> None:
        what = chance.random()
        if what < 0.15:
            with workspace.writing() as connection:
                keep_draft(connection, "issue:new", {"text": f"第{number}稿"}, workspace.clock())
        elif what < 0.25:
            with workspace.write("import_file") as unit:
                rows = [person(None, None, f"居民{n}", note="住" * 40) for n in range(80)]
                unit.create_many(Resident, rows, scope=lambda _: b"1" * 16)
        elif what < 0.35:
            start = chance.randrange(len(self._foreign))
            merge_into(workspace, self._foreign[start : start + 40])
        else:
            deeds.act(workspace, chance)

    def _point(self, workspace: Workspace) -> Point:
        return Point(len(self.vfs.trace.calls), told_by(workspace))

    def _hold(self, where: str, left: dict[str, bytes], points: list[Point], place: int) -> None:
        """Fail unless what is left opens as it was acknowledged last, or as what was under way made it."""
        known = max(number for number, point in enumerate(points) if point.calls <= place)
        least, most = points[known].told, points[min(known + 1, len(points) - 1)].told
        self._lay(left)
        try:
            found = told_by(self._engine)
            with self._engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sa.exc.DBAPIError, RuleBroken) as error:
            raise Broken(f"{where}: does not open: {error}") from error
        finally:
            self._engine.dispose()
        between = all(
            low <= is_now <= high
            for low, is_now, high in zip(_counts(least), _counts(found), _counts(most), strict=True)
        )
        # Several transactions of one step may be cut between; each by itself is there or not.
        if found not in (least, most) and not (between and found.draft in (least.draft, most.draft)):
            raise Broken(f"{where}: acknowledged {least}, on the way to {most}, found {found}")
        self._sound_or_broken(where)

    def _sound_or_broken(self, where: str) -> None:
        """Check every page and every row; the same bytes need no second look."""
        body = sha256(self.path.read_bytes()).digest()
        if body in self._sound:
            return
        with self._engine.connect() as connection, connection.begin():
            problems = sound_problems(connection)
        self._engine.dispose()
        if problems:
            raise Broken(f"{where}: {problems[:3]}")
        self._sound.add(body)
        self.outcome.count["different stores checked row by row"] += 1

    def _lay(self, files: dict[str, bytes]) -> None:
        for old in self.path.parent.glob(f"{NAME}*"):
            old.unlink()
        for name, body in files.items():
            self.path.with_name(name).write_bytes(body)

    def _files(self) -> dict[str, bytes]:
        tails = ("", "-wal", "-journal")
        paths = [self.path.with_name(NAME + tail) for tail in tails]
        return {path.name: path.read_bytes() for path in paths if path.exists()}


def sound_problems(connection: sa.Connection) -> list[str]:
    """Return what the check of a store finds, every page and every row."""
    return [str(problem) for problem in check_store(connection).problems]


def _counts(told: Told) -> tuple[int, ...]:
    return (told.changes, told.steps, told.lines)


def _key() -> StoreKey:
    return StoreKey(bytearray(32))


@contextmanager
def power_cuts() -> Iterator[PowerCuts]:
    """Lend a folder in memory where there is one, with the program on a file system that is written down."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="gridtui-power-", dir=memory if memory.is_dir() else None))
    vfs = RecordingVFS(folder.name)
    try:
        with plain_engine(folder.name), without_ballast():
            yield PowerCuts(folder, vfs)
    finally:
        vfs.unregister()
        shutil.rmtree(folder)


@contextmanager
def without_ballast() -> Iterator[None]:
    """Four megabytes written with every opening are no part of what is proved here."""
    lay: Callable[[Path], None] = ballast.lay
    ballast.lay = lambda _: None
    try:
        yield
    finally:
        ballast.lay = lay


def cut_power(seed: int, count: int) -> Counter[str]:
    """Cut the power so many times, in as many stretches of work as that takes."""
    with power_cuts() as cutting:
        while cutting.outcome.count["cuts"] < count:
            cutting.stretch(seed, min(CUTS, count - cutting.outcome.count["cuts"]))
            cutting.outcome.count["stretches of work"] += 1
            seed += 1
        return cutting.outcome.count
