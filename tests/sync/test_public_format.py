"""A reader written from docs/file-formats.md alone reads a bundle; so do the ordinary tools."""

from __future__ import annotations

import base64
import hmac
import io
import json
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import nacl.bindings
import nacl.exceptions
import nacl.signing
import pyrage
import pytest

from tests.conftest import FrozenClock
from tests.makers import make_quarter
from tests.sync.offices import device, office_and_branch

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def read(data: bytes, secret: str) -> tuple[dict[str, Any], list[Any]]:
    """Return the header and every line of a part, all that the document promises checked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        cover, header, signature, body = (archive.read(name) for name in archive.namelist())
    told = json.loads(header)
    assert (told["format"], told["suite"]) == (1, "age-zstd-ed25519")
    key = bytes.fromhex(told["sender"]["key"])
    nacl.signing.VerifyKey(key).verify(b"gridtui bundle header 1\n" + header, signature)
    assert sha256(key).hexdigest()[:32] == told["sender"]["device"]
    for name, held in (("cover", cover), ("body", body)):
        assert told[name] == {"size": len(held), "sha256": sha256(held).hexdigest()}
    plain = zstd.decompress(pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(secret)]))
    *before, last, nothing = plain.split(b"\n")
    end = json.loads(last)
    assert nothing == b"" and end["@"] == "end" and end["lines"] == len(before)
    assert end["sha256"] == sha256(b"".join(line + b"\n" for line in before)).hexdigest()
    lines = [json.loads(line) for line in before]
    assert end["changes"] == sum(line[0] == "change" for line in lines if isinstance(line, list))
    assert lines[0]["@"] == "manifest" and lines[0]["bundle"] == told["bundle"]
    return told, lines


def chains(lines: list[Any]) -> dict[tuple[str, str], tuple[int, str]]:
    """Return (incarnation, scope) → number and hash of the last change of each feed."""
    feed: list[Any] = []
    step: list[Any] = []
    ends: dict[tuple[str, str], tuple[int, str]] = {}
    for line in lines:
        if not isinstance(line, list):
            continue
        if line[0] == "feed":
            feed = line[1:]
        elif line[0] == "step":
            step = line[1:]
        else:
            _, stamp, kind, noun, record, bases, parts = line
            hashes = [
                ""
                if part is None
                else part
                if isinstance(part, str)
                else sha256(bytes.fromhex(part[0]) + compact(part[1])).hexdigest()
                for part in [*parts, None, None, None, None][:4]
            ]
            incarnation, scope, seq, before = feed
            number, actor, _, level, schema = step[:5]
            head = [
                1,
                incarnation,
                scope,
                seq,
                before,
                stamp,
                number,
                actor,
                level,
                schema,
                kind,
                noun,
                record,
            ]
            head += [None if bases is None else compact(bases).decode(), *hashes]
            hash = sha256(compact(head)).hexdigest()
            ends[incarnation, scope] = seq, hash
            feed = [incarnation, scope, seq + 1, hash]
    return ends


@pytest.fixture
def sent(tmp_path: Path, clock: FrozenClock) -> tuple[bytes, str]:
    """A part from a branch to its community, and the secret key of the community's device."""
    from gridtui.sync.keys import find_keys

    offices, office, branch = office_and_branch(tmp_path, clock)
    make_quarter(branch)
    (path,) = offices.pack(branch, office).paths
    with office.read() as connection:
        keys = find_keys(connection)
    assert keys is not None and device(office) == keys.device
    offices.close()
    return path.read_bytes(), keys.identities[0]


def test_a_reader_written_from_the_document_follows_every_chain_to_its_signed_head(
    sent: tuple[bytes, str],
) -> None:
    _, lines = read(*sent)
    ends = chains(lines)
    assert len(ends) == 3
    claims, heads = {}, 0
    for line in lines:
        if isinstance(line, dict) and line["@"] == "paper":
            signer = nacl.signing.VerifyKey(bytes.fromhex(line["signer"]))
            signer.verify(b"gridtui paper 1\n" + line["text"].encode(), bytes.fromhex(line["signature"]))
            told = json.loads(line["text"])
            if told["paper"] == "claim":
                claims[told["incarnation"]] = line["signer"]
        elif isinstance(line, dict) and line["@"] == "head":
            place, hash = (line["incarnation"], line["scope"]), line["hash"]
            assert ends[place] == (line["seq"], hash) and claims[place[0]] == line["signer"]
            signed = bytes.fromhex(place[0] + place[1]) + line["seq"].to_bytes(8, "big") + bytes.fromhex(hash)
            nacl.signing.VerifyKey(bytes.fromhex(line["signer"])).verify(
                b"gridtui feed head 1\n" + signed, bytes.fromhex(line["signature"])
            )
            heads += 1
    assert heads == len(ends)


