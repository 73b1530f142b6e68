"""Stamps: when a change was made, in an order that every device agrees on.

A stamp is 20 bytes: milliseconds since 1970 (6), counter (2), device incarnation (8), device-wide change
number (4). Comparing the bytes compares the stamps, on both database engines.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TypeAlias

Stamp: TypeAlias = bytes
"""A hybrid logical clock reading: 6 B ms | 2 B counter | 8 B incarnation | 4 B change number."""

STAMP_SIZE = 20
_COUNTER_LIMIT = 0xFFFF


@dataclass(slots=True)
class HybridClock:
    """Gives out stamps that never go back, whatever the wall clock does.

    ``millis`` and ``counter`` are the last reading; ``number`` is the last device-wide change number, so
    that two changes of one device never share a stamp even where its clock was set back.
    """

    incarnation: bytes
    millis: int = 0
    counter: int = 0
    number: int = 0

    def tick(self, wall_millis: int, seen: Stamp = b"") -> Stamp:
        """Return the next stamp: later than the wall clock, every earlier stamp, and ``seen``."""
        if seen:
            self._follow(*read_stamp(seen)[:2])
        if wall_millis > self.millis:
            self.millis, self.counter = wall_millis, 0
        elif self.counter == _COUNTER_LIMIT:
            self.millis, self.counter = self.millis + 1, 0
        else:
            self.counter += 1
        self.number += 1
        return b"".join(
            (
                self.millis.to_bytes(6, "big"),
                self.counter.to_bytes(2, "big"),
                self.incarnation,
                self.number.to_bytes(4, "big"),
            )
        )

    def _follow(self, millis: int, counter: int) -> None:
        if (millis, counter) > (self.millis, self.counter):
            self.millis, self.counter = millis, counter


def read_stamp(stamp: Stamp) -> tuple[int, int, bytes, int]:
    """Return (milliseconds, counter, incarnation, change number) of a stamp."""
    high, low, incarnation, number = struct.unpack(">IH2x8sI", stamp[:6] + b"\0\0" + stamp[8:])
    return (high << 16) | low, int.from_bytes(stamp[6:8], "big"), incarnation, number
