"""The store's key: random, and kept beside the store wrapped by a passphrase.

The envelope is a small JSON file ``<store>.key``. Without it and without a backup the store cannot be
opened by anybody, so every backup carries a copy.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import nacl.exceptions
import nacl.pwhash.argon2id as argon2id
import nacl.secret
import nacl.utils

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.store.safe_files import write_safely
from gridtui.words import mark

KEY_SIZE = 32
_OPERATIONS = 3
_MEMORY = 64 * 1024 * 1024
_MOST_OPERATIONS, _MOST_MEMORY = 16, 16 * _MEMORY
_FORMAT = 1
_KDF, _CIPHER = "argon2id", "xsalsa20poly1305"


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


@dataclass(frozen=True, slots=True)
class _Envelope:
    salt: bytes
    operations: int
    memory: int
    wrapped: bytes

    @property
    def checksum(self) -> str:
        # Tells damage from a wrong passphrase; it knows nothing that the envelope does not show.
        told = b"|".join((self.salt, b"%d %d" % (self.operations, self.memory), self.wrapped))
        return sha256(told).hexdigest()


def wrap(key: StoreKey, passphrase: str) -> bytes:
    """Return the envelope's bytes: the key wrapped by Argon2id over the passphrase."""
    salt = nacl.utils.random(argon2id.SALTBYTES)
    box = nacl.secret.SecretBox(_derive(passphrase, salt, _OPERATIONS, _MEMORY))
    made = _Envelope(salt, _OPERATIONS, _MEMORY, bytes(box.encrypt(bytes(key.raw))))
    body = {
        "format": _FORMAT,
        "kdf": {"name": _KDF, "salt": salt.hex(), "operations": _OPERATIONS, "memory": _MEMORY},
        "cipher": _CIPHER,
        "wrapped": made.wrapped.hex(),
        "checksum": made.checksum,
    }
    return json.dumps(body, indent=1).encode()


def unwrap(envelope: bytes, passphrase: str) -> StoreKey:
    """Return the key; ``RuleBroken`` when the passphrase is wrong or the envelope is damaged or too new."""
    read = _read(envelope)
    try:
        box = nacl.secret.SecretBox(_derive(passphrase, read.salt, read.operations, read.memory))
        raw = box.decrypt(read.wrapped)
    except nacl.exceptions.CryptoError as error:
        raise RuleBroken(Problem(mark("口令不对，请再试一次"), field="passphrase")) from error
    except (MemoryError, RuntimeError) as error:
        raise RuleBroken(Problem(mark("内存不够，打不开库；请关掉几个程序再试"))) from error
    return StoreKey(bytearray(raw))


def _read(envelope: bytes) -> _Envelope:
    try:
        body = json.loads(envelope)
        if not 0 < body["format"] <= _FORMAT or body["kdf"]["name"] != _KDF or body["cipher"] != _CIPHER:
            raise RuleBroken(Problem(mark("这个库由更新版本的程序建立，请升级程序后再打开")))
        kdf = body["kdf"]
        read = _Envelope(
            bytes.fromhex(kdf["salt"]),
            int(kdf["operations"]),
            int(kdf["memory"]),
            bytes.fromhex(body["wrapped"]),
        )
        sound = read.checksum == body["checksum"] and len(read.salt) == argon2id.SALTBYTES
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RuleBroken(Problem(mark("密钥文件已损坏，请用备份恢复"))) from error
    if not sound or not (0 < read.operations <= _MOST_OPERATIONS and 0 < read.memory <= _MOST_MEMORY):
        raise RuleBroken(Problem(mark("密钥文件已损坏，请用备份恢复")))
    return read


def save_envelope(store: Path, envelope: bytes) -> None:
    """Write the envelope beside the store, all or nothing."""
    write_safely(envelope_path(store), envelope)


def load_envelope(store: Path, spare: Path | None = None) -> bytes:
    """Return the envelope of a store, else its copy in the folder ``spare``.

    ``RuleBroken`` says what to do when there is none or it cannot be read.
    """
    path = envelope_path(store)
    if not path.exists() and spare is not None and spare_path(store, spare).is_file():
        path = spare_path(store, spare)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        problem = Problem(
            mark("找不到密钥文件 {name}，请把它和库放在一起，或用备份恢复"), values={"name": path.name}
        )
        raise RuleBroken(problem) from error
    except OSError as error:
        raise RuleBroken(
            Problem(mark("密钥文件 {name} 读不出来，请检查权限"), values={"name": path.name})
        ) from error


def has_envelope(store: Path, spare: Path | None = None) -> bool:
    """Say whether a store has an envelope, beside it or as a copy in ``spare``; a sample store has none."""
    return envelope_path(store).exists() or (spare is not None and spare_path(store, spare).is_file())


def spare_path(store: Path, folder: Path) -> Path:
    """Return where the copy of a store's envelope lies in a folder that other stores use too."""
    return folder / f"{store.stem}-{place_code(store)}.key"


def place_code(store: Path) -> str:
    """Return six letters and digits that tell stores of one name in different folders apart."""
    return sha256(store.resolve().as_posix().encode("utf-8", "surrogatepass")).hexdigest()[:6]


def _derive(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    # An input method may give full-width forms of the same characters.
    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return argon2id.kdf(KEY_SIZE, typed, salt, opslimit=operations, memlimit=memory)
