"""Work of the exchange on files that arrived: tried, taken in, acknowledged; runs in the writing thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gridtui.domain.words.file_names import disk_name
from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.store.backups import backup_before_import, forget_backup
from gridtui.storage.workspace import Workspace
from gridtui.sync import paper_store, receipts, receiving
from gridtui.sync.keys import find_keys
from gridtui.sync.paper_files import read_small_file, write_small_file
from gridtui.sync.receiving import Arrived
from gridtui.sync.refusing import BundleRefused, Why, note_failure
from gridtui.words import mark

BUNDLE = ".gtb"
_LONGEST_NAME = 24
_STOPPED = mark("停下了，这个没有导入")
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """A file that was tried or taken in, or why it was not."""

    path: Path
    arrived: Arrived | None = None
    problems: tuple[Problem, ...] = ()
    why: Why | None = None

    @property
    def for_others(self) -> bool:
        """Whether nothing is wrong with it: it lies on the stick for another desk, or was packed here."""
        return self.why in (Why.NOT_FOR_US, Why.OUR_OWN)

    @property
    def key(self) -> bytes:
        """What tells it from every other."""
        return str(self.path).encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class OwnReceipt:
    """A receipt of this desk for a bundle that it has whole."""

    bundle: bytes
    device: bytes
    name: str
    number: int
    code: str
    body: bytes

    @property
    def file_name(self) -> str:
        """How its file is called, on any system."""
        stem = f"{self.name[:_LONGEST_NAME]}-{self.number}-{self.bundle.hex()[:6]}"
        return disk_name(stem + receipts.SUFFIX)


def take_in(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    dry_run: bool,
    progress: Progress | None = None,
    stopped: type[Exception] | tuple[()] = (),
    backup_folder: Path | None = None,
) -> list[FileOutcome]:
    """Try or take in files one after the other, each whole or not at all; a stop leaves the rest.

    ``stopped`` is what ``progress`` raises where somebody stops it. What is refused stands in the audit, when
    it is only tried too. Before anything is taken in a backup is written, where a folder for it is given.
    """
    if progress is not None:
        progress(0, None)
    folder = None if dry_run else backup_folder
    backup = backup_before_import(workspace.path, workspace.key, folder, workspace.clock())
    found: list[FileOutcome] = []
    for path in paths:
        try:
            arrived = receiving.apply(workspace, path, dry_run=dry_run, progress=progress)
            found.append(FileOutcome(path, arrived))
        except stopped:
            if dry_run:
                raise
            found += [FileOutcome(each, None, (Problem(_STOPPED),)) for each in paths[len(found) :]]
            break
        except RuleBroken as refusal:
            if dry_run:
                note_failure(workspace, receiving.REFUSED, refusal)
            why = refusal.why if isinstance(refusal, BundleRefused) else None
            found.append(FileOutcome(path, None, tuple(refusal.problems), why))
    if not any(one.arrived for one in found):
        forget_backup(backup)
    return found


def own_receipts(workspace: Workspace, bundles: Sequence[bytes] | None = None) -> list[OwnReceipt]:
    """Return the receipts for these bundles, for all where none are named, those that are here whole."""
    with workspace.read() as connection:
        keys, chain = find_keys(connection), paper_store.chain_in(connection)
        received = receipts.received(connection)
    incarnation = workspace.desk.incarnation
    if keys is None or chain is None:
        return []
    return [
        OwnReceipt(
            one.bundle,
            one.device,
            chain.named(one.device) or one.device.hex()[:8],
            one.number,
            receipts.code_of(one.bundle, one.proof, keys.device, incarnation),
            receipts.receipt_file(one, keys, incarnation),
        )
        for one in received
        if (bundles is None or one.bundle in bundles) and not one.missing
    ]


def write_receipts(workspace: Workspace, bundles: Sequence[bytes], folder: Path) -> list[Path]:
    """Write the receipts for these bundles into a folder and return their files."""
    return [write_receipt(one, folder) for one in own_receipts(workspace, bundles)]


def write_receipt(one: OwnReceipt, folder: Path) -> Path:
    """Write a receipt into a folder and return its file; ``BundleRefused`` where that does not go."""
    path = folder / one.file_name
    write_small_file(path, one.body)
    return path


def take_receipts(
    workspace: Workspace, paths: Sequence[Path], code: str = ""
) -> tuple[int, tuple[Problem, ...]]:
    """Take receipts of other desks, files and a code read out, each that fits.

    Returns how many, and why the others do not count: on a stick lie those for other desks too.
    ``BundleRefused`` or ``RuleBroken`` where none fits.
    """
    count, problems = 0, list[Problem]()
    with workspace.writing() as connection:
        chain = paper_store.chain_in(connection)
        if chain is None:
            raise BundleRefused(Why.NOT_JOINED)
        for path in paths:
            try:
                body = read_small_file(path, Why.BAD_RECEIPT, receipts.LARGEST)
                receipts.take_file(connection, body, chain, workspace.clock(), path.name)
                count += 1
            except BundleRefused as refused:
                # Nothing of it was written: a receipt is checked before it counts.
                problems += refused.problems
        if code:
            receipts.take_code(connection, code, chain, workspace.clock())
            count += 1
        if not count:
            raise RuleBroken(problems)
    return count, tuple(problems)


def bundles_in(_: Workspace, folder: Path) -> list[tuple[Path, float, int]]:
    """Return the bundles that lie in a folder: path, when changed, size; none where it cannot be read."""
    return list(_bundles(folder))


def _bundles(folder: Path) -> Iterator[tuple[Path, float, int]]:
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() == BUNDLE and not path.name.startswith("."):
                about = path.stat()
                yield path, about.st_mtime, about.st_size
