"""Each layer of a bundle by itself: what it is, and which sentence refuses what it is not."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from gridtui.storage.log.wire import LineReader
from gridtui.sync.bundle import body, container, lines, reading, writing
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.words import say
from tests.fuzzing.bundles import PAIR, Layers, closed, sound
from tests.sync.offices import Pair, some_changes

LAYERS = sound()


def why(data: bytes, pair: Pair = PAIR) -> Why:
    """Return why a bundle is refused when everything of it is read."""
    with pytest.raises(BundleRefused) as refused:
        list(reading.open_part(data, pair.receiver, [pair.identity], "一.gtb").changes())
    assert "一.gtb" in say(refused.value.problems[0])
    return refused.value.why


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED, **options: bool) -> bytes:
    """Return a ZIP as any other program writes it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, held in members.items():
            with archive.open(name, "w", **options) as member:
                member.write(held)
    return file.getvalue()


def test_a_bundle_is_a_zip_of_four_stored_members() -> None:
    with zipfile.ZipFile(io.BytesIO(LAYERS.file)) as archive:
        assert archive.namelist() == ["cover.txt", "header.json", "header.sig", "body.age"]
        assert archive.testzip() is None
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert json.loads(archive.read("header.json"))["number"] == 7


def test_what_goes_in_comes_out() -> None:
    files: dict[bytes, bytes] = {}
    part = reading.open_part(LAYERS.file, PAIR.receiver, [PAIR.identity])
    reader = LineReader()
    changes = [change for line in part.changes(files.__setitem__) if (change := reader.read(line))]
    assert changes == some_changes(12)
    assert list(files.values()) == [b"picture" * 40]
    assert (part.header.number, part.header.part, part.header.parts) == (7, 1, 1)


def test_every_cut_is_refused() -> None:
    found = {why(LAYERS.file[:size]) for size in range(1, len(LAYERS.file), 7)}
    assert found == {Why.TRUNCATED}


def test_every_flipped_bit_of_the_frame_is_refused() -> None:
    first, second = LAYERS.file[:400], LAYERS.file[-300:]
    for at in [*range(len(first)), *range(len(LAYERS.file) - len(second), len(LAYERS.file))]:
        told = bytearray(LAYERS.file)
        told[at] ^= 0x10
        assert why(bytes(told)) in {Why.DAMAGED, Why.FOREIGN_ZIP, Why.TRUNCATED, Why.NOT_A_BUNDLE}


MEMBERS = dict(zip(container.NAMES, LAYERS.members.all(), strict=True))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Why.NOT_A_BUNDLE),
        (b"%PDF-1.7 no", Why.NOT_A_BUNDLE),
        (zipped({"a.docx": b"x"}), Why.FOREIGN_ZIP),
        (zipped(MEMBERS), Why.DAMAGED),
        (zipped(MEMBERS, zipfile.ZIP_DEFLATED), Why.FOREIGN_ZIP),
        (zipped({**MEMBERS, "more.txt": b"x"}), Why.FOREIGN_ZIP),
        (zipped(dict(reversed(MEMBERS.items()))), Why.FOREIGN_ZIP),
        (LAYERS.file + b"x", Why.FOREIGN_ZIP),
        (b"x" + LAYERS.file, Why.NOT_A_BUNDLE),
        (LAYERS.file + LAYERS.file, Why.FOREIGN_ZIP),
        (b"PK\x03\x04" + b"\0" * container.LARGEST, Why.TOO_LARGE),
    ],
    ids=range(11),
)  # fmt: skip
def test_another_zip_is_not_opened(data: bytes, expected: Why) -> None:
    found = why(data)
    assert found is expected or (expected is Why.DAMAGED and found in (Why.FOREIGN_ZIP, Why.TRUNCATED))


def test_a_zip_of_zip64_sizes_is_refused() -> None:
    told = bytearray(LAYERS.file)
    struct.pack_into("<II", told, 18, 0xFFFFFFFF, 0xFFFFFFFF)
    assert why(bytes(told)) is Why.FOREIGN_ZIP


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"format": 2}, Why.NEWER),
        ({"suite": "sm4-sm2"}, Why.UNKNOWN_SUITE),
        ({"receiver": "ff" * 16}, Why.NOT_FOR_US),
        ({"part": 3, "parts": 2}, Why.BAD_BODY),
        ({"number": 8.5}, Why.DAMAGED),
        ({"recipients": []}, Why.DAMAGED),
        ({"bundle": "ff" * 16}, Why.BAD_BODY),
        ({"cover": {"size": 1, "sha256": "00" * 32}}, Why.DAMAGED),
        ({"made": 10**18}, Why.DAMAGED),
    ],
)
def test_a_signed_header_may_still_be_refused(changed: dict[str, object], expected: Why) -> None:
    assert why(LAYERS.around(LAYERS.members.body, **changed)) is expected


def test_a_header_that_somebody_else_signed_is_refused() -> None:
    other = LAYERS.members.header.replace(b'"number":7', b'"number":8')
    told = container.Members(LAYERS.members.cover, other, LAYERS.members.signature, LAYERS.members.body)
    assert why(b"".join(container.frame(told))) is Why.NOT_SIGNED


def test_a_sender_does_not_read_what_it_packed_for_another() -> None:
    sender = bytes.fromhex(reading.read_outside(LAYERS.file)[0].sender.device)
    with pytest.raises(BundleRefused) as refused:
        reading.open_part(LAYERS.file, sender, [PAIR.identity])
    assert refused.value.why is Why.OUR_OWN


