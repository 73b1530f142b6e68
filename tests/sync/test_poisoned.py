"""What somebody with a permit may write that harms nobody else's files: others go on packing and reading."""

from __future__ import annotations

import random
from typing import Any

import pyrage
import pytest
from nacl.signing import SigningKey

from gridtui.domain.changes.actors import Level
from gridtui.storage.log.feeds import Entry
from gridtui.storage.log.wire import WireChange
from gridtui.storage.workspace import Workspace
from gridtui.sync import files, paper_store, receiving
from gridtui.sync.bundle import lines
from gridtui.sync.keys import find_keys
from gridtui.sync.papers import BadPaper, PolicyPaper, Request, read_paper, sign
from gridtui.sync.refusing import BundleRefused, Why
from tests.fuzzing.bundles import Layers, closed
from tests.sync.offices import MADE, Offices


@pytest.fixture
def third(offices: Offices, office: Workspace, branch: Workspace) -> Workspace:
    """Another branch, which may see what the first one writes."""
    made = offices.found("另一支部", Level.BRANCH)
    offices.admit(office, made, scopes=[branch.desk.org_id])
    return made


def attach(branch: Workspace, digest: Any) -> None:
    """Let a desk say that a file has this fingerprint."""
    branch.guard = None
    parts: list[Any] = [{"digest": digest}, None, {"name": "照片.jpg"}, None]
    with branch.write("edit_resident") as unit:
        unit._append([Entry("create", "attachment", b"q" * 16, branch.desk.org_id, parts, None, b"")])


@pytest.mark.parametrize("digest", ["zz", "ab", "ab" * 40, "AB" * 32, 7, True, ["a"]])
def test_a_file_with_a_fingerprint_that_is_none_stops_nobodys_files(
    offices: Offices, office: Workspace, branch: Workspace, third: Workspace, digest: object
) -> None:
    try:
        attach(branch, digest)
    except (TypeError, ValueError):
        pytest.skip("such a row is not even projected at home")
    assert offices.send(branch, office).merged is not None
    arrived = offices.send(office, third)
    assert arrived.merged is not None and arrived.merged.new > 0
    assert offices.send(third, office).merged is not None


def test_the_fingerprints_of_changes_that_say_anything_are_passed_over() -> None:
    noted: dict[bytes, None] = {}

    def change(digest: bytes) -> WireChange:
        body = bytes(16) + b'{"digest":' + digest + b"}"
        told: Any = (None,) * 8
        return WireChange(*told, "attachment", b"q" * 16, None, (body, None, None, None), ("",) * 4)

    some = [b'"zz"', b"7", b"null", b'["a"]', b'{"a":1}', b'"ab"', b'"' + b"ab" * 32 + b'"']
    assert len(list(files.noting_files(map(change, some), noted))) == len(some)
    assert list(noted) == [b"\xab" * 32]


def layers_of(offices: Offices, source: Workspace, target: Workspace) -> Layers:
    (path,) = offices.pack(source, target).paths
    keys = []
    for workspace in (source, target):
        with workspace.read() as connection:
            found = find_keys(connection)
        assert found is not None
        keys.append(found)
    return Layers(path.read_bytes(), keys[0].sign, keys[1].identities[0])


def test_papers_of_strangers_are_neither_kept_nor_handed_on(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    layers = layers_of(offices, branch, office)
    paper = sign(PolicyPaper({}, MADE), SigningKey(b"\7" * 32))
    line = lines.encode(lines.Paper(paper.text.decode(), paper.signer.hex(), paper.signature.hex()))
    path = offices.folder / "papers.gtb"
    path.write_bytes(layers.of_plain(closed([layers.lines[0], line, *layers.lines[1:-1]])))
    assert receiving.apply(office, path).merged is not None
    with office.read() as connection:
        assert paper.digest not in {each.digest for each in paper_store.papers_in(connection)}


@pytest.mark.parametrize("line", [lines.Lack("07" * 32), lines.Receipt("03" * 16, "04" * 8, "ABCD2345")])
def test_a_preamble_without_end_is_refused_before_it_fills_the_memory(
    offices: Offices, office: Workspace, branch: Workspace, line: lines.OwnLine
) -> None:
    layers = layers_of(offices, branch, office)
    path = offices.folder / "long.gtb"
    # Random lines between keep it from being refused for its size alone.
    fill = lines.encode(lines.Fill(random.Random(1).randbytes(200_000).hex()))
    plain = closed([layers.lines[0], *[lines.encode(line)] * 30_000, fill])
    path.write_bytes(layers.of_plain(plain))
    with pytest.raises(BundleRefused) as told:
        receiving.apply(office, path)
    assert told.value.why is Why.BOMB


def test_a_request_for_which_nothing_could_be_packed_is_none() -> None:
    key = SigningKey(b"\7" * 32)
    sound = str(pyrage.x25519.Identity.generate().to_public())
    for seal in ("age1" + "q" * 58, sound[:-1] + ("q" if sound[-1] != "q" else "p")):
        paper = sign(Request(seal, "一号机", "01" * 16, "支部", 5, "", MADE), key)
        with pytest.raises(BadPaper):
            read_paper(paper.text, paper.signer, paper.signature)
