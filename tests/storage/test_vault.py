"""The key envelope: what opens it, what does not, and which sentence says so."""

from __future__ import annotations

import json
from pathlib import Path

import nacl.pwhash.argon2id as argon2id
import nacl.secret
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridtui.domain.words.problems import RuleBroken
from gridtui.storage.store import vault
from gridtui.storage.store.vault import StoreKey

WRONG, DAMAGED, NEWER = "口令不对", "密钥文件已损坏", "更新版本的程序"
KEY = StoreKey.random()
ENVELOPE = vault.wrap(KEY, "柿子")


def changed(**values: object) -> bytes:
    body = json.loads(ENVELOPE)
    kdf = {
        name: values.pop(name) for name in list(values) if name in ("salt", "operations", "memory", "name")
    }
    return json.dumps(body | values | {"kdf": body["kdf"] | kdf}).encode()


def test_the_passphrase_gives_the_key_back() -> None:
    assert vault.unwrap(ENVELOPE, "柿子").raw == KEY.raw


@pytest.mark.parametrize("typed", ["ｐｌｕｍ２０２６", "plum2026"])
def test_full_width_letters_are_the_same_passphrase(typed: str) -> None:
    assert vault.unwrap(vault.wrap(KEY, "plum2026"), typed).raw == KEY.raw


@pytest.mark.parametrize("typed", ["", "柿子 ", "shizi", "柿", "柿子\0"])
def test_another_passphrase_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, match=WRONG) as refusal:
        vault.unwrap(ENVELOPE, typed)
    assert refusal.value.problems[0].field == "passphrase"


def test_the_key_is_wrapped_with_the_parameters_that_the_envelope_names() -> None:
    body = json.loads(ENVELOPE)
    assert body["kdf"]["operations"] == 3 and body["kdf"]["memory"] == 64 * 1024 * 1024
    wrapping = argon2id.kdf(
        32, "柿子".encode(), bytes.fromhex(body["kdf"]["salt"]), opslimit=3, memlimit=64 * 1024 * 1024
    )
    assert nacl.secret.SecretBox(wrapping).decrypt(bytes.fromhex(body["wrapped"])) == bytes(KEY.raw)


def test_two_envelopes_of_one_key_have_nothing_in_common() -> None:
    other = json.loads(vault.wrap(KEY, "柿子"))
    mine = json.loads(ENVELOPE)
    assert other["wrapped"] != mine["wrapped"] and other["kdf"]["salt"] != mine["kdf"]["salt"]


@pytest.mark.parametrize("body", [b"", b"\0" * 40, b"[]", b"null", b"{}", b'{"format": 1}', b"\xff\xfe"])
def test_what_is_no_envelope_is_said_to_be_damaged(body: bytes) -> None:
    with pytest.raises(RuleBroken, match=DAMAGED):
        vault.unwrap(body, "柿子")


def test_an_envelope_cut_short_or_without_end_is_said_to_be_damaged() -> None:
    for body in (ENVELOPE[:-20], b"[" * 100_000):
        with pytest.raises(RuleBroken, match=DAMAGED):
            vault.unwrap(body, "柿子")


@pytest.mark.parametrize(
    "values",
    [
        {"salt": "00" * 16},
        {"salt": "zz"},
        {"salt": ""},
        {"operations": 1},
        {"operations": 10**9},
        {"memory": 8192},
        {"memory": 1 << 40},
        {"wrapped": "00"},
        {"wrapped": 7},
        {"checksum": ""},
    ],
)
def test_a_changed_envelope_is_said_to_be_damaged(values: dict[str, object]) -> None:
    with pytest.raises(RuleBroken, match=DAMAGED):
        vault.unwrap(changed(**values), "柿子")


@pytest.mark.parametrize("values", [{"format": 2}, {"name": "argon3"}, {"cipher": "sm4"}])
def test_an_envelope_of_a_newer_program_says_so(values: dict[str, object]) -> None:
    with pytest.raises(RuleBroken, match=NEWER):
        vault.unwrap(changed(**values), "柿子")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(ENVELOPE) - 1), st.integers(1, 255))
def test_a_flipped_byte_never_opens_and_never_crashes(place: int, flip: int) -> None:
    body = bytearray(ENVELOPE)
    body[place] ^= flip
    try:
        opened = vault.unwrap(bytes(body), "柿子")
    except RuleBroken as refusal:
        assert WRONG not in str(refusal)
    else:
        # A flip in white space, or of a letter into its other case, changes nothing.
        assert opened.raw == KEY.raw


def test_a_dropped_key_is_gone() -> None:
    key = StoreKey(bytearray(b"k" * 32))
    raw = key.raw
    key.drop()
    assert raw == bytearray()
    with pytest.raises(RuleBroken, match="已锁定"):
        key.pragma()
    assert "6b6b" not in repr(StoreKey(bytearray(b"k" * 32)))


def test_the_envelope_beside_the_store_is_taken_before_the_spare_one(tmp_path: Path) -> None:
    store, spare = tmp_path / "desk.gtdb", tmp_path / "backups"
    spare.mkdir()
    with pytest.raises(RuleBroken, match=r"找不到密钥文件 desk\.gtdb\.key"):
        vault.load_envelope(store, spare)
    vault.spare_path(store, spare).write_bytes(b"spare")
    assert vault.load_envelope(store, spare) == b"spare"
    vault.save_envelope(store, b"own")
    assert vault.load_envelope(store, spare) == b"own"
    assert vault.spare_path(tmp_path / "other" / "desk.gtdb", spare) != vault.spare_path(store, spare)
