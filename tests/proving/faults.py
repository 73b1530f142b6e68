"""An error of the disk at the k-th call, for every k: a sentence, nothing half-done, the next try works."""

from __future__ import annotations

import errno
import io
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import apsw

from gridtui.domain.changes.actors import Level
from gridtui.domain.issues.issue_events import EventKind
from gridtui.domain.words.problems import RuleBroken
from gridtui.interchange.plans.applying import apply_import
from gridtui.interchange.plans.import_file import open_import
from gridtui.storage.drafts import drop_draft, keep_draft
from gridtui.storage.store import backups
from gridtui.storage.store.opening import open_with_key
from gridtui.storage.store.restoring import backup_now
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace, seeded_ids
from gridtui.sync import receiving, sending
from gridtui.sync.joining import begin_chain
from gridtui.usecases.issue_events import append_event
from gridtui.usecases.issues import IssueDraft, register_issue
from tests.conftest import PASSPHRASE, FrozenClock
from tests.makers import make_quarter, person
from tests.proving.driver import plain_engine
from tests.proving.power import Told, sound_problems, told_by, without_ballast
from tests.sync.offices import Offices, device

KINDS = ("open", "read", "write", "full", "sync", "truncate")
"""What may fail, of the store and of any other file; ``full`` is a write for which there is no room."""

STRIDE = 40
"""Into how many pieces the work of every call is divided."""

_CODES = {"full": errno.ENOSPC}


class NotWhole(AssertionError):
    """An error of the disk was not told in words, or left something half-done."""


@dataclass
class Faults:
    """Counts calls of one kind, and lets the one that is due fail."""

    kind: str = ""
    due: int = 0
    seen: int = 0

    @property
    def happened(self) -> bool:
        """Whether the call came that was to fail."""
        return 0 < self.due <= self.seen

    def arm(self, kind: str, due: int) -> None:
        """Let the call of this number fail."""
        self.kind, self.due, self.seen = kind, due, 0

    def meet(self, kind: str) -> str:
        """Count a call; returns what is to fail with it, else nothing."""
        if kind == (self.kind if self.kind != "full" else "write") and self.due:
            self.seen += 1
            if self.seen == self.due:
                return self.kind
        return ""


class FaultyVFS(apsw.VFS):
    """The system's own files, of which a call fails when it is due."""

    def __init__(self, name: str, faults: Faults) -> None:
        self.faults = faults
        super().__init__(name, "", makedefault=False)

    def xOpen(self, name: Any, flags: list[int]) -> FaultyFile:
        """Open a file."""
        if self.faults.meet("open"):
            raise apsw.CantOpenError("unable to open database file")
        return FaultyFile(self.faults, name, flags)

    def excepthook(self, *_: Any) -> None:
        """Say nothing of what SQLite goes on after."""


