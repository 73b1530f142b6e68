"""What a disk can hold after its power was cut: SQLite's calls are written down, and played back broken.

A call is recorded as SQLite makes it. A cut after any call leaves what was synced, and of the rest what
chance leaves: nothing, everything, a beginning whose last write is torn, or any sectors in any order, with
rubbish in some of those that were under way. A file that was made or removed is so for good only when its
folder was synced, as SQLite does with the first sync of a journal and with the removal of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import apsw

SECTOR = 512
_JOURNALS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_SUPER_JOURNAL


@dataclass(frozen=True, slots=True)
class Call:
    """One call: ``made``, ``write``, ``truncate``, ``sync``, ``removed``; ``whole`` syncs the folder too."""

    what: str
    name: str
    at: int = 0
    body: bytes = b""
    whole: bool = False


@dataclass
class Trace:
    """The calls of a stretch of work, and what lay on the disk when it began."""

    before: dict[str, bytes]
    calls: list[Call] = field(default_factory=list)


class RecordingVFS(apsw.VFS):
    """The system's own files, every changing call to which is written down; names are without folder.

    ``with_log`` is off for a drive on which no write-ahead log works: the program then keeps a journal.
    """

    def __init__(self, name: str) -> None:
        self.trace = Trace({})
        self.with_log = True
        super().__init__(name, "", makedefault=False)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> RecordedFile:
        """Open a file; one that was not there is made."""
        plain = name.filename() if isinstance(name, apsw.URIFilename) else name
        there = plain is not None and Path(plain).exists()
        opened = RecordedFile(self, name, flags)
        if plain is not None:
            opened.name = Path(plain).name
            # SQLite syncs the folder with the first sync of a journal that it may have made.
            opened.new = bool(flags[0] & _JOURNALS) and bool(flags[0] & apsw.SQLITE_OPEN_CREATE)
            if not there:
                self.note(Call("made", opened.name))
        return opened

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Remove a file."""
        super().xDelete(filename, syncdir)
        self.note(Call("removed", Path(filename).name, whole=syncdir))

    def note(self, call: Call) -> None:
        """Write a call down."""
        self.trace.calls.append(call)


class RecordedFile(apsw.VFSFile):
    """An open file; ``new`` until its folder was synced."""

    name = ""
    new = False

    def __init__(self, vfs: RecordingVFS, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("", name, flags)  # type: ignore[arg-type]
        self._vfs = vfs

    def xWrite(self, data: bytes, offset: int) -> None:
        """Write."""
        super().xWrite(data, offset)
        self._note(Call("write", self.name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        """Cut the file."""
        super().xTruncate(newsize)
        self._note(Call("truncate", self.name, newsize))

    def xSync(self, flags: int) -> None:
        """Have everything of this file on the disk. The disk is not asked: it would only cost time."""
        self._note(Call("sync", self.name, whole=self.new))
        self.new = False

    def xFileControl(self, op: int, pointer: int) -> bool:
        """Refuse the write-ahead log where there is to be none."""
        if op == apsw.SQLITE_FCNTL_PRAGMA and not self._vfs.with_log:
            asked = apsw.VFSFcntlPragma(pointer)
            if asked.name == "journal_mode" and (asked.value or "").upper() == "WAL":
                asked.result = "delete"
                return True
        return super().xFileControl(op, pointer)

    def _note(self, call: Call) -> None:
        if self.name:
            self._vfs.note(call)


@dataclass
class Inode:
    """What of a file is on the disk for good, and what is under way."""

    body: bytearray = field(default_factory=bytearray)
    under_way: list[Call] = field(default_factory=list)

    def settle(self) -> None:
        """Bring everything that is under way onto the disk."""
        for call in self.under_way:
            _play(self.body, call)
        self.under_way.clear()

    def left(self, chance: Random) -> bytes:
        """Return what a cut may leave of it."""
        body, way = bytearray(self.body), chance.choice(("none", "all", "torn", "any", "rubbish"))
        calls = self.under_way
        if way == "none":
            return bytes(body)
        if way == "torn":
            calls = calls[: chance.randrange(len(calls) + 1)]
        for number, call in enumerate(calls):
            last = number == len(calls) - 1
            if way == "all" or (way == "torn" and not last):
                _play(body, call)
            elif call.what == "truncate":
                if chance.random() < 0.5:
                    _play(body, call)
            else:
                _play_torn(body, call, chance, rubbish=way == "rubbish", keep=0.5 if last else 0.8)
        return bytes(body)


class Disk:
    """Files by name: what the folder says for good, and what it says to the program."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self.now = {name: Inode(bytearray(body)) for name, body in before.items()}
        self.kept = dict(self.now)

    def play(self, call: Call) -> None:
        """Let a call happen."""
        if call.what == "made":
            self.now[call.name] = Inode()
        elif call.what == "removed":
            self.now.pop(call.name, None)
        elif call.what == "sync":
            self.now[call.name].settle()
        elif call.name in self.now:
            self.now[call.name].under_way.append(call)
        if call.whole:
            self.kept = dict(self.now)

    def cut(self, chance: Random) -> dict[str, bytes]:
        """Return the files that a cut may leave."""
        folder = dict(self.kept)
        for name in {*self.kept, *self.now}:
            if self.kept.get(name) is not self.now.get(name) and chance.random() < 0.5:
                folder.pop(name, None)
                if name in self.now:
                    folder[name] = self.now[name]
        return {name: inode.left(chance) for name, inode in sorted(folder.items())}


def cuts(trace: Trace, places: list[int], chance: Random) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Yield what a cut after each of these numbers of calls leaves; ``places`` in rising order."""
    disk, played = Disk(trace.before), 0
    for place in places:
        for call in trace.calls[played:place]:
            disk.play(call)
        played = place
        yield place, disk.cut(chance)


def _play(body: bytearray, call: Call) -> None:
    if call.what == "truncate":
        del body[call.at :]
        return
    _put(body, call.at, call.body)


def _play_torn(body: bytearray, call: Call, chance: Random, *, rubbish: bool, keep: float) -> None:
    """Write some sectors of a write; of those that do not arrive some may hold anything."""
    for start in range(0, len(call.body), SECTOR):
        sector = call.body[start : start + SECTOR]
        if chance.random() < keep:
            _put(body, call.at + start, sector)
        elif rubbish and chance.random() < 0.5:
            _put(body, call.at + start, chance.randbytes(len(sector)))


def _put(body: bytearray, at: int, some: bytes) -> None:
    if len(body) < at:
        body.extend(bytes(at - len(body)))
    body[at : at + len(some)] = some
