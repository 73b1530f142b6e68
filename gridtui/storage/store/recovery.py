"""What helps when a passphrase is forgotten: the store's key, wrapped to the office above as well.

The envelope beside the store gets a second lock, an age file to the recovery key of the office above. Whoever
holds that key makes a new envelope under a new passphrase; the store itself need not be sent.
"""

from __future__ import annotations

import json
from typing import Any

import pyrage

from gridtui.domain.words.problems import Problem, RuleBroken
from gridtui.storage.store import vault
from gridtui.storage.store.vault import KEY_SIZE, StoreKey
from gridtui.words import mark

_RECOVERY = "recovery"
_LARGEST = 64 * 1024


def with_recovery(envelope: bytes, key: StoreKey, recipient: str) -> bytes:
    """Return the envelope with the key wrapped to this age recipient too, in place of an earlier one."""
    body = _body(envelope)
    wrapped = pyrage.encrypt(bytes(key.raw), [pyrage.x25519.Recipient.from_str(recipient)])
    body[_RECOVERY] = {"recipient": recipient, "wrapped": wrapped.hex()}
    return json.dumps(body, indent=1).encode()


def recovery_recipient(envelope: bytes) -> str | None:
    """Return the age recipient that can open this envelope besides the passphrase, if there is one."""
    told = _body(envelope).get(_RECOVERY)
    return str(told["recipient"]) if isinstance(told, dict) and "recipient" in told else None


def recovered(envelope: bytes, identity: str, passphrase: str) -> bytes:
    """Return a new envelope of the same store under a new passphrase; the recovery stays.

    ``RuleBroken`` where the envelope has no recovery, is for another office's key, or is damaged.
    """
    if not passphrase.strip():
        raise RuleBroken(Problem(mark("请设一个口令"), field="passphrase"))
    told = _body(envelope).get(_RECOVERY)
    if not isinstance(told, dict):
        raise RuleBroken(Problem(mark("这个密钥文件没有上级的恢复锁：建库后没有加入过上级")))
    try:
        mine = pyrage.x25519.Identity.from_str(identity.strip())
        raw = pyrage.decrypt(bytes.fromhex(str(told["wrapped"])), [mine])
        if len(raw) != KEY_SIZE:
            raise ValueError
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise RuleBroken(Problem(mark("本机的恢复密钥打不开这个密钥文件，它归另一个单位管"))) from error
    except (ValueError, KeyError) as error:
        raise RuleBroken(Problem(mark("密钥文件已损坏，请用备份恢复"))) from error
    key = StoreKey(bytearray(raw))
    try:
        return with_recovery(vault.wrap(key, passphrase), key, str(mine.to_public()))
    finally:
        key.drop()


def _body(envelope: bytes) -> dict[str, Any]:
    try:
        body = json.loads(envelope) if len(envelope) <= _LARGEST else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise RuleBroken(Problem(mark("密钥文件已损坏，请用备份恢复")))
    return body
