"""Opening one part: from a file's bytes to its lines, each layer checked before the next is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from gridtui.sync.bundle import body, lines
from gridtui.sync.bundle.container import LARGEST, Members, read_container
from gridtui.sync.bundle.header import Header, piece_of, read_header
from gridtui.sync.refusing import BundleRefused, Why

KeepFile = Callable[[bytes, bytes], None]
"""Takes the digest and the bytes of an attached file that came whole."""

MOST_PAPERS = 20_000
"""Papers that a part may bring; who sent it is known only once they are read."""

_MOST_ASKED = 20_000
_CHANGE = b'["change"'


class _Lines:
    """The lines of a body, counted and hashed as they are taken."""

    def __init__(self, packed: bytes, name: str) -> None:
        self._source = body.read_lines(packed, name)
        self._sum = sha256()
        self._last = b""
        self._name = name
        self.count = -1

    def take(self) -> bytes:
        """Return the next line; ``BundleRefused`` where the last line was none."""
        if self.count >= 0:
            self._sum.update(self._last)
            self._sum.update(b"\n")
        for line in self._source:
            self._last = line
            self.count += 1
            return line
        raise BundleRefused(Why.TRUNCATED, self._name)

    def own(self) -> lines.OwnLine:
        """Return the next line, which must be one of the bundle's own."""
        return decoded(self.take(), self._name)

    def finish(self, end: lines.End, changes: int) -> None:
        """Check the last line against what came before it, and that nothing comes after it."""
        if (end.lines, end.sha256, end.changes) != (self.count, self._sum.hexdigest(), changes):
            raise BundleRefused(Why.BAD_BODY, self._name)
        for _ in self._source:
            raise BundleRefused(Why.BAD_BODY, self._name)


@dataclass(slots=True)
class OpenPart:
    """A part whose container, signature, hashes, encryption and first lines hold.

    ``changes`` yields the rest once; nothing that came from it counts before it has ended, and ``heads`` are
    there only then.
    """

    header: Header
    manifest: lines.Manifest
    name: str
    _lines: _Lines
    _next: bytes = b""
    papers: list[lines.Paper] = field(default_factory=list)
    heads: list[lines.Head] = field(default_factory=list)
    receipts: list[lines.Receipt] = field(default_factory=list)
    lacks: list[lines.Lack] = field(default_factory=list)

    def changes(self, keep: KeepFile | None = None) -> Iterator[bytes]:
        """Yield the lines of the changes; attached files go to ``keep``.

        ``BundleRefused`` at the first line that no program writes, and at the end where the counts or the
        hash are not those of what came.
        """
        files, count, told = _Files(keep, self.name), 0, self._next
        while True:
            if not told.startswith(lines.OWN):
                files.refuse_unfinished()
                yield told
                count += told.startswith(_CHANGE)
            else:
                own = decoded(told, self.name)
                if isinstance(own, lines.End):
                    files.refuse_unfinished()
                    return self._lines.finish(own, count)
                if isinstance(own, lines.Head):
                    files.refuse_unfinished()
                    self.heads.append(own)
                else:
                    files.take(own)
            told = self._lines.take()

    def read_preamble(self) -> None:
        """Read on to the first change or file."""
        while (told := self._lines.take()).startswith(lines.OWN):
            own = decoded(told, self.name)
            if isinstance(own, lines.Paper) and not self.receipts and not self.lacks:
                self.papers.append(own)
            elif isinstance(own, lines.Receipt) and not self.lacks:
                self.receipts.append(own)
            elif isinstance(own, lines.Lack):
                self.lacks.append(own)
            else:
                break
            if len(self.papers) > MOST_PAPERS or len(self.receipts) + len(self.lacks) > _MOST_ASKED:
                raise BundleRefused(Why.BOMB, self.name)
        self._next = told


class _Files:
    """Puts the pieces of attached files together, one file at a time."""

    def __init__(self, keep: KeepFile | None, name: str) -> None:
        self._keep = keep
        self._name = name
        self._digest, self._size, self._pieces = "", 0, bytearray()

    def take(self, own: lines.OwnLine) -> None:
        """Take one line that is neither a change nor the end."""
        if isinstance(own, lines.Fill):
            return self.refuse_unfinished()
        if not isinstance(own, lines.FilePiece):
            raise BundleRefused(Why.BAD_BODY, self._name)
        if not self._digest:
            self._digest, self._size = own.digest, own.size
        follows = (own.digest, own.size, own.at) == (self._digest, self._size, len(self._pieces))
        self._pieces += own.data
        if not follows or len(self._pieces) > self._size or not (own.data or self._size == 0):
            raise BundleRefused(Why.BAD_BODY, self._name)
        if len(self._pieces) == self._size:
            whole = bytes(self._pieces)
            if sha256(whole).hexdigest() != self._digest:
                raise BundleRefused(Why.BAD_BODY, self._name)
            self._digest, self._pieces = "", bytearray()
            if self._keep is not None:
                self._keep(bytes.fromhex(own.digest), whole)
        return None

    def refuse_unfinished(self) -> None:
        """Refuse where a file should go on."""
        if self._digest:
            raise BundleRefused(Why.BAD_BODY, self._name)


def read_part(path: Path) -> bytes:
    """Return the bytes of what may be a part; ``BundleRefused`` where it is too large or unreadable."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise BundleRefused(Why.UNREADABLE, path.name) from error
    if len(data) > LARGEST:
        raise BundleRefused(Why.TOO_LARGE, path.name)
    return data


def read_outside(data: bytes, name: str = "") -> tuple[Header, Members]:
    """Return what can be known without opening the body: the header, whose signature and hashes hold."""
    members = read_container(data, name)
    header = read_header(members.header, members.signature, name)
    if piece_of(members.cover) != header.cover or piece_of(members.body) != header.body:
        raise BundleRefused(Why.DAMAGED, name)
    return header, members


def open_part(data: bytes, device: bytes, identities: Sequence[str], name: str = "") -> OpenPart:
    """Open a part for this device; ``BundleRefused`` says which layer did not hold.

    ``identities`` are age identities; with an office's recovery key, parts for any of its devices open when
    ``device`` is empty.
    """
    header, members = read_outside(data, name)
    if device and header.receiver != device.hex():
        raise BundleRefused(Why.OUR_OWN if header.sender.device == device.hex() else Why.NOT_FOR_US, name)
    taken = _Lines(body.decrypted(members.body, identities, len(header.recipients), name), name)
    manifest = taken.own()
    if not isinstance(manifest, lines.Manifest) or _told(manifest) != _expected(header):
        raise BundleRefused(Why.BAD_BODY, name)
    part = OpenPart(header, manifest, name, taken)
    part.read_preamble()
    return part


def decoded(line: bytes, name: str = "") -> lines.OwnLine:
    """Return one of the bundle's own lines; ``BundleRefused`` for what no program writes."""
    try:
        return lines.decode(line)
    except (ValueError, RecursionError) as error:
        raise BundleRefused(Why.BAD_BODY, name) from error


def _told(manifest: lines.Manifest) -> tuple[object, ...]:
    return (
        manifest.bundle,
        manifest.sender,
        manifest.incarnation,
        manifest.receiver,
        manifest.recipients,
        manifest.part,
    )


def _expected(header: Header) -> tuple[object, ...]:
    return (
        header.bundle,
        header.sender.device,
        header.sender.incarnation,
        header.receiver,
        header.recipients,
        header.part,
    )
