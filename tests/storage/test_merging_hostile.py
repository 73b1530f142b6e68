"""Changes that somebody should not have written: kept or refused in words, never shown as fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from gridtui.domain.changes.actors import Level
from gridtui.queries.contested import contested_counts
from gridtui.storage.columns import Part
from gridtui.storage.erasure.erasing import erase_person
from gridtui.storage.log.log_tables import Change, ForkedChange
from gridtui.storage.log.outgoing_changes import forks, outgoing
from gridtui.storage.log.wire import WireChange, WireFault
from gridtui.storage.merge.catching_up import catch_up
from gridtui.storage.merge.taking_in import merge_into
from gridtui.storage.tables import Building, Issue, Resident, ServiceTag
from gridtui.storage.workspace import Workspace
from tests.makers import make_issue, make_quarter, stored
from tests.simulation.replicas import SkewedClock, open_copy, raw, state_of
from tests.storage.exchange import (
    Desks,
    Stranger,
    changes_of,
    desks,
    pair,
    pass_time,
    problems,
    send,
    swap,
)

__all__ = ["desks", "pair"]

RECORD = b"r" * 16
BUILDING = b'{"building_id":"' + b"62" * 16 + b'"}'


def _copy(first: bytes, replaced: bytes) -> bytes:
    """Return the bases of a copy of a change with a stamp of one repeated byte, as is what it replaced."""
    return b'{"name":["%s"],"=":["%s"]}' % (replaced * 20, first * 20)


def refusals(workspace: Workspace) -> dict[bytes, str]:
    with workspace.read() as connection:
        chosen = sa.select(col(Change.hash), col(Change.refused)).where(col(Change.refused).is_not(None))
        return {row.hash: row.refused for row in connection.execute(chosen)}


def test_a_refused_change_is_kept_and_relayed_and_replaces_nothing(
    pair: list[Workspace], desks: Desks
) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    with one.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "无权写的"})
        unit.create(Resident, {"name": "无权建的"}, scope=quarter.building)

    def allowed(change: WireChange, _fields: Mapping[str, Any]) -> str | None:
        return "revoked" if change.step.intent == "edit_resident" else None

    merged = send(one, other, allowed=allowed)
    assert merged.refused == {"revoked": 2}
    assert stored(other, Resident, quarter.resident)["note"] == ""
    third = desks(Level.BRANCH, Level.BRANCH, Level.COMMUNITY)[2]
    send(other, third, allowed=allowed)
    assert refusals(third) == refusals(other)
    assert state_of(third) == state_of(other)
    assert problems(other) == problems(third) == []
    with other.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "有权写的"})
    with other.read() as connection:
        assert contested_counts(connection) == (0, 0)


@pytest.mark.parametrize(
    "write",
    [
        lambda me: me.writes("create", "building", RECORD, b'{"floors":"many"}'),
        lambda me: me.writes("create", "building", RECORD, b'{"floors":99999999999}'),
        lambda me: me.writes("create", "building", RECORD, b'{"floors":true}'),
        lambda me: me.writes("create", "building", RECORD, b'{"name":null}'),
        lambda me: me.writes("create", "building", RECORD, b'{"name":"a\\u0000b"}'),
        lambda me: me.writes("create", "building", RECORD, b'{"org_id":"62"}'),
        lambda me: me.writes("create", "resident", RECORD, b'{"moved_in_on":"2026-02-30"}'),
        lambda me: me.writes("create", "issue", RECORD, b'{"registered_at":9999999999999999}'),
        lambda me: me.writes("create", "building", RECORD, b'{"name":"x"}', bases=b'{"name":[]}'),
        lambda me: me.writes("set", "building", RECORD, b'{"name":"x"}'),
        lambda me: me.writes("set", "building", RECORD, b'{"name":"x"}', bases=b'{"note":[]}'),
        lambda me: me.writes(
            "set", "building", RECORD, b'{"name":"x"}', bases=b'{"name":["' + b"ff" * 20 + b'"]}'
        ),
        lambda me: me.writes("carry", "building", RECORD, b'{"name":"x"}', bases=b'{"+name":[]}'),
        lambda me: me.writes("set", "building", RECORD, b'{"name":"x"}', bases=b'{"name":[],"+note":[]}'),
        lambda me: me.writes("set", "building", RECORD, b'{"name":"x"}', bases=b'{"name":[],"=":[]}'),
        lambda me: me.writes("set", "building", RECORD, b'{"name":"x"}', bases=_copy(b"ff", b"00")),
        lambda me: me.writes("set", "building", RECORD, b'{"name":"x"}', bases=_copy(b"01", b"02")),
        lambda me: me.writes("carry", "building", RECORD, b"{}", bases=_copy(b"01", b"00")),
    ],
)
def test_what_no_program_may_say_is_kept_and_never_shown(
    pair: list[Workspace], write: Callable[[Stranger], WireChange]
) -> None:
    one, other = pair
    merged = merge_into(one, [write(Stranger())])
    assert merged.refused == {"unfit": 1}
    assert problems(one) == []
    assert send(one, other).refused == {"unfit": 1}
    assert state_of(one) == state_of(other)


@pytest.mark.parametrize("first", [b"zz" * 20, b"", b"01"])
def test_bases_that_no_program_writes_stop_no_file(pair: list[Workspace], first: bytes) -> None:
    """What policy refuses is never read closely: yet an erasure of the record looks at it."""
    one, other = pair
    quarter = make_quarter(one)
    me = Stranger(scope=quarter.building)
    odd = me.writes("set", "resident", quarter.resident, b'{"note":"x"}', bases=b'{"=":["%s"]}' % first)
    assert merge_into(one, [odd], allowed=lambda *_: "scope").refused == {"scope": 1}
    with one.write("erase_person") as unit:
        erase_person(unit, quarter.resident, "asked")
    merge_into(
        other, changes_of(one), allowed=lambda change, *_: "scope" if change.hash == odd.hash else None
    )
    for workspace in pair:
        assert stored(workspace, Resident, quarter.resident)["deleted"] is True
        assert problems(workspace) == []


def test_an_event_is_never_changed(pair: list[Workspace]) -> None:
    one, _ = pair
    issue = make_issue(one)
    [event] = [change.record for change in changes_of(one) if change.noun == "issue_event"]
    me = Stranger()
    change = me.writes("set", "issue_event", event, b'{"text":"x"}', bases=b'{"text":[]}')
    assert merge_into(one, [change]).refused == {"final": 1}
    assert stored(one, Issue, issue)["deleted"] is False
    assert problems(one) == []


def test_a_record_told_as_another_noun_stays_what_it_is(pair: list[Workspace]) -> None:
    one, _ = pair
    quarter = make_quarter(one)
    me = Stranger()
    merge_into(
        one,
        [
            me.writes("set", "household", quarter.resident, b'{"note":"x"}', bases=b'{"note":[]}'),
            me.writes("set", "building", quarter.resident, b'{"deleted":true}', bases=b'{"deleted":[]}'),
        ],
    )
    assert stored(one, Resident, quarter.resident)["name"] == "杨桂芬"
    with one.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "y"})
    assert problems(one) == []


def test_an_excluded_field_is_refused_and_its_words_are_not_kept(pair: list[Workspace]) -> None:
    one, other = pair
    me = Stranger()
    word = "relig" + "ion"
    body = f'{{"name":"某人","{word}":"某教"}}'.encode()
    merged = merge_into(one, [me.writes("create", "resident", RECORD, b"{}", identity=body)])
    assert merged.refused == {"excluded": 1}
    with one.read() as connection:
        row = connection.execute(sa.select(Change).where(col(Change.record) == RECORD)).one()
        assert (row.public, row.identity) == (None, None)
    send(one, other)
    assert problems(one) == problems(other) == []
    assert merge_into(one, [me.writes("create", "resident", b"q" * 16, b'{"name":"b"}')]).new == 1


def test_what_a_newer_program_writes_is_kept_bit_by_bit_and_goes_on(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    me = Stranger(schema_version=2, scope=quarter.building)
    sent = [
        me.writes("create", "lift", RECORD, b'{"maker":"x"}'),
        me.writes(
            "create", "resident", b"n" * 16, BUILDING[:-1] + b',"nickname":"\xe9\x98\xbf\xe8\x8a\xac"}'
        ),
        me.writes("merge_into", "resident", b"n" * 16, b"{}", bases=b'{"name":[]}'),
        me.writes("create", "building", b"w" * 16, b'{"floors":"B2-18"}'),
    ]
    merged = merge_into(one, sent)
    assert (merged.waiting, merged.refused) == (3, {})
    assert stored(one, Resident, b"n" * 16)["deleted"] is False
    assert problems(one) == []
    send(one, other)
    assert [change for change in changes_of(other) if change.incarnation == me.incarnation] == sent
    assert state_of(one) == state_of(other)


def test_a_withheld_part_leaves_as_its_hash_and_may_come_later(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    with one.write("add_service_tag") as unit:
        values = {"resident_id": quarter.resident, "building_id": quarter.building, "tag": "living_alone"}
        tag = unit.create(ServiceTag, values, scope=quarter.building)
    allowed = frozenset((Part.PUBLIC, Part.CONTACT))
    few = changes_of(one, parts=allowed)
    assert not any("杨桂芬" in str(change) or "living_alone" in str(change) for change in few)
    assert not any(any(change.parts) for change in few if change.noun == "service_tag")
    merge_into(other, few)
    row = stored(other, Resident, quarter.resident)
    assert (row["name"], row["phone"], row["deleted"]) == ("", "13888880000", False)
    assert stored(other, ServiceTag, tag)["deleted"] is True
    assert problems(other) == []
    assert [change.hash for change in changes_of(other)] == [change.hash for change in changes_of(one)]
    merged = send(one, other)
    assert (merged.new, merged.filled > 0) == (0, True)
    assert stored(other, Resident, quarter.resident)["name"] == "杨桂芬"
    assert state_of(other) == state_of(one)
    assert problems(other) == []


def test_a_step_told_in_two_ways_is_taken_as_a_whole_or_not_at_all(pair: list[Workspace]) -> None:
    one, _ = pair
    me = Stranger()
    first = me.writes("create", "building", RECORD, b'{"name":"x"}')
    me.step = me.step._replace(level=1)
    second = me.writes("create", "building", b"z" * 16, b'{"name":"x"}')
    before = state_of(one)
    with pytest.raises(WireFault):
        merge_into(one, [first, second])
    assert state_of(one) == before


def test_of_a_forked_feed_the_same_tail_counts_whichever_came_first(
    pair: list[Workspace], desks: Desks
) -> None:
    one, other = pair
    quarter = make_quarter(one)
    send(one, other)
    twin = open_copy(raw(one), SkewedClock(), Random(7))
    twin.desk, twin.operator = one.desk, one.operator
    with one.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "原件"})
    pass_time([twin])
    with twin.write("edit_resident") as unit:
        unit.update(Resident, quarter.resident, {"note": "复制件"})
        unit.update(Resident, quarter.resident, {"phone": "1"})
    third = desks(Level.BRANCH, Level.BRANCH, Level.COMMUNITY)[2]
    originals, copies = changes_of(one), changes_of(twin)
    send(twin, other)
    assert merge_into(other, originals).forked == [(one.desk.incarnation, quarter.building)]
    merge_into(third, originals)
    merge_into(third, copies)
    assert state_of(other) == state_of(third)
    with other.read() as connection:
        [(_, place, aside)] = forks(connection)
        assert (place, aside) in ((5, 1), (5, 2))
        assert connection.execute(sa.select(col(ForkedChange.hash))).first() is not None
    mine = one.desk.incarnation
    merged, _ = swap(one, twin)
    assert merged.own_past
    assert mine not in (one.desk.incarnation, twin.desk.incarnation)
    assert one.desk.incarnation != twin.desk.incarnation
    assert state_of(one) == state_of(twin) == state_of(other)
    for workspace in (one, twin, other, third):
        assert problems(workspace) == []


def test_who_has_the_other_tail_learns_of_the_fork_though_it_acknowledged_more(pair: list[Workspace]) -> None:
    one, other = pair
    quarter = make_quarter(one)
    twin = open_copy(raw(one), SkewedClock(), Random(7))
    twin.desk, twin.operator = one.desk, one.operator
    for workspace, note in ((one, "原件"), (twin, "复制件")):
        with workspace.write("edit_resident") as unit:
            unit.update(Resident, quarter.resident, {"note": note})
    send(one, other)
    send(twin, other)
    key = (one.desk.incarnation, quarter.building)
    with other.read() as connection:
        sent = list(outgoing(connection, {key: 99}))
    assert [change.seq for change in sent if (change.incarnation, change.scope) == key] == [5]


def test_what_waited_for_an_upgrade_is_shown_after_it(
    pair: list[Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    me = Stranger(schema_version=2)
    sent = [
        me.writes("create", "building", RECORD, b'{"name":"\xe6\x96\xb0"}'),
        me.writes("create", "building", b"w" * 16, b'{"floors":"B2-18"}'),
    ]
    with monkeypatch.context() as older:
        older.setattr("gridtui.storage.merge.judging._KINDS", frozenset(("set",)))
        assert merge_into(one, sent).waiting == 2
    with one.read() as connection:
        assert connection.execute(sa.select(col(Building.id)).where(col(Building.id) == RECORD)).all() == []
    monkeypatch.setattr("gridtui.storage.merge.catching_up.SCHEMA_VERSION", 2)
    monkeypatch.setattr("gridtui.storage.merge.judging.SCHEMA_VERSION", 2)
    catch_up(one)
    assert stored(one, Building, RECORD)["name"] == "新"
    assert list(refusals(one).values()) == ["unfit"]
    assert problems(one) == []
    before = state_of(one)
    catch_up(one)
    assert state_of(one) == before