def opened(body: bytes, secret: str) -> bytes:
    """Return what an age file protects, by its public description alone: X25519, HKDF, ChaCha20-Poly1305."""
    lines, _, rest = body.partition(b"\n---")
    version, *stanzas = lines.split(b"\n")
    assert version == b"age-encryption.org/v1"
    mac, _, payload = rest.partition(b"\n")
    ours = unbech32(secret)
    public = nacl.bindings.crypto_scalarmult_base(ours)
    for place, line in enumerate(stanzas):
        if not line.startswith(b"-> X25519 "):
            continue
        share = unbase64(line.split()[2])
        shared = nacl.bindings.crypto_scalarmult(ours, share)
        wrap = hkdf(shared, share + public, b"age-encryption.org/v1/X25519")
        try:
            file_key = unsealed(unbase64(stanzas[place + 1]), bytes(12), wrap)
        except nacl.exceptions.CryptoError:
            continue
        told = hmac.digest(hkdf(file_key, b"", b"header"), lines + b"\n---", "sha256")
        assert told == unbase64(mac.strip())
        nonce, sealed = payload[:16], payload[16:]
        key, plain, size = hkdf(file_key, nonce, b"payload"), b"", 65_536 + 16
        for number, at in enumerate(range(0, len(sealed), size)):
            last = at + size >= len(sealed)
            plain += unsealed(sealed[at : at + size], number.to_bytes(11, "big") + bytes([last]), key)
        return plain
    raise AssertionError("not for this key")


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return hmac.digest(hmac.digest(salt or bytes(32), secret, "sha256"), info + b"\x01", "sha256")


def unsealed(sealed: bytes, nonce: bytes, key: bytes) -> bytes:
    plain: bytes = nacl.bindings.crypto_aead_chacha20poly1305_ietf_decrypt(sealed, b"", nonce, key)
    return plain


def unbase64(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4))


def unbech32(text: str) -> bytes:
    """Return the bytes of an age secret key; its checksum is not looked at."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = 0
    data = text.lower().rpartition("1")[2][:-6]
    for letter in data:
        bits = bits << 5 | letters.index(letter)
    spare = len(data) * 5 - 256
    return (bits >> spare).to_bytes(32, "big")


def test_a_reader_of_age_written_from_its_description_opens_the_body(sent: tuple[bytes, str]) -> None:
    with zipfile.ZipFile(io.BytesIO(sent[0])) as archive:
        body = archive.read("body.age")
    plain = zstd.decompress(opened(body, sent[1]))
    assert plain.startswith(b'{"@":"manifest"') and "杨桂芬".encode() in plain


def test_the_ordinary_zstd_unpacks_what_age_protects(sent: tuple[bytes, str]) -> None:
    tool = shutil.which("zstd")
    if tool is None:
        pytest.skip("the zstd tool is not installed: only Python's own zstd unpacks it here")
    with zipfile.ZipFile(io.BytesIO(sent[0])) as archive:
        packed = pyrage.decrypt(archive.read("body.age"), [pyrage.x25519.Identity.from_str(sent[1])])
    plain = subprocess.run([tool, "-d", "-c"], input=packed, capture_output=True, check=True).stdout
    assert plain.startswith(b'{"@":"manifest"') and "杨桂芬".encode() in plain


def test_the_ordinary_age_opens_the_body(sent: tuple[bytes, str], tmp_path: Path) -> None:
    tool = shutil.which("age") or shutil.which("rage")
    if tool is None:
        pytest.skip("the age tool is not installed: only the reader above opens it here")
    key, body = tmp_path / "key.txt", tmp_path / "body.age"
    key.write_text(sent[1] + "\n", encoding="ascii")
    with zipfile.ZipFile(io.BytesIO(sent[0])) as archive:
        body.write_bytes(archive.read("body.age"))
    told = subprocess.run([tool, "-d", "-i", str(key), str(body)], capture_output=True, check=True).stdout
    assert zstd.decompress(told).startswith(b'{"@":"manifest"')
