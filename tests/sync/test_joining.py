"""Joining: requests, permits, the numbers that people read out, and a passphrase that was forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.log.log_tables import SecretKey
from gridtui.storage.store import recovery, vault
from gridtui.storage.store.opening import open_workspace
from gridtui.storage.store.vault import StoreKey
from gridtui.storage.workspace import Workspace
from gridtui.sync import keys as keyring
from gridtui.sync import paper_store, qr
from gridtui.sync.chains import Role
from gridtui.sync.joining import (
    Admission,
    admit,
    begin_chain,
    find_scope,
    join,
    read_permit,
    read_request,
    write_request,
)
from gridtui.sync.keys import safety_number
from gridtui.sync.refusing import BundleRefused, Why
from gridtui.sync.revoking import begin_again, revoke
from gridtui.sync.standing import identity
from tests.conftest import PASSPHRASE, FrozenClock
from tests.fuzzing.bundles import damaged
from tests.makers import make_quarter
from tests.sync.offices import Offices, device, office_and_branch


@pytest.fixture
def offices(tmp_path: Path, clock: FrozenClock) -> Iterator[Offices]:
    made = Offices(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def office(offices: Offices) -> Workspace:
    return offices.found("社区", Level.COMMUNITY)


@pytest.fixture
def branch(offices: Offices) -> Workspace:
    return offices.found("支部", Level.BRANCH)


def refusal(office: Workspace, data: bytes) -> Why:
    with pytest.raises(BundleRefused) as told:
        read_permit(office, data)
    return told.value.why


def test_both_sides_read_out_the_same_digits(office: Workspace, branch: Workspace) -> None:
    begin_chain(office, "社区一号机")
    data, asked = write_request(branch, "支部一号机")
    heard = read_request(data)
    assert heard.number == asked.number and len(asked.number.replace(" ", "")) == 30
    permitted = read_permit(branch, admit(office, heard, Admission(Level.BRANCH)))
    assert permitted.fingerprint == identity(office).fingerprint
    join(branch, permitted)
    assert identity(branch).number == permitted.number != identity(office).number
    assert identity(branch).grant is not None and not identity(branch).is_root and identity(office).is_root


def test_the_digits_do_not_depend_on_who_computes_them() -> None:
    assert safety_number(b"a" * 32, b"b" * 32) == safety_number(b"b" * 32, b"a" * 32)
    assert safety_number(b"a" * 32, b"b" * 32) != safety_number(b"a" * 32, b"c" * 32)


def test_keys_stay_the_same_from_request_to_request_and_are_not_shown(branch: Workspace) -> None:
    first, second = write_request(branch, "一")[1], write_request(branch, "二")[1]
    assert first.key == second.key and first.said.seal == second.said.seal
    with branch.read() as connection:
        keys = keyring.find_keys(connection)
    assert (
        keys is not None and bytes(keys.sign).hex() not in repr(keys) and keys.identities[0] not in repr(keys)
    )


def test_a_request_survives_being_a_picture(branch: Workspace) -> None:
    _, asked = write_request(branch, "支部一号机")
    text = qr.request_text(asked)
    assert qr.read_request_text(text.lower()).paper == asked.paper
    rows = qr.picture(text)
    assert len(set(map(len, rows))) == 1 and len(rows[0]) <= 80 and set("".join(rows)) <= set("█▀▄ ")
    assert set("".join(qr.picture(text, ascii=True))) == {"#", " "}
    with pytest.raises(BundleRefused):
        qr.read_request_text(text[:-9])


def test_a_damaged_request_or_permit_is_refused(office: Workspace, branch: Workspace) -> None:
    begin_chain(office, "社区一号机")
    data, asked = write_request(branch, "支部一号机")
    permit = admit(office, asked, Admission(Level.BRANCH))
    with pytest.raises(BundleRefused) as told:
        read_request(data.replace(b"530102001001", b"530102001002"))
    assert told.value.why is Why.BAD_REQUEST
    assert refusal(branch, data) is Why.BAD_PERMIT
    assert refusal(branch, permit[:-20]) is Why.BAD_PERMIT
    assert refusal(office, permit) is Why.PERMIT_NOT_FOR_US
    newer = json.dumps({**json.loads(permit), "format": 9}).encode()
    assert refusal(branch, newer) is Why.NEWER
    cut = json.loads(permit)
    cut["papers"] = [paper for paper in cut["papers"] if '"certificate"' not in paper["text"]]
    assert refusal(branch, json.dumps(cut).encode()) is Why.BAD_PERMIT
    import random

    for seed in range(60):
        try:
            read_permit(branch, damaged(random.Random(seed), permit))
        except BundleRefused:
            continue


def test_a_second_chain_is_refused_and_an_own_one_given_up_while_nobody_depends_on_it(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    begin_chain(branch, "支部一号机")
    begin_chain(office, "社区一号机")
    offices.admit(office, branch)
    assert identity(branch).fingerprint == identity(office).fingerprint
    other = offices.found("别的社区", Level.COMMUNITY)
    begin_chain(other, "别的一号机")
    permit = admit(other, write_request(branch, "支部一号机")[1], Admission(Level.BRANCH))
    assert refusal(branch, permit) is Why.OTHER_CHAIN


def test_an_office_on_which_others_depend_does_not_leave_its_chain(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    begin_chain(office, "社区一号机")
    offices.admit(office, branch)
    street = offices.found("街道", Level.STREET)
    begin_chain(street, "街道一号机")
    permit = admit(street, write_request(office, "社区一号机")[1], Admission(Level.COMMUNITY))
    with pytest.raises(BundleRefused) as told:
        join(office, read_permit(office, permit))
    assert told.value.why is Why.OTHER_CHAIN


def test_beginning_twice_begins_once(office: Workspace) -> None:
    assert begin_chain(office, "一").root == begin_chain(office, "二").root


def test_only_who_may_admits_and_only_below_itself(
    offices: Offices, office: Workspace, branch: Workspace
) -> None:
    worker = offices.found("网格", Level.GRID)
    _, asked = write_request(worker, "网格一号机")
    with pytest.raises(BundleRefused) as told:
        admit(branch, asked, Admission(Level.GRID))
    assert told.value.why is Why.NOT_JOINED
    begin_chain(office, "社区一号机")
    offices.admit(office, branch, roles=(Role.WORK,))
    with pytest.raises(RuleBroken, match="不含发放许可"):
        admit(branch, asked, Admission(Level.GRID))
    offices.admit(office, branch)
    with pytest.raises(RuleBroken, match="只能给下级"):
        admit(branch, asked, Admission(Level.BRANCH))
    with pytest.raises(RuleBroken, match="重新建库"):
        admit(office, replace(asked, said=replaced_level(asked.said, 4)), Admission(Level.GRID))
    offices.admit(branch, worker)
    assert worker.desk.level is Level.GRID


def replaced_level(said: object, level: int) -> object:
    import msgspec

    return msgspec.structs.replace(said, level=level)  # type: ignore[type-var]


def test_a_scope_is_named_by_code_name_or_id(office: Workspace) -> None:
    quarter = make_quarter(office)
    with office.read() as connection:
        assert find_scope(connection, "530102001001001") == quarter.grid
        assert find_scope(connection, " 翠湖3栋 ") == quarter.building
        assert find_scope(connection, quarter.building.hex()) == quarter.building
        assert find_scope(connection, "530102001001") == office.desk.org_id
        with pytest.raises(RuleBroken, match="找不到"):
            find_scope(connection, "没有")


def test_only_who_stands_above_revokes(tmp_path: Path, clock: FrozenClock) -> None:
    offices, office, branch = office_and_branch(tmp_path, clock)
    with pytest.raises(RuleBroken, match="不归本级管"):
        revoke(branch, device(office))
    with pytest.raises(RuleBroken, match="没有这台电脑"):
        revoke(office, b"\0" * 16)
    revoke(office, device(branch))
    with office.read() as connection:
        chain = paper_store.chain_in(connection)
    assert chain is not None and len(chain.live_grants()) == 1
    offices.close()


def test_new_keys_leave_the_old_incarnation_to_the_old_ones(tmp_path: Path, clock: FrozenClock) -> None:
    offices, office, branch = office_and_branch(tmp_path, clock)
    before, old = device(branch), branch.desk.incarnation
    begin_again(branch)
    assert device(branch) != before and branch.desk.incarnation != old
    offices.admit(office, branch)
    with branch.read() as connection:
        chain = paper_store.chain_in(connection)
    assert chain is not None and all(len(keys) == 1 for keys in chain.claims.values())
    offices.close()


def test_the_office_above_helps_with_a_forgotten_passphrase(offices: Offices, clock: FrozenClock) -> None:
    office = offices.found("社区", Level.COMMUNITY)
    begin_chain(office, "社区一号机")
    branch = offices.found("支部", Level.BRANCH, PASSPHRASE)
    offices.admit(office, branch)
    path = branch.path
    assert path is not None
    branch.close()
    envelope = vault.load_envelope(path)
    with office.read() as connection:
        identity_above = keyring.find_recovery(connection)
    assert identity_above is not None
    vault.save_envelope(path, recovery.recovered(envelope, identity_above, "新口令-2026"))
    with pytest.raises(RuleBroken, match="口令不对"):
        open_workspace(path, PASSPHRASE, clock=clock)
    opened = open_workspace(path, "新口令-2026", clock=clock)
    assert opened.name == "支部"
    opened.close()
    again = recovery.recovered(vault.load_envelope(path), identity_above, "再换")
    assert vault.unwrap(again, "再换").raw == vault.unwrap(vault.load_envelope(path), "新口令-2026").raw


def test_another_office_does_not_recover_and_no_lock_is_said() -> None:
    import pyrage

    key = StoreKey.random()
    plain = vault.wrap(key, "柿子")
    mine, other = (str(pyrage.x25519.Identity.generate()) for _ in range(2))
    locked = recovery.with_recovery(plain, key, keyring.recipient_of(mine))
    assert vault.unwrap(locked, "柿子").raw == key.raw
    assert recovery.recovery_recipient(locked) == keyring.recipient_of(mine)
    for envelope, identity_given, words in (
        (locked, other, "另一个单位"),
        (plain, mine, "没有上级的恢复锁"),
        (b"{", mine, "已损坏"),
        (locked, "AGE-SECRET-KEY-1NONSENSE", "另一个单位"),
        (locked.replace(b'"wrapped": "61', b'"wrapped": "zz'), mine, "已损坏"),
    ):
        with pytest.raises(RuleBroken, match=words):
            recovery.recovered(envelope, identity_given, "新")


def test_secrets_lie_in_the_store_alone(office: Workspace) -> None:
    begin_chain(office, "社区一号机")
    assert SecretKey.__tablename__ == "secret_key"
    with office.read() as connection:
        found = keyring.find_office_keys(connection)
    assert found is not None and found.recovery not in repr(found)
