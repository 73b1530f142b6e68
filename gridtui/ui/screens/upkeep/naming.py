"""People named in one line, 李芳、王小明: which of those who may be meant they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gridtui.domain.words.problems import Problem
from gridtui.domain.words.text import tidy_line
from gridtui.queries.people.residents import ResidentRow
from gridtui.words import mark

_BETWEEN = re.compile(r"[、,;，；\s]+")


def named_people(
    text: str, people: Sequence[ResidentRow], chosen: Sequence[bytes] = (), field: str = "people"
) -> tuple[list[ResidentRow], list[Problem]]:
    """Return whom a text names among these people, and what is wrong with it.

    Of two with one name those ``chosen`` before are meant.
    """
    found: dict[bytes, ResidentRow] = {}
    for name in filter(None, _BETWEEN.split(tidy_line(text))):
        same = [row for row in people if tidy_line(row.name) == name]
        meant = [row for row in same if row.id in chosen] or same
        if not same:
            who = "、".join(row.name for row in people)
            words = mark("这里没有叫“{name}”的人；有：{who}")
            return [], [Problem(words, field, values={"name": name, "who": who})]
        if len(meant) > 1 and not chosen:
            words = mark("有 {n} 个人都叫“{name}”，请在名单里选中了再来")
            return [], [Problem(words, field, values={"name": name, "n": len(meant)})]
        found |= {row.id: row for row in meant}
    return list(found.values()), []