class FaultyFile(apsw.VFSFile):
    """An open file of a store."""

    def __init__(self, faults: Faults, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._faults = faults

    def _meet(self, kind: str) -> None:
        met = self._faults.meet(kind)
        if met:
            raise apsw.FullError("full") if met == "full" else apsw.IOError(kind)

    def xRead(self, amount: int, offset: int) -> bytes:
        """Read."""
        self._meet("read")
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:
        """Write."""
        self._meet("write")
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        """Have everything on the disk."""
        self._meet("sync")

    def xTruncate(self, newsize: int) -> None:
        """Cut the file."""
        self._meet("truncate")
        super().xTruncate(newsize)

    def excepthook(self, *_: Any) -> None:
        """Say nothing of what SQLite goes on after."""


class FaultyStream:
    """A file that the program itself reads or writes."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> FaultyStream:
        return self

    def __exit__(self, *_: Any) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def write(self, some: Any) -> int:
        """Write."""
        _fail(self._faults.meet("write"))
        return int(self._file.write(some))

    def read(self, *size: int) -> Any:
        """Read."""
        _fail(self._faults.meet("read"))
        return self._file.read(*size)


def _fail(met: str) -> None:
    if met:
        code = _CODES.get(met, errno.EIO)
        raise OSError(code, os.strerror(code))


@contextmanager
def faulty_files(faults: Faults, folder: Path) -> Iterator[None]:
    """Let the files that the program itself opens in a folder fail too."""
    real_open, real_sync = io.open, os.fsync

    def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if isinstance(file, int) or not str(file).startswith(str(folder)):
            return real_open(file, mode, *more, **named)
        _fail(faults.meet("open"))
        return FaultyStream(real_open(file, mode, *more, **named), faults)

    def synced(file: int) -> None:
        _fail(faults.meet("sync"))
        real_sync(file)

    with patch.object(io, "open", opened), patch("builtins.open", opened), patch.object(os, "fsync", synced):
        yield


@dataclass(frozen=True)
class Deed:
    """Something that somebody does; ``leaves`` says what of it may not lie in the folder when it failed."""

    name: str
    act: Callable[[Workspace, Path], object]
    leaves: str = ""


def save(workspace: Workspace, _folder: Path) -> None:
    """Save what a form holds, and forget its draft."""
    with workspace.write("register_issue") as unit:
        draft = IssueDraft(text="楼道灯不亮", source="walk_in", nature="help", category="E01-001")
        append_event(unit, register_issue(unit, draft), EventKind.SELF_HANDLE)
        drop_draft(unit.connection, "issue:new")


def take_file(workspace: Workspace, folder: Path) -> None:
    """Import a register of people."""
    with workspace.read() as connection:
        file = open_import(connection, folder / "居民.csv")
    apply_import(workspace, file)


def take_bundle(workspace: Workspace, folder: Path) -> None:
    """Take a file of another office in."""
    for path in sorted(folder.glob("*.gtb")):
        receiving.apply(workspace, path)


def back_up(workspace: Workspace, folder: Path) -> None:
    """Write a backup."""
    backup_now(workspace, folder / "库.gtbak")


def pack(workspace: Workspace, folder: Path) -> None:
    """Pack a file for another office."""
    out = folder / "out"
    out.mkdir(exist_ok=True)
    (peer,) = [path.name for path in folder.glob("peer-*")]
    sending.pack(workspace, bytes.fromhex(peer[5:]), out)


DEEDS = (
    Deed("save", save),
    Deed("import", take_file),
    Deed("apply", take_bundle),
    Deed("back up", back_up, "*.gtbak*"),
    Deed("pack", pack, "out/*"),
)


@dataclass
class Office:
    """An office in a folder, as it is before every try, and its key."""

    folder: Path
    faults: Faults
    files: dict[str, bytes] = field(default_factory=dict)
    key: bytes = b""

    @property
    def path(self) -> Path:
        """The store."""
        return self.folder / "社区.gtdb"

    def found(self) -> None:
        """Let an office and a branch begin, with something that the branch has to tell."""
        offices = Offices(self.folder, FrozenClock())
        office, branch = (
            offices.found("社区", Level.COMMUNITY, PASSPHRASE),
            offices.found("支部", Level.BRANCH),
        )
        begin_chain(office, "社区一号机")
        offices.admit(office, branch)
        make_quarter(office)
        quarter = make_quarter(branch)
        with branch.write("import_file") as unit:
            rows = [person(quarter.building, quarter.household, f"李{n}") for n in range(60)]
            unit.create_many(Resident, rows, scope=lambda _: quarter.building)
        with office.writing() as connection:
            keep_draft(connection, "issue:new", {"text": "楼道灯不亮"}, office.clock())
        bundle = offices.pack(branch, office).paths[-1]
        peer = self.folder / f"peer-{device(branch).hex()}"
        peer.touch()
        lines = ["姓名,性别,门牌地址", *(f"居民{n},女,{n // 8 + 4}-1-{n % 8 + 101}" for n in range(24))]
        (self.folder / "居民.csv").write_text("\n".join(lines), encoding="utf-8")
        bundle.rename(self.folder / bundle.name)
        assert office.key is not None
        self.key = bytes(office.key.raw)
        offices.close()
        names = (*self.folder.glob("社区.gtdb*"), *self.folder.glob("*.gtb"))
        for path in (*names, peer, self.folder / "居民.csv"):
            if not path.name.endswith((".lock", ".holder")):
                self.files[path.name] = path.read_bytes()

    def begin(self) -> Workspace:
        """Lay the files as they were, and open the store."""
        for old in self.folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        for name, body in self.files.items():
            (self.folder / name).write_bytes(body)
        return self.open()

    def open(self) -> Workspace:
        """Open the store as it lies there."""
        key = StoreKey(bytearray(self.key))
        return open_with_key(self.path, key, clock=FrozenClock(), ids=seeded_ids(5))


class Trying:
    """Tries deeds with a fault in them."""

    def __init__(self, office: Office) -> None:
        self.office, self.count = office, Counter[str]()

    def every(self, deed: Deed, kind: str, first: int = 1, stride: int = 1) -> int:
        """Let the k-th call fail, for every k, or for every ``stride``-th; returns the last k there was."""
        due = first
        while self.once(deed, kind, due):
            self.count[f"{deed.name}: {kind}"] += 1
            due += stride
        return due - stride

    def once(self, deed: Deed, kind: str, due: int) -> bool:
        """Let one call fail; returns whether there was such a call. ``NotWhole`` where not all is well."""
        office, where = self.office, f"{deed.name}, {kind} number {due}"
        workspace = office.begin()
        before = told_by(workspace)
        workspace.engine.dispose()
        office.faults.arm(kind, due)
        done = True
        try:
            deed.act(workspace, office.folder)
        except RuleBroken as refusal:
            done = False
            if not str(refusal):
                raise NotWhole(f"{where}: no sentence") from refusal
        except Exception as error:
            raise NotWhole(f"{where}: {type(error).__name__}: {error}") from error
        finally:
            happened = office.faults.happened
            office.faults.arm("", 0)
        if not done and not happened:
            raise NotWhole(f"{where}: refused without a fault")
        after = told_by(workspace)
        left = list(office.folder.glob(deed.leaves)) if deed.leaves else []
        if not done and (_of(after) != _of(before) or left):
            raise NotWhole(f"{where}: {before} became {after}, {left} left")
        self._again(deed, where, workspace, done=done, after=after)
        return happened

    def _again(self, deed: Deed, where: str, workspace: Workspace, *, done: bool, after: Told) -> None:
        """Go on: the next try works, everything is there after opening again, and the store is sound."""
        office = self.office
        try:
            if not done:
                deed.act(workspace, office.folder)
                after = told_by(workspace)
            workspace.close()
            opened = office.open()
            if told_by(opened) != after:
                raise NotWhole(f"{where}: {after} became {told_by(opened)} by opening again")
            if deed.name == "back up":
                self._verify()
            with opened.read() as connection:
                problems = sound_problems(connection)
            opened.close()
        except RuleBroken as refusal:
            raise NotWhole(f"{where}: the next try: {refusal}") from refusal
        if problems:
            raise NotWhole(f"{where}: {problems[:3]}")

    def _verify(self) -> None:
        copy = self.office.folder / "copy.gtdb"
        backups.unpack(self.office.folder / "库.gtbak", copy)
        backups.verify_store(copy, StoreKey(bytearray(self.office.key)))
        copy.unlink()


def _of(told: Told) -> tuple[object, ...]:
    """Return what a refusal may not change: all but the audit, which says that something was refused."""
    return (told.changes, told.last, told.steps, told.draft)


@contextmanager
def trying() -> Iterator[Trying]:
    """Lend an office in a folder in memory where there is one, on a disk that may fail."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="gridtui-faults-", dir=memory if memory.is_dir() else None))
    faults = Faults()
    vfs = FaultyVFS(folder.name, faults)
    try:
        with plain_engine(folder.name), without_ballast(), faulty_files(faults, folder):
            office = Office(folder, faults)
            office.found()
            yield Trying(office)
    finally:
        vfs.unregister()
        shutil.rmtree(folder)


def let_calls_fail(seed: int, count: int) -> Counter[str]:
    """Let calls of every kind fail in every deed: those whose number leaves ``seed`` modulo ``STRIDE``.

    ``count`` is how many such rests are gone through; all of them are every call.
    """
    with trying() as tries:
        for rest in range(seed, seed + count):
            for deed in DEEDS:
                for kind in KINDS:
                    tries.every(deed, kind, first=1 + (rest - 1) % STRIDE, stride=STRIDE)
        return tries.count