def test_another_key_does_not_open_it() -> None:
    assert why(LAYERS.file, Pair(identity=str(pyrage.x25519.Identity.generate()))) is Why.NOT_FOR_US


def encrypted(plain: bytes) -> bytes:
    return LAYERS.around(LAYERS.encrypted(plain))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    begin = LAYERS.lines[0] + b"\n"
    assert why(LAYERS.of_plain(begin + b'["change"]\n' * 40_000_000 + b"\n")) is Why.BOMB
    assert why(LAYERS.of_plain(begin + b"x" * (lines.LONGEST + 1) + b"\n")) is Why.BOMB


def _twice(plain: bytes) -> bytes:
    return encrypted(body.zstd.compress(plain) * 2)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda all: LAYERS.of_plain(b"\n".join(all)), Why.BAD_BODY),
        (lambda all: LAYERS.of_plain(b"\n".join((*all, b"[]", b""))), Why.BAD_BODY),
        (lambda all: LAYERS.of_plain(closed(all[1:-1])), Why.BAD_BODY),
        (lambda all: LAYERS.of_plain(closed([*all[:-1], all[0]])), Why.BAD_BODY),
        (lambda all: LAYERS.of_plain(closed([*all[:-1], b'{"@":"nonsense"}'])), Why.BAD_BODY),
        (lambda all: LAYERS.of_plain(b"\n".join((*all[:5], *all[6:], b""))), Why.BAD_BODY),
        (lambda all: LAYERS.of_plain(b"\n".join((*all[:-1], b""))), Why.TRUNCATED),
        (lambda all: _twice(b"\n".join((*all, b""))), Why.BAD_BODY),
        (lambda all: encrypted(b"not zstd"), Why.DAMAGED),
        (lambda all: encrypted(b""), Why.TRUNCATED),
    ],
    ids=range(10),
)  # fmt: skip
def test_lines_that_do_not_add_up_are_refused(make: Callable[[list[bytes]], bytes], expected: Why) -> None:
    assert why(make(LAYERS.lines)) is expected


def test_an_attached_file_must_be_whole_and_itself() -> None:
    piece = LAYERS.lines[-2]
    assert b'"@":"file"' in piece
    for wrong in (piece.replace(b'"size":280', b'"size":281'), piece.replace(b'"at":0', b'"at":1')):
        assert wrong != piece
        assert why(LAYERS.of_plain(closed([*LAYERS.lines[:-2], wrong]))) is Why.BAD_BODY
    assert why(LAYERS.of_plain(closed([*LAYERS.lines[:-1], piece[:-6] + b'AAA="}']))) is Why.BAD_BODY


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "_PLAIN_FULL", 20_000)


@pytest.mark.usefixtures("small_parts")
def test_parts_can_be_read_alone_and_in_any_order(tmp_path: Path) -> None:
    packing, changes = PAIR.packing(), some_changes(400)
    packing.add_changes(changes)
    packing.add_file(b"\x07" * 3_000)
    paths = packing.write(tmp_path)
    assert len(paths) > 2 and not list(tmp_path.glob("*.part"))
    found = {}
    for path in reversed(paths):
        reader, part = LineReader(), reading.open_part(path.read_bytes(), PAIR.receiver, [PAIR.identity])
        assert part.header.parts == len(paths)
        for line in part.changes():
            change = reader.read(line)
            if change is not None:
                found[change.seq] = change
    assert [found[change.seq] for change in changes] == changes


def test_what_compresses_too_well_is_filled_so_that_no_reader_takes_it_for_a_bomb() -> None:
    packing = PAIR.packing()
    for _ in range(4):
        packing.add_file(b"\0" * lines.LARGEST_FILE)
    ((_, pieces),) = packing.containers()
    part = reading.open_part(b"".join(pieces), PAIR.receiver, [PAIR.identity])
    sizes: list[int] = []
    assert list(part.changes(lambda _, held: sizes.append(len(held)))) == []
    assert sizes == [lines.LARGEST_FILE] * 4


def test_a_stick_pulled_out_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packing = PAIR.packing()
    monkeypatch.setattr(writing, "replace_safely", lambda *_: (_ for _ in ()).throw(OSError(5, "gone")))
    with pytest.raises(BundleRefused) as refused:
        packing.write(tmp_path)
    assert refused.value.why is Why.NOT_WRITTEN and list(tmp_path.iterdir()) == []


def test_a_disk_that_keeps_something_else_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writing.os.fsync

    def lying(handle: int) -> None:
        real(handle)
        for part in tmp_path.glob("*.part"):
            part.write_bytes(part.read_bytes()[:-1] + b"?")

    monkeypatch.setattr(writing.os, "fsync", lying)
    with pytest.raises(BundleRefused):
        PAIR.packing().write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_outside_names_nobody() -> None:
    packing = PAIR.packing()
    packing.add_changes(some_changes(3))
    ((name, pieces),) = packing.containers()
    whole = b"".join(pieces)
    assert "李".encode() not in whole and "经办".encode() not in whole
    assert name.isascii()


def test_layers_of_a_bundle_can_be_put_together_again() -> None:
    assert isinstance(LAYERS, Layers)
    again = LAYERS.of_plain(b"\n".join((*LAYERS.lines, b"")))
    assert list(reading.open_part(again, PAIR.receiver, [PAIR.identity]).changes())
