"""Issue categories 类别: codes of two levels, the shipped taxonomy, and the labels of other systems."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib import resources

from gridtui.domain.changes.ids import RecordId
from gridtui.domain.words.draft import Draft
from gridtui.domain.words.problems import Problem
from gridtui.domain.words.vocabulary import Vocabulary, plain
from gridtui.words import mark

FALLBACK = "M99"
"""The category of what fits no other."""

DISPUTES = "M13"
"""The category of what people quarrel about, which is mediated."""

_CODE = re.compile(r"[A-Z][0-9]{2}(?:-[0-9]{3})?", re.ASCII)


class CategorySpace(Vocabulary):
    """The first letter of a code: two spaces after GB/T 30428.2, one of this program."""

    EVENT = "E", mark("事件")
    COMPONENT = "P", mark("部件")
    MATTER = "M", mark("民生事项")


def is_category_code(code: str) -> bool:
    """Return whether the text has the form ``M11`` or ``M11-001``."""
    return _CODE.fullmatch(code) is not None


def major_of(code: str) -> str:
    """Return the first-level code of a code: ``M11`` of ``M11-001`` and of ``M11``."""
    return code.partition("-")[0]


def parse_category_code(text: str) -> str:
    """Return the code that was meant (``m11 001``, ``M11001``, ``M11.001``, ``M11-1``), or ``""``."""
    found = re.fullmatch(r"([a-z])([0-9]{2})[-.·/]?([0-9]{1,3})?", plain(text), re.ASCII)
    if found is None:
        return ""
    space, major, minor = found.groups()
    return f"{space.upper()}{major}" + (f"-{int(minor):03d}" if minor else "")


class CategoryDraft(Draft):
    """A category as entered or shipped."""

    code: str = ""
    parent_code: str = ""
    name: str = ""
    ext_code: str = ""
    active: bool = True

    def value_problems(self) -> list[Problem]:
        """Return what is wrong whatever the day is."""
        found = [] if self.name else [Problem(mark("请填写类别名称"), "name")]
        if not is_category_code(self.code):
            found.append(Problem(mark("类别代码应像 M11 或 M11-001"), "code"))
        elif self.parent_code != (major_of(self.code) if "-" in self.code else ""):
            found.append(Problem(mark("M11-001 的上级应是 M11；M11 这样的大类没有上级"), "parent_code"))
        return found


@dataclass(frozen=True, slots=True)
class LabelRule:
    """A word found in another system's label, and the category it means here.

    ``level`` is the label's level in that system, counted from 1; 0 holds for every level.
    """

    label: str
    level: int
    code: str

    def fits(self, label: str, level: int) -> bool:
        """Return whether the rule's word is in the label, already ``plain``."""
        return self.level in (0, level) and self.label in label


@lru_cache(maxsize=1)
def default_categories() -> tuple[CategoryDraft, ...]:
    """Return the shipped taxonomy, each major before its minors (默认值，可按本地规定调整)."""
    return tuple(CategoryDraft.model_validate(row) for row in shipped_rows("categories.csv"))


def shipped_id(code: str) -> RecordId:
    """Return the id that a shipped category has in every store, so that offices share one code table."""
    return sha256(b"gridtui category 1\n" + code.encode()).digest()[:16]


@lru_cache(maxsize=1)
def default_label_rules() -> tuple[LabelRule, ...]:
    """Return the shipped rules for other systems' labels."""
    return tuple(
        LabelRule(plain(row["label"]), int(row["level"] or 0), row["code"])
        for row in shipped_rows("label_map.csv")
    )


def map_label(labels: Sequence[str], rules: Sequence[LabelRule] | None = None) -> str | None:
    """Return the category code for labels given from the general to the special (一级, 二级, 三级).

    The most special label that any rule fits decides, and among its rules the longest word. None when
    no rule fits; the caller then takes ``FALLBACK``.
    """
    used = default_label_rules() if rules is None else rules
    for level in range(len(labels), 0, -1):
        label = plain(labels[level - 1])
        fitting = [rule for rule in used if rule.fits(label, level)]
        if fitting:
            return max(fitting, key=lambda rule: len(rule.label)).code
    return None


def shipped_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table shipped with the program, by column."""
    text = (resources.files("gridtui.domain") / "data" / name).read_text(encoding="utf-8-sig")
    yield from csv.DictReader(text.splitlines())
