"""The bytes that really lie in an encrypted store: every page of its file and of its write-ahead log.

SQL shows only what is still reachable; a page's unused bytes and free pages are seen here alone. The pages
are decrypted with the system's libcrypto (AES-256-CBC, SQLCipher 4's format); a test is skipped, saying so,
where there is none.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGE, RESERVE, IV, SALT = 4096, 80, 16, 16
LOG_HEAD, FRAME_HEAD = 32, 24


def plain_bytes(store: Path, key: bytes) -> bytes:
    """Return the decrypted bytes of a store's file and log, one page after the other."""
    library = ctypes.util.find_library("crypto")
    if library is None:
        pytest.skip("no libcrypto on this machine to decrypt pages with")
    return b"".join(_decrypted(ctypes.CDLL(library), key, page) for page in _pages(store))


def _pages(store: Path) -> Iterator[bytes]:
    """Yield the encrypted part of every page with its initial vector at the end."""
    body = store.read_bytes()
    for at in range(0, len(body), PAGE):
        page = body[at : at + PAGE]
        yield page[SALT if at == 0 else 0 :]
    log = store.with_name(store.name + "-wal")
    frames = log.read_bytes()[LOG_HEAD:] if log.exists() else b""
    for at in range(0, len(frames), FRAME_HEAD + PAGE):
        number = int.from_bytes(frames[at : at + 4], "big")
        page = frames[at + FRAME_HEAD : at + FRAME_HEAD + PAGE]
        yield page[SALT if number == 1 else 0 :]


def _decrypted(crypto: ctypes.CDLL, key: bytes, page: bytes) -> bytes:
    end = len(page) - RESERVE
    secret, vector = page[:end], page[end : end + IV]
    crypto.EVP_CIPHER_CTX_new.restype = ctypes.c_void_p
    crypto.EVP_aes_256_cbc.restype = ctypes.c_void_p
    context = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new())
    try:
        cipher = ctypes.c_void_p(crypto.EVP_aes_256_cbc())
        out, size = ctypes.create_string_buffer(len(secret) + IV), ctypes.c_int()
        assert crypto.EVP_DecryptInit_ex(context, cipher, None, key, vector)
        crypto.EVP_CIPHER_CTX_set_padding(context, 0)
        assert crypto.EVP_DecryptUpdate(context, out, ctypes.byref(size), secret, len(secret))
        return out.raw[: size.value]
    finally:
        crypto.EVP_CIPHER_CTX_free(context)
