"""Organisations 组织: the tree 市、区、街道、社区、居民区 and its 12-digit division codes."""

from __future__ import annotations

from gridtui.domain.changes.actors import Level
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.identifiers import division_code_problems, division_level
from gridtui.domain.words.problems import Problem, Severity, errors
from gridtui.words import mark

_LEVEL_WORDS = {
    "市": Level.CITY,
    "州": Level.CITY,
    "地级市": Level.CITY,
    "city": Level.CITY,
    "区": Level.DISTRICT,
    "县": Level.DISTRICT,
    "区县": Level.DISTRICT,
    "区（县）": Level.DISTRICT,
    "县级市": Level.DISTRICT,
    "district": Level.DISTRICT,
    "街道": Level.STREET,
    "乡": Level.STREET,
    "镇": Level.STREET,
    "乡镇": Level.STREET,
    "乡镇街道": Level.STREET,
    "街道办": Level.STREET,
    "街道办事处": Level.STREET,
    "street": Level.STREET,
    "社区": Level.COMMUNITY,
    "村": Level.COMMUNITY,
    "村社区": Level.COMMUNITY,
    "居委会": Level.COMMUNITY,
    "村委会": Level.COMMUNITY,
    "居民委员会": Level.COMMUNITY,
    "村民委员会": Level.COMMUNITY,
    "community": Level.COMMUNITY,
    "居民区": Level.BRANCH,
    "支部": Level.BRANCH,
    "党支部": Level.BRANCH,
    "居民区党支部": Level.BRANCH,
    "branch": Level.BRANCH,
    "网格": Level.GRID,
    "grid": Level.GRID,
}

_NAME_ENDINGS = (
    "社区居民委员会",
    "居民委员会",
    "村民委员会",
    "社区居委会",
    "居委会",
    "村委会",
    "街道办事处",
    "街道办",
    "人民政府",
    "居民区党支部",
    "党支部",
    "社区",
    "街道",
)


def parse_level(text: str) -> Level | None:
    """Return the level that a ledger's word or number (1 市 … 5 居民区, 6 网格) means."""
    word = text.strip().lower()
    if word.isdecimal() and int(word) in set(Level):
        return Level(int(word))
    return _LEVEL_WORDS.get(word)


def short_name_of(name: str) -> str:
    """Return a division's name without its administrative ending: 华山街道办事处 → 华山."""
    for ending in _NAME_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


class OrgDraft(Draft):
    """An organisation as entered."""

    parent_id: bytes | None = None
    level: int = int(Level.BRANCH)
    name: str = ""
    short_name: str = ""
    division_code: str = ""
    external_ids: str = ""

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = []
        if not self.name:
            found.append(Problem(mark("请填写组织名称"), "name"))
        if not Level.CITY <= self.level <= Level.BRANCH:
            found.append(Problem(mark("层级应为市、区、街道、社区、居民区之一"), "level"))
        if not self.division_code:
            return found
        code_problems = division_code_problems(self.division_code)
        return [*found, *code_problems, *([] if errors(code_problems) else self._level_problems())]

    def _level_problems(self) -> list[Problem]:
        """Warn where code and level disagree; a branch may carry its community's code."""
        level = division_level(self.division_code)
        if level is None or level == min(self.level, Level.COMMUNITY):
            return []
        return [Problem(mark("区划代码与所选层级不符，请核对"), "division_code", Severity.WARNING)]
