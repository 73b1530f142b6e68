"""The losing tail of a feed of which there are two: it can be read, and holds nobody who was erased."""

from __future__ import annotations

from random import Random

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.queries.kept_aside import kept_aside
from gridtui.storage.erasure.erasing import erase_person
from gridtui.storage.log.log_tables import ForkedChange
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.tables import Resident
from gridtui.storage.workspace import Workspace
from gridtui.sync.telling import aside_sentences
from tests.makers import make_quarter
from tests.simulation.replicas import SkewedClock, open_copy, raw
from tests.storage.exchange import Desks, Stranger, changes_of, desks, pair, pass_time, problems, send

__all__ = ["desks", "pair"]

NOTES = ("原件上的一句话 13912345678", "复制件上的一句话 13987654321")


def aside(workspace: Workspace) -> bytes:
    """Return everything that a store keeps aside."""
    with workspace.read() as connection:
        return b"".join(connection.execute(sa.select(col(ForkedChange.lines))).scalars())


@pytest.fixture
def forked(pair: list[Workspace]) -> tuple[Workspace, Workspace, Workspace, bytes]:
    """A store, its copy, another that took both tails in, the resident of whom they speak."""
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    twin = open_copy(raw(one), SkewedClock(), Random(7))
    twin.desk, twin.operator = one.desk, one.operator
    for workspace, note in zip((one, twin), NOTES, strict=True):
        pass_time([workspace])
        with workspace.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": note})
    merge_into(other, changes_of(one))
    merge_into(other, changes_of(twin))
    assert [note.encode() in aside(other) for note in NOTES].count(True) == 1
    return one, twin, other, quarter.resident


def test_who_is_erased_is_erased_from_what_is_kept_aside(
    forked: tuple[Workspace, Workspace, Workspace, bytes], desks: Desks
) -> None:
    one, twin, other, resident = forked
    before = [changes_of(one), changes_of(twin)]
    with other.write("erase_person") as unit:
        erase_person(unit, resident, "asked")
    assert aside(other) and not any(note.encode() in aside(other) for note in NOTES)
    third = desks(Level.BRANCH, Level.BRANCH, Level.COMMUNITY)[2]
    merge_into(third, changes_of(other))
    for some in before:
        merge_into(third, some)
        merge_into(other, some)
    for workspace in (other, third):
        assert aside(workspace) and not any(note.encode() in aside(workspace) for note in NOTES)
        assert problems(workspace) == []


def test_what_is_kept_aside_can_be_read(forked: tuple[Workspace, Workspace, Workspace, bytes]) -> None:
    _, _, other, resident = forked
    with other.read() as connection:
        (found,) = kept_aside(connection)
    assert (found.noun, found.record, found.title) == ("resident", resident, "杨桂芬")
    assert found.fields["note"] in NOTES and found.actor_name
    heading, note = aside_sentences(found)
    assert found.actor_name in heading and "杨桂芬" in heading
    assert "上的一句话 139" in note and not any(each in note for each in NOTES), "numbers are masked"


def test_what_the_program_never_keeps_is_not_kept_aside_either(pair: list[Workspace]) -> None:
    one, _ = pair
    for value in (b'{"name":"x"}', b'{"risk_level":"9"}'):
        merge_into(one, [Stranger().writes("create", "building", value[2:6] * 4, value)])
    assert aside(one) and b"risk_level" not in aside(one)
