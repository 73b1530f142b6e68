"""How the change log travels: JSON Lines of three kinds, from which the log is rebuilt bit by bit.

Every line is a JSON array; binary values are lower-case hexadecimal.

- ``["feed", incarnation, scope, seq, before]``: the change line that comes next has this sequence number in
  this feed, and the one before it had this hash (empty for the first).
- ``["step", id, actor, actor_name, level, schema_version, at, intent, label, kind]``: the step of the change
  lines that follow; ``at`` in milliseconds since 1970. Its words are not in the chain's hashes.
- ``["change", stamp, kind, noun, record, bases, parts]``: the next change of the feed. ``bases`` is the JSON
  object of the log or null; ``parts`` are public, contact, identity, health: null where there is none,
  ``[salt, fields]`` where it is here, its SHA-256 where it is withheld or erased.

``feeds`` tells how a change is hashed. Kinds, nouns and fields that this program does not know are read and
written unchanged; only what no program may write is refused, as ``WireFault``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Any, NamedTuple, TypeAlias

import msgspec
from msgspec import Meta, Raw, Struct

from gridtui.domain.changes.stamps import STAMP_SIZE, Stamp
from gridtui.storage.log.feeds import SALT_SIZE, StepHeader, change_hash
from gridtui.storage.log.fields import LOGGED_PARTS

LONGEST_LINE = 1 << 20
"""Bytes of one line at most, without the line end."""

LAST_MILLIS = 253_402_300_799_999
"""The end of the year 9999."""

_HASH_SIZE = 32
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class WireFault(Exception):
    """A line that no program may have written; ``why`` is a short English word for logs and tests."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class WireStep(NamedTuple):
    """What all changes of one step share; ``at`` is milliseconds since 1970, ``label`` holds no names."""

    id: bytes
    actor_id: bytes
    actor_name: str
    level: int
    schema_version: int
    at: int
    intent: str
    label: str
    kind: str

    @property
    def header(self) -> StepHeader:
        """What the hash of a change says of its step."""
        return StepHeader(0, self.id, self.actor_id, self.level, self.schema_version)


class WireChange(NamedTuple):
    """One change exactly as it is hashed and exchanged.

    ``before`` is the hash of the change before it in the feed, ``hash`` its own. ``parts`` are the stored
    bodies (salt and JSON) in the order of ``LOGGED_PARTS``, None where there is none or it is not here;
    ``withheld`` has the hexadecimal hash of each part that exists but is not here, else "".
    """

    step: WireStep
    incarnation: bytes
    scope: bytes
    seq: int
    before: bytes
    hash: bytes
    stamp: Stamp
    kind: str
    noun: str
    record: bytes
    bases: bytes | None
    parts: tuple[bytes | None, ...]
    withheld: tuple[str, ...]

    def fields(self) -> dict[str, Any]:
        """Return the fields of all parts that are here; ``WireFault`` where one is no JSON object."""
        found: dict[str, Any] = {}
        for body in self.parts:
            if body is not None:
                found.update(_strict(_object_decoder, body[SALT_SIZE:]))
        return found

    def replaced(self) -> dict[str, list[Stamp]] | None:
        """Return field → stamps replaced, None for a creation; ``WireFault`` where they are none."""
        if self.bases is None:
            return None
        named: dict[str, list[str]] = _strict(_bases_decoder, self.bases)
        return {name: [_binary(stamp, STAMP_SIZE) for stamp in stamps] for name, stamps in named.items()}


def wire_change(
    step: WireStep,
    feed: tuple[bytes, bytes],
    seq: int,
    before: bytes,
    stamp: Stamp,
    what: tuple[str, str, bytes],
    bases: bytes | None,
    parts: Sequence[bytes | None],
    withheld: Sequence[str],
    header: StepHeader | None = None,
) -> WireChange:
    """Return a change with its hash; ``feed`` is (incarnation, scope), ``what`` is (kind, noun, record).

    ``header`` saves making the one of the step for each of its changes.
    """
    hashes, told = list(withheld), list(withheld)
    for place, body in enumerate(parts):
        if body is not None:
            hashes[place], told[place] = sha256(body).hexdigest(), ""
    kind, noun, record = what
    hash = change_hash(*feed, seq, before, stamp, header or step.header, kind, noun, record, bases, hashes)
    return WireChange(
        step, *feed, seq, before, hash, stamp, kind, noun, record, bases, tuple(parts), tuple(told)
    )


