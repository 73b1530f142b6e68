"""A request or a code as a QR picture of half blocks, for a screen that a phone looks at."""

from __future__ import annotations

from base64 import b32decode, b32encode

import msgspec

from gridtui.sync.joining import Asked, read_request
from gridtui.sync.paper_files import encode_request
from gridtui.sync.papers import BadPaper, read_paper
from gridtui.sync.refusing import BundleRefused, Why

_BEGIN = "GTREQ1"
_QUIET = 2


def picture(text: str, *, ascii: bool = False) -> list[str]:
    """Return the rows of a QR code, two dots a row; with ``ascii`` a dot is two characters of one row.

    Light is drawn and dark is left out, as for a dark terminal; phones read both.
    """
    import segno

    dots = [[not dot for dot in row] for row in segno.make(text, error="l", micro=False).matrix]
    side = len(dots) + 2 * _QUIET
    light = [True] * side
    rows = [light] * _QUIET + [[True] * _QUIET + row + [True] * _QUIET for row in dots] + [light] * _QUIET
    if ascii:
        return ["".join("##" if dot else "  " for dot in row) for row in rows]
    if len(rows) % 2:
        rows.append(light)
    return [
        "".join(_HALVES[upper, lower] for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]


def request_text(asked: Asked) -> str:
    """Return a request as letters and digits for a QR code."""
    packed = msgspec.msgpack.encode((asked.paper.text, asked.paper.signer, asked.paper.signature))
    return _BEGIN + b32encode(packed).decode().rstrip("=")


def read_request_text(text: str) -> Asked:
    """Return the request that a QR code held; ``BundleRefused`` where it is none."""
    letters = "".join(text.upper().split()).removeprefix(_BEGIN)
    try:
        packed = b32decode(letters + "=" * (-len(letters) % 8))
        told, signer, signature = msgspec.msgpack.decode(packed, type=tuple[bytes, bytes, bytes])
        paper = read_paper(told, signer, signature)
    except (ValueError, BadPaper) as error:
        raise BundleRefused(Why.BAD_REQUEST, _BEGIN) from error
    return read_request(encode_request(paper), _BEGIN)


_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
