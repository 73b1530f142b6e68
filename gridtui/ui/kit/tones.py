"""The four meanings a colour may carry, each never without its letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gridtui.words import mark


@dataclass(frozen=True, slots=True)
class Tone:
    """A meaning: its name in style sheets, the letter beside it, and the style for ``shown``."""

    name: str
    letter: str
    style: str

    def lettered(self, letter: str) -> Tone:
        """Return the same meaning with another letter or word beside it (marked for translation)."""
        return Tone(self.name, letter, self.style)


LATE: Final = Tone("late", mark("超"), "$error")
AMBER: Final = Tone("amber", mark("黄"), "$warning")
DONE: Final = Tone("done", mark("绿"), "$success")
WAITING: Final = Tone("waiting", mark("蓝"), "$accent")

TONES: Final = (LATE, AMBER, DONE, WAITING)
