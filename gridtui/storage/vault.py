"""The store's key: random, and kept beside the store wrapped by a passphrase.

The envelope is a small JSON file ``<store>.key``. Without it and without a backup the store cannot be
opened by anybody, so every backup carries a copy.
"""

from __future__ import annotations

import json
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import nacl.exceptions
import nacl.pwhash.argon2id as argon2id
import nacl.secret
import nacl.utils

from gridtui.domain.problems import Problem, RuleBroken
from gridtui.storage.safe_files import write_safely
from gridtui.words import mark

KEY_SIZE = 32
_OPERATIONS = 3
_MEMORY = 64 * 1024 * 1024
_FORMAT = 1


@dataclass(slots=True)
class StoreKey:
    """The raw key of an open store; ``drop`` overwrites it as far as Python allows."""

    raw: bytearray = field(repr=False)

    @classmethod
    def random(cls) -> StoreKey:
        """Make a new key."""
        return cls(bytearray(nacl.utils.random(KEY_SIZE)))

    def pragma(self) -> str:
        """Return the value of SQLCipher's ``PRAGMA key``; ``RuleBroken`` after ``drop``."""
        if not self.raw:
            raise RuleBroken(Problem(mark("库已锁定，请重新输入口令")))
        return f"\"x'{self.raw.hex()}'\""

    def drop(self) -> None:
        """Forget the key."""
        self.raw[:] = bytes(len(self.raw))
        self.raw.clear()


def envelope_path(store: Path) -> Path:
    """Return where the envelope of a store lies."""
    return store.with_name(store.name + ".key")


def wrap(key: StoreKey, passphrase: str) -> bytes:
    """Return the envelope's bytes: the key wrapped by Argon2id over the passphrase."""
    salt = nacl.utils.random(argon2id.SALTBYTES)
    box = nacl.secret.SecretBox(_derive(passphrase, salt, _OPERATIONS, _MEMORY))
    body = {
        "format": _FORMAT,
        "kdf": {"name": "argon2id", "salt": salt.hex(), "operations": _OPERATIONS, "memory": _MEMORY},
        "cipher": "xsalsa20poly1305",
        "wrapped": bytes(box.encrypt(bytes(key.raw))).hex(),
    }
    return json.dumps(body, indent=1).encode()


def unwrap(envelope: bytes, passphrase: str) -> StoreKey:
    """Return the key; ``RuleBroken`` when the passphrase is wrong or the envelope is damaged."""
    try:
        body = json.loads(envelope)
        kdf = body["kdf"]
        known = body["format"] <= _FORMAT
        salt, wrapped = bytes.fromhex(kdf["salt"]), bytes.fromhex(body["wrapped"])
        operations, memory = int(kdf["operations"]), int(kdf["memory"])
    except (ValueError, KeyError, TypeError) as error:
        raise RuleBroken(Problem(mark("密钥文件已损坏，请用备份恢复"))) from error
    if not known or memory > 16 * _MEMORY or operations > 16:
        raise RuleBroken(Problem(mark("这个库由更新版本的程序建立，请升级程序后再打开")))
    try:
        raw = nacl.secret.SecretBox(_derive(passphrase, salt, operations, memory)).decrypt(wrapped)
    except (nacl.exceptions.CryptoError, ValueError) as error:
        raise RuleBroken(Problem(mark("口令不对，请再试一次"), field="passphrase")) from error
    return StoreKey(bytearray(raw))


def save_envelope(store: Path, envelope: bytes) -> None:
    """Write the envelope beside the store, all or nothing."""
    write_safely(envelope_path(store), envelope)


def load_envelope(store: Path) -> bytes:
    """Return the envelope of a store; ``RuleBroken`` with what to do when it is missing."""
    path = envelope_path(store)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        problem = Problem(mark("找不到密钥文件 {name}，请把它和库放在一起，或用备份恢复"), values={"name": path.name})
        raise RuleBroken(problem) from error


def _derive(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    # An input method may give full-width forms of the same characters.
    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return argon2id.kdf(KEY_SIZE, typed, salt, opslimit=operations, memlimit=memory)


def passphrase_from(file: Path | None) -> str | None:
    """Return the passphrase for scripts: the file's first line, else ``GRIDTUI_PASSPHRASE``, else None."""
    if file is not None:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise RuleBroken(Problem(mark("口令文件读不出来：{name}"), values={"name": file.name})) from error
        return text.split("\n", 1)[0].rstrip("\r")
    return os.environ.get("GRIDTUI_PASSPHRASE")
