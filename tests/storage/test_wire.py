"""The wire form: what is read is what was written, and everything else is one typed error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtui.storage.log.wire import (
    LONGEST_LINE,
    LineReader,
    LineWriter,
    WireChange,
    WireFault,
    WireStep,
    packed_alone,
    unpacked_alone,
    wire_change,
)
from tests.storage.exchange import Stranger

ids = st.binary(min_size=16, max_size=16)
names = st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True)
bodies = st.one_of(
    st.none(),
    st.dictionaries(names, st.one_of(st.text(), st.integers(-(2**53), 2**53), st.booleans(), st.none())),
)


@st.composite
def changes(draw: st.DrawFn) -> WireChange:
    """Any change that a program may write."""
    import msgspec

    incarnation, seq = draw(st.binary(min_size=8, max_size=8)), draw(st.integers(1, 2**53))
    step = WireStep(
        draw(ids),
        draw(ids),
        draw(st.text(max_size=20).filter(lambda text: "\0" not in text)),
        draw(st.integers(1, 6)),
        draw(st.integers(1, 9)),
        draw(st.integers(0, 4_000_000_000_000)),
        draw(names),
        "3-2-501",
        draw(names),
    )
    parts: list[bytes | None] = []
    withheld = []
    for _ in range(4):
        body = draw(bodies)
        parts.append(None if body is None else draw(ids) + msgspec.json.encode(body))
        hash = draw(st.sampled_from(("", "ab" * 32)))
        withheld.append(hash if body is None else "")
    stamp = bytes(6) + draw(st.binary(min_size=2, max_size=2)) + incarnation + bytes(4)
    bases = draw(st.sampled_from((None, b"{}", b'{"name":["' + b"00" * 20 + b'"]}')))
    before = draw(st.binary(min_size=32, max_size=32)) if seq > 1 else b""
    what = (draw(names), draw(names), draw(ids))
    return wire_change(step, (incarnation, draw(ids)), seq, before, stamp, what, bases, parts, withheld)


@given(st.lists(changes(), max_size=5))
def test_what_is_written_is_read_again(some: list[WireChange]) -> None:
    writer, reader = LineWriter(), LineReader()
    lines = b"".join(map(writer.write, some)).splitlines()
    assert [change for line in lines if (change := reader.read(line)) is not None] == some
    assert all(unpacked_alone(packed_alone(change)) == change for change in some)


def test_changes_that_follow_each_other_are_a_line_each() -> None:
    me, writer = Stranger(), LineWriter()
    some = [me.writes("create", "building", bytes([number]) * 16, b"{}") for number in range(3)]
    assert [writer.write(change).count(b"\n") for change in some] == [3, 1, 1]


@given(changes(), st.data())
def test_a_changed_byte_is_another_change_or_a_fault(change: WireChange, data: st.DataObject) -> None:
    lines = bytearray(packed_alone(change))
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        read = unpacked_alone(bytes(lines))
    except WireFault:
        return
    assert read.hash != change.hash or read.step.header == change.step.header


@given(st.binary(max_size=200))
def test_anything_else_is_a_fault(line: bytes) -> None:
    with pytest.raises(WireFault):
        LineReader().read(line)


FEED = b'["feed","' + b"61" * 8 + b'","' + b"62" * 16 + b'",1,""]'
STEP = b'["step","' + b"63" * 16 + b'","' + b"64" * 16 + b'","",5,1,0,"edit","","do"]'
CHANGE = b'["change","' + b"00" * 8 + b"61" * 8 + b"00" * 4 + b'","set","unit","' + b"65" * 16 + b'",null,[]]'


def read(*lines: bytes) -> None:
    reader = LineReader()
    for line in lines:
        reader.read(line)


def test_the_examples_of_this_file_are_sound() -> None:
    read(FEED, STEP, CHANGE)


@pytest.mark.parametrize(
    "lines",
    [
        (CHANGE,),
        (FEED, CHANGE),
        (STEP, CHANGE),
        (FEED.replace(b",1,", b",0,"),),
        (FEED.replace(b",1,", b",2,"),),
        (FEED.replace(b"61" * 8, b"61" * 7),),
        (FEED.replace(b"61" * 8, b"6A" * 8),),
        (FEED.replace(b'"]', b'","more"]'),),
        (STEP.replace(b",5,1,", b",0,1,"),),
        (STEP.replace(b",5,1,", b",7,1,"),),
        (STEP.replace(b'"do"', b'"Do it"'),),
        (STEP.replace(b'"",5', b'"a\\u0000b",5'),),
        (STEP.replace(b'"",5', b'"\\ud800",5'),),
        (FEED, STEP, CHANGE.replace(b"61" * 8, b"66" * 8)),
        (FEED, STEP, CHANGE.replace(b"00" * 8, b"ff" * 8)),
        (FEED, STEP, CHANGE.replace(b"null", b'{"a":[1]}')),
        (FEED, STEP, CHANGE.replace(b"null", b'{"a":["' + b"\xff" * 4 + b'"]}')),
        (FEED, STEP, CHANGE.replace(b"[]", b'["abc"]')),
        (FEED, STEP, CHANGE.replace(b"[]", b'[["' + b"00" * 16 + b'",7]]')),
        (FEED, STEP, CHANGE.replace(b"[]", b'[["' + b"00" * 15 + b'",{}]]')),
        (FEED, STEP, CHANGE.replace(b"[]", b"[null,null,null,null,null]")),
        (FEED, STEP, CHANGE.replace(b"[]", b"[" * 5000 + b"]" * 5000)),
        (FEED, STEP, CHANGE + b" " * LONGEST_LINE),
    ],
)
def test_what_no_program_may_have_written_is_a_fault(lines: tuple[bytes, ...]) -> None:
    with pytest.raises(WireFault):
        read(*lines)


def test_a_body_that_is_no_text_is_found_when_it_is_read() -> None:
    me = Stranger()
    with pytest.raises(WireFault):
        me.writes("create", "building", b"r" * 16, b'{"name":"\xff"}').fields()
    with pytest.raises(WireFault):
        me.writes("create", "building", b"r" * 16, b'{"n":' + b"[" * 3000 + b"]" * 3000 + b"}").fields()
