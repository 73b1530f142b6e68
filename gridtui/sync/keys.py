"""The keys of this device and of the office: made here, kept inside the encrypted store, never shown.

A device signs with Ed25519 and receives with age (X25519); its id is the first 16 bytes of SHA-256 of its
signing key. An office that begins a chain has a root key besides, and a recovery key that opens what is
sent to its devices.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import pyrage
import sqlalchemy as sa
from nacl.signing import SigningKey
from sqlalchemy import Connection
from sqlmodel import col

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.log.exchange_rows import add_rows
from gridtui.storage.log.log_tables import SecretKey
from gridtui.words import mark

DEVICE_SIZE = 16
_SIGN, _SEAL, _ROOT, _RECOVERY = "sign", "seal", "root", "recovery"


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The secret half of a device's keys; ``identities`` are age identities, the newest first."""

    sign: SigningKey
    identities: tuple[str, ...]

    @property
    def public(self) -> bytes:
        """The public signing key, 32 bytes."""
        return bytes(self.sign.verify_key)

    @property
    def device(self) -> bytes:
        """The id of the device."""
        return device_of(self.public)

    @property
    def seal(self) -> str:
        """The age recipient under which this device receives."""
        return str(pyrage.x25519.Identity.from_str(self.identities[0]).to_public())

    def __repr__(self) -> str:
        return f"DeviceKeys({self.device.hex()})"


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """The secret keys of an office that begins a chain."""

    root: SigningKey
    recovery: str

    @property
    def public(self) -> bytes:
        """The public root key, 32 bytes."""
        return bytes(self.root.verify_key)

    @property
    def recipient(self) -> str:
        """The age recipient of the recovery key."""
        return recipient_of(self.recovery)

    def __repr__(self) -> str:
        return f"OfficeKeys({self.public.hex()[:8]})"


def device_of(public: bytes) -> bytes:
    """Return the id of the device with this signing key."""
    return sha256(public).digest()[:DEVICE_SIZE]


def recipient_of(identity: str) -> str:
    """Return the age recipient of an age identity; ``RuleBroken`` for what is none."""
    try:
        return str(pyrage.x25519.Identity.from_str(identity.strip()).to_public())
    except pyrage.IdentityError as error:
        raise RuleBroken(Problem(mark("恢复密钥不对，请核对"))) from error


def find_keys(connection: Connection) -> DeviceKeys | None:
    """Return this device's keys; None where it has never had any."""
    sign, seals = _secrets(connection, _SIGN), _secrets(connection, _SEAL)
    if not sign or not seals:
        return None
    return DeviceKeys(SigningKey(sign[0]), tuple(secret.decode("ascii") for secret in seals))


def ensure_keys(connection: Connection, now: datetime) -> DeviceKeys:
    """Return this device's keys, made now where there are none; inside a writing transaction."""
    return find_keys(connection) or renew_keys(connection, now)


def renew_keys(connection: Connection, now: datetime) -> DeviceKeys:
    """Make new keys, for a first time or after a loss; files for the old ones can still be opened."""
    sign = SigningKey.generate()
    _keep(connection, _SIGN, bytes(sign.verify_key).hex(), bytes(sign), now)
    _keep_identity(connection, _SEAL, now)
    keys = find_keys(connection)
    assert keys is not None
    return keys


def find_office_keys(connection: Connection) -> OfficeKeys | None:
    """Return the keys of this office; None where it has not begun a chain."""
    root, recovery = _secrets(connection, _ROOT), find_recovery(connection)
    return None if not root or recovery is None else OfficeKeys(SigningKey(root[0]), recovery)


def make_office_keys(connection: Connection, now: datetime) -> OfficeKeys:
    """Make the root and recovery keys of an office that begins a chain."""
    root = SigningKey.generate()
    _keep(connection, _ROOT, bytes(root.verify_key).hex(), bytes(root), now)
    return OfficeKeys(root, ensure_recovery(connection, now))


def find_recovery(connection: Connection) -> str | None:
    """Return the recovery key of this office, an age identity, if it has one."""
    found = _secrets(connection, _RECOVERY)
    return found[0].decode("ascii") if found else None


def ensure_recovery(connection: Connection, now: datetime) -> str:
    """Return the recovery key of this office, made now where there is none."""
    return find_recovery(connection) or _keep_identity(connection, _RECOVERY, now)


def _keep_identity(connection: Connection, kind: str, now: datetime) -> str:
    identity = pyrage.x25519.Identity.generate()
    _keep(connection, kind, str(identity.to_public()), str(identity).encode("ascii"), now)
    return str(identity)


def _keep(connection: Connection, kind: str, public: str, secret: bytes, now: datetime) -> None:
    row = {"kind": kind, "public": public, "secret": secret, "made_at": now}
    add_rows(connection, SecretKey, [row])


def _secrets(connection: Connection, kind: str) -> list[bytes]:
    chosen = sa.select(col(SecretKey.secret)).where(col(SecretKey.kind) == kind)
    return [
        bytes(secret) for secret in connection.execute(chosen.order_by(col(SecretKey.num).desc())).scalars()
    ]


def safety_number(*keys: bytes) -> str:
    """Return the 30 digits, in groups of five, that two people read to each other.

    Whoever computes it from the same public keys, in any order, gets the same digits.
    """
    told = b"gridtui safety number 1\n" + b"".join(sorted(keys))
    for _ in range(5_200):
        # Slow on purpose: a forger has to look for keys with the same digits.
        told = sha256(told + b"".join(sorted(keys))).digest()
    number = int.from_bytes(told, "big") % 10**30
    digits = f"{number:030d}"
    return " ".join(digits[at : at + 5] for at in range(0, 30, 5))