def hash_of_part(body: bytes) -> str:
    """Return the hexadecimal hash of a stored part, as it stands in the hash of its change."""
    return sha256(body).hexdigest()


class LineWriter:
    """Writes changes as lines; a new one for every file or part, so that each can be read alone."""

    def __init__(self) -> None:
        self._step: WireStep | None = None
        self._feed: tuple[bytes, bytes] | None = None
        self._seq = 0
        self._hash = b""

    def write(self, change: WireChange) -> bytes:
        """Return the line of a change with its line end, after those that it needs before it."""
        lines: list[bytes] = []
        feed = (change.incarnation, change.scope)
        if feed != self._feed or change.seq != self._seq + 1 or change.before != self._hash:
            row = ("feed", feed[0].hex(), feed[1].hex(), change.seq, change.before.hex())
            lines.append(_json.encode(row))
        if change.step is not self._step and change.step != self._step:
            lines.append(_json.encode(_step_row(change.step)))
        self._feed, self._seq, self._hash, self._step = feed, change.seq, change.hash, change.step
        bases = None if change.bases is None else Raw(change.bases)
        parts = [_part_row(body, told) for body, told in zip(change.parts, change.withheld, strict=True)]
        while parts and parts[-1] is None:
            parts.pop()
        lines.append(
            _json.encode(
                ("change", change.stamp.hex(), change.kind, change.noun, change.record.hex(), bases, parts)
            )
        )
        return b"\n".join(lines) + b"\n"


class LineReader:
    """Reads the lines of one file or part."""

    def __init__(self) -> None:
        self._step: WireStep | None = None
        self._header: StepHeader | None = None
        self._feed: tuple[bytes, bytes] | None = None
        self._seq = 0
        self._hash = b""

    def read(self, line: bytes) -> WireChange | None:
        """Return the change of a line, None where it only leads to the next; ``WireFault`` for any other."""
        if len(line) > LONGEST_LINE:
            raise WireFault("line too long")
        row: _Line = _strict(_line_decoder, line)
        if isinstance(row, _ChangeLine):
            return self._change(row)
        if isinstance(row, _StepLine):
            self._step = _step(row)
            self._header = self._step.header
        else:
            self._feed = (_binary(row.incarnation, 8), _binary(row.scope, 16))
            self._seq = row.seq - 1
            self._hash = _binary(row.before, _HASH_SIZE if self._seq else 0)
        return None

    def _change(self, row: _ChangeLine) -> WireChange:
        if self._step is None or self._feed is None:
            raise WireFault("change without feed or step")
        stamp = _binary(row.stamp, STAMP_SIZE)
        if stamp[8:16] != self._feed[0]:
            raise WireFault("stamp of another device")
        if int.from_bytes(stamp[:6], "big") > LAST_MILLIS:
            raise WireFault("stamp after the end of time")
        bases = bytes(row.bases)
        if bases != b"null":
            _strict(_bases_decoder, bases)
        bodies, told = _read_parts(row.parts)
        change = wire_change(
            self._step,
            self._feed,
            self._seq + 1,
            self._hash,
            stamp,
            (_name(row.kind), _name(row.noun), _binary(row.record, 16)),
            None if bases == b"null" else bases,
            bodies,
            told,
            self._header,
        )
        self._seq, self._hash = change.seq, change.hash
        return change


def packed_alone(change: WireChange) -> bytes:
    """Return all lines of one change by itself."""
    return LineWriter().write(change)


