"""Grids 网格 and the courtyards 庭院 between a community and its buildings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from gridtui.domain.words.draft import Draft, past_date_problems
from gridtui.domain.words.problems import Problem, Severity
from gridtui.words import mark

_CODE = re.compile(r"[0-9]{15}", re.ASCII)
_BETWEEN_CODES = re.compile(r"[\s,，、;；]+")
_COMMUNITY_DIGITS = 12
MOST_GRIDS = 999
"""How many grids the three digits behind a community's code can tell apart."""


def default_grid_code(community_code: str, serial: int) -> str:
    """Return the community's 12 digits and a 3-digit serial (1..999); ``ValueError`` outside."""
    if not 1 <= serial <= MOST_GRIDS:
        raise ValueError("a community numbers its grids from 1 to 999")
    return f"{community_code}{serial:03d}"


def next_grid_code(community_code: str, used: Iterable[str]) -> str:
    """Return the community's 12 digits and the serial after the highest used; empty where none is left."""
    own = (code[12:] for code in used if code.startswith(community_code))
    serial = max((int(tail) for tail in own if tail.isascii() and tail.isdigit()), default=0) + 1
    fits = len(community_code) == _COMMUNITY_DIGITS and serial <= MOST_GRIDS
    return default_grid_code(community_code, serial) if fits else ""


def with_code_kept(external_ids: str, code: str) -> str:
    """Return the other codes of a grid with a code that it no longer has; once each."""
    kept = [each for each in _BETWEEN_CODES.split(external_ids) if each]
    return external_ids if not code or code in kept else "、".join([*kept, code])


class GridDraft(Draft):
    """A grid as entered; ``size_note`` says why it has fewer or more households than usual."""

    long_fields: ClassVar[frozenset[str]] = frozenset({"boundary"})

    org_id: bytes | None = None
    branch_id: bytes | None = None
    code: str = ""
    name: str = ""
    boundary: str = ""
    external_ids: str = ""
    closed_on: date | None = None
    size_note: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = []
        if not self.name:
            found.append(Problem(mark("请填写网格名称"), "name"))
        if self.code and not _CODE.fullmatch(self.code):
            text = mark("网格编码一般是 15 位数字（社区 12 位加 3 位）；别的编号请写在“其他编号”里")
            found.append(Problem(text, "code", Severity.WARNING))
        return found

    def date_problems(self, today: date) -> list[Problem]:
        """Return what is wrong with dates, seen on ``today``."""
        return past_date_problems(self.closed_on, "closed_on", today)


class CourtyardDraft(Draft):
    """A courtyard or residents' group as entered."""

    org_id: bytes | None = None
    grid_id: bytes | None = None
    name: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        return [] if self.name else [Problem(mark("请填写庭院或居民小组的名称"), "name")]
