"""A grid worker's laptop and the files for it hold no byte of another grid's people, wherever one looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.storage.tables import Building, Grid, Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync.bundle.body import decrypted, read_lines
from gridtui.sync.bundle.reading import read_outside
from gridtui.sync.chains import Role
from gridtui.sync.joining import begin_chain
from gridtui.sync.keys import find_keys
from gridtui.sync.receiving import apply
from tests.canary import WORDS, Canary, found_in, keep_canary
from tests.conftest import PASSPHRASE, FrozenClock
from tests.makers import person, stored
from tests.plain_pages import plain_bytes
from tests.sync.offices import Offices, office_and_branch


@pytest.fixture
def offices(tmp_path: Path, clock: FrozenClock) -> Iterator[Offices]:
    made, _, _ = office_and_branch(tmp_path, clock)
    yield made
    made.close()


def plain_of(target: Workspace, paths: tuple[Path, ...]) -> bytes:
    """Return everything that a file says outside its encryption, and every line in it."""
    with target.read() as connection:
        keys = find_keys(connection)
    assert keys is not None
    told = []
    for path in paths:
        header, members = read_outside(path.read_bytes())
        told += [members.cover, members.header]
        told += read_lines(decrypted(members.body, keys.identities, len(header.recipients)))
    return b"\n".join(told)


def ids_of(canary: Canary) -> list[bytes]:
    """Return the ids of the person's records, and of the place they belong to."""
    found = [value for value in vars(canary).values() if isinstance(value, bytes)]
    return [*found, canary.quarter.building, canary.quarter.dwelling, canary.quarter.household]


def test_another_grid_is_in_no_byte_of_a_workers_store_nor_of_the_files_for_it(offices: Offices) -> None:
    branch, office = offices.desks["支部"], offices.desks["社区"]
    canary, org = keep_canary(branch), branch.desk.org_id
    with branch.write("import_file") as unit:
        grid = unit.create(Grid, {"org_id": org, "code": "530102001001002", "name": "第二网格"}, scope=org)
        own = unit.new_id()
        unit.create(Building, {"org_id": org, "grid_id": grid, "label": "9"}, scope=own, id=own)
        neighbour = unit.create(Resident, person(own, None, "钱本格"), scope=own)
    worker = offices.found("网格", Level.GRID)
    offices.admit(branch, worker, [grid], (Role.WORK,))
    with branch.write("edit_resident") as unit:
        unit.update(Resident, canary.resident, {"note": WORDS["note"] + "！"})
        unit.update(Resident, neighbour, {"note": "常在家"})
    offices.exchange(branch, office)
    packed = offices.pack(branch, worker)
    for path in packed.paths:
        apply(worker, path)
    offices.exchange(worker, branch)
    last = offices.pack(branch, worker)
    assert stored(worker, Resident, neighbour)["note"] == "常在家"
    assert found_in(branch) == set(WORDS), "the canary sings where it lives"
    assert found_in(worker) == set()
    assert worker.path is not None and worker.key is not None
    held = plain_bytes(worker.path, bytes(worker.key.raw))
    for told in (held, plain_of(worker, packed.paths), plain_of(worker, last.paths)):
        low = told.lower()
        assert not [name for name, word in WORDS.items() if word.encode().lower() in low]
        assert not [id.hex() for id in ids_of(canary) if id in told or id.hex().encode() in told]
    assert "钱本格".encode() in plain_of(worker, packed.paths)


def test_the_office_above_holds_no_byte_of_what_its_level_does_not_receive(
    tmp_path: Path, clock: FrozenClock
) -> None:
    offices = Offices(tmp_path, clock)
    street = offices.found("街道", Level.STREET, PASSPHRASE)
    branch = offices.found("支部", Level.BRANCH)
    begin_chain(street, "街道一号机")
    offices.admit(street, branch)
    keep_canary(branch)
    packed = offices.pack(branch, street)
    for path in packed.paths:
        apply(street, path)
    plain = plain_of(street, packed.paths).decode("utf-8", "replace")
    # A reporter and a building leader are named to whom the issue and the building are told.
    told = {"name", "phone", "old_phone", "title", "text", "event", "post"}
    assert {name for name, word in WORDS.items() if word in plain} == told
    assert found_in(street) == told
    offices.close()