def unpacked_alone(lines: bytes) -> WireChange:
    """Return the change that ``packed_alone`` wrote; ``WireFault`` where it is none."""
    reader, change = LineReader(), None
    for line in lines.splitlines():
        change = reader.read(line)
    if change is None:
        raise WireFault("no change")
    return change


def _step_row(step: WireStep) -> tuple[Any, ...]:
    return (
        "step",
        step.id.hex(),
        step.actor_id.hex(),
        step.actor_name,
        step.level,
        step.schema_version,
        step.at,
        step.intent,
        step.label,
        step.kind,
    )


def _step(row: _StepLine) -> WireStep:
    if "\0" in row.actor_name or "\0" in row.label:
        raise WireFault("NUL in a text")
    return WireStep(
        _binary(row.id, 16),
        _binary(row.actor_id, 16),
        row.actor_name,
        row.level,
        row.schema_version,
        row.at,
        _name(row.intent),
        row.label,
        _name(row.kind),
    )


def _part_row(body: bytes | None, told: str) -> Any:
    if body is None:
        return told or None
    return (body[:SALT_SIZE].hex(), Raw(body[SALT_SIZE:]))


def _read_parts(rows: Sequence[_PartForm]) -> tuple[list[bytes | None], list[str]]:
    bodies: list[bytes | None] = [None] * len(LOGGED_PARTS)
    told = [""] * len(LOGGED_PARTS)
    for place, row in enumerate(rows):
        if isinstance(row, str):
            told[place] = _binary(row, _HASH_SIZE).hex()
        elif row is not None:
            body = bytes(row[1])
            if not body.startswith(b"{"):
                raise WireFault("part is no object")
            bodies[place] = _binary(row[0], SALT_SIZE) + body
    return bodies, told


def _binary(text: str, size: int) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError as error:
        raise WireFault("not hexadecimal") from error
    # Python's own reader takes blanks and capitals too, and two texts for one value are two lines.
    if len(found) != size or found.hex() != text:
        raise WireFault("not hexadecimal of the right length")
    return found


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise WireFault("not a name")
    return text


def _strict(decoder: msgspec.json.Decoder[Any], text: bytes) -> Any:
    try:
        return decoder.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise WireFault("not in the form of the exchange") from error


_Hex: TypeAlias = Annotated[str, Meta(max_length=64)]
_Name: TypeAlias = Annotated[str, Meta(max_length=64)]
# A constrained text beside a tuple brings this version of msgspec down; the line's own limit holds here.
_PartForm: TypeAlias = "str | tuple[str, Raw] | None"


class _FeedLine(Struct, array_like=True, tag="feed", frozen=True, forbid_unknown_fields=True):
    incarnation: _Hex
    scope: _Hex
    seq: Annotated[int, Meta(ge=1, le=1 << 53)]
    before: _Hex


class _StepLine(Struct, array_like=True, tag="step", frozen=True, forbid_unknown_fields=True):
    id: _Hex
    actor_id: _Hex
    actor_name: Annotated[str, Meta(max_length=200)]
    level: Annotated[int, Meta(ge=1, le=6)]
    schema_version: Annotated[int, Meta(ge=1, le=1_000_000)]
    at: Annotated[int, Meta(ge=0, le=LAST_MILLIS)]
    intent: _Name
    label: Annotated[str, Meta(max_length=500)]
    kind: _Name


class _ChangeLine(Struct, array_like=True, tag="change", frozen=True, forbid_unknown_fields=True):
    stamp: _Hex
    kind: _Name
    noun: _Name
    record: _Hex
    bases: Raw
    parts: Annotated[list[_PartForm], Meta(max_length=4)]


_Line: TypeAlias = "_FeedLine | _StepLine | _ChangeLine"

_json = msgspec.json.Encoder()
_line_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_FeedLine | _StepLine | _ChangeLine)
_bases_decoder = msgspec.json.Decoder(dict[str, list[_Hex]])
_object_decoder = msgspec.json.Decoder(dict[str, Any])
